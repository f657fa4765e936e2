# Each argument of an assertion is checked before anything is deployed.

resource "docker_container" "web" {
  image = "nginx:1.27"

  assert "healthcheck" {
    url             = "localhost:8080"
    #                 ^^^^^^^^^^^^^^^^ CW0302 Bad URL: "localhost:8080" lacks http:// or https:// in front; write it whole, as in "http://localhost:8080/health".
    expected_status = 999
    #                 ^^^ CW0302 Bad HTTP status: A HTTP status is a whole number from 100 to 599.
    method          = "get it"
    #                 ^^^^^^^^ CW0302 Bad HTTP method: "get it" is not an HTTP method; write GET, HEAD, POST or another one in capital letters.
    headers         = { "a b" = "x" }
    #                           ^^^ CW0302 Bad header: "a b" can't be a header's name; they are named like Accept or X-Request-Id.
    body_matches    = "("
    #                 ^^^ CW0302 Bad regular expression: "(" is not a regular expression: a ( is never closed. A character such as ( or + that stands for itself needs a backslash, written \\ in a string.
    json_path       = "a..b"
    #                 ^^^^^^ CW0302 Bad JSON path: "a..b" is not a path into JSON: a name is missing; write it as in "data.items[0].name".
  }

  assert "port_accessible" {
    port     = 70000
    #          ^^^^^ CW0302 Bad port: A port is a whole number from 1 to 65535.
    host     = "a b"
    #          ^^^^^ CW0302 Bad host: "a b" is not a host name; it holds letters, digits and -, in parts of at most 63, like "api" or "api.internal".
    protocol = "icmp"
    #          ^^^^^^ CW0302 Bad protocol: The protocol of a port is "tcp" or "udp", not "icmp".
  }

  assert "response_time" {
    url    = "ftp://x"
    #        ^^^^^^^^^ CW0302 Bad URL: "ftp://x" has the scheme ftp; only http and https can be asked.
    max_ms = 0
    #        ^ CW0302 Bad number of milliseconds: A number of milliseconds is a whole number from 1 to 600000.
  }

  assert "dns_resolves" {
    name   = "no name"
    #        ^^^^^^^^^ CW0302 Bad name: "no name" is not a host name; it holds letters, digits and -, in parts of at most 63, like "api" or "api.internal".
    type   = "Z"
    #        ^^^ CW0302 Bad record type: "Z" can't be looked up; there are ANY, A, AAAA, CNAME, MX, NS, TXT.
    server = "x"
  }

  assert "tls_certificate" {
    host           = ""
    #                ^^ CW0302 Bad host: the host is empty; write a name or an address, like "localhost".
    min_days_valid = -1
    #                ^^ CW0302 Bad number of days: A number of days is a whole number from 0 to 3650.
  }

  assert "log_contains" {
    pattern = "["
    #         ^^^ CW0302 Invalid regular expression: "[" is not a regular expression: the [ of [ is never closed. A character such as ( or + that stands for itself needs a backslash, written \\ in a string.
    since   = "soon"
    #         ^^^^^^ CW0302 Invalid time: "soon" is not a duration; write a number with ms, s, m or h, as in "5s".
  }

  assert "restart_count" {
    max = -1
    #     ^^ CW0302 Invalid number: -1 is not a whole number from 0 up.
  }

  assert "command" {
    argv          = []
    #               ^^ CW0302 Invalid command: Argv is empty; write the program and its arguments, as in ["pg_isready", "-U", "app"].
    expected_exit = "zero"
    #               ^^^^^^ CW0301 Wrong type: The argument expected_exit must be a number.
  }

  assert "container_running" {
    timeout  = "0s"
    #          ^^^^ CW0302 Invalid duration: timeout must be a positive duration such as "10s", "500ms" or "2m".
    interval = "often"
    #          ^^^^^^^ CW0302 Invalid duration: interval must be a positive duration such as "10s", "500ms" or "2m".
  }
}

resource "file" "a" {
  content = "x"

  assert "file_permissions" {
    mode = "99"
    #      ^^^^ CW0302 Bad file mode: "99" is not a file mode: its digits go from 0 to 7; write three octal digits in quotes, as in "644" (owner, group, others; 4 reads, 2 writes, 1 executes).
  }

  assert "file_size" {
    min = -1
    #     ^^ CW0302 Bad size: A size is a whole number from 0 to 9007199254740992.
  }

  assert "file_size" {
    min = 5
    max = 1
    #     ^ CW0302 Bad size: No file has at least 5 and at most 1 bytes. Swap min and max.
  }

  assert "file_content_matches" {
    pattern = ")"
    #         ^^^ CW0302 Bad regular expression: ")" is not a regular expression: a ) closes nothing. A character such as ( or + that stands for itself needs a backslash, written \\ in a string.
  }
}
