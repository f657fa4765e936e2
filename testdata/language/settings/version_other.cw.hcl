# Another version of cw is needed: nothing else is said, since all of it may be due to that.

clockwork {
  required_version = "~> 2.1"
  #                  ^^^^^^^^ CW0004 Another version of cw is needed: required_version is "~> 2.1", but this is cw 1.2.3. Install a version that fits, or change the constraint.
}

locals {
  a = var.nothing
}
