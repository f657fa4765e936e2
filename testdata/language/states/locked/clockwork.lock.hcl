# Written by cw: what was completed, from what, and by whom. Commit it.
version = 1

resource "docker_container.web" {
  fingerprint = "sha256:01"

  values {
    env = {
      A = "lock"
      B = "lock"
    }
    image   = "nginx:1.27"
    ports   = ["8080:80"]
    command = ["never"]
    user    = "1000"
  }

  origin {
    env = {
      A = "model(m)"
      B = "model(m)"
    }
    image   = "catalog(nginx)"
    ports   = "catalog(nginx)"
    command = "model(m)"
    user    = "model(m)"
  }
}
