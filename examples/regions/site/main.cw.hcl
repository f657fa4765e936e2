variable "region" {
  type = string
  validation {
    condition     = can(regex("^[a-z]{2}$", var.region))
    error_message = "A region is two small letters."
  }
}

variable "greeting" {
  type = string
}

resource "file" "page" {
  path    = "build/${var.region}/index.html"
  content = templatefile("${path.module}/page.html.tpl", { region = var.region, greeting = var.greeting })
}

resource "file" "robots" {
  path    = "build/${var.region}/robots.txt"
  content = "User-agent: *\n"
}

output "page" {
  value = file.page.path
}

output "hash" {
  value = file.page.sha256
}
