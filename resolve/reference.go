package resolve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// expression is an expression whose names have been found.
type expression struct {
	expr  hcl.Expression
	frame *frame
	refs  []reference
	uses  []use
	// groups are modules used as a whole.
	groups []groupReference
	// complete: it calls complete(); self, each: it names those; loops: it has
	// a for.
	complete, self, each, loops bool
	// constant: it names nothing at all.
	constant bool
	// broken: a name was not found, which has been reported.
	broken bool
}

// reference is one use of a resource in an expression.
type reference struct {
	declaration *declaration
	// node is the instance; nil for all of them, and for none where absent.
	node *Node
	// absent: the resource is not enabled, so its value is null.
	absent bool
	// prefix is the resource as written (["docker_container","db"]), with the
	// instance's key in its plain form.
	prefix []string
	// attr is the attribute or output used, "" for the whole resource.
	attr string
	at   hcl.Range
}

// nodes are the instances that a reference means.
func (r reference) nodes() []*Node {
	if r.node != nil {
		return []*Node{r.node}
	}
	if r.absent {
		return nil
	}
	return r.declaration.nodes
}

// groupReference is a module as a whole: all its outputs, of one instance or of
// every one.
type groupReference struct {
	group *groupDeclaration
	// scope is the instance; nil for all of them.
	scope  *scope
	prefix []string
}

// references are those of an expression and of the names in it, the latter seen
// from where the expression stands.
func (x *expression) references() []reference {
	if len(x.groups) == 0 && !slices.ContainsFunc(x.uses, func(u use) bool { return len(u.of.references()) > 0 }) {
		return x.refs
	}
	refs := slices.Clone(x.refs)
	seen := map[referenceKey]bool{}
	for _, r := range refs {
		seen[r.key()] = true
	}
	add := func(n *named) {
		for _, r := range n.references() {
			if !seen[r.key()] {
				seen[r.key()] = true
				r.at = x.expr.Range()
				refs = append(refs, r)
			}
		}
	}
	for _, u := range x.uses {
		add(u.of)
	}
	for _, g := range x.groups {
		for _, s := range g.scopes() {
			for _, o := range s.module.cfg.Outputs {
				add(s.module.outputs[o.Name])
			}
		}
	}
	return refs
}

type referenceKey struct {
	declaration *declaration
	node        *Node
	attr        string
}

func (r reference) key() referenceKey { return referenceKey{r.declaration, r.node, r.attr} }

func (g groupReference) scopes() []*scope {
	if g.scope != nil {
		return []*scope{g.scope}
	}
	return g.group.instances
}

// linker finds the names of one expression.
type linker struct {
	b *builder
	x *expression
	f *frame
	// self may be named here.
	self bool
}

// expression finds every name in e.
func (b *builder) expression(e hcl.Expression, f *frame) (*expression, hcl.Diagnostics) {
	return b.link(e, f, false)
}

// link finds every name in e; self says whether self may be among them.
func (b *builder) link(e hcl.Expression, f *frame, self bool) (*expression, hcl.Diagnostics) {
	x := &expression{expr: e, frame: f}
	if isLiteral(e) {
		x.constant = true
		return x, nil
	}
	node, ok := e.(hclsyntax.Node)
	if !ok {
		return x, nil
	}
	found := findChains(node)
	meter(found.loops)
	x.complete, x.loops = found.complete, len(found.loops) > 0
	x.constant = len(found.chains) == 0 && !found.calls
	l := &linker{b: b, x: x, f: f, self: self}
	var diags hcl.Diagnostics
	for _, c := range found.chains {
		if d := l.add(c); d != nil {
			diags = append(diags, d)
			x.broken = true
		}
	}
	return x, diags
}

// isLiteral recognises the common expressions in which there is nothing to
// find, so that they cost no walk.
func isLiteral(e hcl.Expression) bool {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return true
	case *hclsyntax.TemplateExpr:
		return e.IsStringLiteral()
	case *hclsyntax.TupleConsExpr:
		for _, item := range e.Exprs {
			if !isLiteral(item) {
				return false
			}
		}
		return true
	}
	return false
}

