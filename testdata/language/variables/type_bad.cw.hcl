# Types that are none.
# --validate

variable "a" {
  type = string
}

variable "b" {
  type = strin
  #      ^^^^^ CW0301 Invalid type: There is no type "strin". Did you mean "string"?
}

variable "c" {
  type = list(any)
}

variable "d" {
  type = list(string, number)
  #                   ^^^^^^ CW0301 Invalid type: A collection says what its elements are, as one type in brackets: list(string), set(number), map(bool).
}

variable "e" {
  type = object({ name = string, name = number })
  #                              ^^^^ CW0301 Invalid type: Two attributes of the object have the same name.
}

variable "f" {
  type = optional(string)
  #      ^^^^^^^^ CW0301 Invalid type: optional(…) stands only inside of an object: object({ port = optional(number, 80) }).
}

variable "g" {
  type = tuple(string)
  #            ^^^^^^ CW0301 Invalid type: A tuple lists the type of each element: tuple([string, number]).
}
