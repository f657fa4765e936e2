package hclspec

// The blocks of the language at the top level, built or not.
var rootBlocks = map[string]bool{
	"clockwork": true, "variable": true, "locals": true, "resource": true, "composite": true, "output": true, "provider": true,
	"module": true, "check": true, "moved": true, "removed": true, "import": true,
}

// laterWords are blocks and arguments that the language has and this version
// has not, each with what to do meanwhile.
var laterWords = map[string]string{
	"module":               "Write its resources into a composite block instead.",
	"override":             "Change the resource itself instead.",
	"check":                "Put assert blocks into the resources instead.",
	"moved":                "Remove the block.",
	"removed":              "Remove the block.",
	"import":               "Remove the block.",
	"count":                "Write one resource block for each instance instead.",
	"for_each":             "Write one resource block for each instance instead.",
	"enabled":              "Remove or comment out what is not wanted instead.",
	"provider":             "Remove the argument: the one provider block of its kind is used.",
	"alias":                "Use one provider block for each kind.",
	"registry_auth":        "Log in to the registry with the engine's own command instead.",
	"constraints":          "Remove the block.",
	"precondition":         "Use an assert block, or a validation in a variable, instead.",
	"postcondition":        "Use an assert block instead.",
	"replace_triggered_by": "Remove the argument.",
}

// MetaArguments are the arguments that every resource has, whatever its type.
var MetaArguments = []string{"description", "connect", "depends_on"}

// MetaBlocks are the blocks that every resource has, whatever its type.
var MetaBlocks = []string{"connection", "assert", "complete", "lifecycle", "timeouts"}

// reservedVariables can't be variables, since a module takes its variables as
// arguments beside these.
var reservedVariables = map[string]bool{
	"source": true, "version": true, "providers": true, "count": true, "for_each": true, "enabled": true,
	"lifecycle": true, "depends_on": true, "connect": true, "description": true, "override": true,
}

// elsewhere says of a block that is known, but not where it stands, where it
// belongs.
var elsewhere = map[string]string{
	"clockwork":  "It stands at the top level of a file.",
	"variable":   "It stands at the top level of a file.",
	"locals":     "It stands at the top level of a file.",
	"output":     "It stands at the top level of a file.",
	"provider":   "It stands at the top level of a file.",
	"resource":   "It stands at the top level of a file, or in a composite.",
	"composite":  "It stands at the top level of a file, or in another composite.",
	"assert":     "It stands in a resource or a composite.",
	"connection": "It stands in a resource.",
	"complete":   "It stands in a resource.",
	"lifecycle":  "It stands in a resource.",
	"timeouts":   "It stands in a resource.",
	"validation": "It stands in a variable.",
	"terraform":  "The settings of cw stand in a clockwork block.",
	"data":       "There are no data sources: use the attributes of a resource.",
}
