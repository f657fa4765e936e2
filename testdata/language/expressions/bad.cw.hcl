# Expressions that can't be computed.

locals {
  a = 1 + "x"
  #       ^^^ CW0305 Invalid operand: Unsuitable value for right operand: a number is required.
  b = 1 / 0
  c = "a" > "b"
  #   ^^^ CW0305 Invalid operand: Unsuitable value for left operand: a number is required.
  #         ^^^ CW0305 Invalid operand: Unsuitable value for right operand: a number is required.
  d = !5
  #    ^ CW0305 Invalid operand: Unsuitable value for unary operand: bool required, but have number.
  e = [1, 2][2]
  #         ^^^ CW0305 Invalid index: The given key does not identify an element in this collection value: the given index is greater than or equal to the length of the collection.
  f = [1, 2].x
  #         ^^ CW0305 Unsupported attribute: This value does not have any attributes.
  g = { a = 1 }.b
  #            ^^ CW0305 Unsupported attribute: This object does not have an attribute named "b".
  h = { a = 1 }["b"]
  #            ^^^^^ CW0305 Invalid index: The given key does not identify an element in this collection value.
  i = null.x
  #       ^^ CW0305 Attempt to get attribute from null value: This value is null, so it does not have any attributes.
  j = "text".x
  #         ^^ CW0305 Unsupported attribute: Can't access attributes on a value that has none (string).
  k = [1]
  l = "x ${null}"
  #        ^^^^ CW0305 Invalid template interpolation value: The expression result is null. Cannot include a null value in a string template.
  m = [for x in 5 : x]
  #             ^ CW0305 Iteration over non-iterable value: A value of type number cannot be used as the collection in a 'for' expression.
  n = { for x in ["a", "a"] : x => 1 }
  #                           ^ CW0305 Duplicate object key: Two different items produced the key "a" in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.
  o = 5 ? 1 : 2
  #   ^ CW0305 Incorrect condition type: The condition expression must be of type bool.
  p = null ? 1 : 2
  #   ^^^^ CW0305 Null condition: The condition value is null. Conditions must either be true or false.
  q = [1][0.5]
  #      ^^^^^ CW0305 Invalid index: The given key does not identify an element in this collection value: indexing a sequence requires a whole number, but the given index has a fractional part.
  r = [1]["x"]
  #      ^^^^^ CW0305 Invalid index: The given key does not identify an element in this collection value: a number is required.
  s = "abc" [0]
  #         ^^^ CW0305 Invalid index: This value does not have any indices.
  t = true ? [1] : "a"
  #          ^^^^^^^^^ CW0305 Inconsistent conditional result types: The true and false result expressions must have consistent types. The 'true' value is list, but the 'false' value is string.
  u = { (null) = 1 }
  #              ^ CW0305 Null value as key: Can't use a null value as a key.
  v = max([]...)
  #   ^^^ CW0305 Error in function call: Call to function "max" failed: must pass at least one number.
  w = "%{for x in 5}x%{endfor}"
  #               ^ CW0305 Iteration over non-iterable value: A value of type number cannot be used as the collection in a 'for' expression.
  x = -"a"
  #    ^^^ CW0305 Invalid operand: Unsuitable value for unary operand: a number is required.
  y = { a = 1, a = 2 }
  z = "a" + "b"
  #   ^^^ CW0305 Invalid operand: Unsuitable value for left operand: a number is required.
  #         ^^^ CW0305 Invalid operand: Unsuitable value for right operand: a number is required.
}
