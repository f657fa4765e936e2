# What looks at a resource when it is deployed waits for nothing: assertions, postconditions, checks and outputs make no cycle.

resource "file" "a" {
  content = "a"

  lifecycle {
    postcondition {
      condition     = file.b.content == "b"
      error_message = "no"
    }
  }

  assert "condition" {
    condition = file.b.size > 0
  }
}

resource "file" "b" {
  content    = "b"
  depends_on = [file.a]
}

check "both" {
  condition {
    condition     = file.a.size + file.b.size > 0
    error_message = "no"
  }
}

#> order: file.a, file.b
