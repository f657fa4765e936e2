# An environment variable that is not set.

locals {
  a = env("CW_NOT_SET")
  #       ^^^^^^^^^^^^ CW0305 Invalid function argument: Invalid value for "name" parameter: the environment variable CW_NOT_SET is not set; set it, or add a line CW_NOT_SET=… to .env.
  b = try(env("CW_NOT_SET"), "default")
}
