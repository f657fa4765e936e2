# What a module claims can be claimed only once, too.

module "a" {
  source = "./web"
  port   = 8080
}

module "b" {
  source = "./web"
  port   = 8080
}

module "c" {
  source = "./web"
  port   = 8081
}

resource "docker_container" "own" {
  image = "nginx"
  ports = ["8081:80"]
}
