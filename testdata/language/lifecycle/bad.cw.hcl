# Lifecycles that can't be.

resource "file" "a" {
  content = "x"

  lifecycle {
    prevent_destroy      = "perhaps"
    #                      ^^^^^^^^^ CW0301 Wrong type: The argument prevent_destroy must be true or false.
    retain_on_destroy    = docker_container.db.ip_address == ""
    #                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0305 Evaluation failed: retain_on_destroy has to be known before anything is deployed, and this depends on what only a deployment gives.
    ignore_changes       = [contnt, colour]
    #                       ^^^^^^ CW0204 Unknown attribute: ignore_changes names attributes, and a file has no "contnt". Did you mean "content"?
    #                               ^^^^^^ CW0204 Unknown attribute: ignore_changes names attributes, and a file has no "colour". It has content, name, directory, mode, source, path, executable, sensitive_content.
    replace_triggered_by = [file.nothing, var.x, file.b.nme]
    #                       ^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.nothing here. What can be named from here: docker_container.db, file.a, file.b.
    #                                     ^^^^^ CW0108 Not a resource: A resource or a group is wanted here: TYPE.NAME, composite.NAME or module.NAME.
    #                                                  ^^^^ CW0204 Unknown attribute: A file has no attribute "nme". Did you mean name?

    precondition {
    #^^^^^^^^^^^ CW0604 Condition does not hold: file.a: the precondition does not hold. The content of b is y.
      condition     = file.b.content == "z"
      error_message = "The content of b is ${file.b.content}."
    }

    precondition {
      condition     = 5
      #               ^ CW0301 Wrong type: condition must be true or false.
      error_message = "no"
    }

    precondition {
      condition     = self.content == "x"
      #               ^^^^ CW0202 Reference to nothing: self is the deployed resource, and can be used only in its assert blocks and postconditions. Name the argument's value in locals { … } and use it in both places.
      error_message = "no"
    }

    postcondition {
      condition     = file.nothing.content == ""
      #               ^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.nothing here. What can be named from here: docker_container.db, file.a, file.b.
      error_message = "no"
    }
  }
}

resource "file" "b" {
  content = "y"
}

resource "docker_container" "db" {
  image = "postgres:15"
}

variable "x" {
  default = 1
}
