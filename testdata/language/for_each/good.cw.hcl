# for_each makes an instance for each entry of a map, or element of a set.

resource "file" "map" {
  for_each = { eu = "Europe", us = "America" }
  content  = "${each.key} is ${each.value}"  #= ["eu"] "eu is Europe"; ["us"] "us is America"
}

resource "file" "set" {
  for_each = toset(["b", "a", "b"])
  content  = each.value  #= ["a"] "a"; ["b"] "b"
}

resource "file" "objects" {
  for_each = {
    a = { text = "A", mode = "600" }
    b = { text = "B", mode = "640" }
  }
  content = each.value.text  #= ["a"] "A"; ["b"] "B"
  mode    = each.value.mode  #= ["a"] "600"; ["b"] "640"
}

resource "file" "some" {
  for_each = { for k, v in local.all : k => v if v > 1 }
  content  = each.value  #= ["three"] "3"; ["two"] "2"
}

resource "file" "none" {
  for_each = {}
  content  = each.value
}

resource "file" "chained" {
  for_each = file.map
  content  = "after ${each.value.content}"  #= ["eu"] "after eu is Europe"; ["us"] "after us is America"
}

locals {
  all   = { one = 1, two = 2, three = 3 }  #= { one = 1, three = 3, two = 2 }
  eu    = file.map["eu"].content  #= "eu is Europe"
  names = [for k, f in file.map : f.name]  #= ["map-eu", "map-us"]
  vals  = values(file.map)[*].content  #= ["eu is Europe", "us is America"]
  keys  = keys(file.set)  #= ["a", "b"]
  none  = file.none  #= {}
  where = { for k, f in file.map : k => f.absolute_path }  #= { eu = (known after deployment), us = (known after deployment) }
}

#> order: file.map["eu"], file.map["us"], file.set["a"], file.set["b"], file.objects["a"], file.objects["b"], file.some["three"], file.some["two"], file.chained["eu"], file.chained["us"]
#> file.chained["eu"] needs file.map["eu"] (reference), file.map["us"] (reference)
