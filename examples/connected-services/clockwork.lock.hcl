# Written by cw: what was completed, from what, and by whom. Commit it.
version = 1

resource "docker_container.api" {
  fingerprint = "sha256:63ca57c639e85c62faf5d869e3712dfd0a4c237dac865a3f935cd54bb1277f0c"

  values {
    env = {
      DATABASE_URL = "postgresql://app:<<secret:docker_container.db.POSTGRES_PASSWORD|urlenc>>@db:5432/shop"
      REDIS_URL = "redis://cache:6379/0"
    }
  }

  origin {
    env = {
      DATABASE_URL = "derived(connect)"
      REDIS_URL = "derived(connect)"
    }
  }
}

resource "docker_container.cache" {
  fingerprint = "sha256:4e3d02e34540ba29e8c2939e256947ca44e4cc7a03fed7900ce22fceccf05fb4"

  values {
    healthcheck = {
      interval = "5s"
      retries = 12
      start_period = "15s"
      test = ["CMD", "redis-cli", "ping"]
      timeout = "5s"
    }
  }

  origin {
    healthcheck = "catalog(redis)"
  }
}

resource "docker_container.db" {
  fingerprint = "sha256:2d1c5b69f1b0fe833369c5bb33fde0e80c334fc1e9828567e7c79a22ee4166cd"

  values {
    env = {
      POSTGRES_PASSWORD = "<<secret:docker_container.db.POSTGRES_PASSWORD>>"
    }
    healthcheck = {
      interval = "5s"
      retries = 12
      start_period = "15s"
      test = ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U \"$${POSTGRES_USER:-postgres}\" -d \"$${POSTGRES_DB:-$${POSTGRES_USER:-postgres}}\""]
      timeout = "5s"
    }
  }

  origin {
    env = {
      POSTGRES_PASSWORD = "generated"
    }
    healthcheck = "catalog(postgres)"
  }
}

resource "docker_container.worker" {
  fingerprint = "sha256:068e5a045422a3c4b5bea82acff0266a18597f8767f146cf1ae340c31128e90a"

  values {
    env = {
      DATABASE_URL = "postgresql://app:<<secret:docker_container.db.POSTGRES_PASSWORD|urlenc>>@db:5432/shop"
      REDIS_URL = "redis://cache:6379/0"
    }
  }

  origin {
    env = {
      DATABASE_URL = "derived(connect)"
      REDIS_URL = "derived(connect)"
    }
  }
}
