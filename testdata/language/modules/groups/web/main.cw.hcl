resource "docker_container" "server" {
  image = "nginx:1.27"
}

output "url" {
  value = "http://localhost/"
}
