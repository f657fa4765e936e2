# Every instance asserts for itself.

resource "file" "a" {
  for_each = { x = 1, y = 2 }
  content  = each.key  #= ["x"] "x"; ["y"] "y"

  assert "file_size" {
    min = each.value
  }

  assert "condition" {
    condition     = self.content == each.key
    error_message = "It is ${self.content}, not ${each.key}."
  }
}

#> file.a["x"] asserts file_size { min = 1 }, condition { condition = true, error_message = "It is x, not x." }
#> file.a["y"] asserts file_size { min = 2 }, condition { condition = true, error_message = "It is y, not y." }
