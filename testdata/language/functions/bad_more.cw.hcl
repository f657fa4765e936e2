# More calls that can't be.

locals {
  a = bcrypt("x")
  #   ^^^^^^ CW0305 Call to unknown function: There is no function named "bcrypt".
  b = plantimestamp()
  #   ^^^^^^^^^^^^^ CW0305 Call to unknown function: There is no function named "plantimestamp".
  c = env("lower case")
  #       ^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "name" parameter: the environment variable lower case is not set; set it, or add a line lower case=… to .env.
  d = env(5)
  #       ^ CW0305 Invalid function argument: Invalid value for "name" parameter: the environment variable 5 is not set; set it, or add a line 5=… to .env.
  e = secret()
  #          ^ CW0305 Not enough function arguments: Function "secret" expects 1 argument. Missing value for "value".
  f = sha256(null)
  #          ^^^^ CW0305 Invalid function argument: Invalid value for "str" parameter: it is null, and a value is needed.
  g = max("a")
  #       ^^^ CW0305 Invalid function argument: Invalid value for "numbers" parameter: a number is required.
  h = index(["a"], "b")
  #   ^^^^^ CW0305 Error in function call: Call to function "index" failed: the list has no such element; test with contains first.
  i = slice(["a"], 0, 5)
  #                   ^ CW0305 Invalid function argument: Invalid value for "end_index" parameter: end index must not be greater than the length of the list.
  j = chunklist(["a"], -1)
  #   ^^^^^^^^^ CW0305 Error in function call: Call to function "chunklist" failed: the size argument must be positive.
  k = toset("a")
  #         ^^^ CW0305 Invalid function argument: Invalid value for "v" parameter: a string can't be converted to set of any single type.
  l = tomap([1])
  #         ^^^ CW0305 Invalid function argument: Invalid value for "v" parameter: a list can't be converted to map of any single type.
  m = cidrhost("10.0.0.0/30", 100)
  #                           ^^^ CW0305 Invalid function argument: Invalid value for "hostnum" parameter: 10.0.0.0/30 has no host number 100.
  n = timeadd("2020-01-01T00:00:00Z", "soon")
  #                                   ^^^^^^ CW0305 Invalid function argument: Invalid value for "duration" parameter: "soon" is no duration; durations are written as "90s", "10m", "1h30m" or "-24h".
  o = templatefile("nothing.tmpl", {})
  #                ^^^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "path" parameter: there is no file nothing.tmpl; a file that only the deployment makes can't be read yet, so use the attribute of its resource.
  p = yamldecode("a: [")
  #   ^^^^^^^^^^ CW0305 Error in function call: Call to function "yamldecode" failed: line 1: did not find expected node content.
  q = csvdecode("a,b\n1")
  #   ^^^^^^^^^ CW0305 Error in function call: Call to function "csvdecode" failed: CSV parse error on line 2: wrong number of fields.
  r = replace("a", "/(/", "b")
  #                ^^^^^ CW0305 Invalid function argument: Invalid value for "substr" parameter: the pattern is no valid regular expression: missing closing ) in (.
  s = title(null)
  #         ^^^^ CW0305 Invalid function argument: Invalid value for "str" parameter: it is null, and a value is needed.
  t = log(-1, 2)
  #       ^^ CW0305 Invalid function argument: Invalid value for "num" parameter: only a number above 0 has a logarithm.
  u = setproduct(["a"])
  #   ^^^^^^^^^^ CW0305 Error in function call: Call to function "setproduct" failed: at least two arguments are required.
  v = alltrue([1])
  #           ^^^ CW0305 Invalid function argument: Invalid value for "list" parameter: element 0: bool required, but have number.
  w = sum([])
  #       ^^ CW0305 Invalid function argument: Invalid value for "list" parameter: an empty list has no sum.
  x = textdecodebase64("x", "none")
  #                         ^^^^^^ CW0305 Invalid function argument: Invalid value for "encoding" parameter: "none" is no encoding that is known; IANA names such as "UTF-16LE" or "ISO-8859-1" are.
  y = provider::aws::arn_parse("x")
  #   ^^^^^^^^^^^^^^^^^^^^^^^^ CW0305 Call to unknown function: There are no functions in namespace "provider::aws::".
  z = core::upper("x")
  #   ^^^^^^^^^^^ CW0305 Call to unknown function: There are no functions in namespace "core::".
}
