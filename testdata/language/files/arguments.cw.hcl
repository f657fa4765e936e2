# Arguments that a block does not have, that stand there twice, or not in a block.

variable "port" {
  typ     = number
  #^^ CW0103 Unknown argument: A variable block has no argument "typ". Did you mean "type"?
  default = 8080
}

output "address" {
#^^^^^^^^^^^^^^^ CW0303 Missing value: An output block needs the argument "value".
  valu = 1
  #^^^ CW0103 Unknown argument: An output block has no argument "valu". Did you mean "value"?
}

locals {
  a = 1
  a = 2
  # CW0104 Duplicate definition: The argument "a" is set already, in arguments.cw.hcl line 16. Remove one of the two.
}

resource "file" "b" {
  content = "x"
  content = "y"
  #^^^^^^ CW0104 Duplicate definition: The argument "content" is set already, in arguments.cw.hcl line 22. Remove one of the two.
}

stray = 1
