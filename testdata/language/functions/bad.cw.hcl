# Calls that can't be: each error stands at the argument, and says what is wanted.

locals {
  a = uper("x")
  #   ^^^^ CW0305 Call to unknown function: There is no function named "uper". Did you mean "upper"?
  b = upper()
  #         ^ CW0305 Not enough function arguments: Function "upper" expects 1 argument. Missing value for "str".
  c = upper("a", "b")
  #               ^ CW0305 Too many function arguments: Function "upper" expects only 1 argument.
  d = upper(["a"])
  #         ^^^^^ CW0305 Invalid function argument: Invalid value for "str" parameter: string required, but have list.
  e = join(",", "a")
  #             ^^^ CW0305 Invalid function argument: Invalid value for "lists" parameter: list of string required, but have string.
  f = element([], 0)
  #   ^^^^^^^ CW0305 Error in function call: Call to function "element" failed: cannot use element function with an empty list.
  g = file("nothing.txt")
  #        ^^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "path" parameter: there is no file nothing.txt; a file that only the deployment makes can't be read yet, so use the attribute of its resource.
  h = jsondecode("{")
  #   ^^^^^^^^^^ CW0305 Error in function call: Call to function "jsondecode" failed: the document ends too early.
  i = tonumber("x")
  #            ^^^ CW0305 Invalid function argument: Invalid value for "v" parameter: "x" can't be converted to a number; a number is written in decimal digits.
  j = cidrsubnet("10.0.0.0/33", 8, 1)
  #              ^^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "prefix" parameter: "10.0.0.0/33" is no address prefix; these are written as "10.1.0.0/16" or "fd00::/48".
  k = formatdate("YYYY", "yesterday")
  #                      ^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "time" parameter: not a valid RFC 3339 timestamp: cannot use "yesterday" as year.
  l = regex("(", "x")
  #         ^^^ CW0305 Invalid function argument: Invalid value for "pattern" parameter: the pattern is no valid regular expression: missing closing ) in (.
  m = regex("a", "b")
  #   ^^^^^ CW0305 Error in function call: Call to function "regex" failed: the pattern did not match any part of the text; use regexall, try or can where that may be.
  n = substr("abc", "x", 1)
  #                 ^^^ CW0305 Invalid function argument: Invalid value for "offset" parameter: a number is required.
  o = range(1, 2, 0)
  #               ^ CW0305 Invalid function argument: Invalid value for "params" parameter: the step must not be 0.
  p = zipmap(["a"], [1, 2])
  #   ^^^^^^ CW0305 Error in function call: Call to function "zipmap" failed: number of keys (1) does not match number of values (2).
  q = format("%d", "x")
  #   ^^^^^^ CW0305 Error in function call: Call to function "format" failed: unsupported value for "%d" at 0: a number is required.
  r = format("%s")
  #   ^^^^^^ CW0305 Error in function call: Call to function "format" failed: not enough arguments for "%s" at 0: need index 1 but have 0 total.
  s = parseint("zz", 10)
  #            ^^^^ CW0305 Invalid function argument: Invalid value for "number" parameter: "zz" is no whole number in base 10.
  t = base64decode("%%")
  #   ^^^^^^^^^^^^ CW0305 Error in function call: Call to function "base64decode" failed: it is not base64: its length is no multiple of four; at its end = may be missing.
  u = lookup({ a = 1 }, "b")
  #                     ^^^ CW0305 Invalid function argument: Invalid value for "key" parameter: there is no element "b", and no default as third argument.
  v = merge("a")
  #         ^^^ CW0305 Invalid function argument: Invalid value for "maps" parameter: a map or object is needed, not a string.
  w = timestamp()
  #   ^^^^^^^^^ CW0305 Call to unknown function: There is no function named "timestamp".
  x = uuid()
  #   ^^^^ CW0305 Call to unknown function: There is no function named "uuid". Did you mean "uuidv5"?
  y = one([1, 2])
  #       ^^^^^^ CW0305 Invalid function argument: Invalid value for "list" parameter: it has 2 elements, and may have one or none.
  z = coalesce()
  #   ^^^^^^^^ CW0305 Error in function call: Call to function "coalesce" failed: at least one argument is needed.
}
