# A value that is known later is no obstacle for for_each.

resource "file" "later" {
  for_each = { db = docker_container.db.ip_address }
  content  = "${each.key} at ${each.value}"  #= "db at "… (known after deployment)
}

resource "docker_container" "db" {
  image = "postgres:15"
}

#> file.later["db"] needs docker_container.db (reference)
