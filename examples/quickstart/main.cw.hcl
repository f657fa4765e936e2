# A small site on disk: three files, a clone and a composite. It needs no
# Docker engine, no key and no network.
#
#   make demo      prepares, applies, applies again, destroys

clockwork {
  project = "quickstart"
}

locals {
  site  = "build/site"
  title = "Clockwork quickstart"
}

# Written in full by the author.
resource "file" "stylesheet" {
  directory = local.site
  name      = "style.css"
  content   = "body { max-width: 40rem; margin: 4rem auto; }\n"

  assert "file_exists" {
    timeout = "2s"
  }
}

# Described only: its content was completed, and stands in clockwork.lock.hcl
# together with who chose it.
resource "file" "welcome" {
  description = "Two friendly lines of plain text that welcome a reader to the quickstart of Clockwork"
  directory   = local.site
  name        = "welcome.txt"

  assert "file_content_matches" {
    pattern = "(?i)welcome"
  }
}

# Uses what other resources say.
resource "file" "index" {
  directory = local.site
  name      = "index.html"
  content   = <<-HTML
    <!DOCTYPE html>
    <title>${local.title}</title>
    <link rel="stylesheet" href="${file.stylesheet.name}">
    <pre>${file.welcome.content}</pre>
  HTML

  assert "file_content_matches" {
    pattern = "<title>Clockwork quickstart</title>"
  }
}

# A clone of a repository that prepare.sh makes beside this file.
resource "git_repo" "handbook" {
  repo_url = "./.demo/handbook.git"
  branch   = "main"
  dest     = "build/handbook"
}

# One life cycle for what belongs together; it comes after the site and the
# clone.
composite "release" {
  description = "What a visitor downloads"
  connect     = [file.index, git_repo.handbook]

  resource "file" "manifest" {
    directory = local.site
    name      = "manifest.txt"
    content   = "handbook ${git_repo.handbook.commit}\nstylesheet ${sha256(file.stylesheet.content)}\n"

    assert "file_content_matches" {
      pattern = "^handbook [0-9a-f]{40}\n"
    }
  }

  resource "file" "publish" {
    directory  = local.site
    name       = "publish.sh"
    executable = true
    content    = "#!/bin/sh\nexec tar -czf ../site.tar.gz *.html *.css *.txt\n"

    assert "file_exists" {}
  }
}

output "index" {
  description = "Open this in a browser."
  value       = file.index.absolute_path
}
