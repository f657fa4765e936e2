# All the forms that a reference has.

variable "n" {
  default = { a = { b = [1, 2, 3] } }
}

resource "file" "one" {
  content = "x"
}

resource "file" "many" {
  count   = 3
  content = "c${count.index}"  #= [0] "c0"; [1] "c1"; [2] "c2"
}

resource "file" "keyed" {
  for_each = { a = "A", b = "B" }
  content  = each.value  #= ["a"] "A"; ["b"] "B"
}

composite "group" {
  resource "file" "in" {
    content = "in"
  }
}

locals {
  key        = "b"
  attribute  = file.one.content  #= "x"
  index      = file.many[1].content  #= "c1"
  computed   = file.many[1 + 1].content  #= "c2"
  last       = file.many[length(file.many) - 1].content  #= "c2"
  keyed      = file.keyed["a"].content  #= "A"
  by_local   = file.keyed[local.key].content  #= "B"
  splat      = file.many[*].content  #= ["c0", "c1", "c2"]
  old_splat  = file.many.*.content  #= ["c0", "c1", "c2"]
  in_group   = composite.group.file.in.content  #= "in"
  deep       = var.n.a.b[2]  #= 3
  text_index = var.n["a"]["b"][0]  #= 1
  splat_one  = file.one[*].content  #= ["x"]
  for        = [for f in file.many : f.content]  #= ["c0", "c1", "c2"]
  for_object = { for k, f in file.keyed : k => f.content }  #= { a = "A", b = "B" }
  whole      = file.one.name == file.one["name"]  #= true
  outputs    = file.one.sha256  #= (known after deployment)
  path       = "${path.root}/x" == "${path.module}/x"  #= true
  stack      = "${clockwork.project}/${clockwork.stack}"  #= "shop/dev"
  by_key     = [for k in ["a", "b"] : file.keyed[k].content]  #= ["A", "B"]
  by_number  = [for i in range(2) : file.many[i].name]  #= ["many-0", "many-1"]
}

resource "file" "self_name" {
  content = "x"

  assert "condition" {
    condition     = self.content == "x" && self.absolute_path != ""
    error_message = "It is ${self.content}."
  }
}

#> file.self_name asserts condition { condition = (known after deployment), error_message = "It is x." }
