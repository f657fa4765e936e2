# Settings are written out, since they are needed before anything is evaluated.

clockwork {
  projct  = "books"
  #^^^^^ CW0103 Unknown argument: A clockwork block has no argument "projct". Did you mean "project"?
  stack   = var.stack
  #         ^^^^^^^^^ CW0108 Invalid argument form: Write stack as a plain text in quotes: it can't have references or functions in it.
  engine  = 3
  #         ^ CW0108 Invalid argument form: Write engine as a plain text in quotes: it can't have references or functions in it.
  model   = "a/${"b"}"
  #         ^^^^^^^^^^ CW0108 Invalid argument form: Write model as a plain text in quotes: it can't have references or functions in it.
  backend = null

  backend "s3" {
  #^^^^^^ CW0108 Invalid argument form: "backend" is an argument: write backend = …, with an equals sign.
  }
}

variable "stack" {
  default = "dev"
}
