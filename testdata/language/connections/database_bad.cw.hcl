# Each argument of a database connection is checked.

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "api" {
  image = "shop/api:1"

  connection "database" {
    to             = docker_container.db
    env_var        = "1 URL"
    #                ^^^^^^^ CW0302 Invalid environment variable: "1 URL" can't be a variable's name: it holds a space or =; names are like DATABASE_URL.
    username       = ""
    #                ^^ CW0302 Invalid user: The user is empty; leave the line out to have it found.
    #                ^^ CW0302 Argument without effect: Url_template has no {username} in it, so username would be passed over; add it to the template or remove the argument.
    database_name  = "a b/c"
    #                ^^^^^^^ CW0302 Invalid database name: "a b/c" can't be a database's name in an address; it has no / ? or # in it, and no space around it.
    #                ^^^^^^^ CW0302 Argument without effect: Url_template has no {database_name} in it, so database_name would be passed over; add it to the template or remove the argument.
    url_template   = "postgres://{usr}@{host}"
    #                ^^^^^^^^^^^^^^^^^^^^^^^^^ CW0302 Invalid URL template: {usr} is no placeholder; there are {user}, {username}, {password}, {host}, {port}, {database}, {database_name}, {dbname}, {scheme}, and a variable of the target by its name, as in {POSTGRES_DB}.
    wait_for_ready = "perhaps"
    #                ^^^^^^^^^ CW0301 Wrong type: database.wait_for_ready must be true or false.
    timeout        = "0s"
    #                ^^^^ CW0302 Invalid duration: "0s" is no time at all; leave the line out, or write how long to wait, as in "30s".
    schema_files   = ["a.sql", ""]
    #                          ^^ CW0302 Invalid path: A path can't be empty.
    migrations_dir = 5
    extensions     = ["x; drop"]
    #                 ^^^^^^^^^ CW0302 Invalid extension: "x; drop" is not the name of an extension; they are named like pgcrypto or uuid-ossp.
    envvar         = "X"
    #^^^^^ CW0103 Unknown argument: A connection "database" has no argument "envvar". Did you mean "env_var"?
  }
}

resource "docker_container" "unused" {
  image = "shop/api:1"

  connection "database" {
    to           = docker_container.db
    username     = "app"
    #              ^^^^^ CW0302 Argument without effect: Url_template has no {username} in it, so username would be passed over; add it to the template or remove the argument.
    url_template = "postgres://{host}"
  }
}
