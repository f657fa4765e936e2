# A cycle is an error that prints the whole of it, each edge with its place.

resource "file" "a" {
  content = file.b.content
}

resource "file" "b" {
  content    = "x"
  depends_on = [file.c]
}

resource "docker_container" "c1" {
  image   = "nginx:1.27"
  connect = [docker_container.d1]
}

resource "docker_container" "d1" {
  image = "nginx:1.27"
  env   = { C = docker_container.c1.name }
  #             ^^^^^^^^^^^^^^^^^^^^^^^^ CW0203 Cycle: These resources need each other, so none of them can come first:
  #   |   docker_container.c1 needs docker_container.d1 (cycle.cw.hcl:14)
  #   |   docker_container.d1 needs docker_container.c1 (cycle.cw.hcl:19)
  #   | Remove one of these references.
}

resource "file" "c" {
  content = local.through
  #         ^^^^^^^^^^^^^ CW0203 Cycle: These resources need each other, so none of them can come first:
  #   |   file.a needs file.b (cycle.cw.hcl:4)
  #   |   file.b needs file.c (cycle.cw.hcl:9)
  #   |   file.c needs file.a (cycle.cw.hcl:27)
  #   | Remove one of these references.
}

locals {
  through = "x${file.a.name}"
}

resource "file" "self" {
  content = file.self.name
  #         ^^^^^^^^^^^^^^ CW0203 Cycle: These resources need each other, so none of them can come first:
  #   |   file.self needs file.self (cycle.cw.hcl:40)
  #   | Remove one of these references.
}
