# Checks that assert nothing, or that ask what can't be asked.

check "kinds" {
  assert "container_running" {
  #      ^^^^^^^^^^^^^^^^^^^ CW0601 Unknown assertion: assert "container_running" looks at a resource. Say at which: target = TYPE.NAME.
  }

  assert "helthcheck" {
  #      ^^^^^^^^^^^^ CW0601 Unknown assertion: Without target, an assertion has no kind "helthcheck". Did you mean "healthcheck"?
    url = "http://localhost"
  }

  assert "file_exists" {
  #      ^^^^^^^^^^^^^ CW0601 Unknown assertion: A docker_container has no assertion "file_exists". It has condition, container_running, container_healthy, log_contains, restart_count, command, database_connects, query, healthcheck, port_accessible, response_time, dns_resolves, tls_certificate.
    target = docker_container.web
  }

  assert "container_running" {
    target = docker_container.nothing
    #        ^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_container.nothing here. What can be named from here: docker_container.web.
  }

  assert "container_running" {
    target = docker_container.web.name
    #        ^^^^^^^^^^^^^^^^^^^^^^^^^ CW0108 Not a resource: target names one resource: TYPE.NAME, or TYPE.NAME[KEY] of several.
  }

  assert "healthcheck" {
    url    = "localhost"
    expect = 200
    #^^^^^ CW0103 Unknown argument: assert "healthcheck" has no argument "expect". It takes timeout, interval, url, expected_status, method, headers, body_matches, json_path.
  }

  condition {
    condition     = self.name == "web"
    #               ^^^^ CW0202 Reference to nothing: self is the deployed resource, and can be used only in its assert blocks and postconditions. Name the argument's value in locals { … } and use it in both places.
    error_message = "no"
  }

  condition {
    condition     = docker_container.wb.name == "web"
    #               ^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_container.wb here. Did you mean docker_container.web?
    error_message = "no"
  }

  condition {
    condition     = 1 == 1
    #               ^^^^^^ CW0603 Assertion that asserts nothing: This condition names nothing, so it is the same whatever is deployed. Compare something of what is: self, or TYPE.NAME.ATTRIBUTE.
    error_message = "always true"
  }
}

resource "docker_container" "web" {
  image = "nginx:1.27"
}
