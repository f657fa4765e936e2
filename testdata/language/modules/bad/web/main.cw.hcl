variable "name" {
  type = string
}

variable "port" {
  type    = number
  default = 80

  validation {
  #^^^^^^^^^ CW0306 Wrong value for a variable: The variable "port": The port 70000 is too high.
    condition     = var.port < 65536
    error_message = "The port ${var.port} is too high."
  }
}

resource "file" "index" {
  content = "${var.name} ${var.port}"
}

output "url" {
  value = "http://localhost:${var.port}"
}
