# What can be said, and what a plan refuses yet.
# --plan

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "file" "x" {
  content = "x"
}

resource "docker_container" "api" {
  image = "shop/api:1"

  complete {
    pin   = "digest"
    #       ^^^^^^^^ CW0105 Not supported yet: complete { pin } is not built yet. Leave it out.
    model = "some/model"
    #       ^^^^^^^^^^^^ CW0105 Not supported yet: complete { model } is not built yet. Leave it out.
  }

  lifecycle {
    create_before_destroy = true
    #                       ^^^^ CW0105 Not supported yet: create_before_destroy is not built yet: what a resource holds, such as a name or a host port, is freed before its replacement is made.
    replace_triggered_by  = [file.x]
    #                        ^^^^^^ CW0105 Not supported yet: replace_triggered_by is not built yet. Use the other resource's attribute in an argument of this one whose change replaces it, such as a label.
  }

  connection "network" {
  #^^^^^^^^^^^^^^^^^^^ CW0105 Not supported yet: cw can say connection "network", but not deploy it yet. Use connect = [TARGET], which puts both into the project's network, or a docker_network and networks.
    to = docker_container.db
  }

  connection "file" {
  #^^^^^^^^^^^^^^^^ CW0105 Not supported yet: cw can say connection "file", but not deploy it yet. Mount one volume in both, with a docker_volume and volumes = ["NAME:/PATH"].
    to         = docker_container.db
    mount_path = "/shared"
  }

  connection "service_mesh" {
  #^^^^^^^^^^^^^^^^^^^^^^^^ CW0105 Not supported yet: cw can say connection "service_mesh", but not deploy it yet. Use connect = [TARGET] and reach the target by its name.
    to = docker_container.db
  }

  connection "database" {
    to             = docker_container.db
    wait_for_ready = false
    #                ^^^^^ CW0105 Not supported yet: A source can't start before its target is ready yet: wait_for_ready = false is not built.
    timeout        = "2m"
    #                ^^^^ CW0105 Not supported yet: A connection has no waiting time of its own yet; set timeouts { create = "…" } in the target.
    schema_files   = ["a.sql"]
    #                ^^^^^^^^^ CW0105 Not supported yet: cw does not run schema_files yet; mount them where the database looks for them, as in volumes = ["./schema.sql:/docker-entrypoint-initdb.d/schema.sql:ro"].
    migrations_dir = "db"
    #                ^^^^ CW0105 Not supported yet: cw does not run migrations_dir yet; run the migrations from the program, or as a docker_container with must_run = false.
    extensions     = ["pgcrypto"]
    #                ^^^^^^^^^^^^ CW0105 Not supported yet: cw does not create extensions yet; create them from the program, or from a script in /docker-entrypoint-initdb.d.
  }
}

provider "docker" {
#^^^^^^^^^^^^^^^^ CW0105 Not supported yet: registry_auth can't be used yet. Log in with docker login, and fetch the images before.
  registry_auth {
    address  = "registry.example.com"
    username = "a"
    password = "b"
  }
}
