# A database connection says how its address is given.

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "api" {
  image = "shop/api:1"

  connection "database" {
    to             = docker_container.db
    env_var        = "ORDERS_URL"
    username       = "app"
    password       = "geheim"
    database_name  = "orders"
    url_template   = "postgres://{username}:{password}@{host}:{port}/{database_name}"
    wait_for_ready = true
    timeout        = "2m"
    schema_files   = ["db/schema.sql"]
    migrations_dir = "db/migrations"
    extensions     = ["pgcrypto"]
  }
}

resource "docker_container" "plain" {
  image = "shop/api:1"

  connection "database" {
    to = docker_container.db
  }
}

#> docker_container.api connects docker_container.db (database, database_name = "orders", env_var = "ORDERS_URL", extensions = ["pgcrypto"], migrations_dir = "db/migrations", password = (sensitive), schema_files = ["db/schema.sql"], timeout = "2m", url_template = "postgres://{username}:{password}@{host}:{port}/{database_name}", username = "app", wait_for_ready = true)
#> docker_container.plain connects docker_container.db (database)
