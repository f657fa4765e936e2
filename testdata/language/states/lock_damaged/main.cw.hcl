# A lock file that is damaged.

resource "docker_container" "web" {
  image = "nginx:1.27"
}

# ! clockwork.lock.hcl:1,1-1,12 CW0402 Unreadable lock file: clockwork.lock.hcl is of version 7, but this cw knows version 1 only. Use a newer cw.
