# What can't be completed.

resource "docker_container" "api" {
  image = "shop/api:1"

  complete {
    fill    = [restart, env, nothing]
    #          ^^^^^^^ CW0302 Can't be completed: "restart" of a docker_container can't be filled by a completer. These can: image, ports, env, volumes, command, healthcheck, networks.
    #                        ^^^^^^^ CW0302 Can't be completed: "nothing" of a docker_container can't be filled by a completer. These can: image, ports, env, volumes, command, healthcheck, networks.
    exclude = [name, env]
    #          ^^^^ CW0302 Can't be completed: "name" of a docker_container can't be filled by a completer. These can: image, ports, env, volumes, command, healthcheck, networks.
    pin     = "sha"
    model   = 5
  }
}

resource "file" "a" {
  content = complete()
  #                  ^ CW0305 Not enough function arguments: Function "complete" expects 1 argument. Missing value for "hint".
}

resource "file" "b" {
  content = complete("one", "two")
  #                          ^^^ CW0305 Too many function arguments: Function "complete" expects only 1 argument.
}

resource "file" "c" {
  content = complete(5)
}

resource "file" "d" {
  content = complete(file.a.absolute_path)
}

resource "file" "e" {
  count   = complete("how many")
  #         ^^^^^^^^^^^^^^^^^^^^ CW0308 Invalid count: count can't be completed: it has to be known before anything is. Write it out.
  content = "x"
}

resource "file" "f" {
  description = complete("what")
  content     = "x"
}

resource "file" "g" {
  content  = "x"
  mode     = complete("what mode")
  for_each = { a = complete("x") }
  #          ^^^^^^^^^^^^^^^^^^^^^ CW0308 Invalid for_each: for_each can't be completed: it has to be known before anything is. Write it out.
}

variable "v" {
  default = complete("x")
}

output "o" {
  value = complete("x")
  #       ^^^^^^^^^^^^^ CW0108 Invalid argument form: complete(…) stands in an argument of a resource, which is what is completed; the output "o" is none. Write it there, and refer to the resource's argument here.
}

locals {
  shared = complete("a greeting")
  #        ^^^^^^^^^^^^^^^^^^^^^^ CW0108 Invalid argument form: complete(…) stands in an argument of a resource, which is what is completed; the local value "shared" is none. Write it there, and refer to the resource's argument here.
  upper  = upper(complete("a word"))
  #        ^^^^^^^^^^^^^^^^^^^^^^^^^ CW0108 Invalid argument form: complete(…) stands in an argument of a resource, which is what is completed; the local value "upper" is none. Write it there, and refer to the resource's argument here.
}
