# What is known only after the deployment stays unknown, and what is known around it stays known.

resource "docker_container" "db" {
  image = "postgres:15"
  ports = ["5432"]
}

locals {
  url     = "postgres://${docker_container.db.ip_address}:5432/app"  #= "postgres://"… (known after deployment)
  list    = [docker_container.db.name, docker_container.db.ip_address]  #= ["db", (known after deployment)]
  name    = [docker_container.db.name, docker_container.db.ip_address][0]  #= "db"
  object  = { name = docker_container.db.name, id = docker_container.db.id }  #= { id = (known after deployment), name = "db" }
  member  = { name = docker_container.db.name, id = docker_container.db.id }.name  #= "db"
  length  = length([docker_container.db.id, "x"])  #= 2
  upper   = upper(docker_container.db.id)  #= (known after deployment)
  either  = docker_container.db.id == "x" ? "a" : "b"  #= (known after deployment)
  chosen  = true ? "a" : docker_container.db.id  #= "a"
  and     = docker_container.db.id == "x" && false  #= false
  keys    = keys({ a = docker_container.db.id })  #= ["a"]
  merged  = merge({ a = 1 }, { b = docker_container.db.id })  #= { a = 1, b = (known after deployment) }
  for     = [for x in [docker_container.db.id, "b"] : "<${x}>"]  #= [(known after deployment), "<b>"]
  prefix  = startswith("abc-${docker_container.db.id}", "abc")  #= true
  format  = format("http://%s:%d", docker_container.db.ip_address, 80)  #= "http://"… (known after deployment)
  port    = docker_container.db.host_port["5432"]  #= (known after deployment)
  split   = split(",", docker_container.db.id)  #= (known after deployment)
  null    = docker_container.db.id == null  #= (known after deployment)
  joined  = join("-", ["a", docker_container.db.id])  #= (known after deployment)
  coalesc = coalesce("a", docker_container.db.id)  #= "a"
  tried   = try(docker_container.db.id, "b")  #= (known after deployment)
  json    = jsonencode({ id = docker_container.db.id })  #= "{"… (known after deployment)
}

resource "file" "config" {
  content = <<-EOT
    host = ${docker_container.db.ip_address}
    name = ${docker_container.db.name}
  EOT
  #= "host = "… (known after deployment)
}

#> file.config needs docker_container.db (reference)
