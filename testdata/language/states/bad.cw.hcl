# A hole that nobody could fill is an error at the resource, that says both ways out.

resource "docker_container" "nothing" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0303 Missing value: docker_container.nothing needs image. Set it, or add a description that says what it should be, so that it can be completed.
}

resource "file" "nothing" {
#^^^^^^^^^^^^^^^^^^^^^^^^ CW0303 Missing value: file.nothing needs content. Set it, or add a description that says what it should be, so that it can be completed.
  mode = "600"
}

resource "docker_container" "null" {
  image = null
  #       ^^^^ CW0303 Missing value: A docker_container needs image, and null says that nobody may give it. Give it a value, or leave it out to have it completed.
}

resource "docker_container" "empty" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0303 Missing value: docker_container.empty needs image. Set it, or add a description that says what it should be, so that it can be completed.
  description = ""
  image       = complete("")
}

resource "docker_container" "unknown" {
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0303 Missing value: docker_container.unknown needs image. Set it, or add a description that says what it should be, so that it can be completed.
  description = var.what
}

variable "what" {
  default = null
}

resource "docker_container" "connected" {
  connect = [docker_container.db]
}

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "file" "null" {
#^^^^^^^^^^^^^^^^^^^^^ CW0302 File without content: A file needs content, sensitive_content or source; an empty file has content = "".
  content = null
}
