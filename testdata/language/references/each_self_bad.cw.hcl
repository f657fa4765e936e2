# each, count and self where they mean nothing.

output "a" {
  value = each.key
  #       ^^^^^^^^ CW0202 Reference to nothing: each.key can be used only in a block that has for_each, or inside a composite that has it.
}

output "b" {
  value = self.content
  #       ^^^^ CW0202 Reference to nothing: self is the deployed resource, and can be used only in its assert blocks and postconditions. Name the argument's value in locals { … } and use it in both places.
}

resource "file" "a" {
  content = self.name
  #         ^^^^ CW0202 Reference to nothing: self is the deployed resource, and can be used only in its assert blocks and postconditions. Name the argument's value in locals { … } and use it in both places.
}

resource "file" "b" {
  for_each = { a = 1 }
  content  = count.index
  #          ^^^^^^^^^^^ CW0202 Reference to nothing: count.index can be used only in a block that has count, or inside a composite that has it.
}

resource "file" "c" {
  count   = 1
  content = each.key
  #         ^^^^^^^^ CW0202 Reference to nothing: each.key can be used only in a block that has for_each, or inside a composite that has it.
}

resource "file" "d" {
  for_each = { a = each.key }
  #                ^^^^^^^^ CW0202 Reference to nothing: each.key can be used only in a block that has for_each, or inside a composite that has it.
  content  = "x"
}

resource "file" "e" {
  count   = count.index
  #         ^^^^^^^^^^^ CW0202 Reference to nothing: count.index can be used only in a block that has count, or inside a composite that has it.
  content = each
}

composite "g" {
  count = 2

  resource "file" "in" {
    content = each.key
    #         ^^^^^^^^ CW0202 Reference to nothing: each.key can be used only in a block that has for_each, or inside a composite that has it.
  }
}
