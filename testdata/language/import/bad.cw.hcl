# Imports need a resource that is there, and an id that is known.

import {
  to = docker_container.nothing
  #    ^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_container.nothing here. What can be named from here: docker_container.db, docker_container.empty, docker_container.later, docker_container.web.
  id = "x"
}

import {
  to = docker_container.empty
  id = ""
  #    ^^ CW0302 Invalid value: An import's id is what the thing is called where it exists; it can't be empty.
}

import {
  to = docker_container.later
  id = docker_container.db.ip_address
  #    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0305 Evaluation failed: id has to be known before anything is deployed, and this depends on what only a deployment gives.
}

import {
  to = docker_container.web
  #    ^^^^^^^^^^^^^^^^^^^^ CW0108 Not a resource: An import's to names one resource: TYPE.NAME, or TYPE.NAME[KEY].
  id = "x"
}

import {
  to = docker_container.web["asia"]
  #    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_container.web["asia"] here. There are docker_container.web["eu"], docker_container.web["us"].
  id = "x"
}

import {
  for_each = ["a"]
  #          ^^^^^ CW0308 Invalid for_each: for_each takes a map or a set of texts, and this is a list. Its items would change names with their places; write toset(…) around it if each is a text.
  to       = docker_container.web[each.value]
  id       = each.value
}

import {
  for_each = toset(["eu", "asia"])
  to       = docker_container.web[each.value]
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_container.web[…] here. There are docker_container.web["eu"], docker_container.web["us"].
  id       = each.value
}

import {
  for_each = toset(["a", "b"])
  to       = docker_container.db
  id       = each.value
}

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "empty" {
  image = "postgres:15"
}

resource "docker_container" "later" {
  image = "postgres:15"
}

resource "docker_container" "web" {
  for_each = toset(["eu", "us"])
  image    = "nginx:1.27"
}
