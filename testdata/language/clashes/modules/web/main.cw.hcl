variable "port" {}

resource "docker_container" "web" {
  image = "nginx"
  ports = ["${var.port}:80"]
  #        ^^^^^^^^^^^^^^^^ CW0304 Wanted twice: Both module.b.docker_container.web and module.a.docker_container.web (web/main.cw.hcl:3) want the host port 8080/tcp; only one of them can have it. Change one of the two.
  #        ^^^^^^^^^^^^^^^^ CW0304 Wanted twice: Both module.c.docker_container.web and docker_container.own (main.cw.hcl:18) want the host port 8081/tcp; only one of them can have it. Change one of the two.
}

resource "docker_volume" "data" {
  name = "shared-data"
  #      ^^^^^^^^^^^^^ CW0304 Wanted twice: Both module.b.docker_volume.data and module.a.docker_volume.data (web/main.cw.hcl:10) want the volume name shared-data; only one of them can have it. Change one of the two.
  #      ^^^^^^^^^^^^^ CW0304 Wanted twice: Both module.c.docker_volume.data and module.a.docker_volume.data (web/main.cw.hcl:10) want the volume name shared-data; only one of them can have it. Change one of the two.
}
