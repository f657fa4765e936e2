module "again" {
  source = "../loop"
  #        ^^^^^^^^^ CW0203 Cycle: This module calls itself, so it would never end:
  #   |   loop calls module "again", ../loop (loop/main.cw.hcl:2)
  #   | Remove one of these calls.
}
