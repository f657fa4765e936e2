# Written by cw: what was completed, from what, and by whom. Commit it.
version = 1

resource "docker_container.web" {
  fingerprint = "sha256:01"

  values {
    image = "nginx:1.27"
    ports = "8080:80"
  }

  origin {
    image = "catalog(nginx)"
    ports = "catalog(nginx)"
  }
}
