# Secrets, holes and what is known later go through a module as through any expression.

variable "key" {
  default   = "geheim"
  sensitive = true
}

resource "docker_container" "db" {
  image = "postgres:15"
}

module "m" {
  source  = "./web"
  secret  = var.key
  later   = docker_container.db.ip_address
  options = { a = 1 }
}

output "secret" {
  value = module.m.secret  #= (sensitive)
}

output "later" {
  value = module.m.later  #= "http://"… (known after deployment)
}

output "options" {
  value = module.m.options  #= { a = 1, b = "default" }
}

#> module.m.file.a needs docker_container.db (reference)
