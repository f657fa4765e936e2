# What a type needs is a hole where it is absent; another attribute may do instead.

resource "file" "content" {
  description = "the welcome message"
  #: content = (hole)
}

resource "file" "source" {
  source = "welcome.txt"
  #: content = null  (default)
}

resource "file" "hidden" {
  sensitive_content = "geheim"  #= (sensitive)
  #: content = null  (default)
}

resource "git_repo" "site" {
  description = "the site's source"
  #: repo_url = (hole)
  #: branch = null  (default)
  #: dest = "site"  (default)
}

#> holes: file.content.content, git_repo.site.repo_url
