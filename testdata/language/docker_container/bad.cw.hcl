# Every argument of a container is checked.

resource "docker_container" "a1" {
  image        = "Nginx:1.27 "
  #              ^^^^^^^^^^^^^ CW0302 Invalid image: "Nginx:1.27 " holds white space; an image is written like "nginx:1.27".
  name         = "-shop"
  #              ^^^^^^^ CW0302 Invalid container name: "-shop" can't be a container's name; it holds letters, digits, _ . and -, and starts with a letter or a digit.
  env          = { "1 A" = "x", B = ["y"] }
  #              ^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0301 Wrong type: The argument env must be a map { NAME = VALUE }, each value a text.
  volumes      = ["data", "relative:/in", "data:in", "/a:/b:rx", ":/x"]
  #               ^^^^^^ CW0302 Invalid volume: "data": the path inside the container, "data", must start with /; write "name:/in", "/host:/in" or "./relative:/in", with ":ro" at the end for read-only.
  command      = "serve"
  #              ^^^^^^^ CW0301 Wrong type: The argument command must be a list, each item a text.
  entrypoint   = [null]
  #               ^^^^ CW0302 Invalid command: An element of entrypoint is null; take it out of the list.
  networks     = ["my net"]
  #               ^^^^^^^^ CW0302 Invalid network: "my net" can't be a network's name; it holds letters, digits, _ . and -, and starts with a letter or a digit.
  user         = "a b"
  #              ^^^^^ CW0302 Invalid user: "a b" is not a user; write a name or number, with a group after : if wanted, like "1000:1000".
  working_dir  = "app"
  #              ^^^^^ CW0302 Invalid path: "app": a path inside the container is absolute, like "/app".
  restart      = "sometimes"
  #              ^^^^^^^^^^^ CW0302 Invalid restart policy: "sometimes" is not a restart policy; it can be no, always, unless-stopped, on-failure or on-failure:3.
  must_run     = "perhaps"
  #              ^^^^^^^^^ CW0301 Wrong type: The argument must_run must be true or false.
  labels       = { "" = "x" }
  #                     ^^^ CW0302 Invalid label: A label's name can't be empty.
  memory       = "lots"
  #              ^^^^^^ CW0302 Invalid size: "lots" is not a size; write a number with b, k, m or g, as in "512m" or "1.5g".
  cpus         = "-1"
  #              ^^^^ CW0302 Invalid number of CPUs: "-1" is not a number of CPUs; write how many it may use, as in "0.5" or "2".
  hostname     = "a_b"
  #              ^^^^^ CW0302 Invalid host name: "a_b" is not a host name; it holds letters, digits and -, in parts of at most 63, like "api" or "api.internal".
  cap_add      = ["FLY"]
  #               ^^^^^ CW0302 Unknown capability: "FLY" is not a Linux capability; they are named like NET_ADMIN or SYS_TIME.
  cap_drop     = ["fly"]
  #               ^^^^^ CW0302 Unknown capability: "fly" is not a Linux capability; they are named like NET_ADMIN or SYS_TIME.
  extra_hosts  = ["x"]
  #               ^^^ CW0302 Invalid host entry: "x" is not a host entry; write "name:192.168.1.5".
  tmpfs        = { tmp = "" }
  #                      ^^ CW0302 Invalid tmpfs mount: "tmp": a path inside the container is absolute, like "/app".
  shm_size     = "1.5m"
  #              ^^^^^^ CW0302 Invalid size: "1.5m" is not a whole number of megabytes; write "2m".
  stop_signal  = "stop"
  #              ^^^^^^ CW0302 Invalid signal: "stop" is not a signal; write one like "SIGTERM" or "SIGQUIT".
  stop_timeout = -1
  #              ^^ CW0302 Invalid number of seconds: -1 is not a number of seconds from 0 to 86400; write a whole number like 30.
  gpus         = "some"
  #              ^^^^^^ CW0302 Invalid GPUs: "some" says no GPUs; write "all", a number, or "device=ID,ID".
  wait         = 5
  #              ^ CW0301 Wrong type: The argument wait must be true or false.

  healthcheck = {
    test     = []
    #          ^^ CW0302 Invalid health check: The test is empty; write test = ["CMD", "curl", "-f", "http://localhost/"], test = ["CMD-SHELL", "pg_isready -U app"], or test = ["NONE"] to switch the image's off.
    interval = "5"
    retries  = -1
  }

  upload {
  #^^^^^ CW0302 Invalid upload: "etc/app.conf": a path inside the container is absolute, like "/app".
    path    = "etc/app.conf"
    content = "x"
    source  = "y"
  }

  ulimit {
  #^^^^^ CW0302 Invalid ulimit: The soft limit of nofile is above the hard one; soft is at most hard.
    name = "nofile"
    soft = 10
    hard = 5
  }

  log {
  #^^ CW0302 Invalid log settings: There are 2 log blocks; a container has one log, so join them.
    driver = ""
  }

  log {
    driver = "json-file"
  }
}
