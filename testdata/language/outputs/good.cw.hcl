# Outputs show values, of which some are known only after the deployment.

resource "docker_container" "web" {
  image = "nginx:1.27"
  ports = ["8080:80", "443"]
}

output "name" {
  value       = docker_container.web.name  #= "web"
  description = "the container's name"
}

output "address" {
  value = docker_container.web.ip_address  #= (known after deployment)
}

output "url" {
  value = "http://${docker_container.web.ip_address}:80/"  #= "http://"… (known after deployment)
}

output "port" {
  value = docker_container.web.host_port["80"]  #= (known after deployment)
}

output "all" {
  value = {
    image = docker_container.web.image
    where = docker_container.web.endpoint
  }  #= { image = "nginx:1.27", where = (known after deployment) }
}

output "secret" {
  value     = "x"  #= (sensitive)
  sensitive = true
}
