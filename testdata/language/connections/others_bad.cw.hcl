# Each argument of the other kinds is checked.

resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "network" {
  image = "shop/api:1"

  connection "network" {
    to          = docker_container.db
    network     = "my net"
    #             ^^^^^^^^ CW0302 Invalid network name: "my net" can't be the name of a network or driver; it holds letters, digits, _ . and -, 2 to 128 of them, and starts with a letter or a digit.
    internal    = "x"
    #             ^^^ CW0301 Wrong type: network.internal must be true or false.
    subnet      = "10.11.0.5/24"
    #             ^^^^^^^^^^^^^^ CW0302 Invalid subnet: "10.11.0.5/24" is an address inside a range, not a range; write "10.11.0.0/24".
    gateway     = "10.11.0"
    #             ^^^^^^^^^ CW0302 Invalid gateway: "10.11.0" is not an IP address; write one like "10.11.0.1".
    aliases     = ["ok", "not ok"]
    #                    ^^^^^^^^ CW0302 Invalid alias: "not ok" is not a host name; it holds letters, digits and -, in parts of at most 63, like "api" or "api.internal".
    enable_ipv6 = 3
    #             ^ CW0301 Wrong type: network.enable_ipv6 must be true or false.
  }

  connection "network" {
    to      = docker_container.db
    gateway = "10.11.0.1"
    #         ^^^^^^^^^^^ CW0302 Invalid gateway: A gateway needs a subnet that it is in; add one, like subnet = "10.11.0.0/24".
  }

  connection "network" {
    to      = docker_container.db
    subnet  = "10.11.0.0/24"
    gateway = "10.12.0.1"
    #         ^^^^^^^^^^^ CW0302 Invalid gateway: The gateway 10.12.0.1 is not in the subnet 10.11.0.0/24; choose an address of it, like 10.11.0.1.
  }
}

resource "docker_container" "file" {
  image = "shop/api:1"

  connection "file" {
    to         = docker_container.db
    mount_path = "relative"
    #            ^^^^^^^^^^ CW0302 Invalid path: "relative": a path inside the container is absolute, like "/app".
    volume     = "a b"
    #            ^^^^^ CW0302 Invalid volume name: "a b" can't be a volume's name; it holds letters, digits, _ . and -, 2 to 128 of them, and starts with a letter or a digit.
  }

  connection "file" {
  #^^^^^^^^^^^^^^^^ CW0303 Missing value: A connection "file" needs mount_path: Where the files are seen inside the container, an absolute path.
    to = docker_container.db
  }

  connection "file" {
    to          = docker_container.db
    mount_path  = "/x"
    volume      = "v"
    #             ^^^ CW0302 Invalid volume name: "v" can't be a volume's name; it holds letters, digits, _ . and -, 2 to 128 of them, and starts with a letter or a digit.
    source_path = "./x"
    #             ^^^^^ CW0302 Two sources of files: Both volume and source_path say what is shared; remove one of them.
  }
}

resource "docker_container" "mesh" {
  image = "shop/api:1"

  connection "service_mesh" {
    to                = docker_container.db
    protocol          = "smoke"
    #                   ^^^^^^^ CW0302 Invalid protocol: "smoke" is not a protocol; it can be http, https, tcp or grpc.
    port              = 70000
    #                   ^^^^^ CW0302 Invalid port: A port is a whole number from 1 to 65535.
    service_name      = "a_b!"
    #                   ^^^^^^ CW0302 Invalid service name: "a_b!" is not a host name; it holds letters, digits and -, in parts of at most 63, like "api" or "api.internal".
    health_check_path = "health"
    #                   ^^^^^^^^ CW0302 Invalid path: "health" does not begin with /; write a path like "/health".
    cert              = "x.crt"
    #                   ^^^^^^^ CW0302 Certificate without key: A certificate is of use only with its private key; add key.
  }

  connection "service_mesh" {
    to                = docker_container.db
    protocol          = "tcp"
    health_check_path = "/health"
    #                   ^^^^^^^^^ CW0302 Invalid path: Over tcp there are no paths to ask for; remove health_check_path, or change protocol.
    key               = "x.key"
    #                   ^^^^^^^ CW0302 Key without certificate: A private key is of use only with its certificate; add cert.
  }

  connection "service_mesh" {
    to   = docker_container.db
    cert = "x.crt"
    #      ^^^^^^^ CW0302 Certificate without TLS: A certificate is given, but tls_enabled is false; set tls_enabled = true, or remove cert and key.
    key  = "x.key"
  }
}

resource "file" "dependency" {
  content = "x"

  connection "dependency" {
    to      = docker_container.db
    env_var = "X"
    #^^^^^^ CW0103 Unknown argument: A connection "dependency" has no argument "env_var". It takes to.
  }
}
