# What is removed can't be there.

removed {
  from = file.a
  #      ^^^^^^ CW0310 Still there: file.a is still in the configuration. Take its block out, or the removed block.
}

removed {
  from = var.x
  #      ^^^^^ CW0108 Not a resource: removed takes resources and groups that are written out: TYPE.NAME, TYPE.NAME["KEY"], composite.NAME or module.NAME.
}

removed {
  from = composite.group
  #      ^^^^^^^^^^^^^^^ CW0310 Still there: composite.group is still in the configuration. Take its block out, or the removed block.
}

resource "file" "a" {
  content = "x"
}

composite "group" {
  resource "file" "b" {
    content = "x"
  }
}

variable "x" {
  default = 1
}
