# The four states of an attribute: a value, null, a hole that is written, absence.

resource "docker_container" "value" {
  image   = "nginx:1.27"
  command = ["serve"]
  #: healthcheck = null  (default)
  #: restart = "unless-stopped"  (default)
}

resource "docker_container" "null" {
  description = "says that it has no command, no environment, and no restarts of its own"
  image       = complete("a web server")  #= (hole: a web server)
  command     = null
  env         = null
  restart     = null
  #: command = null
  #: env = null
  #: restart = null
}

resource "docker_container" "hole" {
  description = "a web server"
  image       = "nginx:1.27"
  env         = { TZ = "UTC", APP_SECRET = complete("random 32 byte key") }  #= { APP_SECRET = (hole: random 32 byte key), TZ = "UTC" }
  user        = complete("who runs it")  #= (hole: who runs it)
}

resource "docker_container" "absent" {
  description = "a web server"
  #: image = (hole)
  #: ports = null  (default)
  #: name = "absent"  (default)
  #: must_run = true  (default)
}

#> holes: docker_container.null.image, docker_container.hole.env.APP_SECRET, docker_container.hole.user, docker_container.absent.image
#> docker_container.value may fill (none)
#> docker_container.null may fill ports, volumes, healthcheck, networks
#> docker_container.hole may fill ports, volumes, command, healthcheck, networks
#> docker_container.absent may fill ports, env, volumes, command, healthcheck, networks
