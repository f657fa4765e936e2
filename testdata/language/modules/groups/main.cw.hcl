# A module in a composite, one that is not enabled, and what is asserted of one.

composite "shop" {
  module "web" {
    source      = "./web"
    description = "the shop's web server"

    assert "healthcheck" {
      url      = composite.shop.module.web.url
      timeout  = "1m"
      interval = "1s"
    }

    assert "container_running" {
      target = docker_container.db
    }
  }

  resource "docker_container" "db" {
    image = "postgres:15"
  }
}

module "off" {
  source  = "./web"
  enabled = false
}

output "url" {
  value = composite.shop.module.web.url  #= "http://localhost/"
}

output "off" {
  value = module.off == null ? "nothing" : module.off.url  #= "nothing"
}

#> order: composite.shop.docker_container.db, composite.shop.module.web.docker_container.server
#> composite.shop.module.web asserts healthcheck { expected_status = 200, method = "GET", url = "http://localhost/" } for 1m0s every 1s, container_running of composite.shop.docker_container.db {}
