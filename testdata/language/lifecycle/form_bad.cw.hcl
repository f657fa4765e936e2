# Lifecycles in a form that they can't have.

resource "file" "a" {
  content = "x"

  lifecycle {
    prevent_destory = true
    #^^^^^^^^^^^^^^ CW0103 Unknown argument: A lifecycle block has no argument "prevent_destory". Did you mean "prevent_destroy"?
    ignore_changes  = ["content"]

    precondition {
    #^^^^^^^^^^^ CW0303 Missing value: A precondition block needs the argument "error_message".
      condition = true
    }

    postcondtion {
    #^^^^^^^^^^^ CW0102 Unknown block: In a lifecycle block there is no block "postcondtion". Did you mean "postcondition"?
    }
  }
}

resource "file" "b" {
  content = "x"

  lifecycle {
    ignore_changes       = "all"
    replace_triggered_by = file.a
    #                      ^^^^^^ CW0108 Invalid argument form: replace_triggered_by takes a list of references, such as [docker_container.db], in brackets.
  }
}

resource "file" "c" {
  content = "x"

  lifecycle {
    ignore_changes       = [content.x, var.y]
    #                       ^^^^^^^^^ CW0108 Invalid argument form: ignore_changes takes the names of arguments of this resource, such as image.
    #                                  ^^^^^ CW0108 Invalid argument form: ignore_changes takes the names of arguments of this resource, such as image.
    replace_triggered_by = ["file.a"]
    #                       ^^^^^^^^ CW0108 Invalid argument form: replace_triggered_by takes references, not strings: write file.a, without quotes.
  }
}
