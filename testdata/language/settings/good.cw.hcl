# The settings of a project; both names can be used in expressions.

clockwork {
  project          = "books"
  stack            = "test"
  required_version = ">= 1.0, < 2.0"
  engine           = "embedded"
  backend          = "file:///var/lib/books"
  model            = "some/model"
}

locals {
  names = "${clockwork.project}-${clockwork.stack}"  #= "books-test"
}
