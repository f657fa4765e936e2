# A variable's type converts its value; text from outside is read as an expression where the type is no text.
# --var number=8080
# --var truth=true
# --var words=["a", "b"]
# --var set=["b", "a", "b"]
# --var ages={ ann = 30, bob = 25 }
# --var pair=["a", 1]
# --var text=[1, 2]
# --var any=[1, 2]

variable "number" {
  type = number
}

variable "truth" {
  type = bool
}

variable "words" {
  type = list(string)
}

variable "set" {
  type = set(string)
}

variable "ages" {
  type = map(number)
}

variable "pair" {
  type = tuple([string, number])
}

variable "text" {
  type = string
}

variable "any" {
  type = any
}

variable "free" {
  default = ["a", 1]
}

locals {
  number = var.number  #= 8080
  truth  = var.truth  #= true
  words  = var.words  #= tolist(["a", "b"])
  set    = var.set  #= toset(["a", "b"])
  ages   = var.ages  #= tomap({ ann = 30, bob = 25 })
  pair   = var.pair  #= ["a", 1]
  text   = var.text  #= "[1, 2]"
  any    = var.any  #= [1, 2]
  free   = var.free  #= ["a", 1]
}
