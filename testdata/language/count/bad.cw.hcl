# A count is a whole number, 0 or more, that is known before the deployment.

resource "file" "negative" {
  count   = -1
  #         ^^ CW0308 Invalid count: count must be a whole number, 0 or more; this is -1.
  content = "x"
}

resource "file" "half" {
  count   = 1.5
  #         ^^^ CW0308 Invalid count: count must be a whole number, 0 or more; this is 1.5.
  content = "x"
}
resource "file" "text" {
  count   = "many"
  #         ^^^^^^ CW0308 Invalid count: count must be a whole number, 0 or more.
  content = "x"
}
resource "file" "none" {
  count   = null
  #         ^^^^ CW0308 Invalid count: count is null. Give it a value, or leave it out.
  content = "x"
}
resource "docker_container" "db" {
  image = "postgres:15"
}
resource "file" "later" {
  count   = docker_container.db.ip_address == "" ? 1 : 0
  #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0308 Invalid count: count depends on what only a deployment gives, so it is not known how many there will be. Use a value that the configuration itself says.
  content = "x"
}
