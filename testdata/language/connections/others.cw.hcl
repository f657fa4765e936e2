# The other kinds of connection.

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "network" {
  image = "shop/api:1"

  connection "network" {
    to          = docker_container.db
    network     = "backend"
    driver      = "bridge"
    internal    = true
    subnet      = "10.11.0.0/24"
    gateway     = "10.11.0.1"
    enable_ipv6 = false
    aliases     = ["database", "db.internal"]
  }
}

resource "docker_container" "volume" {
  image = "shop/api:1"

  connection "file" {
    to            = docker_container.db
    mount_path    = "/shared"
    volume        = "uploads"
    read_only     = true
    create_volume = false
  }
}

resource "docker_container" "directory" {
  image = "shop/api:1"

  connection "file" {
    to          = docker_container.db
    mount_path  = "/shared"
    source_path = "./shared"
  }
}

resource "docker_container" "mesh" {
  image = "shop/api:1"

  connection "service_mesh" {
    to                = docker_container.db
    protocol          = "grpc"
    port              = 5432
    service_name      = "orders"
    health_check_path = "/health"
    tls_enabled       = true
    cert              = "tls/orders.crt"
    key               = "tls/orders.key"
  }
}

resource "file" "after" {
  content = "x"

  connection "dependency" {
    to = docker_container.db
  }
}

#> docker_container.network connects docker_container.db (network, aliases = ["database", "db.internal"], driver = "bridge", enable_ipv6 = false, gateway = "10.11.0.1", internal = true, network = "backend", subnet = "10.11.0.0/24")
#> docker_container.volume connects docker_container.db (file, create_volume = false, mount_path = "/shared", read_only = true, volume = "uploads")
#> docker_container.directory connects docker_container.db (file, mount_path = "/shared", source_path = "./shared")
#> docker_container.mesh connects docker_container.db (service_mesh, cert = "tls/orders.crt", health_check_path = "/health", key = "tls/orders.key", port = 5432, protocol = "grpc", service_name = "orders", tls_enabled = true)
#> file.after connects (none)
#> file.after needs docker_container.db (dependency)
