# A check asserts something.

check "empty" {
#^^^^^^^^^^^^ CW0603 Invalid assertion: The check asserts nothing. Put an assert block into it, or a condition { condition = …, error_message = … }; or remove it.
}

check "described" {
#^^^^^^^^^^^^^^^^ CW0603 Invalid assertion: The check asserts nothing. Put an assert block into it, or a condition { condition = …, error_message = … }; or remove it.
  description = "nothing"
}

check {
#^^^^ CW0106 Wrong labels: A check block is written check "NAME" { … }: one label. This one has no labels.
  condition {
    condition     = true
    error_message = "no"
  }
}

check "data" {
  data "http" "x" {
  #^^^ CW0102 Unknown block: In a check block there can be no block "data". There are no data sources: use the attributes of a resource.
  }

  condition {
    condition = true
    #           ^^^^ CW0603 Assertion that asserts nothing: This condition names nothing, so it is the same whatever is deployed. Compare something of what is: self, or TYPE.NAME.ATTRIBUTE.
  }

  condition {
  #^^^^^^^^ CW0603 Assertion that lacks an argument: assert "condition" needs condition: the expression that must be true.
    error_message = "no"
  }

  resource "file" "a" {
  #^^^^^^^ CW0102 Unknown block: In a check block there can be no block "resource". It stands at the top level of a file, or in a composite.
  }

  count = 2
  #^^^^ CW0103 Unknown argument: A check block has no argument "count". It takes depends_on, description.
}
