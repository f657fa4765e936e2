# Locals refer to each other in any order, over several blocks.

locals {
  greeting = "${local.word}, ${local.who}"  #= "Welcome, all"
  word     = "Welcome"
}

locals {
  who   = "all"
  list  = [for w in ["b", "a"] : upper(w)]  #= ["B", "A"]
  empty = {}
  none  = null
}
