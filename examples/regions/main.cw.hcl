# One site per region from one module, and a page that lists them all.
# Needs nothing but cw: cw apply examples/regions

variable "regions" {
  description = "The regions by name, each with what its visitors read first."
  type = map(object({
    greeting = string
    draft    = optional(bool, false)
  }))
  default = {
    eu = { greeting = "Guten Tag" }
    us = { greeting = "Howdy" }
    jp = { greeting = "こんにちは", draft = true }
  }
}

locals {
  published = { for name, region in var.regions : name => region if !region.draft }
}

module "site" {
  source   = "./site"
  for_each = local.published
  region   = each.key
  greeting = each.value.greeting

  # What the module leaves at 644 is nobody's business here.
  override "file" "robots" {
    mode = "600"
  }
}

resource "file" "index" {
  path    = "build/index.txt"
  content = join("", [for name, site in module.site : "${name} ${site.page} ${site.hash}\n"])
}

check "published" {
  assert {
    condition     = length(module.site) == length(local.published)
    error_message = "A region has no site."
  }
  assert "file_content_matches" {
    target  = file.index
    pattern = "eu build/eu/index.html [0-9a-f]{64}"
  }
}

output "pages" {
  value = [for site in module.site : site.page]
}
