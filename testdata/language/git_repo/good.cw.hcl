# A checkout, with all that can be said of it.

resource "git_repo" "branch" {
  repo_url   = "https://git.example.com/team/site.git"
  branch     = "main"
  dest       = "src/site"
  name       = "site"
  pull       = false
  depth      = 1
  submodules = true
}

resource "git_repo" "tag" {
  repo_url = "git@git.example.com:team/site.git"
  ref      = "v1.2.0"
  #: dest = "tag"  (default)
  #: pull = true  (default)
  #: branch = null  (default)
  #: submodules = false  (default)
}

resource "git_repo" "local" {
  repo_url = "./elsewhere"
}

output "commit" {
  value = git_repo.tag.commit  #= (known after deployment)
}
