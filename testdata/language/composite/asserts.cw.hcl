# A composite asserts something of what is in it.

composite "shop" {
  resource "docker_container" "web" {
    image = "nginx:1.27"
    ports = ["8080:80"]
  }

  assert "healthcheck" {
    url = "http://localhost:8080/"
  }

  assert "container_healthy" {
    target   = docker_container.web
    timeout  = "1m"
    interval = "1s"
  }

  assert {
    condition     = docker_container.web.name == "web"
    error_message = "no"
  }
}

#> composite.shop asserts healthcheck { expected_status = 200, method = "GET", url = "http://localhost:8080/" }, container_healthy of composite.shop.docker_container.web {} for 1m0s every 1s, condition { condition = true, error_message = "no" }
