# Connections lead into composites and out of them; one to a composite leads to all that is in it.

resource "docker_container" "proxy" {
  image   = "nginx:1.27"
  connect = [composite.shop, composite.shop.docker_container.web]
}

composite "shop" {
  connect    = [docker_container.queue]
  depends_on = [file.config]

  resource "docker_container" "web" {
    image   = "shop/web:1"
    connect = [docker_container.db]
  }

  resource "docker_container" "db" {
    image = "postgres:15"
  }
}

resource "docker_container" "queue" {
  image = "rabbitmq:3"
}

resource "file" "config" {
  content = "x"
}

#> order: docker_network.shared, docker_container.queue, file.config, composite.shop.docker_container.db, composite.shop.docker_container.web, docker_container.proxy
#> docker_container.proxy connects composite.shop.docker_container.web (connect), composite.shop.docker_container.db (connect), composite.shop.docker_container.web (connect)
#> composite.shop.docker_container.web connects composite.shop.docker_container.db (connect), docker_container.queue (connect)
#> composite.shop.docker_container.db needs docker_container.queue (connect), file.config (depends_on), docker_network.shared (network)
#> composite.shop.docker_container.web joins docker_network.shared as web
