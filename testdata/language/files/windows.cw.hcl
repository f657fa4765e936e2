# --unformatted
# A byte order mark and CRLF are accepted; a heredoc keeps its line ends, as in Terraform.
locals {
  a = <<EOT
one
two
EOT
#= "one\r\ntwo\r\n"
  b = "x"
}
