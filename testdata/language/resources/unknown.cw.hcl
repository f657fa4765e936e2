# A misspelt meta-block or meta-argument is told with the word that was meant.

resource "file" "a" {
  content   = "x"
  connects  = [file.b]
  #^^^^^^^ CW0103 Unknown argument: A file has no argument "connects". Did you mean "connect"?
  dependson = [file.b]
  #^^^^^^^^ CW0103 Unknown argument: A file has no argument "dependson". Did you mean "depends_on"?

  timeout {
  #^^^^^^ CW0102 Unknown block: A file has no block "timeout". Did you mean "timeouts"?
    create = "1m"
  }

  conection "database" {
  #^^^^^^^^ CW0102 Unknown block: A file has no block "conection". Did you mean "connection"?
    to = file.a
  }
}

resource "file" "b" {
  content = "x"
}
