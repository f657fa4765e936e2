# One host port is for one container, over the whole graph: composites, modules and instances included. Another address or protocol is another port.

resource "docker_container" "a1" {
  image = "nginx"
  ports = ["8080:80", "127.0.0.1:9000:80", "127.0.0.1:9100:80", "53:53/udp"]
}

resource "docker_container" "same" {
  image = "nginx"
  ports = ["8080:8080"]
  #        ^^^^^^^^^^^ CW0304 Wanted twice: Both docker_container.same and docker_container.a1 (ports.cw.hcl:3) want the host port 8080/tcp; only one of them can have it. Change one of the two.
}

resource "docker_container" "wild" {
  image = "nginx"
  ports = ["9000:80"]
  #        ^^^^^^^^^ CW0304 Wanted twice: Both docker_container.wild and docker_container.a1 (ports.cw.hcl:3) want the host port 9000/tcp; only one of them can have it. Change one of the two.
}

resource "docker_container" "fine" {
  image = "nginx"
  ports = ["127.0.0.2:9100:80", "53:53/tcp", "80"]
}

resource "docker_container" "range" {
  image = "nginx"
  ports = ["8000-8100:8000-8100"]
  #        ^^^^^^^^^^^^^^^^^^^^^ CW0304 Wanted twice: Both docker_container.range and docker_container.a1 (ports.cw.hcl:3) want the host port 8080/tcp; only one of them can have it. Change one of the two.
}

composite "group" {
  resource "docker_container" "inner" {
    image = "nginx"
    ports = ["443:443", "8101:80"]
    #        ^^^^^^^^^ CW0304 Wanted twice: Both composite.group.docker_container.inner and docker_container.outer (ports.cw.hcl:40) want the host port 443/tcp; only one of them can have it. Change one of the two.
    #                   ^^^^^^^^^ CW0304 Wanted twice: Both composite.group.docker_container.inner and apple_container.apple (ports.cw.hcl:52) want the host port 8101/tcp; only one of them can have it. Change one of the two.
  }
}

resource "docker_container" "outer" {
  image = "nginx"
  ports = ["443:8443"]
}

resource "docker_container" "many" {
  count = 2
  image = "nginx"
  ports = ["7000:80"]
  #        ^^^^^^^^^ CW0304 Wanted twice: Both docker_container.many[1] and docker_container.many[0] (ports.cw.hcl:45) want the host port 7000/tcp; only one of them can have it. Change one of the two.
}

resource "apple_container" "apple" {
  image = "nginx"
  ports = ["8101:80"]
}
