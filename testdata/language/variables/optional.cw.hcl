# Optional attributes of an object are null, or have a default, at any depth.

variable "site" {
  type = object({
    name = string
    port = optional(number, 80)
    tls  = optional(bool)
    hosts = optional(list(object({
      name = string
      ttl  = optional(number, 300)
    })), [])
  })
  default = {
    name  = "shop"
    hosts = [{ name = "a" }, { name = "b", ttl = 60 }]
    extra = "is left out"
  }
}

locals {
  site = var.site  #= { hosts = tolist([{ name = "a", ttl = 300 }, { name = "b", ttl = 60 }]), name = "shop", port = 80, tls = null }
  port = var.site.port  #= 80
}
