# More that can't be read: each is told at its place, whatever went before.

locals {
  e = { a = 1 b = 2 }
  #           ^ CW0101 Missing attribute separator: Expected a newline or comma to mark the beginning of the next attribute.
}

locals {
  f = 'single'
  #   ^ CW0101 Invalid character: Single quotes are not valid. Use double quotes (") to enclose strings.
}

locals {
  g = 1; h = 2
  #    ^ CW0101 Invalid character: The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.
}

locals {
  i = @
  #   ^ CW0101 Invalid character: This character is not used within the language.
}

locals {
  j = [1 2]
}

locals {
  k = upper("a"
}
# CW0101 Missing argument separator: A comma is required to separate each function argument from the next.
