# enabled stands alone: count and for_each say already how many there are.

resource "file" "a" {
  enabled = false
  #         ^^^^^ CW0104 Duplicate definition: count says already how many there are, so enabled can't be there as well. Write it into that: count = CONDITION ? NUMBER : 0.
  count   = 2
  content = "x"
}

resource "file" "b" {
  enabled  = false
  #          ^^^^^ CW0104 Duplicate definition: for_each says already how many there are, so enabled can't be there as well. Write it into that: for_each = { for k, v in MAP : k => v if CONDITION }.
  for_each = toset(["a"])
  content  = "x"
}

composite "c" {
  enabled = false
  #         ^^^^^ CW0104 Duplicate definition: count says already how many there are, so enabled can't be there as well. Write it into that: count = CONDITION ? NUMBER : 0.
  count   = 1
}
