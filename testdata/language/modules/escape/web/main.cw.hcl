module "inner" {
  source = "./inner"
}

module "out" {
  source = "../other"
  #        ^^^^^^^^^^ CW0109 Module can't be used: This leads to other, out of the directory that the module may not leave, web. A module that was called may only call directories of its own package: of its git checkout, or below the directory that the root configuration called. Move the other module there, or let the root configuration call the directory above both.
}

module "sly" {
  source = "./inner/../../other"
  #        ^^^^^^^^^^^^^^^^^^^^^ CW0109 Module can't be used: This leads to other, out of the directory that the module may not leave, web. A module that was called may only call directories of its own package: of its git checkout, or below the directory that the root configuration called. Move the other module there, or let the root configuration call the directory above both.
}

module "root" {
  source = ".."
  #        ^^^^ CW0109 Module can't be used: This leads to ., out of the directory that the module may not leave, web. A module that was called may only call directories of its own package: of its git checkout, or below the directory that the root configuration called. Move the other module there, or let the root configuration call the directory above both.
}
