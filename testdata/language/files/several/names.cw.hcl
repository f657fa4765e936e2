locals {
  greeting = "Welcome, ${var.who}"  #= "Welcome, all"
}

variable "who" {
  default = "all"
}
