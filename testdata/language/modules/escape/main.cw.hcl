# A module that was called may not lead out of its directory; the root may go anywhere.

module "web" {
  source = "./web"
}
