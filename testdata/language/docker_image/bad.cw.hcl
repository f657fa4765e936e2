# Each argument of an image is checked.

resource "docker_image" "a" {
  name       = "Team/App"
  #            ^^^^^^^^^^ CW0302 Invalid image: "Team/App": the name of an image is in lower case; write "team/app".
  context    = ""
  #            ^^ CW0302 Invalid context: A path can't be empty.
  dockerfile = "../Dockerfile"
  #            ^^^^^^^^^^^^^^^ CW0302 Invalid path: "../Dockerfile" is not inside the context; write the path from there, with /, like "docker/Dockerfile".
  build_args = { "a b" = "x" }
  #                      ^^^ CW0302 Invalid build argument: "a b" can't be a variable's name: it holds a space or =; names are like DATABASE_URL.
  target     = "a b"
  #            ^^^^^ CW0302 Invalid build stage: "a b" can't be the name of a build stage; write what follows AS in the Dockerfile.
  platform   = "linux"
  #            ^^^^^^^ CW0302 Invalid platform: "linux" is not a platform; write one like "linux/amd64" or "linux/arm64/v8".
  tags       = ["A"]
  #             ^^^ CW0302 Invalid image: "A": the name of an image is in lower case; write "a".
  pull       = "never"
  #            ^^^^^^^ CW0302 Invalid pull policy: "never" is not a pull policy; it can be missing or always.
}

resource "docker_image" "b" {
  name       = "nginx:1.27"
  dockerfile = "Dockerfile"
  #            ^^^^^^^^^^^^ CW0302 Argument without effect: Dockerfile is about a build, and without context the image is fetched, not built; add context, or remove dockerfile.
}

resource "docker_image" "c" {
  name    = "nginx@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0302 Invalid image: "nginx@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" has a digest in it, which nobody can know before a build; write the name and tag alone.
  context = "."
}
