# Assertions in a form that they can't have.

resource "file" "a" {
  content = "x"

  assert "file_exists" "extra" {
  #                    ^^^^^^^ CW0106 Wrong labels: An assert block is written assert "KIND" { … }: one label. This one has two labels.
  }

  assert "file_exists" {
    target = file.b
    #^^^^^ CW0103 Unknown argument: An assertion in a resource looks at that resource: remove target. To look at another one, put the assertion there, or into a check block.
  }

  assert "file_exists" {
    block {
    #^^^^ CW0102 Unknown block: In an assert block there are no blocks.
    }
  }

  assert = true
  #^^^^^ CW0108 Invalid argument form: "assert" is a block: write assert { … }, without an equals sign.
}
