resource "file" "index" {
  content = "x"
  #: content = web["a"] "for a, hello"; web["b"] "for b, hello"
}

composite "group" {
  resource "file" "grouped" {
    content = "x"
    #: content = "hello"
  }
}

module "inner" {
  source = "./inner"
}
