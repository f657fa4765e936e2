locals {
  a = file("../secret.txt")
  #        ^^^^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "path" parameter: ../secret.txt is outside of /case/web, and only files in there may be read here; write ${path.module}/… for a file of the module, or pass the content as a variable.
  b = file("${path.root}/secret.txt")
  #        ^^^^^^^^^^^^^^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "path" parameter: ./secret.txt is outside of /case/web, and only files in there may be read here; write ${path.module}/… for a file of the module, or pass the content as a variable.
  c = fileset("..", "*.txt")
  #           ^^^^ CW0305 Invalid function argument: Invalid value for "path" parameter: .. is outside of /case/web, and only files in there may be read here; write ${path.module}/… for a file of the module, or pass the content as a variable.
  d = templatefile("/etc/hostname", {})
  #                ^^^^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "path" parameter: /etc/hostname is outside of /case/web, and only files in there may be read here; write ${path.module}/… for a file of the module, or pass the content as a variable.
  e = fileexists("../secret.txt")
  #              ^^^^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "path" parameter: ../secret.txt is outside of /case/web, and only files in there may be read here; write ${path.module}/… for a file of the module, or pass the content as a variable.
  f = filesha256("../secret.txt")
  #              ^^^^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "path" parameter: ../secret.txt is outside of /case/web, and only files in there may be read here; write ${path.module}/… for a file of the module, or pass the content as a variable.
}
