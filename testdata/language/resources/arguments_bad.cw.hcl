# What a type of resource does not have.

resource "file" "a" {
  contents = "x"
  #^^^^^^^ CW0103 Unknown argument: A file has no argument "contents". Did you mean "content"?
  colour   = "red"
  #^^^^^ CW0103 Unknown argument: A file has no argument "colour". It takes content, name, directory, mode, source, path, executable, sensitive_content.
}

resource "docker_container" "api" {
  image      = "nginx"
  host_port  = 80
  #^^^^^^^^ CW0103 Unknown argument: In a docker_container, "host_port" can't be set: it is known only after deployment. Leave it out.
  ip_address = "10.0.0.1"
  #^^^^^^^^^ CW0103 Unknown argument: In a docker_container, "ip_address" can't be set: it is known only after deployment. Leave it out.
  upload     = []
  #^^^^^ CW0103 Unknown argument: In a docker_container, "upload" is written as a block: upload { … }, without an equals sign.

  healthcheck {
  #^^^^^^^^^^ CW0102 Unknown block: In a docker_container, "healthcheck" is an argument: write it with an equals sign.
    test = ["CMD", "true"]
  }

  uplod {
  #^^^^ CW0102 Unknown block: A docker_container has no block "uplod". Did you mean "upload"?
    path = "/a"
  }

  volume {
  #^^^^^ CW0102 Unknown block: A docker_container has no block "volume".
  }

  upload {
    pth = "/a"
    #^^ CW0103 Unknown argument: A block "upload" has no argument "pth". Did you mean "path"?
  }
}

resource "docker_contaner" "web" {
#        ^^^^^^^^^^^^^^^^^ CW0201 Unknown resource type: There is no resource type "docker_contaner". Did you mean "docker_container"?
  image = "nginx"
}

resource "aws_instance" "web" {
#        ^^^^^^^^^^^^^^ CW0201 Unknown resource type: There is no resource type "aws_instance". The types are apple_container, docker_container, docker_image, docker_network, docker_volume, file, git_repo.
  ami = "x"
}

resource "secret" "s" {
#        ^^^^^^^^ CW0201 Unknown resource type: There is no resource type "secret". The types are apple_container, docker_container, docker_image, docker_network, docker_volume, file, git_repo.
}
