# What can't be connected.

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "api" {
  image   = "shop/api:1"
  connect = [docker_container.nothing, docker_container.db.name, docker_container.api, var.x, docker_container.db, docker_container.db]
  #          ^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_container.nothing here. What can be named from here: docker_container.api, docker_container.db, file.a.
  #                                    ^^^^^^^^^^^^^^^^^^^^^^^^ CW0108 Not a resource: A resource or a group is wanted here, not what it has. Name the resource itself.
  #                                                              ^^^^^^^^^^^^^^^^^^^^ CW0203 Cycle: docker_container.api names itself here. Remove the reference.
  #                                                                                    ^^^^^ CW0108 Not a resource: A resource or a group is wanted here: TYPE.NAME, composite.NAME or module.NAME.

  connection "databse" {
  #          ^^^^^^^^^ CW0103 Unknown argument: There is no connection kind "databse". Did you mean "database"?
    to = docker_container.db
  }

  connection "queue" {
  #          ^^^^^^^ CW0103 Unknown argument: There is no connection kind "queue". The kinds are dependency, database, network, file, service_mesh.
    to = docker_container.db
  }

  connection "database" {
    to = docker_container.nothing
    #    ^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_container.nothing here. What can be named from here: docker_container.api, docker_container.db, file.a.
  }

  connection "database" {
    to = file.a
    #    ^^^^^^ CW0302 Invalid value: A connection "database" is between containers, and file.a is a file. Use connect or connection "dependency".
  }

  connection "dependency" {
    to = var.x
    #    ^^^^^ CW0108 Not a resource: A resource or a group is wanted here: TYPE.NAME, composite.NAME or module.NAME.
  }
}

resource "file" "a" {
  content = "x"
}

variable "x" {
  default = 1
}
