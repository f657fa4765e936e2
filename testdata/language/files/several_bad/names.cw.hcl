locals {
  greeting = "Welcome"
}

resource "file" "motd" {
#^^^^^^^^^^^^^^^^^^^^^ CW0104 Duplicate definition: The resource "file.motd" is defined already, in main.cw.hcl line 3. Rename or remove one of the two.
  content = 1
}
