# Written by cw: what was completed, from what, and by whom. Commit it.
version = 1

module "file:///srv/git/a%20b.git" {
  commit = "cccccccccccccccccccccccccccccccccccccccc"
}

module "git@example.com:o/net.git?ref=f/x+1" {
  commit = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
}

module "https://example.com/web.git" {
  commit = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
}

module "https://example.com/web.git?ref=v1" {
  commit = "0123456789012345678901234567890123456789"
}

resource "file.page" {
  fingerprint = "sha256:01"

  values {
    content = <<EOT
# $${title}

%%{ if x }	tab "quoted" \n
EOT
    directory = {
      ":where?" = "sub"
    }
    executable = true
    labels = {
      EOT = "a\nEOT\nb\n"
      "a.b" = "x"
      carriage = "a\r\nb\r\n"
      conflict = "a\n<<<<<<< HEAD\nb\n"
      "for" = "last line has no end\nof its own"
      "some:hint x" = "y"
    }
    mode = null
    name = "page.html"
    sensitive_content = "<<secret:file.page.sensitive_content>>"
  }

  origin {
    content = "model(some/model)"
    directory = {
      ":where?" = "generated"
    }
    executable = "by hand"
    labels = {
      EOT = "by hand"
      "a.b" = "by hand"
      carriage = "by hand"
      conflict = "by hand"
      "for" = "by hand"
      "some:hint x" = "by hand"
    }
    mode = "by hand"
    name = "model(some/model)"
    sensitive_content = "generated"
  }
}

resource "composite.site.docker_container.web[\"eu\"]" {
  fingerprint = "sha256:02"

  values {
    command = [
      "long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long long ",
      "b",
      [],
    ]
    env = {
      DATABASE_URL = "postgresql://app:<<secret:docker_container.db.POSTGRES_PASSWORD|urlenc>>@db:5432/app"
      "discovery.type" = "single-node"
    }
    healthcheck = {
      interval = "5s"
      retries = 12
      test = ["CMD-SHELL", "curl -f \"http://127.0.0.1/\" || exit 1"]
    }
    image = "nginx:1.31-alpine"
    nothing = {}
    ports = ["8080:80", "443"]
    weight = -1.5
  }

  origin {
    command = "by hand"
    env = {
      DATABASE_URL = "derived(connect)"
      "discovery.type" = "catalog(elasticsearch)"
    }
    healthcheck = "catalog(nginx)"
    image = "catalog(nginx)"
    nothing = "by hand"
    ports = "catalog(nginx)"
    weight = "by hand"
  }
}
