# What only the root configuration has.

module "web" {
  source = "./web"
}
