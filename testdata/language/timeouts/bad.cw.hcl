# Timeouts are positive durations that are known before the deployment.

resource "file" "a" {
  content = "x"

  timeouts {
    create = "soon"
    #        ^^^^^^ CW0302 Invalid duration: A timeout is a positive duration that is known before the deployment: "30s" or "2m".
    update = "-1s"
    #        ^^^^^ CW0302 Invalid duration: A timeout is a positive duration that is known before the deployment: "30s" or "2m".
    delete = 30
    #        ^^ CW0302 Invalid duration: A timeout is a positive duration that is known before the deployment: "30s" or "2m".
  }
}

resource "file" "b" {
  content = "x"

  timeouts {
    create = docker_container.db.ip_address
    #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0302 Invalid duration: A timeout is a positive duration that is known before the deployment: "30s" or "2m".
    update = ["1m"]
    #        ^^^^^^ CW0301 Wrong type: The argument timeout must be a text.
    delete = "0s"
    #        ^^^^ CW0302 Invalid duration: A timeout is a positive duration that is known before the deployment: "30s" or "2m".
  }
}

resource "docker_container" "db" {
  image = "postgres:15"
}
