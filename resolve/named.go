package resolve

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// named is a value that has a name: a local, a variable or an output of one
// module instance.
type named struct {
	// what it is to a person: "local value", "variable", "output".
	what, name string
	at         hcl.Range
	// x gives the value; nil for one that is constant, which value has.
	x     *expression
	value cty.Value
	// convert makes the value fit, for variables; nil for others.
	convert   func(cty.Value) (cty.Value, *hcl.Diagnostic)
	sensitive bool

	expr  hcl.Expression
	frame *frame
	state state
	// refs are the references of x and of all names behind it, each once.
	refs      []reference
	refsKnown bool
}

// use is one appearance of a name in an expression.
type use struct {
	of *named
	// path is the name as written: ["local", "port"].
	path []string
}

// named links a name's expression on first use. A name that needs itself is an
// error, and has no value.
func (b *builder) named(n *named) {
	switch n.state {
	case settled:
		return
	case underWay:
		b.nameCycle(n)
		return
	}
	if n.expr == nil {
		n.state = settled
		return
	}
	n.state = underWay
	b.naming = append(b.naming, n)
	x, diags := b.expression(n.expr, n.frame)
	b.naming = b.naming[:len(b.naming)-1]
	b.diags = append(b.diags, diags...)
	if n.x == nil {
		n.x = x
	}
	b.refuseHole(x, n.what+" \""+n.name+"\"")
	n.state = settled
}

// refuseHole reports a complete() where there is no resource to complete.
func (b *builder) refuseHole(x *expression, where string) {
	if x.complete && !x.broken {
		x.broken = true
		b.report(diag.New("CW0108", x.expr.Range().Ptr(), "Invalid argument form",
			"complete(…) stands in an argument of a resource, which is what is completed; the %s is none. Write it there, and refer to the resource's argument here.", where))
	}
}

// nameCycle reports the names from n to n, and leaves n without a value.
func (b *builder) nameCycle(n *named) {
	start := len(b.naming) - 1
	for start > 0 && b.naming[start] != n {
		start--
	}
	var names []string
	for _, m := range b.naming[start:] {
		names = append(names, m.name)
	}
	b.report(diag.New("CW0203", n.at.Ptr(), "Cycle",
		"The %s %q needs itself: %s. Remove one of these references.", n.what, n.name, strings.Join(append(names, n.name), " → ")))
	n.x = &expression{expr: n.expr, frame: n.frame, broken: true}
}

// references lists what the name stands on, each resource and attribute once.
func (n *named) references() []reference {
	if n.refsKnown {
		return n.refs
	}
	n.refsKnown = true
	if n.x != nil {
		n.refs = n.x.references()
	}
	return n.refs
}

// declareNames makes the locals and outputs of a module.
func (m *module) declareNames() {
	m.locals, m.outputs = make(map[string]*named, len(m.cfg.Locals)), make(map[string]*named, len(m.cfg.Outputs))
	for _, l := range m.cfg.Locals {
		m.locals[l.Name] = &named{what: "local value", name: l.Name, at: l.Range, expr: l.Value, frame: m.root.frame}
	}
	for _, o := range m.cfg.Outputs {
		m.outputs[o.Name] = &named{what: "output", name: o.Name, at: o.NameRange, sensitive: o.Sensitive, expr: o.Value, frame: m.root.frame}
	}
}

// linkNames links whatever of a module's names nobody has used.
func (b *builder) linkNames(m *module) {
	for _, v := range m.cfg.Variables {
		b.named(m.vars[v.Name])
	}
	for _, l := range m.cfg.Locals {
		b.named(m.locals[l.Name])
	}
	for _, o := range m.cfg.Outputs {
		b.named(m.outputs[o.Name])
	}
}

func (b *builder) unknownName(c chain, what string, known map[string]*named) *hcl.Diagnostic {
	name := c.name(1)
	if name == "" {
		return diag.New("CW0205", c.at(2).Ptr(), "Unknown "+what, "%s alone names nothing: write %s.NAME.", c[0].name, c[0].name)
	}
	detail := "There is no " + what + " \"" + name + "\"."
	if b.hints() {
		if near := hclspec.Nearest(name, sortedKeys(known)); near != "" {
			detail += " Did you mean \"" + near + "\"?"
		}
	}
	return diag.New("CW0205", c.at(2).Ptr(), "Unknown "+what, "%s", detail)
}
