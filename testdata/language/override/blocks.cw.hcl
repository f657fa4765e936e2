# An override can have all that a resource has, but for how often and in which order.

composite "shop" {
  resource "docker_container" "web" {
    description = "a web server"
    #: image = (hole)

    timeouts {
      create = "1m"
      delete = "1m"
    }

    assert "container_running" {
    }
  }

  resource "docker_container" "db" {
    image = "postgres:15"
  }
}

resource "file" "config" {
  content = "x"
}

provider "docker" {
  alias = "eu"
}

override "composite.shop.docker_container" "web" {
  description = "another web server"
  provider    = docker.eu
  connect     = [composite.shop.docker_container.db]

  complete {
    fill    = [command]
    exclude = [ports]
    hint    = "small"
    model   = "some/model"
    pin     = "digest"
  }

  lifecycle {
    prevent_destroy       = true
    retain_on_destroy     = true
    create_before_destroy = true
    ignore_changes        = [env]
    replace_triggered_by  = [file.config]

    precondition {
      condition     = file.config.content == "x"
      error_message = "no"
    }

    postcondition {
      condition     = self.name == "web"
      error_message = "no"
    }
  }

  timeouts {
    create = "5m"
    update = "5m"
    delete = "5m"
  }

  assert "container_healthy" {
    timeout  = "1m"
    interval = "1s"
  }

  connection "database" {
    to = composite.shop.docker_container.db
  }
}

#> composite.shop.docker_container.web needs composite.shop.docker_container.db (connect), composite.shop.docker_container.db (database), file.config (reference), file.config (replace_triggered_by), docker_network.shared (network)
#> composite.shop.docker_container.web connects composite.shop.docker_container.db (connect), composite.shop.docker_container.db (database)
#> composite.shop.docker_container.web lives prevent_destroy, retain_on_destroy, create_before_destroy, ignore_changes env, replace_triggered_by file.config, create 5m, update 5m, delete 5m, provider eu
#> composite.shop.docker_container.web may fill env, volumes, command, healthcheck, networks
#> composite.shop.docker_container.web asserts container_healthy {} for 1m0s every 1s
