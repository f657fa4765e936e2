# Locals have no blocks and no labels.

locals {
  word = "x"

  block {
  #^^^^ CW0102 Unknown block: In a locals block there are no blocks.
  }
}

locals "named" {
#      ^^^^^^^ CW0106 Wrong labels: A locals block is written locals { … }: no labels. This one has one label.
  g = 1
}

local {
#^^^^ CW0102 Unknown block: At the top level there is no block "local". Did you mean "locals"?
  h = 1
}
