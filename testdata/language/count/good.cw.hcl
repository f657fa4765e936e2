# count makes instances that are numbered from 0.

resource "file" "a" {
  count   = 2
  content = "number ${count.index}"  #= [0] "number 0"; [1] "number 1"
  #: mode = "644"  (default)
  #: name = [0] "a-0"  (default); [1] "a-1"  (default)
}
resource "file" "text" {
  count   = "1"
  content = join(",", file.a[*].content)  #= "number 0,number 1"
}
resource "file" "none" {
  count   = 0
  content = "x"
}
locals {
  all   = file.a[*].name  #= ["a-0", "a-1"]
  first = file.a[0].content  #= "number 0"
  none  = file.none[*].name  #= []
  path  = file.a[1].absolute_path  #= (known after deployment)
}

#> order: file.a[0], file.a[1], file.text[0]
#> file.text[0] needs file.a[0] (reference), file.a[1] (reference)
#> length(file.a) = 2
