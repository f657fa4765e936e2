# There are three timeouts.

resource "file" "a" {
  content = "x"

  timeouts {
    craete  = "1m"
    #^^^^^ CW0103 Unknown argument: A timeouts block has no argument "craete". Did you mean "create"?
    read    = "1m"
    #^^^ CW0103 Unknown argument: A timeouts block has no argument "read". It takes create, delete, update.
    default = "1m"
    #^^^^^^ CW0103 Unknown argument: A timeouts block has no argument "default". It takes create, delete, update.
  }

  timeouts {
  #^^^^^^^ CW0104 Duplicate definition: There is a timeouts block already, in form_bad.cw.hcl line 6. Put both into one.
    create = "1m"
  }
}
