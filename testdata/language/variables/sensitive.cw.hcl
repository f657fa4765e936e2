# What a sensitive value is used for is sensitive; nonsensitive() takes that away.
# --var key=geheim

variable "key" {
  type      = string
  sensitive = true
}

variable "site" {
  type = object({ user = string, key = string })
  default = {
    user = "shop"
    key  = "geheim"
  }
  sensitive = true
}

locals {
  key    = var.key  #= (sensitive)
  text   = "key=${var.key}"  #= (sensitive)
  length = length(var.key)  #= (sensitive)
  user   = var.site.user  #= (sensitive)
  list   = ["a", var.key]  #= ["a", (sensitive)]
  shown  = nonsensitive(length(var.key))  #= 6
  is     = issensitive(var.key)  #= true
  hidden = sensitive("a")  #= (sensitive)
}

resource "file" "a" {
  content = "key: ${var.key}"  #= (sensitive)
}

output "key" {
  value     = var.key  #= (sensitive)
  sensitive = true
}
