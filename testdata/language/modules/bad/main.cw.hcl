# What a call can say wrong.

module "missing" {
#^^^^^^^^^^^^^^^ CW0303 Missing value: The module "missing" needs the argument name: a value for its variable of that name.
  source = "./web"
}

module "extra" {
  source = "./web"
  name   = "x"
  nmae   = "y"
  #^^^ CW0103 Unknown argument: The module has no variable "nmae". Did you mean "name"?
}

module "wrong" {
  source = "./web"
  name   = "x"
  port   = "many"
  #        ^^^^^^ CW0306 Wrong value for a variable: The argument port must be a number.
}

module "refused" {
  source = "./web"
  name   = "x"
  port   = 70000
}

module "unknown" {
  source = "./web"
  name   = local.nothing
  #        ^^^^^^^^^^^^^ CW0205 Unknown local value: There is no local value "nothing".
}

module "many" {
  source = "./web"
  count  = 2
  name   = "x${count.index}"
}

override "module.refused.file" "nothing" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.nothing to override in module.refused.
  content = "x"
}

locals {
  a = module.extra.ulr
  #   ^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: module.extra has no output "ulr". Did you mean "url"?
  b = module.nothing.url
  #   ^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no module.nothing here. What can be named from here: file.connects, module.extra, module.many, module.missing, module.refused, module.unknown, module.wrong.
  c = module.many.url
  #   ^^^^^^^^^^^ CW0202 Reference to nothing: There can be several of module.many. Say which: module.many[KEY], or module.many[*] for all of them.
  d = module.many[5].url
  #   ^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no module.many[5] here. There are module.many[0], module.many[1].
  e = module.extra.file.index.content
  #   ^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: module.extra has no output "file". It has url.
  f = module.extra.var.name
  #   ^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: module.extra has no output "var". It has url.
}

resource "file" "connects" {
  content    = "x"
  depends_on = [module.extra.url, module.many[7]]
  #             ^^^^^^^^^^^^^^^^ CW0108 Not a resource: A resource or a group is wanted here, not what it has. Name the module itself: module.extra.
  #                               ^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no module.many[7] here. There are module.many[0], module.many[1].
}
