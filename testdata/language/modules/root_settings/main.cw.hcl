# A module has no settings of its own.

module "web" {
  source = "./web"
}
