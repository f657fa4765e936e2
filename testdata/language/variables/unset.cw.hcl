# For cw validate a variable may be without a value: it is unknown, and so is what depends on it.
# --validate

variable "port" {
  type = number
}

variable "sites" {
  type = set(string)
}

variable "instances" {
  type = number
}

variable "secret" {
  sensitive = true
}

resource "file" "many" {
  count   = var.instances
  content = "x"
}

resource "file" "site" {
  for_each = var.sites
  content  = each.value  #= (known after deployment)
}

locals {
  url    = "http://localhost:${var.port}"  #= "http://localhost:"… (known after deployment)
  first  = file.many[7].content  #= (known after deployment)
  site   = file.site["any"].content  #= (known after deployment)
  secret = var.secret  #= (sensitive)
}
