package schema

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// Address names one resource of a configuration. It is comparable, so it can
// key a map. Its String form is what an author writes in an expression.
type Address struct {
	// Group is the enclosing groups as written: "" at the root, else
	// "composite.web" or `composite.web["eu"].module.net`.
	Group string
	// Type is the kind's name, "docker_container".
	Type string
	// Name is the block's second label.
	Name string
	// Key is the instance key in HCL form without brackets (`0`, `"eu"`), or
	// "" for a resource that is not repeated.
	Key string
}

// GroupStep is one of the groups that a resource stands in.
type GroupStep struct {
	// Kind is "composite" or "module".
	Kind string
	Name string
	// Key is as in Address.
	Key string
}

// String gives the reference form: composite.web.
func (s GroupStep) String() string { return s.Kind + "." + keyed(s.Name, s.Key) }

// String gives the reference form: composite.web.docker_container.api["eu"].
func (a Address) String() string {
	s := keyed(a.Type+"."+a.Name, a.Key)
	if a.Group != "" {
		s = a.Group + "." + s
	}
	return s
}

func keyed(name, key string) string {
	if key == "" {
		return name
	}
	return name + "[" + key + "]"
}

// KeyText gives an instance key, a whole number or a string, its HCL form.
func KeyText(key cty.Value) string {
	if key.Type() == cty.Number && key.AsBigFloat().IsInt() {
		return key.AsBigFloat().Text('f', 0)
	}
	return string(hclwrite.TokensForValue(key).Bytes())
}

// KeyName is an instance key as a person would say it: the text of a string
// key, without quotes.
func KeyName(key string) string {
	if !strings.HasPrefix(key, `"`) {
		return key
	}
	e, diags := hclsyntax.ParseExpression([]byte(key), "", hcl.InitialPos)
	if diags.HasErrors() {
		return key
	}
	v, diags := e.Value(nil)
	if diags.HasErrors() || v.Type() != cty.String {
		return key
	}
	return v.AsString()
}

// IsZero reports whether a names nothing.
func (a Address) IsZero() bool { return a == Address{} }

// Compare orders addresses by group, type, name and key, numeric keys by their
// value: the order of the lock file and of every listing that has no better
// one.
func (a Address) Compare(b Address) int {
	return cmp.Or(
		cmp.Compare(a.Group, b.Group),
		cmp.Compare(a.Type, b.Type),
		cmp.Compare(a.Name, b.Name),
		compareKeys(a.Key, b.Key),
	)
}

// compareKeys orders numbers without leading zeros by value: a longer one is
// larger.
func compareKeys(a, b string) int {
	if a == "" || b == "" || a[0] == '"' || b[0] == '"' {
		return cmp.Compare(a, b)
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// Groups gives the enclosing groups, outermost first.
func (a Address) Groups() []GroupStep {
	if a.Group == "" {
		return nil
	}
	steps, _, ok := parseSteps(a.Group)
	if !ok {
		return nil
	}
	return steps
}

// maxAddress in bytes is far more than any address has.
const maxAddress = 16 << 10

// ParseAddress reads the String form of an address.
func ParseAddress(s string) (Address, error) {
	if len(s) > maxAddress {
		return Address{}, fmt.Errorf("a resource address of %d characters is none", len(s))
	}
	steps, rest, ok := parseSteps(s)
	if !ok || rest == nil {
		return Address{}, fmt.Errorf("%q is not a resource address; write TYPE.NAME or composite.GROUP.TYPE.NAME", s)
	}
	return Address{Group: GroupPath(steps), Type: rest.Kind, Name: rest.Name, Key: rest.Key}, nil
}

// GroupPath is the Group of an address in the given groups.
func GroupPath(steps []GroupStep) string {
	texts := make([]string, len(steps))
	for i, s := range steps {
		texts[i] = s.String()
	}
	return strings.Join(texts, ".")
}

// parseSteps reads groups and what follows them, nil for nothing.
func parseSteps(s string) (groups []GroupStep, rest *GroupStep, ok bool) {
	t, diags := hclsyntax.ParseTraversalAbs([]byte(s), "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, nil, false
	}
	for len(t) > 0 {
		var step GroupStep
		step, t, ok = nextStep(t)
		switch {
		case !ok:
			return nil, nil, false
		case step.Kind == "composite" || step.Kind == "module":
			groups = append(groups, step)
		case len(t) > 0:
			return nil, nil, false
		default:
			rest = &step
		}
	}
	return groups, rest, true
}

// nextStep takes KIND.NAME or KIND.NAME[KEY] off a traversal.
func nextStep(t hcl.Traversal) (GroupStep, hcl.Traversal, bool) {
	if len(t) < 2 {
		return GroupStep{}, nil, false
	}
	kind, ok := stepName(t[0])
	name, named := stepName(t[1])
	if !ok || !named {
		return GroupStep{}, nil, false
	}
	step, t := GroupStep{Kind: kind, Name: name}, t[2:]
	if len(t) > 0 {
		if index, ok := t[0].(hcl.TraverseIndex); ok {
			step.Key, t = KeyText(index.Key), t[1:]
		}
	}
	return step, t, true
}

func stepName(t hcl.Traverser) (string, bool) {
	switch t := t.(type) {
	case hcl.TraverseRoot:
		return t.Name, true
	case hcl.TraverseAttr:
		return t.Name, true
	}
	return "", false
}
