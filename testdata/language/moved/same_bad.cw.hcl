# Two things can't be one, and a circle leads nowhere.

moved {
  from = file.one
  to   = file.a
}

moved {
#^^^^ CW0310 Moved to one place: Both file.one (same_bad.cw.hcl:3) and file.two move to file.a; only one of them can become it. Take one of the blocks out.
  from = file.two
  to   = file.a
}

moved {
#^^^^ CW0310 Moved in a circle: From file.x the moved blocks lead back to it. Take one of them out.
  from = file.x
  to   = file.y
}

moved {
  from = file.y
  to   = file.x
}

resource "file" "a" {
  content = "x"
}
