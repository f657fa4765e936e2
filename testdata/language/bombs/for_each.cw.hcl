# Instances by the million end in one error, and soon.

resource "file" "a" {
  for_each = toset([for x in range(1000) : tostring(x)])
  content  = "x"
}

composite "deep" {
  count = 1000

  composite "deeper" {
    count = 1000

    resource "file" "b" {
      count   = 1000
      #         ^^^^ CW0309 Too large: All count and for_each of a configuration together may make 50000 instances, and with this one there are more.
      content = "x"
    }
  }
}
