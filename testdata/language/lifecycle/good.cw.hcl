# A lifecycle may be computed, of what is known before the deployment.

variable "stack" {
  default = "prod"
}

resource "docker_volume" "data" {
  for_each = toset(["prod", "dev"])

  lifecycle {
    prevent_destroy       = var.stack == each.key
    retain_on_destroy     = each.key == "prod"
    create_before_destroy = false
    ignore_changes        = all
  }
}

resource "docker_container" "db" {
  image = "postgres:15"

  lifecycle {
    ignore_changes       = [labels, env]
    replace_triggered_by = [docker_volume.data["prod"], docker_volume.data]

    precondition {
      condition     = startswith(docker_volume.data["prod"].name, "data")
      error_message = "no"
    }

    precondition {
      condition     = docker_volume.data["prod"].mountpoint != ""
      error_message = "not known yet, so not asked yet"
    }
  }
}

#> docker_volume.data["prod"] lives prevent_destroy, retain_on_destroy, ignore_changes name driver driver_opts labels
#> docker_volume.data["dev"] lives ignore_changes name driver driver_opts labels
#> docker_container.db lives ignore_changes labels env, replace_triggered_by docker_volume.data["prod"], replace_triggered_by docker_volume.data["dev"], replace_triggered_by docker_volume.data["prod"]
#> docker_container.db needs docker_volume.data["prod"] (reference), docker_volume.data["prod"] (replace_triggered_by), docker_volume.data["dev"] (replace_triggered_by)
