# A count beyond all measure.

resource "file" "a" {
  count   = 1000000000
  #         ^^^^^^^^^^ CW0309 Too large: All count and for_each of a configuration together may make 50000 instances, and with this one there are more.
  content = "x"
}

resource "file" "b" {
  count   = 1e300
  #         ^^^^^ CW0309 Too large: All count and for_each of a configuration together may make 50000 instances, and with this one there are more.
  content = "x"
}
