# A default is a plain value of the variable's type.

variable "number" {
  type    = number
  default = "many"
  #         ^^^^^^ CW0306 Wrong value for a variable: The default of the variable "number" must be a number.
}

variable "list" {
  type    = list(number)
  default = [1, "two"]
  #         ^^^^^^^^^^ CW0306 Wrong value for a variable: The default of the variable "list" must be a list, each item a number, but is not at [1]: a number is required.
}

variable "site" {
  type    = object({ name = string })
  default = { nam = "shop" }
  #         ^^^^^^^^^^^^^^^^ CW0306 Wrong value for a variable: The default of the variable "site" must be an object { name }: the attribute "name" is required.
}

variable "made" {
  default = local.greeting
  #         ^^^^^ CW0108 Invalid argument form: A default is a plain value: it can't refer to anything. Put what is computed into locals { … }.
}

variable "called" {
  default = upper("a")
}

variable "null" {
  nullable = false
  default  = null
  #          ^^^^ CW0306 Wrong value for a variable: The default of the variable "null" can't be null.
}

locals {
  greeting = "Welcome"
}
