# Lists that contain each other eightfold.

locals {
  a = ["x", "x", "x", "x", "x", "x", "x", "x"]
  b = [local.a, local.a, local.a, local.a, local.a, local.a, local.a, local.a]
  c = [local.b, local.b, local.b, local.b, local.b, local.b, local.b, local.b]
  d = [local.c, local.c, local.c, local.c, local.c, local.c, local.c, local.c]
  e = [local.d, local.d, local.d, local.d, local.d, local.d, local.d, local.d]
  f = [local.e, local.e, local.e, local.e, local.e, local.e, local.e, local.e]
  #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0309 Too large: This expression makes too much. What it names is large, and it names it often. Make less of it, or read it from a file where it is needed.
  g = [local.f, local.f, local.f, local.f, local.f, local.f, local.f, local.f]
  h = [local.g, local.g, local.g, local.g, local.g, local.g, local.g, local.g]
  i = flatten(local.h)
}
