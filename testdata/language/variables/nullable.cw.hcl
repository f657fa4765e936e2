# null is a value, unless the variable says that it is none: then it means the default.
# --var a=null
# --var b=null

variable "a" {
  type    = list(string)
  default = ["x"]
}

variable "b" {
  type     = list(string)
  default  = ["x"]
  nullable = false
}

locals {
  a = var.a  #= null
  b = var.b  #= tolist(["x"])
}
