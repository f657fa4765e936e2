provider "docker" {
#^^^^^^^^^^^^^^^^ CW0102 Unknown block: Providers are configured in the root configuration, which calls the module. Move the block there.
  alias = "eu"
}

removed {
#^^^^^^ CW0102 Unknown block: What is forgotten is said in the root configuration, which calls the module: write the block there, with from = module.NAME.TYPE.NAME.
  from = file.old
}

import {
#^^^^^ CW0102 Unknown block: What exists is adopted from the root configuration, which calls the module: write the block there, with to = module.NAME.TYPE.NAME.
  to = docker_container.a1
  id = "x"
}

resource "docker_container" "a1" {
  image = "nginx:1.27"
}
