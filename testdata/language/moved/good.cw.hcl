# What was deployed under another name is not made anew.

moved {
  from = file.old
  to   = file.new
}

moved {
  from = file.one
  to   = file.many["a"]
}

moved {
  from = composite.old
  to   = composite.group
}

moved {
  from = docker_container.api
  to   = composite.group.docker_container.api
}

resource "file" "new" {
  content = "x"
}

resource "file" "many" {
  for_each = toset(["a"])
  content  = "x"
}

composite "group" {
  resource "docker_container" "api" {
    image = "nginx:1.27"
  }
}

#> moves: file.old to file.new, file.one to file.many["a"], composite.old to composite.group, docker_container.api to composite.group.docker_container.api
