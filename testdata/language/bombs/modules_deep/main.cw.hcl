# A hundred of a hundred of a hundred modules.

module "a" {
  source = "./a"
  count  = 100
}
