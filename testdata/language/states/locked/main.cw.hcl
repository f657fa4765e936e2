# What the lock file says is no hole any more; what the author writes comes before it.

resource "docker_container" "web" {
  description = "a web server"
  env         = { A = "author" }  #= { A = "author", B = "lock" }
  user        = complete("who")  #= "1000"
  command     = null
  #: image = "nginx:1.27"  (catalog(nginx))
  #: ports = ["8080:80"]  (catalog(nginx))
  #: env = { A = "author", B = "lock" }
  #: user = "1000"  (model(m))
  #: command = null
  #: restart = "unless-stopped"  (default)
}

resource "docker_container" "open" {
  description = "not locked"
  #: image = (hole)
}

#> holes: docker_container.open.image
