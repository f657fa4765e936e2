package language

// Arguments that several blocks have.
var (
	countArgument = Argument{Name: "count", Type: Number,
		Doc: "How many there are: a whole number from 0. Each is an instance: NAME[0], NAME[1]; count.index is its number."}
	forEachArgument = Argument{Name: "for_each", Type: Collection,
		Doc: "One instance for each entry of a map, or element of a set of strings: NAME[\"key\"]; each.key and each.value are its own. A block has count or for_each, not both."}
	enabledArgument = Argument{Name: "enabled", Type: Bool, Default: "true",
		Doc: "Whether it is there at all. Unlike count = 0 it needs no index where it is referred to."}
	dependsOnArgument = Argument{Name: "depends_on", Type: References,
		Doc: "What has to be there first. Order alone; any other reference has that effect already."}
	connectArgument = Argument{Name: "connect", Type: References,
		Doc: "What it depends on, may talk to, and is configured from: containers share a network, and the source gets the variables that it lacks, such as DATABASE_URL."}
	descriptionArgument = Argument{Name: "description", Type: String,
		Doc: "What it should be, in plain words. A completer works from it."}
	conditionArguments = []Argument{
		{Name: "condition", Type: Bool, Needed: true, Doc: "An expression that has to be true."},
		{Name: "error_message", Type: String, Needed: true, Doc: "What to say when it is not."},
	}
	attemptArguments = []Argument{
		{Name: "timeout", Type: Duration, Default: `"30s"`, Doc: "How long it is tried again until it holds."},
		{Name: "interval", Type: Duration, Default: `"250ms"`, Doc: "How long to wait between two attempts; the first one is immediate."},
	}
	targetArgument = Argument{Name: "target", Type: Reference, Doc: "The resource that the assertion looks at; self is that resource."}
)

var assertBlock = Block{
	Name: "assert", Labels: []string{"KIND"},
	Doc: "A check of what is deployed.\n\nIt is tried again until it holds or its time is over; a failure says what was expected, what was seen last, and how long was waited. " +
		"Which kinds there are depends on the type of the resource; `condition`, also written without a label, fits every one. In an expression, `self` is the resource.",
	Arguments: attemptArguments,
	Others:    "the arguments of its KIND (see the page on assertions)",
}

// withTarget is an assert block outside of a resource.
var assertOfGroup = Block{
	Name: "assert", Labels: []string{"KIND"},
	Doc:       "A check of what is deployed, as in a resource; `target` says of which resource.",
	Arguments: append([]Argument{targetArgument}, attemptArguments...),
	Others:    assertBlock.Others,
}

// resourceBlocks are the blocks that every resource has.
var resourceBlocks = []Block{
	{
		Name: "connection", Labels: []string{"KIND"},
		Doc:       "As `connect`, but typed, and with arguments.\n\nThe kinds have a page of their own.",
		Arguments: []Argument{{Name: "to", Type: Reference, Needed: true, Doc: "What it connects to."}},
		Others:    "the arguments of its KIND (see the page on connections)",
	},
	assertBlock,
	{
		Name: "complete", Once: true,
		Doc: "How this resource is completed: what may be filled in, and how.",
		Arguments: []Argument{
			{Name: "fill", Type: Names, Literal: true, Doc: "Attributes that a completer may fill although nothing needs them, such as [env]."},
			{Name: "exclude", Type: Names, Literal: true, Doc: "Attributes that nobody but the author fills."},
			{Name: "hint", Type: String, Doc: "More about what is wanted, for the completer."},
			{Name: "model", Type: String, Doc: "The language model to ask, instead of the usual one."},
			{Name: "pin", Type: String, Doc: "What to pin: \"digest\" keeps an image's digest instead of its tag."},
		},
	},
	{
		Name: "lifecycle", Once: true,
		Doc: "What may happen to the resource when it changes or goes.",
		Arguments: []Argument{
			{Name: "prevent_destroy", Type: Bool, Default: "false", Doc: "Refuse a plan that would delete or replace it."},
			{Name: "retain_on_destroy", Type: Bool, Default: "false", Doc: "When its block is gone or the stack is destroyed, forget it and leave it where it is."},
			{Name: "create_before_destroy", Type: Bool, Default: "false", Doc: "Replace it by making the new one first."},
			{Name: "ignore_changes", Type: Names, Literal: true, Doc: "Attributes whose changes do not matter once it is there; or the word all, without brackets."},
			{Name: "replace_triggered_by", Type: References, Doc: "Resources, or attributes of them, whose change replaces this one."},
		},
		Blocks: []Block{
			{Name: "precondition", Doc: "What has to hold before the resource is made or changed.", Arguments: conditionArguments},
			{Name: "postcondition", Doc: "What has to hold once the resource is there; `self` is the resource.", Arguments: conditionArguments},
		},
	},
	{
		Name: "timeouts", Once: true,
		Doc: "How long an operation may take before it counts as failed.",
		Arguments: []Argument{
			{Name: "create", Type: Duration, Doc: "The time to make it, waiting for its health included."},
			{Name: "update", Type: Duration, Doc: "The time to change it in place."},
			{Name: "delete", Type: Duration, Doc: "The time to remove it."},
		},
	},
}

