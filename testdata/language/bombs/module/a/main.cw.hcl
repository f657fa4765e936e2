module "b" {
  source = "./../a"
  #        ^^^^^^^^ CW0203 Cycle: This module calls itself, so it would never end:
  #   |   a calls module "b", ./../a (a/main.cw.hcl:2)
  #   | Remove one of these calls.
}
