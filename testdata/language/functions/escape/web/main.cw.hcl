locals {
  a = file("${path.module}/text.txt")
  b = file("text.txt")
}

output "b" {
  value = local.b  #= "text"
}
