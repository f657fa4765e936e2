# Providers say where engines are; a resource chooses one by its alias.

variable "password" {
  default   = "geheim"
  sensitive = true
}

provider "docker" {
  host = "unix:///var/run/docker.sock"

  registry_auth {
    address  = "registry.example.com"
    username = "shop"
    password = var.password
  }
}

provider "docker" {
  alias = "eu"
  host  = "ssh://deploy@${local.machine}"
}

locals {
  machine = "eu.example.com"
}

resource "docker_container" "here" {
  image = "nginx:1.27"
}

resource "docker_container" "there" {
  image    = "nginx:1.27"
  provider = docker.eu
}

resource "docker_container" "also_here" {
  image    = "nginx:1.27"
  provider = docker
}

#> providers: docker at unix:///var/run/docker.sock with "registry.example.com" as "shop", (sensitive), docker.eu at ssh://deploy@eu.example.com
#> docker_container.there lives provider eu
#> docker_container.also_here lives (none)
