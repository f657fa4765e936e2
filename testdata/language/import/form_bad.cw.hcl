# An import says what takes over, and what it is called where it exists.

import {
#^^^^^ CW0303 Missing value: An import block needs the argument "id".
  to = file.a
}

import {
#^^^^^ CW0303 Missing value: An import block needs the argument "to".
  id = "x"
}

import {
  to = composite.group
  #    ^^^^^^^^^^^^^^^ CW0108 Invalid argument form: to takes one resource, such as docker_container.db.
  id = "x"
}

import {
  to = docker_container.db
  id = "first"
}

import {
#^^^^^ CW0104 Duplicate definition: The import into "docker_container.db" is defined already, in form_bad.cw.hcl line 19. Rename or remove one of the two.
  to = docker_container.db
  id = "second"
}

import {
  to       = docker_container.many
  id       = "x"
  provider = docker.eu
  #^^^^^^^ CW0103 Unknown argument: An import block has no argument "provider". What is adopted belongs to the provider of its resource.
}
