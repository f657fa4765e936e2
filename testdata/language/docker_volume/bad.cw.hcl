# Each argument of a volume is checked.

resource "docker_volume" "a1" {
  name        = "a b"
  #             ^^^^^ CW0302 Invalid volume name: "a b" can't be a volume's name; it holds letters, digits, _ . and -, and starts with a letter or a digit.
  driver      = ""
  #             ^^ CW0302 Invalid volume driver: The driver is empty; leave the line out for local.
  driver_opts = "x"
  #             ^^^ CW0301 Wrong type: The argument driver_opts must be a map { NAME = VALUE }, each value a text.
  labels      = ["a"]
  #             ^^^^^ CW0301 Wrong type: The argument labels must be a map { NAME = VALUE }, each value a text.
}

resource "docker_volume" "x1" {
}
