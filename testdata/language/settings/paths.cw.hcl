# path.root is the configuration's directory, path.module that of the module; here both are the same.

locals {
  root   = path.root  #= "."
  module = path.module  #= "."
}
