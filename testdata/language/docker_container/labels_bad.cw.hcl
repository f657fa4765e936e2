# A label that becomes a name on the engine has to be one.

resource "docker_container" "a" {
#                           ^^^ CW0302 Invalid container name: "a" is too short for a container's name; it needs two characters: give it a name = "…".
  image = "nginx"
}

resource "docker_container" "_api" {
#                           ^^^^^^ CW0302 Invalid container name: "_api" can't be a container's name; it holds letters, digits, _ . and -, and starts with a letter or a digit.
  image = "nginx"
}

resource "docker_volume" "x" {
#                        ^^^ CW0302 Invalid volume name: "x" is too short for a volume's name; it needs two characters: give it a name = "…".
}

resource "docker_network" "bridge" {
#                         ^^^^^^^^ CW0302 Invalid network name: "bridge" is a network of the engine's own; containers can use it without a docker_network: networks = ["bridge"].
}

resource "docker_container" "b" {
  image = "nginx"
  name  = "named"
}
