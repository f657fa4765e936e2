package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// conditionKind is the kind of assertion that an expression is.
const conditionKind = "condition"

// check reads assertions in the order written, whichever of the three ways they
// are written in: assert "KIND", assert, condition.
func (d *decoder) check(b *hclsyntax.Block) {
	named := d.labels(b, "NAME")
	c := &Check{Range: b.DefRange()}
	assertions := 0
	add := func(b *hclsyntax.Block) {
		assertions++
		c.Asserts = d.assert(c.Asserts, b, ofGroup)
	}
	d.read(b, form{
		arguments: map[string]func(*hclsyntax.Attribute){
			"description": expression(&c.Description),
			"depends_on":  d.references(&c.DependsOn),
		},
		blocks: map[string]func(*hclsyntax.Block){"assert": add, "condition": add},
	})
	if assertions == 0 && !hasBlockAsArgument(b) {
		d.report("CW0603", c.Range, "Invalid assertion", "The check asserts nothing. Put an assert block into it, or a condition { condition = …, error_message = … }; or remove it.")
	}
	if !named {
		return
	}
	c.Name, c.NameRange = b.Labels[0], b.LabelRanges[0]
	if d.declare(declaration{kind: "check", name: c.Name}, &c.Range) {
		d.cfg.Checks = append(d.cfg.Checks, c)
	}
}

// hasBlockAsArgument reports whether a check's assertion has an equals sign by
// mistake, which has been reported.
func hasBlockAsArgument(b *hclsyntax.Block) bool {
	return b.Body.Attributes["assert"] != nil || b.Body.Attributes["condition"] != nil
}

// assertPlace is where an assert block stands.
type assertPlace int

const (
	// ofResource assertions look at their resource.
	ofResource assertPlace = iota
	// ofGroup assertions may say what they look at, with target.
	ofGroup
)

func (d *decoder) assert(list []*Assert, b *hclsyntax.Block, place assertPlace) []*Assert {
	a := &Assert{Kind: conditionKind, Range: b.DefRange(), KindRange: b.TypeRange, Attributes: b.Body.Attributes}
	if b.Type == "condition" || len(b.Labels) == 0 {
		if !d.labels(b) {
			return list
		}
	} else {
		if !d.labels(b, "KIND") {
			return list
		}
		a.Kind, a.KindRange = b.Labels[0], b.LabelRanges[0]
	}
	for _, inner := range b.Body.Blocks {
		d.unexpectedBlock(inner, "In "+article(b.Type)+" block", nil)
	}
	if target := b.Body.Attributes["target"]; target != nil {
		d.target(a, target, place)
	}
	return append(list, a)
}

func (d *decoder) target(a *Assert, attr *hclsyntax.Attribute, place assertPlace) {
	a.Attributes = without(a.Attributes, "target")
	if place == ofResource {
		d.report("CW0103", attr.NameRange, "Unknown argument", "An assertion in a resource looks at that resource: remove target. To look at another one, put the assertion there, or into a check block.")
		return
	}
	if ref, ok := d.reference(attr.Expr, "target"); ok {
		a.Target = &ref
	}
}

// without gives arguments less one.
func without(attrs hclsyntax.Attributes, name string) hclsyntax.Attributes {
	rest := make(hclsyntax.Attributes, len(attrs))
	for n, a := range attrs {
		if n != name {
			rest[n] = a
		}
	}
	return rest
}

// conditions takes blocks of a condition and its message.
func (d *decoder) conditions(to *[]*Condition) func(*hclsyntax.Block) {
	return func(b *hclsyntax.Block) { *to = append(*to, d.condition(b)) }
}

func (d *decoder) condition(b *hclsyntax.Block) *Condition {
	c := &Condition{Range: b.DefRange()}
	d.labels(b)
	d.read(b, form{arguments: map[string]func(*hclsyntax.Attribute){
		"condition":     expression(&c.Condition),
		"error_message": expression(&c.ErrorMessage),
	}})
	d.need(b, "condition", c.Condition)
	d.need(b, "error_message", c.ErrorMessage)
	return c
}

// need reports an argument that its block can't do without.
func (d *decoder) need(b *hclsyntax.Block, name string, value hcl.Expression) {
	if value == nil {
		d.report("CW0303", b.DefRange(), "Missing value", "%s block needs the argument %q.", capital(article(b.Type)), name)
	}
}
