# An image is built from a context, or fetched by its name.

resource "docker_image" "built" {
  name       = "team/app:1.0"
  context    = "./app"
  dockerfile = "docker/api.Dockerfile"
  build_args = { VERSION = "1.0" }
  target     = "runtime"
  platform   = "linux/amd64"
  tags       = ["team/app:latest"]
  labels     = { team = "web" }
  no_cache   = true
  keep       = true
  pull       = "always"
}

resource "docker_image" "fetched" {
  name = "nginx:1.27"
  #: context = null  (default)
  #: pull = "missing"  (default)
}

resource "docker_container" "app" {
  image = docker_image.built.id  #= (known after deployment)
}

resource "docker_container" "pinned" {
  image = "nginx@${docker_image.fetched.digest}"  #= "nginx@"… (known after deployment)
}

#> docker_container.app needs docker_image.built (reference)
