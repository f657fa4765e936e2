package hclspec

// jsonForm says of the members of an object, which in JSON all look alike, what
// they are. What it does not name is an argument with a value.
type jsonForm struct {
	labels int
	// mayLackLabel is for a block whose label may be left out.
	mayLackLabel bool
	// open says that an object under an unknown name is meant as a block.
	open      bool
	blocks    map[string]*jsonForm
	arguments map[string]argumentForm
}

// argumentForm is how a text is to be read.
type argumentForm byte

const (
	// asValue is a template: "${x}" is what x is.
	asValue argumentForm = iota
	// asReference is a reference, or a list of them, or a name.
	asReference
	// asType is a type expression.
	asType
)

// block gives the form of the block that a member is, or nil for an argument.
func (f *jsonForm) block(m *member) *jsonForm {
	if known := f.blocks[m.name.text]; known != nil {
		return known
	}
	if f.open && (m.value.kind == objectNode || m.value.kind == arrayNode) {
		return &jsonForm{}
	}
	return nil
}

// labelsOf gives how many labels stand above the blocks of a value.
func (f *jsonForm) labelsOf(value *node) int {
	if f.mayLackLabel && !holdsLabels(value) {
		return 0
	}
	return f.labels
}

// holdsLabels reports whether all that an object names is again an object, or
// a list.
func holdsLabels(n *node) bool {
	if n.kind == arrayNode && len(n.items) > 0 {
		n = &n.items[0]
	}
	for i := range n.members {
		if m := &n.members[i]; m.value.kind != objectNode && m.value.kind != arrayNode && m.name.text != commentName {
			return false
		}
	}
	return true
}

// jsonRoot is the form of a file.
var jsonRoot = jsonForms()

func jsonForms() *jsonForm {
	references := func(names ...string) map[string]argumentForm {
		forms := map[string]argumentForm{}
		for _, name := range names {
			forms[name] = asReference
		}
		return forms
	}
	plain := &jsonForm{}
	assert := &jsonForm{labels: 1, mayLackLabel: true, arguments: references("target")}
	lifecycle := &jsonForm{
		arguments: references("ignore_changes", "replace_triggered_by"),
		blocks:    map[string]*jsonForm{"precondition": plain, "postcondition": plain},
	}
	resource := &jsonForm{
		labels:    2,
		arguments: references("connect", "depends_on", "provider"),
		blocks: map[string]*jsonForm{
			"connection": {labels: 1, arguments: references("to")},
			"assert":     assert,
			"complete":   {arguments: references("fill", "exclude")},
			"lifecycle":  lifecycle,
			"timeouts":   plain,
		},
	}
	module := &jsonForm{
		labels:    1,
		arguments: references("connect", "depends_on"),
		blocks:    map[string]*jsonForm{"override": resource, "assert": assert},
	}
	composite := &jsonForm{labels: 1, arguments: references("connect", "depends_on")}
	composite.blocks = map[string]*jsonForm{
		"resource": resource, "composite": composite, "module": module, "override": resource, "assert": assert,
	}
	return &jsonForm{open: true, blocks: map[string]*jsonForm{
		"clockwork": plain,
		"variable":  {labels: 1, arguments: map[string]argumentForm{"type": asType}, blocks: map[string]*jsonForm{"validation": plain}},
		"locals":    plain,
		"output":    {labels: 1, blocks: map[string]*jsonForm{"precondition": plain}},
		"provider":  {labels: 1, blocks: map[string]*jsonForm{"registry_auth": plain}},
		"resource":  resource,
		"composite": composite,
		"module":    module,
		"check": {
			labels:    1,
			arguments: references("depends_on"),
			blocks:    map[string]*jsonForm{"assert": assert, "condition": {arguments: references("target")}},
		},
		"moved":    {arguments: references("from", "to")},
		"removed":  {arguments: references("from"), blocks: map[string]*jsonForm{"lifecycle": plain}},
		"import":   {arguments: references("to")},
		"override": resource,
	}}
}
