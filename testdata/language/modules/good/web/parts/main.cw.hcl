variable "name" {}

resource "file" "part" {
  content = "part of ${var.name}"  #= blog["a"].parts "part of blog-a"; blog["b"].parts "part of blog-b"; shop.parts "part of shop"
}

output "path" {
  value = lower(var.name)
}
