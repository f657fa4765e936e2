# Kinds that are not there, or not for this type; arguments that are lacking or too many.

resource "file" "a" {
  content = "x"

  assert "file_exits" {
  #      ^^^^^^^^^^^^ CW0601 Unknown assertion: A file has no assertion "file_exits". Did you mean "file_exists"?
  }

  assert "container_running" {
  #      ^^^^^^^^^^^^^^^^^^^ CW0601 Unknown assertion: A file has no assertion "container_running". It has condition, file_exists, file_content_matches, file_permissions, file_size, directory_exists.
  }

  assert "file_content_matches" {
  #^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0603 Assertion that lacks an argument: assert "file_content_matches" needs pattern: The regular expression; (?m) makes ^ and $ match at lines.
  }

  assert "file_exists" {
    pth = "x"
    #^^ CW0103 Unknown argument: assert "file_exists" has no argument "pth". Did you mean "path"?
  }

  assert "condition" {
    condition = self.nothing == 1
  }

  assert "condition" {
  #^^^^^^^^^^^^^^^^^ CW0603 Assertion that lacks an argument: assert "condition" needs condition: the expression that must be true.
  }

  assert "condition" {
    condition = "yes please"
    #           ^^^^^^^^^^^^ CW0603 Assertion that asserts nothing: This condition names nothing, so it is the same whatever is deployed. Compare something of what is: self, or TYPE.NAME.ATTRIBUTE.
  }

  assert "file_size" {
  }

  assert "condition" {
    condition     = true
    #               ^^^^ CW0603 Assertion that asserts nothing: This condition names nothing, so it is the same whatever is deployed. Compare something of what is: self, or TYPE.NAME.ATTRIBUTE.
    error_message = "always"
  }

  assert "condition" {
    condition = file.b.size > 0
    #           ^^^^^^ CW0202 Reference to nothing: There is no file.b here. Did you mean file.a?
  }
}
