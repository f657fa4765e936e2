# What an output names has to be there.

output "a" {
  value = file.nothing.content
  #       ^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.nothing here. What can be named from here: file.x.
}

output "b" {
  value = output.a
  #       ^^^^^^^^ CW0202 Reference to nothing: There is no output.a here. What can be named from here: file.x.
}

output "c" {
  value = file.x
}

output "d" {
  value = file.x.sha265
  #             ^^^^^^^ CW0204 Unknown attribute: A file has no attribute "sha265". Did you mean sha256?
}

resource "file" "x" {
  content = "x"
}
