# A check looks at several resources.

resource "docker_container" "web" {
  image = "nginx:1.27"
  ports = ["8080:80"]
}

resource "file" "a" {
  content = "x"
}

check "site" {
  description = "what visitors see"
  depends_on  = [docker_container.web]

  assert "healthcheck" {
    url = "http://${docker_container.web.endpoint}/"
  }

  assert "container_running" {
    target   = docker_container.web
    timeout  = "1m"
    interval = "2s"
  }

  condition {
    condition     = file.a.content == "x"
    error_message = "The content is ${file.a.content}."
  }

  condition {
    target        = file.a
    condition     = self.size == 1
    error_message = "The size is ${self.size}."
    timeout       = "5s"
    interval      = "1s"
  }
}

#> check.site asserts healthcheck { expected_status = 200, method = "GET", url = "http://"… (known after deployment) }, container_running of docker_container.web {} for 1m0s every 2s, condition { condition = true, error_message = "The content is x." }, condition of file.a { condition = (known after deployment), error_message = "The size is "… (known after deployment) } for 5s every 1s
