# Two of one name: the second is the error, and says where the first one is.

variable "a" {}

variable "a" {}
#^^^^^^^^^^^ CW0104 Duplicate definition: The variable "a" is defined already, in duplicates.cw.hcl line 3. Rename or remove one of the two.

locals {
  b = 1
}

locals {
  b = 2
  # CW0104 Duplicate definition: The local "b" is defined already, in duplicates.cw.hcl line 9. Rename or remove one of the two.
}

output "c" {
  value = 1
}

output "c" {
#^^^^^^^^^ CW0104 Duplicate definition: The output "c" is defined already, in duplicates.cw.hcl line 17. Rename or remove one of the two.
  value = 2
}

resource "file" "d" {
  content = "x"
}

resource "file" "d" {
#^^^^^^^^^^^^^^^^^^ CW0104 Duplicate definition: The resource "file.d" is defined already, in duplicates.cw.hcl line 26. Rename or remove one of the two.
  content = "y"
}

composite "e" {}

composite "e" {}
#^^^^^^^^^^^^ CW0104 Duplicate definition: The composite "e" is defined already, in duplicates.cw.hcl line 35. Rename or remove one of the two.

check "f" {
  condition {
    condition     = true
    #               ^^^^ CW0603 Assertion that asserts nothing: This condition names nothing, so it is the same whatever is deployed. Compare something of what is: self, or TYPE.NAME.ATTRIBUTE.
    error_message = "no"
  }
}

check "f" {
#^^^^^^^^ CW0104 Duplicate definition: The check "f" is defined already, in duplicates.cw.hcl line 40. Rename or remove one of the two.
  condition {
    condition     = true
    error_message = "no"
  }
}

clockwork {}

clockwork {}
#^^^^^^^^ CW0104 Duplicate definition: There is a clockwork block already, in duplicates.cw.hcl line 56. Put both into one.
