# An override reaches through groups; it applies to all their instances, with the names of where it stands.

module "web" {
  source   = "./web"
  for_each = toset(["a", "b"])

  override "file" "index" {
    content = "for ${each.key}, ${local.word}"  #= web["a"] "for a, hello"; web["b"] "for b, hello"
  }
}

override "module.web.module.inner.file" "deep" {
  mode = "600"
}

override "module.web.composite.group.file" "grouped" {
  content = local.word  #= "hello"
}

locals {
  word = "hello"
}
