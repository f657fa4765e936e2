# A complete block says how a resource is completed.

resource "docker_container" "api" {
  description = "the API"
  image       = "shop/api:1"

  complete {
    fill    = [env, volumes]
    exclude = [ports]
    model   = "some/model"
    hint    = "the API listens on ${local.port}"
    pin     = "digest"
  }
}

resource "docker_container" "web" {
  description = "a web server"

  complete {
    exclude = [ports, "env"]
  }
}

resource "docker_container" "hinted" {
  complete {
    hint = "a web server"
  }
}

locals {
  port = 80
}

#> holes: docker_container.web.image, docker_container.hinted.image
#> docker_container.api may fill env, volumes
#> docker_container.web may fill volumes, command, healthcheck, networks
