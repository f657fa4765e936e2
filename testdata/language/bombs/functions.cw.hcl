# Functions that make much of little.

locals {
  a = format("%1000000000d", 1)
  #          ^^^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "format" parameter: a width or precision is above 1024.
  b = join(",", [for x in range(100000) : format("%10000d", x)])
  #                       ^^^^^ CW0305 Error in function call: Call to function "range" failed: more than 1024 values were generated; either decrease the difference between start and end or use a smaller step.
  c = setproduct(range(1000), range(1000), range(1000))
  #   ^^^^^^^^^^ CW0305 Error in function call: Call to function "setproduct" failed: there would be more than 100,000 elements; work with fewer.
  d = indent(1000000000, "a\nb")
  #   ^^^^^^ CW0305 Error in function call: Call to function "indent" failed: the text would be longer than 16 MiB; build it from smaller parts.
  e = pow(10, 1000000000)
  #   ^^^ CW0305 Error in function call: Call to function "pow" failed: the result is too large; it has more than 308 digits.
  f = parseint("1", 1000)
  #                 ^^^^ CW0305 Invalid function argument: Invalid value for "base" parameter: the base must be a whole number from 2 to 62.
  g = replace("aaaaaaaaaa", "a", join("", [for x in range(10000) : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]))
  #                                                 ^^^^^ CW0305 Error in function call: Call to function "range" failed: more than 1024 values were generated; either decrease the difference between start and end or use a smaller step.
  h = cidrsubnets("10.0.0.0/8", [for x in range(100000) : 24]...)
  #                                       ^^^^^ CW0305 Error in function call: Call to function "range" failed: more than 1024 values were generated; either decrease the difference between start and end or use a smaller step.
  i = regex("(a*)*b", join("", [for x in range(100000) : "a"]))
  #                                      ^^^^^ CW0305 Error in function call: Call to function "range" failed: more than 1024 values were generated; either decrease the difference between start and end or use a smaller step.
  j = range(0, 1e300, 1e290)
  #   ^^^^^ CW0305 Error in function call: Call to function "range" failed: more than 1024 values were generated; either decrease the difference between start and end or use a smaller step.
  k = strrev(format("%0100000000d", 1))
  #                 ^^^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "format" parameter: a width or precision is above 1024.
}