// Blocks are the blocks of the top level, in the order of the docs.
var Blocks = []Block{
	{
		Name: "clockwork", Once: true,
		Doc: "Settings of the project.\n\nOptions of the command line and the environment come before what stands here. All values are written out.",
		Arguments: []Argument{
			{Name: "project", Type: String, Literal: true, Doc: "The project's name; by default the directory's."},
			{Name: "stack", Type: String, Literal: true, Default: `"dev"`, Doc: "The stack to work on."},
			{Name: "required_version", Type: String, Literal: true, Doc: "The versions of cw that may run this, such as \">= 1.2, < 2.0\"."},
			{Name: "engine", Type: String, Literal: true, Default: `"embedded"`, Doc: "What runs the deployment."},
			{Name: "backend", Type: String, Literal: true, Doc: "Where the state is kept, as a URL; by default .clockwork beside the configuration."},
			{Name: "model", Type: String, Literal: true, Doc: "The language model to ask as last resort."},
		},
		Example: `clockwork {
  project          = "shop"
  required_version = ">= 0.1"
}

resource "file" "motd" {
  content = "Welcome to ${clockwork.project}, ${clockwork.stack}\n"
}
`,
	},
	{
		Name: "variable", Labels: []string{"NAME"},
		Doc: "An input of the configuration, or of a module.\n\nIts value comes from `--var NAME=VALUE`, `--var-file`, the environment (`CW_VAR_NAME`), `clockwork.cwvars` and `*.auto.cwvars`, " +
			"or else from `default`: the first that has one wins. A module's variables are arguments of its `module` block. In expressions it is `var.NAME`.",
		Arguments: []Argument{
			{Name: "type", Type: Constraint, Literal: true, Doc: "What values it takes, such as string, list(number) or object({ name = string, size = optional(number, 1) }); by default any."},
			{Name: "default", Type: Any, Literal: true, Doc: "Its value where nobody gives one. Without it, somebody has to."},
			{Name: "description", Type: String, Literal: true, Doc: "What it is for, for those who give it."},
			{Name: "sensitive", Type: Bool, Literal: true, Default: "false", Doc: "Whether its value is a secret: it is then shown nowhere, and encrypted in the state."},
			{Name: "nullable", Type: Bool, Literal: true, Default: "true", Doc: "Whether null is a value for it; if not, null means the default."},
		},
		Blocks: []Block{{Name: "validation", Doc: "What its value has to be like; there may be several.", Arguments: conditionArguments}},
		Example: `variable "port" {
  type        = number
  default     = 8080
  description = "where the shop listens"

  validation {
    condition     = var.port >= 1024
    error_message = "Ports below 1024 are for root."
  }
}

resource "file" "address" {
  content = "http://localhost:${var.port}\n"
}
`,
	},
	{
		Name:   "locals",
		Doc:    "Names for expressions.\n\nEach argument is a name of your own, and `local.NAME` its value. There may be several such blocks.",
		Others: "any names",
		Example: `locals {
  greeting = "Welcome"
  rooms    = ["red", "blue"]
}

resource "file" "motd" {
  content = "${local.greeting} to ${join(" and ", local.rooms)}\n"
}
`,
	},
	{
		Name: "resource", Labels: []string{"TYPE", "NAME"},
		Doc: "One thing to deploy, or several of one kind.\n\nIts TYPE says which attributes it has; each type has a page. Attributes that nobody sets are filled in where the type allows it, " +
			"take their default, or are absent. Elsewhere the resource is `TYPE.NAME`, and `TYPE.NAME.ATTRIBUTE` a value of it.",
		Arguments: []Argument{
			descriptionArgument, connectArgument, dependsOnArgument, countArgument, forEachArgument, enabledArgument,
			{Name: "provider", Type: Provider, Literal: true, Doc: "The provider that makes it, if not the usual one: docker.ALIAS."},
		},
		Blocks: resourceBlocks,
		Others: "the attributes and blocks of its TYPE",
		Example: `resource "docker_container" "db" {
  image = "postgres:15"
}

resource "docker_container" "api" {
  description = "the API of the shop"
  image       = "shop/api:1"
  ports       = ["8080:8080"]

  connection "database" {
    to      = docker_container.db
    env_var = "SHOP_DATABASE"
  }

  assert "port_accessible" {
    port    = 8080
    timeout = "60s"
  }

  lifecycle {
    ignore_changes = [labels]
  }

  timeouts {
    create = "5m"
  }
}
`,
	},
	{
		Name: "composite", Labels: []string{"NAME"},
		Doc: "Several resources with one life cycle.\n\nInside, a name is looked up among its siblings first, then outwards; from outside a resource in it is `composite.NAME.TYPE.NAME`. " +
			"What depends on the composite depends on all that is in it.",
		Arguments: []Argument{descriptionArgument, connectArgument, dependsOnArgument, countArgument, forEachArgument, enabledArgument},
		Blocks:    []Block{assertOfGroup},
		Also:      []string{"resource", "composite", "module", "override"},
		Example: `composite "release" {
  description = "the files of a release"

  resource "file" "notes" {
    content = "All new.\n"
  }

  resource "file" "manifest" {
    content = "notes: ${file.notes.absolute_path}\n"
  }
}

output "manifest" {
  value = composite.release.file.manifest.absolute_path
}
`,
	},
	{
		Name: "module", Labels: []string{"NAME"},
		Doc: "A group whose content stands in a directory of its own.\n\nThe variables of that directory are arguments here, and its outputs are `module.NAME.OUTPUT`. " +
			"A source is a directory (`./web`), which has to lie inside of the configuration's, or a git address, which the lock file pins to a commit.",
		Arguments: []Argument{
			{Name: "source", Type: String, Literal: true, Needed: true, Doc: "Where its files are: a directory, or a git address."},
			descriptionArgument, connectArgument, dependsOnArgument, countArgument, forEachArgument, enabledArgument,
		},
		Blocks: []Block{assertOfGroup},
		Also:   []string{"override"},
		Others: "the variables of the module",
	},
	{
		Name: "override", Labels: []string{"TYPE", "NAME"},
		Doc: "Changes a resource of the group that it stands in, or of a group in that.\n\nArguments and blocks here take the place of those of the same name in the resource; the rest stays. " +
			"For a resource deeper down the groups stand before the type: `override \"composite.web.file\" \"index\"`.",
		Arguments: []Argument{
			descriptionArgument, connectArgument,
			{Name: "provider", Type: Provider, Literal: true, Doc: "The provider that makes it, if not the usual one: docker.ALIAS."},
		},
		Blocks: resourceBlocks,
		Others: "the attributes and blocks of its TYPE",
		Example: `composite "web" {
  resource "file" "index" {
    content = "Welcome\n"
    mode    = "644"
  }
}

override "composite.web.file" "index" {
  mode = "600"
}
`,
	},
	{
		Name: "check", Labels: []string{"NAME"},
		Doc: "Assertions about several resources, tried in the order written.\n\nIt needs at least one `assert` or `condition`.",
		Arguments: []Argument{
			{Name: "description", Type: String, Doc: "What it is about."},
			dependsOnArgument,
		},
		Blocks: []Block{
			assertOfGroup,
			{
				Name: "condition", Doc: "Short for `assert \"condition\"`: an expression that has to be true once all is deployed.",
				Arguments: append(append([]Argument{}, conditionArguments...), append([]Argument{targetArgument}, attemptArguments...)...),
			},
		},
		Example: `resource "file" "a" {
  content = "same\n"
}

resource "file" "b" {
  content = "same\n"
}

check "copies" {
  condition {
    condition     = file.a.content == file.b.content
    error_message = "a and b differ."
  }
}
`,
	},
	{
		Name: "output", Labels: []string{"NAME"},
		Doc: "A value for those who use the configuration: `cw output NAME`, or `module.NAME.OUTPUT` for a module's.",
		Arguments: []Argument{
			{Name: "value", Type: Any, Needed: true, Doc: "The value. It may be known only after the deployment."},
			{Name: "description", Type: String, Literal: true, Doc: "What it is."},
			{Name: "sensitive", Type: Bool, Literal: true, Default: "false", Doc: "Whether it is a secret; it is then shown only when it is asked for by name. A value made from a secret is one anyway."},
		},
		Example: `resource "file" "motd" {
  content = "Welcome\n"
}

output "where" {
  value       = file.motd.absolute_path
  description = "the file that visitors see"
}
`,
	},
	{
		Name: "provider", Labels: []string{"NAME"},
		Doc: "How to reach what resources are made on; `docker` is the one there is.\n\nWithout a block, or without `host` in it, the engine is the one that Docker's own command would use.",
		Arguments: []Argument{
			{Name: "alias", Type: String, Literal: true, Doc: "A name for a second provider; resources choose it with provider = docker.ALIAS."},
			{Name: "host", Type: String, Doc: "The engine's address: unix://, tcp:// or ssh://."},
		},
		Blocks: []Block{{
			Name: "registry_auth", Doc: "How to log in to a registry.\n\nWithout it the logins of Docker's own command are used.",
			Arguments: []Argument{
				{Name: "address", Type: String, Needed: true, Doc: "The registry's host name."},
				{Name: "username", Type: String, Doc: "The user."},
				{Name: "password", Type: String, Doc: "The password or token. Give it with a sensitive variable or env(\"…\"), not in the file."},
			},
		}},
		Example: `provider "docker" {
  host = "ssh://deploy@build.example.com"
}

resource "docker_container" "web" {
  image = "nginx:1.27"
}
`,
	},
	{
		Name: "moved",
		Doc:  "Says that what was deployed under one name has another now, so that it is not made anew.\n\nBoth are resources of one type, or both are composites or modules.",
		Arguments: []Argument{
			{Name: "from", Type: Reference, Literal: true, Needed: true, Doc: "Its address before; nothing stands there any more."},
			{Name: "to", Type: Reference, Literal: true, Needed: true, Doc: "Its address now."},
		},
		Example: `resource "file" "welcome" {
  content = "Welcome\n"
}

moved {
  from = file.motd
  to   = file.welcome
}
`,
	},
	{
		Name: "removed",
		Doc:  "Says that something is no longer cw's concern: it is forgotten, and stays where it is.",
		Arguments: []Argument{
			{Name: "from", Type: Reference, Literal: true, Needed: true, Doc: "Its address; nothing stands there any more."},
		},
		Blocks: []Block{{
			Name: "lifecycle", Once: true, Doc: "Whether it is destroyed after all.",
			Arguments: []Argument{{Name: "destroy", Type: Bool, Literal: true, Needed: true, Doc: "true removes it; false, as without the block, leaves it."}},
		}},
		Example: `resource "file" "motd" {
  content = "Welcome\n"
}

removed {
  from = file.farewell

  lifecycle {
    destroy = false
  }
}
`,
	},
	{
		Name: "import",
		Doc:  "Adopts something that exists already, instead of making it.\n\nThe block may stay when that is done.",
		Arguments: []Argument{
			{Name: "to", Type: Reference, Needed: true, Doc: "The resource that it becomes."},
			{Name: "id", Type: String, Needed: true, Doc: "What exists, as the engine or the file system names it."},
			{Name: "for_each", Type: Collection, Doc: "Adopts several: each.key and each.value may be used in to and id."},
		},
		Example: `resource "docker_volume" "data" {
  name = "shop-data"
}

import {
  to = docker_volume.data
  id = "shop-data"
}
`,
	},
}
