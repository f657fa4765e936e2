# A locked value that does not fit is told at the place where it would stand.

resource "docker_container" "web" {
  description = "a web server"
}
# CW0406 Wrong type: The completed value of ports must be a list, each item a text.
