# A module is a group whose content stands in a directory: its variables are arguments, its outputs attributes.

module "shop" {
  source = "./web"
  name   = "shop"
  port   = 8080
}

module "blog" {
  source   = "./web"
  for_each = toset(["a", "b"])
  name     = "blog-${each.key}"

  connect    = [docker_container.db]
  depends_on = [file.config]

  override "docker_container" "server" {
    restart = "no"
  }

}

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "file" "config" {
  content = "x"
}

output "url" {
  value = module.shop.url  #= "http://localhost:8080/shop"
}

output "urls" {
  value = [for m in module.blog : m.url]  #= ["http://localhost:80/blog-a", "http://localhost:80/blog-b"]
}

output "blog" {
  value = module.blog["a"].url  #= "http://localhost:80/blog-a"
}

output "whole" {
  value = module.shop  #= { url = "http://localhost:8080/shop" }
}

#> order: docker_network.shared, docker_container.db, file.config, module.shop.docker_container.server, module.shop.file.where, module.shop.module.parts.file.part, module.blog["a"].docker_container.server, module.blog["a"].file.where, module.blog["a"].module.parts.file.part, module.blog["b"].docker_container.server, module.blog["b"].file.where, module.blog["b"].module.parts.file.part
#> module.shop.docker_container.server needs (none)
#> module.blog["a"].docker_container.server needs docker_container.db (connect), file.config (depends_on), docker_network.shared (network)
