# A variable that is not there; var alone is nothing.

variable "instance_count" {
  default = 1
}

locals {
  a = var.instance_cuont
  #   ^^^^^^^^^^^^^^^^^^ CW0205 Unknown variable: There is no variable "instance_cuont". Did you mean "instance_count"?
  b = var.nothing
  #   ^^^^^^^^^^^ CW0205 Unknown variable: There is no variable "nothing".
  c = var
  #   ^^^ CW0205 Unknown variable: var alone names nothing: write var.NAME.
  d = variable.instance_count
  #   ^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no variable.instance_count here.
  e = instance_count
  #   ^^^^^^^^^^^^^^ CW0202 Reference to nothing: "instance_count" alone names nothing. A reference is TYPE.NAME, var.NAME, local.NAME or composite.NAME; text stands in quotes.
}
