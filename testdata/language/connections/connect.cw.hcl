# connect is a dependency, a shared network, and configuration from the target.

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "cache" {
  for_each = toset(["a", "b"])
  image    = "redis:7"
}

resource "docker_container" "api" {
  image   = "shop/api:1"
  connect = [docker_container.db, docker_container.cache["a"]]
  #: networks = null  (default)
}

resource "docker_container" "worker" {
  image   = "shop/worker:1"
  connect = [docker_container.cache]
}

resource "docker_container" "alone" {
  image = "nginx:1.27"
}

resource "file" "config" {
  content = "x"
  connect = [docker_container.api]
}

#> order: docker_network.shared, docker_container.db, docker_container.cache["a"], docker_container.cache["b"], docker_container.api, docker_container.worker, docker_container.alone, file.config
#> docker_container.api connects docker_container.db (connect), docker_container.cache["a"] (connect)
#> docker_container.api needs docker_container.db (connect), docker_container.cache["a"] (connect), docker_network.shared (network)
#> docker_container.api joins docker_network.shared as api
#> docker_container.worker connects docker_container.cache["a"] (connect), docker_container.cache["b"] (connect)
#> docker_container.cache["a"] joins docker_network.shared as cache-a and cache
#> docker_container.alone joins (none)
#> file.config needs docker_container.api (connect)
