# Ports in all the forms that they don't have; the first bad one of a list is told.

resource "docker_container" "a1" {
  image = "nginx"
  ports = ["80:80", "http"]
  #                 ^^^^^^ CW0302 Invalid port: "http": the container port "http" is not a number; write "8080:80", "80" (the engine picks the host port), "127.0.0.1:8080:80", "53:53/udp" or a range "8000-8003:8000-8003".
}

resource "docker_container" "b1" {
  image = "nginx"
  ports = ["70000:80"]
  #        ^^^^^^^^^^ CW0302 Invalid port: "70000:80": the host port 70000 is out of range; ports go from 1 to 65535.
}

resource "docker_container" "c1" {
  image = "nginx"
  ports = ["80:80:80"]
  #        ^^^^^^^^^^ CW0302 Invalid port: "80:80:80": "80" is not an IP address of the host; write it like "127.0.0.1:8080:80", or "[::1]:8080:80".
}

resource "docker_container" "d1" {
  image = "nginx"
  ports = ["80:80/icmp"]
  #        ^^^^^^^^^^^^ CW0302 Invalid port: "80:80/icmp": the protocol after / is "icmp"; it can be tcp, udp or sctp.
}

resource "docker_container" "e1" {
  image = "nginx"
  ports = ["8000-8002:80-81"]
  #        ^^^^^^^^^^^^^^^^^ CW0302 Invalid port: "8000-8002:80-81": the host range has 3 ports and the container range 2; both need the same number.
}

resource "docker_container" "f1" {
  image = "nginx"
  ports = ["8003-8000:8003-8000"]
  #        ^^^^^^^^^^^^^^^^^^^^^ CW0302 Invalid port: "8003-8000:8003-8000": the container range 8003-8000 runs backwards; the smaller port comes first.
}

resource "docker_container" "g1" {
  image = "nginx"
  ports = ["::1:80:80"]
  #        ^^^^^^^^^^^ CW0302 Invalid port: "::1:80:80": an IPv6 address stands in brackets; write "[::1]:80:80".
}

resource "docker_container" "h1" {
  image = "nginx"
  ports = ["0"]
  #        ^^^ CW0302 Invalid port: "0": a container port goes from 1 to 65535; write "8080:80", "80" (the engine picks the host port), "127.0.0.1:8080:80", "53:53/udp" or a range "8000-8003:8000-8003".
}

resource "docker_container" "i1" {
  image = "nginx"
  ports = [80, 443, true]
  #                 ^^^^ CW0302 Invalid port: "true": the container port "true" is not a number; write "8080:80", "80" (the engine picks the host port), "127.0.0.1:8080:80", "53:53/udp" or a range "8000-8003:8000-8003".
}

resource "docker_container" "j1" {
  image = "nginx"
  ports = { "80" = "80" }
  #       ^^^^^^^^^^^^^^^ CW0301 Wrong type: The argument ports must be a list, each item a text.
}

resource "docker_container" "k1" {
  image = "nginx"
  ports = "80:80"
  #       ^^^^^^^ CW0301 Wrong type: The argument ports must be a list, each item a text.
}

resource "docker_container" "l1" {
  image = "nginx"
  ports = [""]
  #        ^^ CW0302 Invalid port: "" lacks the container port; write "8080:80", "80" (the engine picks the host port), "127.0.0.1:8080:80", "53:53/udp" or a range "8000-8003:8000-8003".
}

resource "docker_container" "m1" {
  image = "nginx"
  ports = [null]
  #        ^^^^ CW0302 Invalid port: An element of ports is null; take it out of the list.
}
