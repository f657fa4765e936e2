# What a composite does not take.

composite "a" {
  name = "x"
  #^^^ CW0103 Unknown argument: A composite block has no argument "name". It takes connect, count, depends_on, description, enabled, for_each.

  variable "n" {
  #^^^^^^^ CW0102 Unknown block: In a composite block there can be no block "variable". It stands at the top level of a file.
  }

  locals {
  #^^^^^ CW0102 Unknown block: In a composite block there can be no block "locals". It stands at the top level of a file.
  }

  assert "file_exists" {
  #      ^^^^^^^^^^^^^ CW0601 Unknown assertion: assert "file_exists" looks at a resource. Say at which: target = TYPE.NAME.
  }

  provider = docker.eu
  #^^^^^^^ CW0103 Unknown argument: A composite block has no argument "provider". It takes connect, count, depends_on, description, enabled, for_each.
}

composite "b" "c" {
#             ^^^ CW0106 Wrong labels: A composite block is written composite "NAME" { … }: one label. This one has two labels.
}

composite {
#^^^^^^^^ CW0106 Wrong labels: A composite block is written composite "NAME" { … }: one label. This one has no labels.
}

composite "d" {
  count    = 1
  for_each = {}
  #^^^^^^^ CW0104 Duplicate definition: A block is repeated by count or by for_each, not by both, and count stands in line 32 already. Remove one of the two.
}
