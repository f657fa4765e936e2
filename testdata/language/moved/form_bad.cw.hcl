# A moved block has two references that are written out.

moved {
#^^^^ CW0303 Missing value: A moved block needs the argument "to".
  from = file.a
}

moved {
  from = file.a
  to   = "file.b"
  #      ^^^^^^^^ CW0108 Invalid argument form: to takes references, not strings: write file.b, without quotes.
}

moved {
  from = file.old["${"x"}"]
  #      ^^^^^^^^^^^^^^^^^^ CW0108 Invalid argument form: from takes an address that is written out: an index there is a number or a text in quotes, such as docker_container.db[0].
  to   = file.b
}

moved "x" {
#     ^^^ CW0106 Wrong labels: A moved block is written moved { … }: no labels. This one has one label.
  from = file.a
  to   = file.b
}
