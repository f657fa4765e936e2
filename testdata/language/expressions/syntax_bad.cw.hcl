# Each line that can't be read is an error of its own.

locals {
  a = 1 +
  #      ^ CW0101 Missing value: Here a value is missing, such as a text in quotes, a number or a reference.
  b = [1, 2
  c = 3
}

locals {
  d = "${"
  #       ^… CW0101 Invalid multi-line string: A text in quotes ends on the line where it begins. Close the quotes; or write \n for a line end, or a heredoc (<<EOT) for several lines.
}

locals {
  e = { a = 1 b = 2 }
}

locals {
  f = 'single'
}

locals {
  g = 1; h = 2
}
