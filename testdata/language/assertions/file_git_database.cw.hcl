# Assertions of files, checkouts and databases.

resource "file" "a" {
  content = "x"

  assert "file_exists" {
    path = "other.txt"
  }

  assert "file_content_matches" {
    path    = "other.txt"
    pattern = "(?m)^server"
  }

  assert "file_permissions" {
    path = "other.txt"
    mode = "600"
  }

  assert "file_size" {
    path = "other.txt"
    min  = 1
    max  = 100
  }

  assert "directory_exists" {
    path = "."
  }
}

resource "git_repo" "site" {
  repo_url = "https://git.example.com/site.git"

  assert "git_commit" {
    ref = "v1.0"
  }

  assert "git_clean" {
  }
}

resource "docker_container" "db" {
  image = "postgres:15"

  assert "database_connects" {
  }

  assert "database_connects" {
    product  = "postgres"
    username = "app"
    password = "geheim"
    database = "orders"
  }

  assert "query" {
    sql      = "select 1"
    expected = "1"
    product  = "postgres"
    username = "app"
    password = "geheim"
    database = "orders"
  }
}

#> file.a asserts file_exists { path = "other.txt" }, file_content_matches { path = "other.txt", pattern = "(?m)^server" }, file_permissions { mode = "600", path = "other.txt" }, file_size { max = 100, min = 1, path = "other.txt" }, directory_exists { path = "." }
#> git_repo.site asserts git_commit { ref = "v1.0" }, git_clean {}
#> docker_container.db asserts database_connects {}, database_connects { database = "orders", password = "geheim", product = "postgres", username = "app" }, query { database = "orders", expected = "1", password = "geheim", product = "postgres", sql = "select 1", username = "app" }
