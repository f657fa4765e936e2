# complete("hint") stands anywhere in a value: in a list, a map, a text, a block, a condition. What depends on a hole is one.

resource "docker_container" "a1" {
  image   = "nginx:1.27"
  ports   = ["8080:80", complete("the port of the metrics")]  #= ["8080:80", (hole: the port of the metrics)]
  env     = { A = "x-${complete("a word")}", B = "fixed" }  #= { A = "x-"… (hole: a word), B = "fixed" }
  command = complete("how it is started")  #= (hole: how it is started)

  healthcheck = {
    test     = ["CMD", complete("a check")]
    interval = "5s"
  }  #= { interval = "5s", retries = null, start_period = null, test = ["CMD", (hole: a check)], timeout = null }

  upload {
    path    = "/etc/a"
    content = complete("the configuration")
  }
  #: upload = [{ content = (hole: the configuration), executable = null, mode = null, path = "/etc/a", source = null }]
}

resource "file" "b" {
  content = "A is ${docker_container.a1.env["A"]}, B is ${docker_container.a1.env["B"]}"  #= "A is "… (hole: a word)
}

#> holes: docker_container.a1.ports:the port of the metrics, docker_container.a1.env.A:a word, docker_container.a1.command, docker_container.a1.healthcheck:a check, docker_container.a1.upload:the configuration
