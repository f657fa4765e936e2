resource "file" "x" {
  content = "x"
}
