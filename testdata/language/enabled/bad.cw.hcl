# enabled is true or false, and known before the deployment.

resource "file" "a" {
  enabled = "maybe"
  #         ^^^^^^^ CW0308 Invalid enabled: enabled must be true or false.
  content = "x"
}

resource "file" "b" {
  enabled = null
  #         ^^^^ CW0308 Invalid enabled: enabled is null. Give it a value, or leave it out.
  content = "x"
}

resource "file" "c" {
  enabled = docker_container.db.ip_address != ""
  #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0308 Invalid enabled: enabled depends on what only a deployment gives, so it is not known how many there will be. Use a value that the configuration itself says.
  content = "x"
}

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "file" "off" {
  enabled = false
  content = "x"
}

locals {
  a = file.off.content
  #           ^^^^^^^^ CW0305 Attempt to get attribute from null value: file.off is not enabled, so it is null and has no attributes. Ask first: file.off == null ? … : ….
  b = file.off[0].content
  #           ^^^ CW0305 Attempt to index null value: file.off is not enabled, so it is null and has no attributes. Ask first: file.off == null ? … : ….
}
