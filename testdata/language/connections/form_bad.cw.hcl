# Connections in a form that they can't have.

resource "docker_container" "api" {
  image = "shop/api:1"

  connection "database" {
  #^^^^^^^^^^^^^^^^^^^^ CW0303 Missing value: A connection block needs the argument "to": what it connects to, such as to = docker_container.db.
  }

  connection {
  #^^^^^^^^^ CW0106 Wrong labels: A connection block is written connection "KIND" { … }: one label. This one has no labels.
    to = docker_container.db
  }

  connection "database" {
    to = [docker_container.db]
    #    ^^^^^^^^^^^^^^^^^^^^^ CW0108 Invalid argument form: to takes references to resources or composites, such as docker_container.db; this is something else.
  }

  connection "database" {
    to = "docker_container.db"
    #    ^^^^^^^^^^^^^^^^^^^^^ CW0108 Invalid argument form: to takes references, not strings: write docker_container.db, without quotes.

    options {
    #^^^^^^ CW0102 Unknown block: In a connection block there are no blocks.
    }
  }
}
