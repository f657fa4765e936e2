# What describes a variable is written out; a validation needs both parts.

variable "a" {
  description = "a ${1 + 1}"
  #             ^^^^^^^^^^^^ CW0108 Invalid argument form: Write description as a plain text in quotes: it can't have references or functions in it.
  sensitive   = "yes"
  #             ^^^^^ CW0108 Invalid argument form: Write sensitive as true or false, without quotes: it can't be computed.
  nullable    = local.yes
  #             ^^^^^^^^^ CW0108 Invalid argument form: Write nullable as true or false, without quotes: it can't be computed.
  default     = 1
}

variable "b" {
  description = "shown"
  ephemeral   = true
  #^^^^^^^^ CW0103 Unknown argument: A variable block has no argument "ephemeral". Nothing but what a resource needs is kept of a variable; sensitive = true keeps its value out of everything that is shown.
  default     = 1

  validation {
  #^^^^^^^^^ CW0303 Missing value: A validation block needs the argument "error_message".
    condition = var.b > 0
  }

  validation {
  #^^^^^^^^^ CW0303 Missing value: A validation block needs the argument "condition".
    error_message = "no"
  }

  validation "x" {
  #          ^^^ CW0106 Wrong labels: A validation block is written validation { … }: no labels. This one has one label.
    condition     = true
    error_message = "no"
  }
}
