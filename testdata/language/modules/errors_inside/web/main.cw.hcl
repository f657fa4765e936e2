resource "file" "x" {
  content = local.nothing
  #         ^^^^^^^^^^^^^ CW0205 Unknown local value: There is no local value "nothing".
  mode    = "999"
  #         ^^^^^ CW0302 Bad file mode: "999" is not a file mode: its digits go from 0 to 7; write three octal digits in quotes, as in "644" (owner, group, others; 4 reads, 2 writes, 1 executes).
}

output "y" {
  value = docker_container.none.name
  #       ^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_container.none here. What can be named from here: file.x.
}
