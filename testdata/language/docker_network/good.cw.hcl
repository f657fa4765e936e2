# A network, with all that can be said of it.

resource "docker_network" "all" {
  name        = "backend"
  driver      = "bridge"
  internal    = true
  subnet      = "10.11.0.0/24"
  gateway     = "10.11.0.1"
  enable_ipv6 = true
  attachable  = true
  options     = { "com.docker.network.driver.mtu" = "1400" }
  labels      = { team = "web" }
}

resource "docker_network" "defaults" {
  #: name = "defaults"  (default)
  #: driver = "bridge"  (default)
  #: internal = null  (default)
}

resource "docker_container" "web" {
  image    = "nginx"
  networks = [docker_network.all.name, docker_network.defaults.name]  #= ["backend", "defaults"]
}

#> docker_network.all.id = (known after deployment)
