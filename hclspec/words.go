package hclspec

// The blocks of the language at the top level.
var rootBlocks = map[string]bool{
	"clockwork": true, "variable": true, "locals": true, "resource": true, "composite": true, "output": true, "provider": true,
	"module": true, "override": true, "check": true, "moved": true, "removed": true, "import": true,
}

// MetaArguments are the arguments that every resource has, whatever its type.
var MetaArguments = []string{"description", "connect", "depends_on", "count", "for_each", "enabled", "provider"}

// MetaBlocks are the blocks that every resource has, whatever its type.
var MetaBlocks = []string{"connection", "assert", "complete", "lifecycle", "timeouts"}

// reservedVariables can't be variables, since a module takes its variables as
// arguments beside these.
var reservedVariables = map[string]bool{
	"source": true, "version": true, "providers": true, "count": true, "for_each": true, "enabled": true,
	"lifecycle": true, "locals": true, "depends_on": true, "connect": true, "description": true, "override": true, "assert": true,
}

// elsewhere says of a block that is known, but not where it stands, where it
// belongs.
var elsewhere = map[string]string{
	"clockwork":     "It stands at the top level of a file.",
	"variable":      "It stands at the top level of a file.",
	"locals":        "It stands at the top level of a file.",
	"output":        "It stands at the top level of a file.",
	"provider":      "It stands at the top level of a file.",
	"check":         "It stands at the top level of a file.",
	"moved":         "It stands at the top level of a file.",
	"removed":       "It stands at the top level of a file.",
	"import":        "It stands at the top level of a file.",
	"resource":      "It stands at the top level of a file, or in a composite.",
	"composite":     "It stands at the top level of a file, or in another composite.",
	"module":        "It stands at the top level of a file, or in a composite.",
	"override":      "It stands at the top level of a file, in a composite or in a module.",
	"assert":        "It stands in a resource, a composite, a module or a check.",
	"condition":     "It stands in a check; elsewhere write assert \"condition\" { … }.",
	"connection":    "It stands in a resource.",
	"complete":      "It stands in a resource.",
	"lifecycle":     "It stands in a resource, or in removed.",
	"timeouts":      "It stands in a resource.",
	"precondition":  "It stands in the lifecycle block of a resource.",
	"postcondition": "It stands in the lifecycle block of a resource.",
	"registry_auth": "It stands in a provider.",
	"validation":    "It stands in a variable.",
	"constraints":   "What a completer may choose is fixed in this version of cw.",
	"terraform":     "The settings of cw stand in a clockwork block.",
	"data":          "There are no data sources: use the attributes of a resource.",
	"dynamic":       "There are no dynamic blocks: repeat the resource with for_each, or write the blocks out.",
	"provisioner":   "There are no provisioners: write a command into the container, or a check into an assert block.",
}

// argumentHints says of an argument that people know from elsewhere what to do
// instead, by the block that it was written in.
var argumentHints = map[string]map[string]string{
	"variable": {
		"ephemeral":  "Nothing but what a resource needs is kept of a variable; sensitive = true keeps its value out of everything that is shown.",
		"deprecated": "Say so in description.",
		"const":      "Every variable is known before anything is deployed.",
	},
	"output": {
		"ephemeral":  "sensitive = true keeps a value out of everything that is shown.",
		"deprecated": "Say so in description.",
		"depends_on": "An output is read when all is deployed.",
		"type":       "The value has the type that its expression has; a function such as tostring changes it.",
	},
	"module": {
		"version":   "A git source says its version itself, as in source = \"git::https://example.com/web.git?ref=v1.2.0\".",
		"providers": "A module's resources name the providers of the root configuration themselves.",
	},
	"lifecycle": {
		"enabled": "It stands in the resource itself, beside its other arguments.",
		"destroy": "To keep what is deployed when its block is gone, write retain_on_destroy = true.",
	},
	"import": {
		"provider": "What is adopted belongs to the provider of its resource.",
		"identity": "Write id, as the engine names what exists.",
	},
}
