# A thing may have moved several times.

moved {
  from = file.first
  to   = file.second
  #      ^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.second here. What can be named from here: file.third.
}

moved {
  from = file.second
  to   = file.third
}

resource "file" "third" {
  content = "x"
}
