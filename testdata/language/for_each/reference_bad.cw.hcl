# Which instance is meant has to be said, and it has to be there.

resource "file" "a" {
  for_each = toset(["eu", "us"])
  content  = each.vale
  #          ^^^^^^^^^ CW0202 Reference to nothing: each has key and value.
}

resource "file" "b" {
  count   = 2
  content = count.indx
  #         ^^^^^^^^^^ CW0202 Reference to nothing: count has index.
}

resource "file" "c" {
  content = each.key
  #         ^^^^^^^^ CW0202 Reference to nothing: each.key can be used only in a block that has for_each, or inside a composite that has it.
}

resource "file" "d" {
  content = count.index
  #         ^^^^^^^^^^^ CW0202 Reference to nothing: count.index can be used only in a block that has count, or inside a composite that has it.
}

locals {
  a   = file.a.content
  #     ^^^^^^ CW0202 Reference to nothing: There can be several of file.a. Say which: file.a["KEY"], or values(file.a)[*] for all of them.
  b   = file.a["asia"].content
  #     ^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.a["asia"] here. There are file.a["eu"], file.a["us"].
  c   = file.a[0].content
  #     ^^^^^^^^^ CW0202 Reference to nothing: There is no file.a[0] here. There are file.a["eu"], file.a["us"].
  d   = file.b.content
  #     ^^^^^^ CW0202 Reference to nothing: There can be several of file.b. Say which: file.b[0], or file.b[*] for all of them.
  e   = file.b[2].content
  #     ^^^^^^^^^ CW0202 Reference to nothing: There is no file.b[2] here. There are file.b[0], file.b[1].
  f   = file.b["0"].content
  #     ^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.b["0"] here. There are file.b[0], file.b[1].
  g   = file.c[0].content
  #     ^^^^^^^^^ CW0202 Reference to nothing: file.c has neither count nor for_each, so there is only one: write file.c without [0].
  h   = each.value
  #     ^^^^^^^^^^ CW0202 Reference to nothing: each.value can be used only in a block that has for_each, or inside a composite that has it.
  i   = file.a[*].content
  #              ^^^^^^^^ CW0305 Unsupported attribute: This object does not have an attribute named "content".
  j   = file.a["eu"].contents
  #                 ^^^^^^^^^ CW0204 Unknown attribute: A file has no attribute "contents". Did you mean content?
  k   = file.a[local.key].content
  #     ^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.a[…] here. There are file.a["eu"], file.a["us"].
  l   = file.b[-1].content
  #     ^^^^^^^^^^ CW0202 Reference to nothing: There is no file.b[…] here. There are file.b[0], file.b[1].
  key = "africa"
}
