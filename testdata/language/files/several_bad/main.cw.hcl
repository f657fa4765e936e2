# All errors of all files are told in one run.

resource "file" "motd" {
  content = local.greting
}
