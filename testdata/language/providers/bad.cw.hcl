# Providers that are not there, or not of use.

provider "docker" {
  host   = "localhost:2375"
  #        ^^^^^^^^^^^^^^^^ CW0302 Invalid value: host is an engine's address, such as "unix:///var/run/docker.sock", "tcp://build.example:2376" or "ssh://me@build.example".
  socket = "x"
  #^^^^^ CW0103 Unknown argument: provider "docker" has no argument "socket"; it takes host, alias and registry_auth { … }.

  registry_auth {
    username = "shop"
    token    = "x"
    #^^^^ CW0103 Unknown argument: A registry_auth block has no argument "token". It takes address, username and password.
  }

  auth {
  #^^^ CW0102 Unknown block: In a provider block there is no block "auth". Did you mean "registry_auth"?
  }
}

provider "docker" {
#^^^^^^^^^^^^^^^^ CW0104 Duplicate definition: The provider "docker" is defined already, in bad.cw.hcl line 3. Rename or remove one of the two.
}

provider "docker" {
  alias = "eu"
  host  = "ftp://x"
  #       ^^^^^^^^^ CW0302 Invalid value: host is an engine's address, such as "unix:///var/run/docker.sock", "tcp://build.example:2376" or "ssh://me@build.example".
}

provider "docker" {
#^^^^^^^^^^^^^^^^ CW0104 Duplicate definition: The provider "docker.eu" is defined already, in bad.cw.hcl line 24. Rename or remove one of the two.
  alias = "eu"
}

provider "aws" {
#^^^^^^^^^^^^^ CW0102 Unknown provider: There is no provider "aws"; there is "docker".
  region = "eu"
}

resource "docker_container" "a1" {
  image    = "nginx:1.27"
  provider = docker.ue
}

resource "docker_container" "b1" {
  image    = "nginx:1.27"
  provider = aws.x
}

resource "file" "c" {
  content  = "x"
  provider = docker.eu
  #          ^^^^^^^^^ CW0302 Invalid value: A file is not made by provider "docker". Leave provider out.
}

provider "docker" {
  alias = "later"
  host  = "tcp://${docker_container.a1.ip_address}:2375"
  #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0305 Evaluation failed: host has to be known before anything is deployed, and this depends on what only a deployment gives.
}
