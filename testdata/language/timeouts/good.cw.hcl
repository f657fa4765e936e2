# Timeouts may be computed.

variable "slow" {
  default = true
}

resource "file" "a" {
  content = "x"

  timeouts {
    create = var.slow ? "10m" : "1m"
    update = null
  }
}

#> file.a lives create 10m
