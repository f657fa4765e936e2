# The arguments and blocks that every resource has.

resource "file" "config" {
  description = "the settings of the ${local.name}"
  content     = "a = 1"
}

resource "file" "a" {
  description = "what follows"
  content     = "x"
  depends_on  = [file.config]

  lifecycle {
    prevent_destroy       = true
    retain_on_destroy     = true
    create_before_destroy = true
    ignore_changes        = [mode, content]
    replace_triggered_by  = [file.config, file.config.content]

    precondition {
      condition     = file.config.content != ""
      error_message = "The settings are empty."
    }

    postcondition {
      condition     = self.size > 0
      error_message = "The file is empty."
    }
  }

  timeouts {
    create = "5m"
    update = "90s"
    delete = "1h30m"
  }

  assert "file_exists" {
    timeout  = "10s"
    interval = "1s"
  }
}

locals {
  name = "shop"
}

#> file.a needs file.config (depends_on), file.config (reference), file.config (replace_triggered_by)
#> file.a lives prevent_destroy, retain_on_destroy, create_before_destroy, ignore_changes mode content, replace_triggered_by file.config, replace_triggered_by file.config.content, create 5m, update 90s, delete 1h30m
#> file.a asserts file_exists {} for 10s every 1s
