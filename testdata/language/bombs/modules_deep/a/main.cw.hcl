module "b" {
  source = "./b"
  count  = 100
}
