# Moves that can't be.

moved {
  from = file.a
  #      ^^^^^^ CW0310 Still there: file.a is still in the configuration, so it can't have moved. Take its block out, or the moved block.
  to   = file.b
}

moved {
  from = file.gone
  to   = file.nothing
  #      ^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.nothing here. What can be named from here: docker_container.d1, file.a, file.b.
}

moved {
#^^^^ CW0310 Moved to another type: A file can't become a docker_container: it would have to be made anew. Take the moved block out.
  from = file.c
  to   = docker_container.d1
}

moved {
#^^^^ CW0310 Moved to itself: from and to are the same here: file.e.
  from = file.e
  to   = file.e
}

moved {
#^^^^ CW0310 Moved to another kind of thing: composite.old and file.b are not of one kind: a resource moves to a resource, a group to a group.
  from = composite.old
  to   = file.b
}

moved {
  from = var.x
  #      ^^^^^ CW0108 Not a resource: moved takes resources and groups that are written out: TYPE.NAME, TYPE.NAME["KEY"], composite.NAME or module.NAME.
  to   = file.b
}

resource "file" "a" {
  content = "x"
}

resource "file" "b" {
  content = "x"
}

resource "docker_container" "d1" {
  image = "nginx:1.27"
}
