# Meta-arguments in a form that they can't have.

resource "file" "a" {
  content    = "x"
  depends_on = file.b
  #            ^^^^^^ CW0108 Invalid argument form: depends_on takes a list of references, such as [docker_container.db], in brackets.
  connect    = ["file.b"]
  #             ^^^^^^^^ CW0108 Invalid argument form: connect takes references, not strings: write file.b, without quotes.
  connects   = [file.b]
  #^^^^^^^ CW0103 Unknown argument: A file has no argument "connects". Did you mean "connect"?
}

resource "file" "b" {
  content    = "x"
  depends_on = ["file.b"]
  #             ^^^^^^^^ CW0108 Invalid argument form: depends_on takes references, not strings: write file.b, without quotes.
  provider   = "docker.eu"
  #            ^^^^^^^^^^^ CW0108 Invalid argument form: provider takes the name of a provider, or that with an alias: docker, or docker.remote. Write docker.eu, without quotes.
}

resource "file" "c" {
  content  = "x"
  count    = 1
  for_each = toset(["a"])
  #^^^^^^^ CW0104 Duplicate definition: A block is repeated by count or by for_each, not by both, and count stands in line 23 already. Remove one of the two.
}

resource "file" "e" {
  content   = "x"
  lifecycle = {}
  #^^^^^^^^ CW0108 Invalid argument form: "lifecycle" is a block: write lifecycle { … }, without an equals sign.
  timeouts  = { create = "1m" }
  #^^^^^^^ CW0108 Invalid argument form: "timeouts" is a block: write timeouts { … }, without an equals sign.
}

resource "file" "f" {
  content = "x"

  count {
  #^^^^ CW0108 Invalid argument form: "count" is an argument: write count = …, with an equals sign.
  }

  lifecycle {
  }

  lifecycle {
  #^^^^^^^^ CW0104 Duplicate definition: There is a lifecycle block already, in form_bad.cw.hcl line 43. Put both into one.
  }

  timeout {
  #^^^^^^ CW0102 Unknown block: A file has no block "timeout". Did you mean "timeouts"?
    create = "1m"
  }

  provisioner "local-exec" {
  #^^^^^^^^^^ CW0102 Unknown block: In a resource block there can be no block "provisioner". There are no provisioners: write a command into the container, or a check into an assert block.
    command = "true"
  }

  dynamic "upload" {
  #^^^^^^ CW0102 Unknown block: In a resource block there can be no block "dynamic". There are no dynamic blocks: repeat the resource with for_each, or write the blocks out.
    for_each = []
    content {
    }
  }
}
