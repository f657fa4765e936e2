# Every argument of a container, and what those that are left out become.

resource "docker_container" "all" {
  image        = "registry.example.com:5000/team/app:1.2@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"  #= "registry.example.com:5000/team/app:1.2@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"… (110 characters)
  name         = "shop-all"
  ports        = ["8080:80", "443", "127.0.0.1:5432:5432", "53:53/udp", "8000-8003:8000-8003", "[::1]:9000:9000"]
  env          = { TZ = "UTC", PORT = 80 }  #= { PORT = "80", TZ = "UTC" }
  volumes      = ["data:/var/lib/data", "./site:/site:ro", "/etc/hosts:/etc/hosts:ro"]
  command      = ["serve", "--port", 80]  #= ["serve", "--port", "80"]
  entrypoint   = ["/bin/sh", "-c"]
  networks     = ["backend"]
  user         = "1000:1000"
  working_dir  = "/app"
  restart      = "on-failure:3"
  must_run     = true
  labels       = { team = "web" }
  memory       = "512m"
  cpus         = 0.5  #= "0.5"
  hostname     = "all"
  read_only    = false
  cap_add      = ["NET_ADMIN"]
  cap_drop     = ["ALL"]
  privileged   = false
  init         = true
  extra_hosts  = ["host:host-gateway", "registry.local:192.168.1.5"]
  tmpfs        = { "/tmp" = "size=64m" }
  shm_size     = "256m"
  stop_signal  = "SIGQUIT"
  stop_timeout = 30
  gpus         = "all"
  wait         = true

  healthcheck = {
    test         = ["CMD", "pg_isready"]
    interval     = "5s"
    timeout      = "1s"
    start_period = "10s"
    retries      = 5
  }  #= { interval = "5s", retries = 5, start_period = "10s", test = ["CMD", "pg_isready"], timeout = "1s" }

  upload {
    path       = "/etc/app.conf"
    content    = "debug = false"
    executable = true
    mode       = "600"
  }

  upload {
    path   = "/etc/other.conf"
    source = "other.conf"
  }

  ulimit {
    name = "nofile"
    soft = 1024
    hard = 4096
  }

  log {
    driver  = "json-file"
    options = { max-size = "10m" }
  }
  #: upload = [{ content = "debug = false", executable = true, mode = "600", path = "/etc/app.conf", source = null }, { content = null, executable = null, mode = null, path = "/etc/other.conf", source = "other.conf" }]
  #: ulimit = [{ hard = 4096, name = "nofile", soft = 1024 }]
  #: log = [{ driver = "json-file", options = { max-size = "10m" } }]
}

resource "docker_container" "defaults" {
  image = "nginx"
  #: name = "defaults"  (default)
  #: restart = "unless-stopped"  (default)
  #: must_run = true  (default)
  #: ports = null  (default)
  #: env = null  (default)
  #: wait = null  (default)
  #: healthcheck = null  (default)
  #: memory = null  (default)
  #: upload = null  (default)
}
