# An override changes a resource of a composite, in it or after it; what it does not say stays. The outermost one has the last word.

composite "web" {
  resource "file" "index" {
    content = "inner"
    mode    = "600"
    name    = "index.html"

    lifecycle {
      prevent_destroy = true
    }
  }

  resource "docker_container" "server" {
    image = "nginx:1.27"

    upload {
      path    = "/a"
      content = "a"
    }
    #: upload = [{ content = "b", executable = null, mode = null, path = "/b", source = null }, { content = "c", executable = null, mode = null, path = "/c", source = null }]
    #: env = { A = "1" }
  }

  override "file" "index" {
    content = "from inside"
    mode    = "640"
  }
}

override "composite.web.file" "index" {
  content = "from outside: ${local.word}"  #= "from outside: hello"

  lifecycle {
    retain_on_destroy = true
  }
}

override "composite.web.docker_container" "server" {
  description = "the server"
  env         = { A = "1" }

  upload {
    path    = "/b"
    content = "b"
  }

  upload {
    path    = "/c"
    content = "c"
  }
}

locals {
  word = "hello"
}

#> composite.web.file.index.name = "index.html"
#> composite.web.file.index lives retain_on_destroy
#> composite.web.docker_container.server.upload = tolist([{ content = "b", executable = null, mode = null, path = "/b", source = null }, { content = "c", executable = null, mode = null, path = "/c", source = null }])
