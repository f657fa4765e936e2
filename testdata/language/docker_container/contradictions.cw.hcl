# Arguments that contradict each other.

resource "docker_container" "a1" {
  image    = "nginx"
  ports    = ["8080:80"]
  #          ^^^^^^^^^^^ CW0302 Attributes contradict each other: On the network "host" no port can be published. Remove ports, or the network.
  networks = ["host"]
}

resource "docker_container" "b1" {
  image    = "nginx"
  networks = ["none", "backend"]
  #           ^^^^^^ CW0302 Attributes contradict each other: The network "none" can't be combined with others. Keep one of them.
}

resource "docker_container" "c1" {
  image   = "nginx"
  volumes = ["aa:/data", "bb:/data"]
  #                      ^^^^^^^^^^ CW0302 Attributes contradict each other: Two things are mounted at /data: volumes[0] and volumes[1]. Give one of them another path inside.
  tmpfs   = { "/data" = "" }
  #                     ^^ CW0302 Attributes contradict each other: Two things are mounted at /data: volumes[0] and tmpfs./data. Give one of them another path inside.
}

resource "docker_container" "d1" {
  image = "nginx"
  ports = ["8081:80", "8081:81"]
  #                   ^^^^^^^^^ CW0302 Attributes contradict each other: The host port 8081/tcp is published twice, by ports[0] and ports[1]. Publish one of them on another host port.
}

resource "docker_container" "e1" {
  image       = "nginx"
  wait        = true
  #             ^^^^ CW0302 Attributes contradict each other: wait = true waits for the health check, but healthcheck switches it off with NONE. Remove one of the two.
  healthcheck = { test = ["NONE"] }
}

resource "docker_container" "f1" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0302 Attributes contradict each other: Nothing can be put at /etc/x, since read_only = true. Upload to a path below a volume, mount the file as a volume, or remove read_only.
  image     = "nginx"
  read_only = true

  upload {
    path    = "/etc/x"
    content = "x"
  }
}

resource "docker_container" "g1" {
  image    = "nginx"
  must_run = false
  restart  = "always"
}
