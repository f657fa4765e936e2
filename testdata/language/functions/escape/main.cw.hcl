# Paths given to functions are relative to the module's directory; a module reads nothing outside of it, the root may.

module "web" {
  source = "./web"
}

locals {
  a = file("web/text.txt")  #= "text"
  b = file("./web/../web/text.txt")  #= "text"
}