// add finds what a chain names.
func (l *linker) add(c chain) *hcl.Diagnostic {
	m := l.f.scope.module
	switch c[0].name {
	case "var":
		return l.name(c, "variable", m.vars)
	case "local":
		return l.name(c, "local value", m.locals)
	case "path", "clockwork":
		return checkBuiltin(c)
	case "self":
		l.x.self = true
		if !l.self {
			return diag.New("CW0202", c.at(1).Ptr(), "Reference to nothing",
				"self is the deployed resource, and can be used only in its assert blocks and postconditions. Name the argument's value in locals { … } and use it in both places.")
		}
		return nil
	case "each", "count":
		l.x.each = true
		return l.repetition(c)
	}
	return l.object(c)
}

func (l *linker) name(c chain, what string, known map[string]*named) *hcl.Diagnostic {
	n := known[c.name(1)]
	if n == nil {
		return l.b.unknownName(c, what, known)
	}
	l.b.named(n)
	l.x.uses = append(l.x.uses, use{n, []string{c[0].name, n.name}})
	return nil
}

var repetitionWords = map[string][]string{"each": {"key", "value"}, "count": {"index"}}

func (l *linker) repetition(c chain) *hcl.Diagnostic {
	word := c[0].name
	if l.f.repetition(word == "count") == nil {
		needs := map[string]string{"each": "for_each", "count": "count"}[word]
		return diag.New("CW0202", c.at(2).Ptr(), "Reference to nothing",
			"%s can be used only in a block that has %s, or inside a composite that has it.", c.text(), needs)
	}
	if !slices.Contains(repetitionWords[word], c.name(1)) {
		return diag.New("CW0202", c.at(2).Ptr(), "Reference to nothing", "%s has %s.", word, strings.Join(repetitionWords[word], " and "))
	}
	return nil
}

// object adds a reference to a resource or to a module.
func (l *linker) object(c chain) *hcl.Diagnostic {
	p, d := l.b.locate(c, l.f)
	switch {
	case d != nil:
		return d
	case p.unknown:
		l.x.broken = true
		return nil
	case p.declaration != nil:
		return l.resource(c, p)
	case p.group.kind == "module":
		return l.module(c, p)
	}
	text := c[:p.next].text()
	return diag.New("CW0202", c.at(p.next).Ptr(), "Reference to nothing",
		"%s is a composite: it has no value of its own. Name a resource in it: %s.TYPE.NAME.", text, text)
}

func (l *linker) resource(c chain, p place) *hcl.Diagnostic {
	rest := c[p.next:]
	if p.all && len(rest) > 0 && rest[0].splat {
		rest = rest[1:]
	}
	if p.all && len(rest) > 0 && rest[0].name != "" && !c[p.next].splat {
		return needsKey(c, p)
	}
	ref := reference{declaration: p.declaration, node: p.node, absent: p.absent, prefix: p.prefix, at: c.at(len(c))}
	if len(rest) > 0 {
		ref.attr = chain(rest).name(0)
	}
	kind := p.declaration.kind
	if ref.attr != "" && kind.Attribute(ref.attr) == nil && kind.Output(ref.attr) == nil {
		return unknownAttribute(kind, ref.attr, rest[0].at)
	}
	l.x.refs = append(l.x.refs, ref)
	return nil
}

// needsKey says that a repeated resource is used as if it were one.
func needsKey(c chain, p place) *hcl.Diagnostic {
	text := c[:p.next].text()
	how, all := text+`["KEY"]`, "values("+text+")[*]"
	if p.declaration.block.Repeat.Count != nil {
		how, all = text+"[0]", text+"[*]"
	}
	return diag.New("CW0202", c.at(p.next).Ptr(), "Reference to nothing",
		"There can be several of %s. Say which: %s, or %s for all of them.", text, how, all)
}

func unknownAttribute(kind *schema.Kind, attr string, at hcl.Range) *hcl.Diagnostic {
	names := attributeNames(kind)
	for _, o := range kind.Outputs {
		names = append(names, o.Name)
	}
	detail := fmt.Sprintf("A %s has no attribute %q.", kind.Name, attr)
	if near := hclspec.Nearest(attr, names); near != "" {
		detail += " Did you mean " + near + "?"
	} else {
		detail += " It has " + strings.Join(names, ", ") + "."
	}
	return diag.New("CW0204", at.Ptr(), "Unknown attribute", "%s", detail)
}

