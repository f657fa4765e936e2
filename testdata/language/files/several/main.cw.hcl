# All files of a directory are one configuration: order and split never matter.

resource "file" "motd" {
  content = local.greeting  #= "Welcome, all"
}

output "where" {
  value = file.motd.name  #= "motd"
}
