# Each argument of a file is checked.

resource "file" "a" {
  content    = ["x"]
  #            ^^^^^ CW0301 Wrong type: The argument content must be a text.
  name       = "a/b"
  #            ^^^^^ CW0302 Bad file name: "a/b" is not the name of a file. Write the name alone, and the directory as directory; or both together as path.
  directory  = ""
  #            ^^ CW0302 Bad path: A path can't be empty.
  mode       = "rw-r--r--"
  #            ^^^^^^^^^^^ CW0302 Bad file mode: "rw-r--r--" says how to change a mode, not what it should be; write three octal digits in quotes, as in "644" (owner, group, others; 4 reads, 2 writes, 1 executes).
  executable = "x"
  #            ^^^ CW0301 Wrong type: The argument executable must be true or false.
}

resource "file" "b" {
  content = "x"
  source  = "y"
  #         ^^^ CW0302 Two contents for one file: Both content and source say what is in the file. Remove one of them.
}

resource "file" "c" {
  content = "x"
  path    = "out/"
  #         ^^^^^^ CW0302 Bad path: "out/" is a directory. Write the path with the file's name at the end, or the directory as directory.
}

resource "file" "d" {
#^^^^^^^^^^^^^^^^^^ CW0302 File without content: A file needs content, sensitive_content or source; an empty file has content = "".
  content = null
  source  = null
}

resource "file" "e" {
  content           = "x"
  sensitive_content = "y"
  #                   ^^^ CW0302 Two contents for one file: The value of sensitive_content is not valid. It is sensitive, so it isn't shown here.
}

resource "file" "f" {
  content = "x"
  mode    = "000"
  #         ^^^^^ CW0302 Bad file mode: With mode "000" the file's owner, cw, could not read it, and so not tell later whether it changed. Let the owner read it, as in "400".
}

resource "file" "g" {
  content = "x"
  mode    = "7777"
  #         ^^^^^^ CW0302 Bad file mode: "7777" would set the set-user-ID, set-group-ID or sticky bit, which cw does not do; write three octal digits in quotes, as in "644" (owner, group, others; 4 reads, 2 writes, 1 executes).
}
