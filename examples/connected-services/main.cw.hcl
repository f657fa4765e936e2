# PostgreSQL, Redis, an API and a worker. `connect` gives both programs a
# network, the order, DATABASE_URL and REDIS_URL; nobody writes a password.
#
#   testdata/images/build      makes the images on this machine, once
#   cw apply examples/connected-services

clockwork {
  project = "connected-services"
}

resource "docker_container" "db" {
  image = "postgres:15"
  env = {
    POSTGRES_USER = "app"
    POSTGRES_DB   = "shop"
  }

  assert "container_running" {
    timeout = "5s"
  }
}

resource "docker_container" "cache" {
  image = "redis:7.0"

  assert "container_running" {
    timeout = "5s"
  }
}

resource "docker_container" "api" {
  image   = "cw-example/api:1"
  ports   = ["127.0.0.1:18080:8080"]
  connect = [docker_container.db, docker_container.cache]

  assert "healthcheck" {
    url     = "http://127.0.0.1:18080/health"
    timeout = "10s"
  }

  assert "command" {
    argv           = ["sh", "-c", "psql \"$DATABASE_URL\" --no-align --tuples-only --command 'select 40 + 2'"]
    stdout_matches = "^42\\s*$"
    timeout        = "10s"
  }
}

resource "docker_container" "worker" {
  image   = "cw-example/worker:1"
  connect = [docker_container.db, docker_container.cache]

  assert "container_running" {
    timeout = "5s"
  }
}

output "url" {
  description = "Where the API answers."
  value       = "http://127.0.0.1:18080"
}
