# A brace that is not closed.

resource "file" "a" {
#                   ^ CW0101 Unclosed configuration block: There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.
  content = "x"

locals {
  fine = 1
}
