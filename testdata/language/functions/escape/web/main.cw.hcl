locals {
  a = file("${path.module}/text.txt")
  b = file("./${path.module}/../web/text.txt")
}

output "b" {
  value = local.b  #= "text"
}
