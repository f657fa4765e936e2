# A thing moves to one place.

moved {
  from = file.old
  to   = file.a
}

moved {
#^^^^ CW0104 Duplicate definition: The move of "file.old" is defined already, in twice_bad.cw.hcl line 3. Rename or remove one of the two.
  from = file.old
  to   = file.b
}

resource "file" "a" {
  content = "x"
}

resource "file" "b" {
  content = "x"
}
