# What stands in a composite is named through it from outside, and its arguments are few.

composite "group" {
  resource "file" "a" {
    content = "x"
  }

  resource "file" "b" {
    content = file.c.content
    #         ^^^^^^ CW0202 Reference to nothing: There is no file.c here. Did you mean file.a?
  }
}

composite "many" {
  count = 2

  resource "file" "a" {
    name    = "many-${count.index}"
    content = "x"
  }
}

composite "cycle" {
  depends_on = [file.waits]
  #             ^^^^^^^^^^ CW0203 Cycle: These resources need each other, so none of them can come first:
  #   |   file.waits needs composite.cycle.file.a (bad.cw.hcl:38)
  #   |   composite.cycle.file.a needs file.waits (bad.cw.hcl:24)
  #   | Remove one of these references.

  resource "file" "a" {
    name    = "cycle"
    content = "x"
  }
}

resource "file" "waits" {
  content    = "x"
  depends_on = [composite.cycle]
}

locals {
  a = file.a.content
  #   ^^^^^^ CW0202 Reference to nothing: There is no file.a here. What can be named from here: composite.cycle, composite.group, composite.many, file.waits.
  b = composite.group.content
  #   ^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no composite.group.content here. What can be named from here: composite.cycle, composite.group, composite.many, file.waits.
  c = composite.group
  #   ^^^^^^^^^^^^^^^ CW0202 Reference to nothing: composite.group is a composite: it has no value of its own. Name a resource in it: composite.group.TYPE.NAME.
  d = composite.group.file.z.content
  #   ^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no composite.group.file.z here. What can be named from here: composite.cycle, composite.group, composite.many, file.waits.
  e = composite.grup.file.a.content
  #   ^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no composite.grup here. Did you mean composite.group?
  f = composite.many.file.a.content
  #   ^^^^^^^^^^^^^^ CW0202 Reference to nothing: There can be several of composite.many. Say which one the resource is in: composite.many[KEY].TYPE.NAME.
  g = composite.many[2].file.a.content
  #   ^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no composite.many[2] here. There are composite.many[0], composite.many[1].
  h = composite.group[0].file.a.content
  #   ^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no composite.group[0].file here. What can be named from here: composite.cycle, composite.group, composite.many, file.waits.
}
