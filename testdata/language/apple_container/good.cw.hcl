# The same syntax on macOS's own runtime; elsewhere a plan refuses it, a validation does not.

resource "apple_container" "web" {
  image = "nginx:1.27"
  ports = ["8080:80"]
  #: restart = "unless-stopped"  (default)

  assert "container_running" {
  }
}

#> apple_container.web asserts container_running {}
