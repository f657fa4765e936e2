# References to nothing, each with the nearest names.

resource "docker_container" "database" {
  image = "postgres:15"
}

resource "file" "config" {
  content = "x"
}

locals {
  a = docker_container.databse.name
  #   ^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_container.databse here. Did you mean docker_container.database?
  b = docker_contaner.database.name
  #   ^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_contaner.database here. Did you mean docker_container.database?
  c = docker_container.database.nmae
  #                            ^^^^^ CW0204 Unknown attribute: A docker_container has no attribute "nmae". Did you mean name?
  d = docker_container
  #   ^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: "docker_container" alone names nothing. A reference is TYPE.NAME, var.NAME, local.NAME or composite.NAME; text stands in quotes. What can be named from here: docker_container.database, file.config.
  e = docker_container.database.network_settings
  #                            ^^^^^^^^^^^^^^^^^ CW0204 Unknown attribute: A docker_container has no attribute "network_settings". It has image, name, ports, env, volumes, command, entrypoint, healthcheck, networks, user, working_dir, restart, must_run, labels, memory, cpus, hostname, read_only, cap_add, cap_drop, privileged, init, extra_hosts, tmpfs, shm_size, stop_signal, stop_timeout, gpus, wait, upload, ulimit, log, id, ip_address, host_port, endpoint.
  f = file.config.content.text
  #                      ^^^^^ CW0305 Unsupported attribute: Can't access attributes on a value that has none (string).
  g = database
  #   ^^^^^^^^ CW0202 Reference to nothing: "database" alone names nothing. A reference is TYPE.NAME, var.NAME, local.NAME or composite.NAME; text stands in quotes. What can be named from here: docker_container.database, file.config.
  h = container.database.name
  #   ^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no container.database here. Did you mean docker_container.database?
  i = file["config"].content
  j = data.file.config
  #   ^^^^^^^^^ CW0202 Reference to nothing: There is no data.file here. What can be named from here: docker_container.database, file.config.
  k = resource.file.config.content
  #   ^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no resource.file here. What can be named from here: docker_container.database, file.config.
  l = self.name
  #   ^^^^ CW0202 Reference to nothing: self is the deployed resource, and can be used only in its assert blocks and postconditions. Name the argument's value in locals { … } and use it in both places.
  m = terraform.workspace
  #   ^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no terraform.workspace here. What can be named from here: docker_container.database, file.config.
  n = module.web.url
  #   ^^^^^^^^^^ CW0202 Reference to nothing: There is no module.web here. What can be named from here: docker_container.database, file.config.
  o = composite.web
  #   ^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no composite.web here. What can be named from here: docker_container.database, file.config.
  p = file.database.name
  #   ^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.database here. What can be named from here: docker_container.database, file.config.
  q = docker_container.database.host_port.x
  r = [for f in file.nothing : f.content]
  #             ^^^^^^^^^^^^ CW0202 Reference to nothing: There is no file.nothing here. What can be named from here: docker_container.database, file.config.
  s = "${docker_container.databas.name} and ${fle.config.name}"
  #      ^^^^^^^^^^^^^^^^^^^^^^^^ CW0202 Reference to nothing: There is no docker_container.databas here. Did you mean docker_container.database?
  #                                           ^^^^^^^^^^ CW0202 Reference to nothing: There is no fle.config here. Did you mean file.config?
  t = docker_container.database[*].nme
  #                               ^^^^ CW0305 Unsupported attribute: This object does not have an attribute named "nme".
  u = docker_container.database.ports[0]
  #                                  ^^^ CW0305 Attempt to index null value: This value is null, so it does not have any indices.
  v = file.config[*].contnt
  #                 ^^^^^^^ CW0305 Unsupported attribute: This object does not have an attribute named "contnt".
}
