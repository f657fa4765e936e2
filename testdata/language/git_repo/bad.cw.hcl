# Each argument of a checkout is checked.

resource "git_repo" "a" {
  repo_url   = "not a url"
  #            ^^^^^^^^^^^ CW0302 Bad repository URL: "not a url" is neither a URL nor a path; write "https://HOST/PATH", "git@HOST:PATH", or "./not a url" for a directory beside the configuration.
  branch     = "-b"
  #            ^^^^ CW0302 Bad Git branch: "-b" can't be a branch; write its name alone, as in "main" or "v1.2.0".
  dest       = ""
  #            ^^ CW0302 Bad directory: "" can't be the directory of a checkout: it is empty, too long, begins with - or holds a control character.
  name       = "-x"
  #            ^^^^ CW0302 Bad directory: "-x" can't be the directory of a checkout: it is empty, too long, begins with - or holds a control character.
  pull       = "x"
  #            ^^^ CW0301 Wrong type: The argument pull must be true or false.
  depth      = 0
  #            ^ CW0302 Bad depth: The depth is a number of commits, 1 or more; leave it out for the whole history.
  submodules = 1
  #            ^ CW0301 Wrong type: The argument submodules must be true or false.
}

resource "git_repo" "b" {
  repo_url = "https://user:geheim@git.example.com/x y.git"
  branch   = "main"
  ref      = "v1"
  #          ^^^^ CW0302 Branch and ref: Both branch and ref say what to check out. Remove one: a branch is followed, a ref (tag or commit) stands still.
}

resource "git_repo" "c" {
  repo_url = "ftp://git.example.com/x.git"
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0302 Bad repository URL: "ftp://git.example.com/x.git" has the scheme ftp; a repository is reached over https, http, ssh, git or file.
  ref      = "a..b"
  #          ^^^^^^ CW0302 Bad Git ref: "a..b" can't be a ref; write its name alone, as in "main" or "v1.2.0".
}
