# Two things can't be one, and a circle leads nowhere.

moved {
  from = file.one
  to   = file.a
}

moved {
  from = file.two
  to   = file.a
}

moved {
  from = file.x
  to   = file.y
  #      ^^^^^^ CW0202 Reference to nothing: There is no file.y here. Did you mean file.a?
}

moved {
  from = file.y
  to   = file.x
  #      ^^^^^^ CW0202 Reference to nothing: There is no file.x here. Did you mean file.a?
}

resource "file" "a" {
  content = "x"
}
