# A quote that is not closed ends with its line.

resource "file" "a" {
  content = "Welcome
  #                 ^… CW0101 Invalid multi-line string: A text in quotes ends on the line where it begins. Close the quotes; or write \n for a line end, or a heredoc (<<EOT) for several lines.
  mode    = "644"
}

locals {
  fine = 1
}