// module adds an output of a module, or the module as a whole.
func (l *linker) module(c chain, p place) *hcl.Diagnostic {
	rest := c[p.next:]
	if p.group.module.Config == nil {
		// That it could not be loaded has been reported.
		l.x.broken = true
		return nil
	}
	if p.scope != nil && len(rest) > 0 && rest.name(0) != "" {
		outputs := p.scope.module.outputs
		o := outputs[rest.name(0)]
		if o == nil {
			return unknownOutput(c, p, sortedKeys(outputs))
		}
		l.b.named(o)
		l.x.uses = append(l.x.uses, use{o, append(slices.Clone(p.prefix), o.name)})
		return nil
	}
	if p.scope == nil && !p.absent && len(rest) > 0 && rest[0].name != "" {
		text := c[:p.next].text()
		all := "values(" + text + ")[*]"
		if p.group.repeat().Count != nil {
			all = text + "[*]"
		}
		return diag.New("CW0202", c.at(p.next).Ptr(), "Reference to nothing",
			"There can be several of %s. Say which: %s[KEY], or %s for all of them.", text, text, all)
	}
	g := groupReference{group: p.group, scope: p.scope, prefix: p.prefix}
	for _, s := range g.scopes() {
		for _, o := range s.module.cfg.Outputs {
			l.b.named(s.module.outputs[o.Name])
		}
	}
	l.x.groups = append(l.x.groups, g)
	return nil
}

func unknownOutput(c chain, p place, known []string) *hcl.Diagnostic {
	text, name := c[:p.next].text(), c.name(p.next)
	detail := fmt.Sprintf("%s has no output %q.", text, name)
	switch near := hclspec.Nearest(name, known); {
	case near != "":
		detail += fmt.Sprintf(" Did you mean %q?", near)
	case len(known) == 0:
		detail += " It has no outputs: a module gives only what its output blocks say."
	default:
		detail += " It has " + strings.Join(known, ", ") + "."
	}
	return diag.New("CW0202", c.at(p.next+1).Ptr(), "Reference to nothing", "%s", detail)
}

// place is what a chain leads to: a resource or a group, one instance or all.
type place struct {
	declaration *declaration
	node        *Node
	group       *groupDeclaration
	scope       *scope
	// all: several instances are meant. absent: none, since it is not enabled.
	all, absent bool
	// unknown: which one is not known, since a variable has no value yet.
	unknown bool
	// next is the first step that is not used up.
	next int
	// prefix is the path of the value, keys in their plain form.
	prefix []string
}

// locate finds the resource or group that a chain begins with.
func (b *builder) locate(c chain, f *frame) (place, *hcl.Diagnostic) {
	var p place
	inside := f.scope
	for c.name(p.next) == "composite" || c.name(p.next) == "module" {
		d := b.locateGroup(c, f, inside, &p)
		if d != nil || p.unknown || p.absent || p.scope == nil || p.next == len(c) || p.group.kind == "module" {
			return p, d
		}
		inside = p.scope
	}
	kind, name := c.name(p.next), c.name(p.next+1)
	if p.group == nil {
		p.declaration = inside.find(kind, name)
	} else {
		p.declaration = inside.resources[kind][name]
	}
	if p.declaration == nil {
		return p, b.unknownReference(c, p.next+2, f.scope)
	}
	p.prefix = append(p.prefix, kind, name)
	p.next += 2
	return p, b.pick(c, f, &p)
}

// locateGroup takes a group's steps off a chain.
func (b *builder) locateGroup(c chain, f *frame, inside *scope, p *place) *hcl.Diagnostic {
	kind, name := c.name(p.next), c.name(p.next+1)
	g := inside.groups[kind][name]
	if p.group == nil {
		g = inside.findGroup(kind, name)
	}
	if g == nil {
		return b.unknownReference(c, p.next+2, f.scope)
	}
	p.group, p.scope = g, nil
	p.prefix = append(p.prefix, kind, name)
	p.next += 2
	b.expandGroup(g)
	if !isRepeated(g.repeat()) {
		if len(g.instances) == 0 {
			p.absent = true
			return nil
		}
		p.scope = g.instances[0]
		return nil
	}
	key, known := b.key(c, f, p)
	if !known {
		return b.allOfGroup(c, p)
	}
	p.scope = g.byKey[key]
	if p.scope == nil {
		return noInstance(c, p, g.open, groupKeys(g))
	}
	return nil
}

// allOfGroup is a repeated group without a key that says which.
func (b *builder) allOfGroup(c chain, p *place) *hcl.Diagnostic {
	p.all = true
	if p.group.kind == "module" || p.next == len(c) {
		return nil
	}
	text := c[:p.next].text()
	return diag.New("CW0202", c.at(p.next).Ptr(), "Reference to nothing",
		"There can be several of %s. Say which one the resource is in: %s[KEY].TYPE.NAME.", text, text)
}

