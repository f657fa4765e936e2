# What exists already is taken over.

import {
  to = docker_container.db
  id = "shop-db"
}

import {
  for_each = { eu = "web-eu", us = "web-us" }
  to       = docker_container.web[each.key]
  id       = each.value
}

import {
  to = docker_volume.data
  id = "${local.prefix}-data"
}

locals {
  prefix = "shop"
}

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "web" {
  for_each = toset(["eu", "us"])
  image    = "nginx:1.27"
}

resource "docker_volume" "data" {
}

#> imports: docker_container.db is "shop-db", docker_container.web["eu"] is "web-eu", docker_container.web["us"] is "web-us", docker_volume.data is "shop-data"
