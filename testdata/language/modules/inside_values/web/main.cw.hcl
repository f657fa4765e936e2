variable "secret" {}

variable "later" {
  type = string
}

variable "options" {
  type = object({ a = number, b = optional(string, "default") })
}

variable "hidden" {
  default   = "x"
  sensitive = true
}

resource "file" "a" {
  content = "at ${var.later}"  #= "at "… (known after deployment)
}

output "secret" {
  value = "key ${var.secret}"  #= (sensitive)
}

output "later" {
  value = "http://${var.later}"  #= "http://"… (known after deployment)
}

output "options" {
  value = var.options  #= { a = 1, b = "default" }
}

output "hidden" {
  value = var.hidden  #= (sensitive)
}
