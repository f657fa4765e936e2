# What is wrong in a module is told once, where it stands, however often it is called.

module "a" {
  source = "./web"
}

module "b" {
  source = "./web"
  count  = 2
}
