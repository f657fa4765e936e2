# A variable without a default has to be given a value.

variable "port" {
#        ^^^^^^ CW0307 Variable without a value: The variable "port" has no default and was given no value. Give it one with --var port=…, CW_VAR_port=…, or a line in clockwork.cwvars.
  type = number
}

locals {
  url = "http://localhost:${var.port}"
}
