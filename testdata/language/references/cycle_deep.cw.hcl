# Cycles through outputs of groups, conditions and triggers.

composite "group" {
  depends_on = [file.outer]
  #             ^^^^^^^^^^ CW0203 Cycle: These resources need each other, so none of them can come first:
  #   |   file.outer needs composite.group.file.in (cycle_deep.cw.hcl:16)
  #   |   composite.group.file.in needs file.outer (cycle_deep.cw.hcl:4)
  #   | Remove one of these references.

  resource "file" "in" {
    content = "x"
  }
}

resource "file" "outer" {
  content = composite.group.file.in.content
}

resource "file" "p" {
  content = "x"

  lifecycle {
    precondition {
      condition     = file.q.content == "x"
      error_message = "no"
    }
  }
}

resource "file" "q" {
  content = "x"

  lifecycle {
    replace_triggered_by = [file.p]
    #                       ^^^^^^ CW0203 Cycle: These resources need each other, so none of them can come first:
    #   |   file.p needs file.q (cycle_deep.cw.hcl:24)
    #   |   file.q needs file.p (cycle_deep.cw.hcl:34)
    #   | Remove one of these references.
  }
}
