module "c" {
#^^^^^^^^^ CW0309 Too large: A configuration may call 5000 modules, those that modules call included, and this is one more. Does each level call the next more than once?
  source = "./c"
  count  = 100
}
