# Modules that call each other, and many of many.

module "a" {
  source = "./a"
}

module "many" {
  source = "./b"
  count  = 10000000
  #        ^^^^^^^^ CW0309 Too large: All count and for_each of a configuration together may make 50000 instances, and with this one there are more.
}