func groupKeys(g *groupDeclaration) []string {
	keys := make([]string, len(g.instances))
	for i, s := range g.instances {
		keys[i] = s.instance
	}
	return keys
}

// pick finds the instance of a resource that a chain means.
func (b *builder) pick(c chain, f *frame, p *place) *hcl.Diagnostic {
	d := p.declaration
	b.expand(d)
	if !isRepeated(d.block.Repeat) {
		return pickOnly(c, p)
	}
	key, known := b.key(c, f, p)
	if !known {
		p.all = true
		return nil
	}
	p.node = d.byKey[key]
	if p.node == nil {
		keys := make([]string, len(d.nodes))
		for i, n := range d.nodes {
			keys[i] = n.Address.Key
		}
		return noInstance(c, p, d.open, keys)
	}
	return nil
}

func pickOnly(c chain, p *place) *hcl.Diagnostic {
	d := p.declaration
	if len(d.nodes) == 0 {
		p.absent = true
		return nil
	}
	p.node = d.nodes[0]
	if p.next >= len(c) || c[p.next].splat || c[p.next].name != "" || c.name(p.next) != "" || c[p.next].expr != nil {
		return nil
	}
	text := c[:p.next].text()
	return diag.New("CW0202", c.at(p.next+1).Ptr(), "Reference to nothing",
		"%s has neither count nor for_each, so there is only one: write %s without %s.", text, text, c[p.next].text())
}

func noInstance(c chain, p *place, open bool, keys []string) *hcl.Diagnostic {
	if open {
		p.unknown = true
		return nil
	}
	what := c[:p.next-1].text()
	return diag.New("CW0202", c.at(p.next).Ptr(), "Reference to nothing", "There is no %s here. %s", c[:p.next].text(), wrongIndex(what, keys))
}

// key takes an instance key off a chain: literal, or computed from what is
// known now.
func (b *builder) key(c chain, f *frame, p *place) (string, bool) {
	if p.next >= len(c) || !c[p.next].isKey() || c[p.next].bound {
		return "", false
	}
	s := c[p.next]
	key := s.key
	if key == cty.NilVal {
		x, diags := b.expression(s.expr, f)
		if diags.HasErrors() || len(x.references()) > 0 {
			return "", false
		}
		key, diags = b.evaluator().value(x, nil)
		if diags.HasErrors() {
			return "", false
		}
	}
	key, _ = key.Unmark()
	if !key.IsKnown() || key.IsNull() || key.Type() != cty.String && key.Type() != cty.Number {
		return "", false
	}
	p.next++
	p.prefix = append(p.prefix, plainKey(key))
	return schema.KeyText(key), true
}

// plainKey is a key as the name of an object's attribute.
func plainKey(key cty.Value) string {
	if key.Type() == cty.Number {
		return key.AsBigFloat().Text('f', -1)
	}
	return key.AsString()
}

// maxHints is for how many unknown names of a configuration the nearest known
// one is looked for. Where a file is missing there are thousands, and each would
// be compared with thousands.
const maxHints = 100

// hints reports whether there is to be one more.
func (b *builder) hints() bool {
	b.hinted++
	return b.hinted <= maxHints
}

func (b *builder) unknownReference(c chain, steps int, s *scope) *hcl.Diagnostic {
	steps = min(steps, len(c))
	written := c[:steps].text()
	detail := fmt.Sprintf("There is no %s here.", written)
	if len(c) == 1 {
		detail = fmt.Sprintf("%q alone names nothing. A reference is TYPE.NAME, var.NAME, local.NAME or composite.NAME; text stands in quotes.", written)
	}
	var names []string
	if b.hints() {
		names = s.names()
	}
	if near := hclspec.Nearest(written, names); near != "" {
		detail += " Did you mean " + near + "?"
	} else if len(names) > 0 && len(names) <= 8 {
		detail += " What can be named from here: " + strings.Join(names, ", ") + "."
	}
	return diag.New("CW0202", c.at(steps).Ptr(), "Reference to nothing", "%s", detail)
}

var builtins = map[string][]string{
	"path":      {"root", "module"},
	"clockwork": {"project", "stack"},
}

func checkBuiltin(c chain) *hcl.Diagnostic {
	names := builtins[c[0].name]
	if slices.Contains(names, c.name(1)) {
		return nil
	}
	return diag.New("CW0202", c.at(2).Ptr(), "Reference to nothing", "%s has %s.", c[0].name, strings.Join(names, " and "))
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
