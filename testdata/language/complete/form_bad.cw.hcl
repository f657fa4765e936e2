# A complete block in a form that it can't have.

resource "docker_container" "api" {
  image = "shop/api:1"

  complete {
    fill    = env
    #         ^^^ CW0108 Invalid argument form: fill takes a list of argument names, such as [image], in brackets.
    exclude = [env.A, 5]
    #          ^^^^^ CW0108 Invalid argument form: exclude takes the names of arguments of this resource, such as image.
    #                 ^ CW0108 Invalid argument form: exclude takes the names of arguments of this resource, such as image.
    hints   = "x"
    #^^^^ CW0103 Unknown argument: A complete block has no argument "hints". Did you mean "hint"?
  }

  complete {
  #^^^^^^^ CW0104 Duplicate definition: There is a complete block already, in form_bad.cw.hcl line 6. Put both into one.
  }
}

resource "docker_container" "web" {
  image    = "shop/api:1"
  complete = true
  #^^^^^^^ CW0108 Invalid argument form: "complete" is a block: write complete { … }, without an equals sign.
}
