# Every kind of assertion, with the arguments that it takes; others have defaults.

resource "docker_container" "web" {
  image = "nginx:1.27"
  ports = ["8080:80"]

  assert "healthcheck" {
    url             = "http://localhost:8080/health"
    expected_status = 204
    method          = "HEAD"
    headers         = { Accept = "text/html" }
    body_matches    = "ok"
    json_path       = "status"
    timeout         = "1m"
    interval        = "500ms"
  }

  assert "healthcheck" {
    url = "http://${self.endpoint}/"
  }

  assert "port_accessible" {
    port     = 8080
    host     = "127.0.0.1"
    protocol = "tcp"
  }

  assert "response_time" {
    url     = "http://localhost:8080/"
    max_ms  = 500
    method  = "GET"
    headers = {}
  }

  assert "dns_resolves" {
    name     = "www.example.com"
    type     = "A"
    expected = ["192.0.2.1"]
    server   = "127.0.0.1:53"
  }

  assert "tls_certificate" {
    host           = "www.example.com"
    port           = 8443
    min_days_valid = 14
    server_name    = "www.example.com"
    ca_file        = "tls/ca.pem"
  }

  assert "container_running" {
  }

  assert "container_healthy" {
  }

  assert "log_contains" {
    pattern = "ready"
    since   = "5m"
  }

  assert "restart_count" {
    max = 2
  }

  assert "command" {
    argv           = ["nginx", "-t"]
    expected_exit  = 0
    stdout_matches = "^$"
  }

  assert "condition" {
    condition     = self.name == "web"
    error_message = "It is ${self.name}."
  }

  assert {
    condition = self.ip_address != ""
  }
}

#> docker_container.web asserts healthcheck { body_matches = "ok", expected_status = 204, headers = { Accept = "text/html" }, json_path = "status", method = "HEAD", url = "http://localhost:8080/health" } for 1m0s every 500ms, healthcheck { expected_status = 200, method = "GET", url = "http://"… (known after deployment) }, port_accessible { host = "127.0.0.1", port = 8080, protocol = "tcp" }, response_time { headers = {}, max_ms = 500, method = "GET", url = "http://localhost:8080/" }, dns_resolves { expected = ["192.0.2.1"], name = "www.example.com", server = "127.0.0.1:53", type = "A" }, tls_certificate { ca_file = "tls/ca.pem", host = "www.example.com", min_days_valid = 14, port = 8443, server_name = "www.example.com" }, container_running {}, container_healthy {}, log_contains { pattern = "ready", since = "5m" }, restart_count { max = 2 }, command { argv = ["nginx", "-t"], expected_exit = 0, stdout_matches = "^$" }, condition { condition = true, error_message = "It is web." }, condition { condition = (known after deployment) }
