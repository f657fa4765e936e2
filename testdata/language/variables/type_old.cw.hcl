# --unformatted
# Types in quotes, and collections without an element type, as old configurations have them; cw fmt modernises them.

variable "a" {
  type    = "string"
  #         ^^^^^^^^ CW0301 Invalid type: Write a type as a word without quotes, or a collection. A type is string, number, bool, any, list(…), set(…), map(…), tuple([…]) or object({ … }) with optional(…) attributes.
  default = 1
}

variable "b" {
  type    = list
  #         ^^^^ CW0301 Invalid type: A collection says what its elements are, as one type in brackets: list(string), set(number), map(bool).
  default = [1, "a"]
}

variable "c" {
  type    = "map"
  #         ^^^^^ CW0301 Invalid type: Write a type as a word without quotes, or a collection. A type is string, number, bool, any, list(…), set(…), map(…), tuple([…]) or object({ … }) with optional(…) attributes.
  default = {}
}

locals {
  a = var.a
  b = var.b
  c = var.c
}
