package diag

// mark begins the lines that git leaves in a file with a conflict. It is put
// together here so that nobody takes this file for one.
func mark(c string) string { return c + c + c + c + c + c + c }

// withoutExample are the codes whose mistake does not show in a configuration,
// each with where it lies.
var withoutExample = map[Code]string{
	"CW0001": "the mistake lies in the directory, not in a file",
	"CW0002": "the mistake lies in a file's bytes or permissions",
	"CW0004": "it depends on the version of `cw` that is running",
	"CW0105": "which words are meant changes with the version of `cw`",
	"CW0110": "it depends on what has been fetched to this machine",
	"CW0307": "a validation allows it: the value may be given when it is deployed",
	"CW0311": "it depends on the machine",
	"CW0403": "it depends on `--locked` and on what the lock file had before",
	"CW0404": "the value has to come from a model, or from a lock file that somebody has changed",
	"CW0405": "the mistake lies with the model's server",
	"CW0501": "another run has to be at work",
	"CW0502": "the mistake lies in the file with the state",
	"CW0503": "the mistake lies in the environment",
	"CW0504": "the mistake lies with the machine",
	"CW0505": "it shows only when the configuration is deployed",
	"CW0602": "it shows only when the configuration is deployed",
}

// examples by code. A test runs each of them.
var examples = map[Code]Example{
	"CW0003": {
		File:   ".env",
		Wrong:  "CW_MODEL some/model\n",
		Right:  "CW_MODEL=some/model\n",
		Beside: map[string]string{"main.cw.hcl": motd},
	},

	"CW0101": {
		Wrong: `resource "file" "motd" {
  content = "Welcome\n
}
`,
		Right: motd,
	},
	"CW0102": {
		Wrong: `resorce "file" "motd" {
  content = "Welcome\n"
}
`,
		Right: motd,
	},
	"CW0103": {
		Wrong: `resource "file" "motd" {
  content = "Welcome\n"
  mdoe    = "600"
}
`,
		Right: `resource "file" "motd" {
  content = "Welcome\n"
  mode    = "600"
}
`,
	},
	"CW0104": {
		Wrong: `resource "file" "motd" {
  content = "Welcome\n"
}

resource "file" "motd" {
  content = "Goodbye\n"
}
`,
		Right: `resource "file" "motd" {
  content = "Welcome\n"
}

resource "file" "farewell" {
  content = "Goodbye\n"
}
`,
	},
	"CW0106": {
		Wrong: `resource "file" {
  content = "Welcome\n"
}
`,
		Right: motd,
	},
	"CW0107": {
		Wrong: `resource "file" "motd" {
` + mark("<") + ` HEAD
  content = "Welcome\n"
` + mark("=") + `
  content = "Hello\n"
` + mark(">") + ` greetings
}
`,
		Right: motd,
	},
	"CW0108": {
		Wrong: `resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "api" {
  image   = "shop/api:1"
  connect = ["docker_container.db"]
}
`,
		Right: `resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "api" {
  image   = "shop/api:1"
  connect = [docker_container.db]
}
`,
	},

	"CW0109": {
		Wrong: `module "greeting" {
  source = "./greting"
}
`,
		Right: `module "greeting" {
  source = "./greeting"
}
`,
		Beside: map[string]string{"greeting/main.cw.hcl": motd},
	},

	"CW0201": {
		Wrong: `resource "docker_contaner" "web" {
  image = "nginx:1.27"
}
`,
		Right: `resource "docker_container" "web" {
  image = "nginx:1.27"
}
`,
	},
	"CW0202": {
		Wrong: `resource "file" "motd" {
  content = "Welcome\n"
}

output "where" {
  value = file.modt.absolute_path
}
`,
		Right: motd + `
output "where" {
  value = file.motd.absolute_path
}
`,
	},
	"CW0203": {
		Wrong: `resource "file" "chicken" {
  content = file.egg.content
}

resource "file" "egg" {
  content = file.chicken.content
}
`,
		Right: `resource "file" "chicken" {
  content = file.egg.content
}

resource "file" "egg" {
  content = "an egg\n"
}
`,
	},
	"CW0204": {
		Wrong: motd + `
output "text" {
  value = file.motd.contents
}
`,
		Right: motd + `
output "text" {
  value = file.motd.content
}
`,
	},
	"CW0205": {
		Wrong: `variable "greeting" {
  default = "Welcome"
}

resource "file" "motd" {
  content = "${var.greting}\n"
}
`,
		Right: `variable "greeting" {
  default = "Welcome"
}

resource "file" "motd" {
  content = "${var.greeting}\n"
}
`,
	},

	"CW0301": {
		Wrong: `resource "docker_container" "web" {
  image = "nginx:1.27"
  ports = "8080:80"
}
`,
		Right: `resource "docker_container" "web" {
  image = "nginx:1.27"
  ports = ["8080:80"]
}
`,
	},
	"CW0302": {
		Wrong: `resource "file" "motd" {
  content = "Welcome\n"
  mode    = "rw-r--r--"
}
`,
		Right: `resource "file" "motd" {
  content = "Welcome\n"
  mode    = "644"
}
`,
	},
	"CW0303": {
		Wrong: `output "greeting" {
  description = "what visitors see"
}

resource "file" "motd" {
  content = "Welcome\n"
}
`,
		Right: `output "greeting" {
  description = "what visitors see"
  value       = file.motd.content
}

resource "file" "motd" {
  content = "Welcome\n"
}
`,
	},
	"CW0304": {
		Wrong: `resource "docker_container" "web" {
  image = "nginx:1.27"
  ports = ["8080:80"]
}

resource "docker_container" "admin" {
  image = "nginx:1.27"
  ports = ["8080:80"]
}
`,
		Right: `resource "docker_container" "web" {
  image = "nginx:1.27"
  ports = ["8080:80"]
}

resource "docker_container" "admin" {
  image = "nginx:1.27"
  ports = ["8081:80"]
}
`,
	},
	"CW0305": {
		Wrong: `resource "file" "motd" {
  content = "Welcome to room ${parseint("x12", 10)}\n"
}
`,
		Right: `resource "file" "motd" {
  content = "Welcome to room ${parseint("12", 10)}\n"
}
`,
	},
	"CW0306": {
		File:  "clockwork.cwvars",
		Wrong: "visitors = \"many\"\n",
		Right: "visitors = 12\n",
		Beside: map[string]string{"main.cw.hcl": `variable "visitors" {
  type = number
}

resource "file" "motd" {
  content = "Welcome, all ${var.visitors} of you\n"
}
`},
	},

	"CW0401": {
		Command: "cw complete",
		Wrong: `resource "docker_container" "cache" {
  description = "the thing that makes it fast"
}
`,
		Right: `resource "docker_container" "cache" {
  description = "a Redis cache"
}
`,
	},
	"CW0402": {
		File:   "clockwork.lock.hcl",
		Wrong:  "version = 99\n",
		Right:  "version = 1\n",
		Beside: map[string]string{"main.cw.hcl": motd},
	},
	"CW0308": {
		Wrong: `resource "file" "page" {
  for_each = ["home", "about"]
  content  = each.key
}
`,
		Right: `resource "file" "page" {
  for_each = toset(["home", "about"])
  content  = each.key
}
`,
	},
	"CW0309": {
		Wrong: `resource "file" "page" {
  count   = 1000000
  content = "page ${count.index}"
}
`,
		Right: `resource "file" "page" {
  count   = 10
  content = "page ${count.index}"
}
`,
	},
	"CW0310": {
		Wrong: `resource "file" "motd" {
  content = "Welcome\n"
}
removed {
  from = file.motd
}
`,
		Right: motd,
	},
	"CW0406": {
		File: "clockwork.lock.hcl",
		Wrong: `version = 1

resource "docker_container.cache" {
  fingerprint = "sha256:0000000000000000000000000000000000000000000000000000000000000000"

  values {
    image = ["redis:7"]
  }
}
`,
		Right: `version = 1

resource "docker_container.cache" {
  fingerprint = "sha256:0000000000000000000000000000000000000000000000000000000000000000"

  values {
    image = "redis:7"
  }
}
`,
		Beside: map[string]string{"main.cw.hcl": `resource "docker_container" "cache" {
  description = "a Redis cache"
}
`},
	},

	"CW0407": {
		Command: "cw complete",
		Wrong:   twoDatabases(""),
		Right:   twoDatabases("  env     = { DATABASE_URL = \"postgresql://orders:5432/orders\" }\n"),
	},

	"CW0601": {
		Wrong: `resource "file" "motd" {
  content = "Welcome\n"
  assert "file_contains" { pattern = "Welcome" }
}
`,
		Right: `resource "file" "motd" {
  content = "Welcome\n"
  assert "file_content_matches" { pattern = "Welcome" }
}
`,
	},
	"CW0603": {
		Wrong: `resource "file" "motd" {
  content = "Welcome\n"
  assert "file_content_matches" {}
}
`,
		Right: `resource "file" "motd" {
  content = "Welcome\n"
  assert "file_content_matches" { pattern = "Welcome" }
}
`,
	},
	"CW0604": {
		Wrong: `resource "file" "motd" {
  content = "Welcome\n"
  lifecycle {
    precondition {
      condition     = path.root == ""
      error_message = "This belongs nowhere."
    }
  }
}
`,
		Right: motd,
	},
}

const motd = `resource "file" "motd" {
  content = "Welcome\n"
}
`

func twoDatabases(env string) string {
	return `resource "docker_container" "orders" {
  image = "postgres:15"
}

resource "docker_container" "users" {
  image = "postgres:15"
}

resource "docker_container" "api" {
  image   = "shop/api:1"
  connect = [docker_container.orders, docker_container.users]
` + env + `}
`
}
