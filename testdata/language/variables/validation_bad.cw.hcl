# A validation that does not hold says what its author wrote; several may fail. A secret is not shown.
# --var port=80
# --var name=shop
# --var key=geheim

variable "port" {
  type = number

  validation {
  #^^^^^^^^^ CW0306 Wrong value for a variable: The variable "port": The port must be 1024 or above, and is 80.
    condition     = var.port >= 1024
    error_message = "The port must be 1024 or above, and is ${var.port}."
  }

  validation {
  #^^^^^^^^^ CW0306 Wrong value for a variable: The variable "port": Port 80 is taken.
    condition     = var.port != 80
    error_message = "Port 80 is taken."
  }
}

variable "name" {
  validation {
    condition     = var.name
    #               ^^^^^^^^ CW0301 Wrong type: condition must be true or false.
    error_message = "no"
  }

  validation {
    condition     = lenght(var.name) > 2
    #               ^^^^^^ CW0305 Call to unknown function: There is no function named "lenght".
    error_message = "too short"
  }

  validation {
  #^^^^^^^^^ CW0306 Wrong value for a variable: The variable "name": null
    condition     = null
    error_message = "null"
  }
}

variable "key" {
  sensitive = true

  validation {
  #^^^^^^^^^ CW0306 Wrong value for a variable: The variable "key": The value does not meet the condition that the variable sets.
    condition     = length(var.key) > 20
    error_message = "The key ${var.key} is too short."
  }
}
