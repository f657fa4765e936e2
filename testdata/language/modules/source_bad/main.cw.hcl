# Sources that lead nowhere, or that are none.

module "none" {
#^^^^^^^^^^^^ CW0303 Missing value: A module block needs the argument "source": where its files are, such as source = "./web" for a directory beside this file.
}

module "nowhere" {
  source = "./wbe"
  #        ^^^^^^^ CW0109 Module can't be used: There is no directory wbe. A local source is relative to the directory of the file that it stands in.
}

module "empty" {
  source = "./empty"
  #        ^^^^^^^^^ CW0109 Module can't be used: The directory empty has no configuration: no file in it matches *.cw.hcl. Create a file such as main.cw.hcl, or give another directory.
}

module "file" {
  source = "./main.cw.hcl"
  #        ^^^^^^^^^^^^^^^ CW0109 Module can't be used: main.cw.hcl is a file. Give the directory that holds it: a configuration is all *.cw.hcl files of one directory.
}

module "bare" {
  source = "web"
  #        ^^^^^ CW0109 Module can't be used: "web" is neither a local directory nor a git address. Write "./web" for a directory beside this one.
}

module "registry" {
  source = "terraform-aws-modules/vpc/aws"
  #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0109 Module can't be used: "terraform-aws-modules/vpc/aws" looks like a module of a registry, which cw does not use. Write "./NAME" for a directory beside this one, or a git address such as "git::https://example.com/web.git//sub?ref=v1.2.0".
}

module "absolute" {
  source = "/etc"
  #        ^^^^^^ CW0109 Module can't be used: "/etc" is a path of this machine only. Write the directory relative to this one, such as "../web", or put git::file:// before the path of a git repository.
}

module "computed" {
  source = "./${var.x}"
  #        ^^^^^^^^^^^^ CW0108 Invalid argument form: Write source as a plain text in quotes, such as "./web": a module is read before anything is evaluated, so its source can't have references or functions in it.
}

module "itself" {
  source = "."
  #        ^^^ CW0203 Cycle: This module calls itself, so it would never end:
  #   |   . calls module "itself", . (main.cw.hcl:43)
  #   | Remove one of these calls.
}

module "loop" {
  source = "./loop"
}

module "git" {
  source = "git::https://git.example.com/web.git//sub?ref=v1.2.0"
  #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0110 Module not fetched: The module https://git.example.com/web.git?ref=v1.2.0 is not fetched yet. Run cw complete (or plan, apply), which fetch it and pin its commit in clockwork.lock.hcl.
}

module "version" {
  source  = "./web"
  version = "1.0"
  #^^^^^^ CW0103 Unknown argument: A module block has no argument "version". A git source says its version itself, as in source = "git::https://example.com/web.git?ref=v1.2.0".
}

module "http" {
  source = "https://example.com/web.zip"
  #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ CW0109 Module can't be used: "https://example.com/web.zip" does not say that it is a git repository: write "git::https://example.com/web.zip".
}

variable "x" {
  default = "web"
}
