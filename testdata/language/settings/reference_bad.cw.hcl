# clockwork and path have just these.

locals {
  a = clockwork.projct
  #   ^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: clockwork has project and stack.
  b = clockwork.version
  #   ^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: clockwork has project and stack.
  c = path.cwd
  #   ^^^^^^^^ CW0202 Reference to nothing: path has root and module.
  d = path.modul
  #   ^^^^^^^^^^ CW0202 Reference to nothing: path has root and module.
  e = clockwork
  #   ^^^^^^^^^ CW0202 Reference to nothing: clockwork has project and stack.
}
