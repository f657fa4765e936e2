# --unformatted
# A file that is not UTF-8 is not read.

locals {
  a = "café"
  #       ^ CW0002 Unreadable file: This byte (0xe9) is no UTF-8 text. Save the file with UTF-8 encoding.
}
