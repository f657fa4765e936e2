# A range that is too long, and many nested.

locals {
  a = range(100000000)
  #   ^^^^^ CW0305 Error in function call: Call to function "range" failed: more than 1024 values were generated; either decrease the difference between start and end or use a smaller step.
  b = [for x in range(1000) : [for y in range(1000) : [for z in range(1000) : "${x}${y}${z}"]]]
  #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0309 Too large: This expression makes too much. Its for expressions take more than 200000 turns. Make less of it, or read it from a file where it is needed.
}
