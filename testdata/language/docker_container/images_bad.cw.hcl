# Image references that can't be.

resource "docker_container" "a1" {
  image = ""
  #       ^^ CW0302 Invalid image: The image is empty; write one like "nginx:1.27", or leave the line out to have it chosen.
}

resource "docker_container" "b1" {
  image = "nginx:"
  #       ^^^^^^^^ CW0302 Invalid image: "nginx:" is not an image: "" can't be a tag, which has letters, digits, _ . and -, at most 128; write name, name:tag or name@sha256:…, like "nginx:1.27".
}

resource "docker_container" "c1" {
  image = "nginx:1.27:2"
  #       ^^^^^^^^^^^^^^ CW0302 Invalid image: "nginx:1.27:2" is not an image: "nginx:1.27" can't be a name, whose parts have small letters, digits, and one of . _ __ or - between them; write name, name:tag or name@sha256:…, like "nginx:1.27".
}

resource "docker_container" "d1" {
  image = "UPPER/case"
}

resource "docker_container" "e1" {
  image = "nginx@sha256:short"
  #       ^^^^^^^^^^^^^^^^^^^^ CW0302 Invalid image: "nginx@sha256:short" is not an image: "sha256:short" after the @ is no digest, which is sha256: and 64 of 0-9 and a-f; write name, name:tag or name@sha256:…, like "nginx:1.27".
}

resource "docker_container" "f1" {
  image = "https://registry.example.com/nginx"
  #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0302 Invalid image: "https://registry.example.com/nginx" is a URL; an image is written without https://, like "registry.example.com/team/app:1.0".
}

resource "docker_container" "g1" {
  image = "docker.io/library/nginx:latest"
}

resource "docker_container" "h1" {
  image = ["nginx"]
  #       ^^^^^^^^^ CW0301 Wrong type: The argument image must be a text.
}

resource "docker_container" "i1" {
  image = 15
}
