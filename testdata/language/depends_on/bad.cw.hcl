# What is named has to be there, and to be a resource or a group.

resource "file" "a" {
  content    = "x"
  depends_on = [file.nothing, var.x, local.y, file.b.content, file.a, composite.nothing, module.nothing]
  #             ^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.nothing here. What can be named from here: composite.group, file.a, file.b, file.many.
  #                           ^^^^^ CW0108 Not a resource: A resource or a group is wanted here: TYPE.NAME, composite.NAME or module.NAME.
  #                                  ^^^^^^^ CW0108 Not a resource: A resource or a group is wanted here: TYPE.NAME, composite.NAME or module.NAME.
  #                                           ^^^^^^^^^^^^^^ CW0108 Not a resource: A resource or a group is wanted here, not what it has. Name the resource itself.
  #                                                           ^^^^^^ CW0203 Cycle: file.a names itself here. Remove the reference.
  #                                                                   ^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no composite.nothing here. What can be named from here: composite.group, file.a, file.b, file.many.
  #                                                                                      ^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no module.nothing here. What can be named from here: composite.group, file.a, file.b, file.many.
}

resource "file" "b" {
  content = "x"
}

resource "file" "many" {
  for_each   = toset(["x"])
  content    = "x"
  depends_on = [file.many["y"], file.b["x"], path.root]
  #             ^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.many["y"] here. There are file.many["x"].
  #                             ^^^^^^^^^^^ CW0108 Not a resource: A resource or a group is wanted here, not what it has. Name the resource itself.
  #                                          ^^^^^^^^^ CW0108 Not a resource: A resource or a group is wanted here: TYPE.NAME, composite.NAME or module.NAME.
}

composite "group" {
  resource "file" "inner" {
    content    = "x"
    depends_on = [composite.group]
    #             ^^^^^^^^^^^^^^^ CW0203 Cycle: composite.group.file.inner stands inside composite.group, so it can't depend on all of it. Name the sibling that it needs.
  }
}

variable "x" {
  default = 1
}

locals {
  y = 1
}
