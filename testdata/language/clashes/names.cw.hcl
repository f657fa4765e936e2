# Names on the engine, paths and checkouts are for one resource each.

resource "docker_container" "a1" {
  image = "nginx"
  name  = "web"
}

resource "docker_container" "web" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0304 Wanted twice: Both docker_container.web and docker_container.a1 (names.cw.hcl:3) want the container name web; only one of them can have it. Change one of the two.
  image = "nginx"
}

resource "docker_volume" "data" {
}

resource "docker_volume" "data2" {
  name = "data"
  #      ^^^^^^ CW0304 Wanted twice: Both docker_volume.data2 and docker_volume.data (names.cw.hcl:13) want the volume name data; only one of them can have it. Change one of the two.
}

resource "docker_network" "net" {
  subnet = "10.11.0.0/24"
}

resource "docker_network" "net2" {
  name   = "net"
  #        ^^^^^ CW0304 Wanted twice: Both docker_network.net2 and docker_network.net (names.cw.hcl:21) want the network name net; only one of them can have it. Change one of the two.
  subnet = "10.11.0.0/24"
  #        ^^^^^^^^^^^^^^ CW0304 Wanted twice: Both docker_network.net2 and docker_network.net (names.cw.hcl:21) want the subnet 10.11.0.0/24; only one of them can have it. Change one of the two.
}

resource "file" "x" {
  content = "x"
  path    = "out/x"
}

resource "file" "y" {
  content   = "y"
  name      = "x"
  #           ^^^ CW0304 Wanted twice: Both file.y and file.x (names.cw.hcl:32) want the path out/x; only one of them can have it. Change one of the two.
  directory = "./out/../out"
}

resource "file" "inside" {
  content = "z"
  path    = "out/x/y"
  #         ^^^^^^^^^ CW0304 Wanted twice: Both file.inside and file.x (names.cw.hcl:32) want the path out/x; only one of them can have it. Change one of the two.
}

resource "git_repo" "out" {
  repo_url = "https://git.example.com/x.git"
  dest     = "out"
}

composite "group" {
  resource "docker_container" "web" {
  #^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0304 Wanted twice: Both composite.group.docker_container.web and docker_container.a1 (names.cw.hcl:3) want the container name web; only one of them can have it. Change one of the two.
    image = "nginx"
  }
}

resource "file" "later" {
  content = "x"
  name    = docker_container.a1.id
}
