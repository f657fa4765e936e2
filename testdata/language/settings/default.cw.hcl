# Without settings the project is named after its directory (here the test's), and the stack is dev.

locals {
  names = "${clockwork.project}-${clockwork.stack}"  #= "shop-dev"
}
