# Blocks that the language does not have, or not there, or with the wrong labels.

resorce "file" "a" {
#^^^^^^ CW0102 Unknown block: At the top level there is no block "resorce". Did you mean "resource"?
  content = "x"
}

resource "file" {
#^^^^^^^^^^^^^^ CW0106 Wrong labels: A resource block is written resource "TYPE" "NAME" { … }: two labels. This one has one label.
  content = "x"
}

resource "file" "a" "b" {
#                   ^^^ CW0106 Wrong labels: A resource block is written resource "TYPE" "NAME" { … }: two labels. This one has 3 labels.
  content = "x"
}

resource "file" "1st" {
#               ^^^^^ CW0106 Invalid name: "1st" can't be a name: it begins with a letter or _, and has only letters, digits, _ and - in it.
  content = "x"
}

data "aws_ami" "base" {
#^^^ CW0102 Unknown block: At the top level there can be no block "data". There are no data sources: use the attributes of a resource.
}

terraform {
#^^^^^^^^ CW0102 Unknown block: At the top level there can be no block "terraform". The settings of cw stand in a clockwork block.
  required_version = ">= 1.0"
}

assert "file_exists" {
#^^^^^ CW0102 Unknown block: At the top level there can be no block "assert". It stands in a resource, a composite, a module or a check.
}

resource "file" "b" {
  content = "x"

  variable "n" {
  #^^^^^^^ CW0102 Unknown block: In a resource block there can be no block "variable". It stands at the top level of a file.
  }

  conection "database" {
  #^^^^^^^^ CW0102 Unknown block: A file has no block "conection". Did you mean "connection"?
    to = file.a
  }
}

stray = 1
#^^^^ CW0103 Unknown argument: An argument stands in a block. To name a value, write it in locals { … }.
