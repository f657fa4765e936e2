# Outputs need a value; what describes them is written out.

output "none" {
#^^^^^^^^^^^^ CW0303 Missing value: An output block needs the argument "value".
  description = "nothing"
}

output "bad" {
  value     = 1
  sensitive = "maybe"
  #           ^^^^^^^ CW0108 Invalid argument form: Write sensitive as true or false, without quotes: it can't be computed.
}

output "extra" {
  value      = 1
  ephemeral  = true
  #^^^^^^^^ CW0103 Unknown argument: An output block has no argument "ephemeral". sensitive = true keeps a value out of everything that is shown.
  depends_on = [file.a]
  #^^^^^^^^^ CW0103 Unknown argument: An output block has no argument "depends_on". An output is read when all is deployed.
}

output "a b" {
#      ^^^^^ CW0106 Invalid name: "a b" can't be a name: it begins with a letter or _, and has only letters, digits, _ and - in it.
  value = 1
}

resource "file" "a" {
  content = "x"
}
