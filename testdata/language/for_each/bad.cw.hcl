# for_each takes maps and sets of texts that are known before the deployment.

resource "file" "list" {
  for_each = ["a", "b"]
  #          ^^^^^^^^^^ CW0308 Invalid for_each: for_each takes a map or a set of texts, and this is a list. Its items would change names with their places; write toset(…) around it if each is a text.
  content  = each.value
}

resource "file" "text" {
  for_each = "a"
  #          ^^^ CW0308 Invalid for_each: for_each takes a map or a set of texts: { eu = …, us = … } or toset(["eu", "us"]).
  content  = each.value
}

resource "file" "numbers" {
  for_each = toset([1, 2])
  #          ^^^^^^^^^^^^^ CW0308 Invalid for_each: for_each takes a map or a set of texts: { eu = …, us = … } or toset(["eu", "us"]).
  content  = each.value
}

resource "file" "null" {
  for_each = null
  #          ^^^^ CW0308 Invalid for_each: for_each is null. Give it a value, or leave it out.
  content  = each.value
}

resource "file" "later" {
  for_each = toset([docker_container.db.ip_address])
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0308 Invalid for_each: for_each depends on what only a deployment gives, so it is not known how many there will be. Use a value that the configuration itself says.
  content  = each.value
}

resource "file" "hidden" {
  for_each = toset([sensitive("a")])
  #          ^^^^^^^^^^^^^^^^^^^^^^^ CW0308 Invalid for_each: for_each is sensitive, and the names of resources would show it. Use a value that is not, or nonsensitive(…).
  content  = each.value
}

resource "file" "hole" {
  for_each = complete("the regions")
  #          ^^^^^^^^^^^^^^^^^^^^^^^ CW0308 Invalid for_each: for_each can't be completed: it has to be known before anything is. Write it out.
  content  = each.value
}

resource "file" "itself" {
#^^^^^^^^^^^^^^^^^^^^^^^ CW0203 Cycle: How many there are of these depends on each other:
#   |   file.itself needs file.itself (bad.cw.hcl:45)
#   | Remove one of these references.
  for_each = file.itself
  content  = "x"
}

resource "file" "ping" {
#^^^^^^^^^^^^^^^^^^^^^ CW0203 Cycle: How many there are of these depends on each other:
#   |   file.ping needs file.pong (bad.cw.hcl:53)
#   |   file.pong needs file.ping (bad.cw.hcl:62)
#   | Remove one of these references.
  for_each = file.pong
  content  = "x"
}

resource "file" "pong" {
  for_each = file.ping
  content  = "x"
}

resource "docker_container" "db" {
  image = "postgres:15"
}
