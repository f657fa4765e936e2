variable "name" {
  type = string
}

variable "port" {
  type    = number
  default = 80

  validation {
    condition     = var.port > 0
    error_message = "no port"
  }
}

locals {
  base = "http://localhost"
}

resource "docker_container" "server" {
  image = "nginx:1.27"
  env   = { NAME = var.name, PORT = var.port }  #= blog["a"] { NAME = "blog-a", PORT = "80" }; blog["b"] { NAME = "blog-b", PORT = "80" }; shop { NAME = "shop", PORT = "8080" }
  #: name = blog["a"] "blog-a-server"  (default); blog["b"] "blog-b-server"  (default); shop "shop-server"  (default)
  #: restart = blog["a"] "no"; blog["b"] "no"; shop "unless-stopped"  (default)
}

resource "file" "where" {
  content = path.module  #= "web"
  #: directory = "."  (default)
  #: name = blog["a"] "blog-a-where"  (default); blog["b"] "blog-b-where"  (default); shop "shop-where"  (default)
}

module "parts" {
  source = "./parts"
  name   = var.name
}

output "url" {
  value = "${local.base}:${var.port}/${module.parts.path}"  #= shop "http://localhost:8080/shop"; blog["a"] "http://localhost:80/blog-a"; blog["b"] "http://localhost:80/blog-b"
}
