resource "file" "deep" {
  content = "x"
  mode    = "640"
  #: mode = "600"
}
