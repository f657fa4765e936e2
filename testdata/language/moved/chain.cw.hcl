# A thing may have moved several times.

moved {
  from = file.first
  to   = file.second
}

moved {
  from = file.second
  to   = file.third
}

resource "file" "third" {
  content = "x"
}
