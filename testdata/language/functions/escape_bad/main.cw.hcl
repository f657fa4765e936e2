# A module that reads what is not its own.

module "web" {
  source = "./web"
}
