# A volume, with all that can be said of it.

resource "docker_volume" "all" {
  name        = "pgdata"
  driver      = "local"
  driver_opts = { type = "tmpfs", device = "tmpfs" }  #= { device = "tmpfs", type = "tmpfs" }
  labels      = { team = "web" }
}

resource "docker_volume" "defaults" {
  #: name = "defaults"  (default)
  #: driver = "local"  (default)
}

resource "docker_container" "db" {
  image   = "postgres:15"
  volumes = ["${docker_volume.all.name}:/var/lib/postgresql/data"]  #= ["pgdata:/var/lib/postgresql/data"]
}

#> docker_volume.all.mountpoint = (known after deployment)
