# All the ports there are, again and again.

resource "docker_container" "a1" {
  count = 2
  image = "nginx"
  ports = ["1-65535:1-65535", "1-65535:1-65535/udp"]
  #        ^^^^^^^^^^^^^^^^^ CW0304 Wanted twice: Both docker_container.a1[1] and docker_container.a1[0] (ports.cw.hcl:3) want the host port 1/tcp; only one of them can have it. Change one of the two.
  #                           ^^^^^^^^^^^^^^^^^^^^^ CW0302 Invalid port: With this element ports publishes more than 65535 ports, which no container does. Publish fewer.
  #                           ^^^^^^^^^^^^^^^^^^^^^ CW0304 Wanted twice: Both docker_container.a1[1] and docker_container.a1[0] (ports.cw.hcl:3) want the host port 1/udp; only one of them can have it. Change one of the two.
}

resource "docker_container" "b1" {
  image = "nginx"
  ports = ["1-65535:1-65535"]
  #        ^^^^^^^^^^^^^^^^^ CW0304 Wanted twice: Both docker_container.b1 and docker_container.a1[0] (ports.cw.hcl:3) want the host port 1/tcp; only one of them can have it. Change one of the two.
}
