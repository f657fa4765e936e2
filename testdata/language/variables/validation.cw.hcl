# Validations that hold say nothing; they may look at other names.
# --var port=8080

variable "port" {
  type = number

  validation {
    condition     = var.port >= local.lowest && var.port < 65536
    error_message = "The port must be from ${local.lowest} to 65535."
  }

  validation {
    condition     = var.port != 9000
    error_message = "Port 9000 is taken."
  }
}

locals {
  lowest = 1024
}
