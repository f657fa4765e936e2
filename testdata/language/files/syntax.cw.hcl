# A line that is not HCL is one error; the blocks around it are still read.

resource "file" "a" {
  content = "x" "y"
  #             ^ CW0101 Missing newline after argument: An argument definition must end with a newline.
}

resource "file" "b" {
  conten = "x"
  #^^^^^ CW0103 Unknown argument: A file has no argument "conten". Did you mean "content"?
}
