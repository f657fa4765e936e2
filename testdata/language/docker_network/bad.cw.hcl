# Each argument of a network is checked.

resource "docker_network" "a1" {
  name     = "my net"
  #          ^^^^^^^^ CW0302 Invalid network name: "my net" can't be a network's name; it holds letters, digits, _ . and -, and starts with a letter or a digit.
  driver   = ""
  #          ^^ CW0302 Invalid network driver: A driver's name can't be empty; leave the line out to have it named after the resource.
  subnet   = "10.11.0.5/24"
  #          ^^^^^^^^^^^^^^ CW0302 Invalid subnet: "10.11.0.5/24" is an address inside a range, not a range; write "10.11.0.0/24".
  gateway  = "x"
  #          ^^^ CW0302 Invalid gateway: "x" is not an IP address; write one like "10.11.0.1".
  internal = "maybe"
  #          ^^^^^^^ CW0301 Wrong type: The argument internal must be true or false.
  labels   = { "" = "x" }
  #                 ^^^ CW0302 Invalid label: A label's name can't be empty.
}

resource "docker_network" "b1" {
  gateway = "10.11.0.1"
  #         ^^^^^^^^^^^ CW0302 Invalid gateway: A gateway needs a subnet that it is in; add one, like subnet = "10.11.0.0/24".
}

resource "docker_network" "c1" {
  subnet  = "10.11.0.0/24"
  gateway = "10.12.0.1"
  #         ^^^^^^^^^^^ CW0302 Invalid gateway: The gateway 10.12.0.1 is not in the subnet 10.11.0.0/24; choose an address of it, like 10.11.0.1.
}

resource "docker_network" "bridge" {
#                         ^^^^^^^^ CW0302 Invalid network name: "bridge" is a network of the engine's own; containers can use it without a docker_network: networks = ["bridge"].
}

resource "docker_network" "d1" {
  driver = "host"
  #        ^^^^^^ CW0302 Invalid network driver: An engine has one network of the driver "host" and makes no second; containers can use it without a docker_network.
}
