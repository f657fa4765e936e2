# Nested blocks of a container lack something, or have something of the wrong type.

resource "docker_container" "a1" {
  image = "nginx"

  upload {
  #^^^^^ CW0303 Missing value: The block upload needs path.
  }

  upload {
    path = "/a"
  }

  ulimit {
  #^^^^^ CW0303 Missing value: The block ulimit needs hard.
  #^^^^^ CW0303 Missing value: The block ulimit needs soft.
    name = "nofile"
  }

  ulimit {
    name = "nofile"
    soft = "many"
    #      ^^^^^^ CW0301 Wrong type: The argument soft of ulimit must be a number.
    hard = 5
  }

  ulimit {
    name = "nothing"
    soft = 1
    hard = 1
  }

  upload "x" {
    path = "/b"
  }

  log {
    options = "x"
    #         ^^^ CW0301 Wrong type: The argument options of log must be a map { NAME = VALUE }, each value a text.
  }
}
