# What an override can't change: how often, and in which order.

composite "web" {
  resource "file" "index" {
    content = "x"
  }
}

override "composite.web.file" "index" {
  count      = 2
  #^^^^ CW0103 Unknown argument: An override can't change count: how often there is the resource is for its own block to say, since others in the group rely on it. Let it use a variable or a local there.
  depends_on = []
  #^^^^^^^^^ CW0103 Unknown argument: An override can't change depends_on: it could only take away an order that the group relies on.
  enabled    = false
  #^^^^^^ CW0103 Unknown argument: An override can't change enabled: how often there is the resource is for its own block to say, since others in the group rely on it. Let it use a variable or a local there.
  for_each   = {}
  #^^^^^^^ CW0103 Unknown argument: An override can't change for_each: how often there is the resource is for its own block to say, since others in the group rely on it. Let it use a variable or a local there.
}

override "composite.web.file" "index" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0104 Duplicate definition: The override of "composite.web.file.index" is defined already, in form_bad.cw.hcl line 9. Rename or remove one of the two.
  mode = "600"
}

override "composite.web" "index" {
#        ^^^^^^^^^^^^^^^ CW0106 Invalid name: "composite.web" can't be the type of the resource to override: write "docker_container" for one in this group, or "composite.NAME.docker_container" or "module.NAME.docker_container" for one in a group of this group. An override is for all instances, so no [ ] stands there.
  mode = "600"
}

override "index" {
#^^^^^^^^^^^^^^^ CW0106 Wrong labels: An override block is written override "TYPE" "NAME" { … }: two labels. This one has one label.
  mode = "600"
}

override "local.web.file" "index" {
#        ^^^^^^^^^^^^^^^^ CW0106 Invalid name: "local.web.file" can't be the type of the resource to override: write "docker_container" for one in this group, or "composite.NAME.docker_container" or "module.NAME.docker_container" for one in a group of this group. An override is for all instances, so no [ ] stands there.
  mode = "600"
}
