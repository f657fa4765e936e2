# A file, with all that can be said of it.

resource "file" "content" {
  content    = "Welcome\n"
  name       = "motd"
  directory  = "etc"
  mode       = "0640"
  executable = true
}

resource "file" "path" {
  source = "templates/site.conf"
  path   = "out/site.conf"
  #: name = "path"  (default)
  #: directory = "."  (default)
  #: mode = "644"  (default)
  #: executable = false  (default)
}

resource "file" "secret" {
  sensitive_content = "password = geheim"  #= (sensitive)
  mode              = 600  #= "600"
}

resource "file" "empty" {
  content = ""
}

#> file.secret.sensitive_content = (sensitive)
#> file.secret.sha256 = (known after deployment)
#> file.content.sha256 = (known after deployment)
#> file.content.absolute_path = (known after deployment)
