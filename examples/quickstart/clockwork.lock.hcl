# The completed values of this configuration. This one was written by hand for
# the example; otherwise cw complete and cw apply write the file.
version = 1

resource "file.welcome" {
  fingerprint = "sha256:6b61e7f8ff94a367a7bb628946b5b5f10a453d7140313687ccd6b4a4cab67ac6"

  values {
    content = <<EOT
Welcome to Clockwork.
You are reading a file that nobody wrote into the configuration.
EOT
  }

  origin {
    content = "written by hand for this example"
  }
}
