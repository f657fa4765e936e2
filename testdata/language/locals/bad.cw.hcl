# Locals that are not there, or that need each other. What needs a bad one is not blamed.

locals {
  a    = local.b
  # CW0203 Cycle: The local value "a" needs itself: a → b → c → a. Remove one of these references.
  b    = local.c
  c    = local.a
  d    = local.wrod
  #      ^^^^^^^^^^ CW0205 Unknown local value: There is no local value "wrod". Did you mean "word"?
  e    = local
  #      ^^^^^ CW0205 Unknown local value: local alone names nothing: write local.NAME.
  f    = local.d
  g    = local.g + 1
  # CW0203 Cycle: The local value "g" needs itself: g → g. Remove one of these references.
  h    = local.a
  word = "x"
}
