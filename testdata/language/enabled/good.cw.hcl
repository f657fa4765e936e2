# enabled says whether a resource is there; it needs no index, and is null where it is not there.

variable "debug" {
  default = false
}

resource "file" "log" {
  enabled = var.debug
  content = "x"
}

resource "file" "main" {
  enabled = !var.debug
  content = "y"
}

resource "file" "after" {
  content    = "z"
  depends_on = [file.log, file.main]
}

locals {
  log  = file.log  #= null
  main = file.main.content  #= "y"
  try  = try(file.log.content, "nothing")  #= "nothing"
  cond = file.log == null ? "off" : "on"  #= "off"
}

composite "extra" {
  enabled = var.debug

  resource "file" "a" {
    content = "x"
  }
}

#> order: file.main, file.after
#> file.after needs file.main (depends_on)
