# Values that do not fit.
# --var port=many
# --var words=[1, 2
# --var site={ name = 1 }
# --var prt=80
# --var none=null
# --var computed=upper("a")

variable "port" {
#        ^^^^^^ CW0306 Wrong value for a variable: The variable "port" must be a number. --var gives it.
  type = number
}

variable "words" {
  type = list(string)
}

variable "site" {
#        ^^^^^^ CW0306 Wrong value for a variable: The variable "site" must be an object { name, port }: the attribute "port" is required. --var gives it.
  type = object({ name = string, port = number })
}

variable "none" {
#        ^^^^^^ CW0306 Wrong value for a variable: The variable "none" can't be null. --var gives it.
  type     = list(string)
  nullable = false
}

variable "computed" {
  type = list(string)
}

# ! CW0306 Wrong value for a variable: --var gives the variable "words" something that can't be read as a list, each item a text: There is no corresponding closing bracket before the end of the file. This may be caused by incorrect bracket nesting elsewhere in this file.
# ! CW0306 Wrong value for a variable: --var gives the variable "computed" something that can't be read as a list, each item a text: A value here is written out: a text in quotes, a number, true, false, null, or a list or map of these. It can't refer to anything or be computed.
# ! CW0205 Unknown variable: --var gives a value to "prt", but the configuration has no variable of that name. Did you mean "port"?
