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
)

// scope is where names are looked up: a group's own, then those outside.
type scope struct {
	path   string
	parent *scope
	// nodes by type and name; composites by name to path.
	nodes      map[string]map[string]*Node
	composites map[string]string
}

func (s *scope) add(n *Node) {
	if s.nodes[n.Address.Type] == nil {
		s.nodes[n.Address.Type] = map[string]*Node{}
	}
	s.nodes[n.Address.Type][n.Address.Name] = n
}

func (s *scope) find(kind, name string) *Node {
	for ; s != nil; s = s.parent {
		if n := s.nodes[kind][name]; n != nil {
			return n
		}
	}
	return nil
}

func (s *scope) composite(name string) string {
	for ; s != nil; s = s.parent {
		if p := s.composites[name]; p != "" {
			return p
		}
	}
	return ""
}

// names lists what can be referred to from s, in reference form.
func (s *scope) names() []string {
	var names []string
	for ; s != nil; s = s.parent {
		for kind, byName := range s.nodes {
			for name := range byName {
				names = append(names, kind+"."+name)
			}
		}
		for name := range s.composites {
			names = append(names, "composite."+name)
		}
	}
	slices.Sort(names)
	return names
}

// target is what a traversal leads to: a node or a composite, and how many of
// the traversal's steps named it.
type target struct {
	node      *Node
	composite string
	steps     int
}

// lookup finds the resource or composite that a traversal begins with.
func (g *Graph) lookup(t hcl.Traversal, s *scope) (target, *hcl.Diagnostic) {
	i, inside := 0, s
	composite := ""
	for stepName(t, i) == "composite" {
		name := stepName(t, i+1)
		if composite == "" {
			composite = inside.composite(name)
		} else {
			composite = inside.composites[name]
		}
		if composite == "" {
			return target{}, unknownReference(t, i+2, s)
		}
		inside = g.scopes[composite]
		i += 2
	}
	if composite != "" && i == len(t) {
		return target{composite: composite, steps: i}, nil
	}
	kind, name := stepName(t, i), stepName(t, i+1)
	var n *Node
	if composite == "" {
		n = inside.find(kind, name)
	} else {
		n = inside.nodes[kind][name]
	}
	if n == nil {
		return target{}, unknownReference(t, i+2, s)
	}
	return target{node: n, steps: i + 2}, nil
}

// stepName gives the name of a traversal's i-th step, "" where it has none.
func stepName(t hcl.Traversal, i int) string {
	if i >= len(t) {
		return ""
	}
	switch step := t[i].(type) {
	case hcl.TraverseRoot:
		return step.Name
	case hcl.TraverseAttr:
		return step.Name
	case hcl.TraverseIndex:
		if step.Key.Type() == cty.String && step.Key.IsKnown() && !step.Key.IsNull() {
			return step.Key.AsString()
		}
	}
	return ""
}

func unknownReference(t hcl.Traversal, steps int, s *scope) *hcl.Diagnostic {
	steps = min(steps, len(t))
	written := traversalText(t[:steps])
	at := t[:steps].SourceRange()
	detail := fmt.Sprintf("There is no %s here.", written)
	if len(t) == 1 {
		detail = fmt.Sprintf("%q alone names nothing. A reference is TYPE.NAME, var.NAME, local.NAME or composite.NAME; text stands in quotes.", written)
	}
	names := s.names()
	if near := hclspec.Nearest(written, names); near != "" {
		detail += " Did you mean " + near + "?"
	} else if len(names) > 0 && len(names) <= 8 {
		detail += " What can be named from here: " + strings.Join(names, ", ") + "."
	}
	return diag.New("CW0202", at.Ptr(), "Reference to nothing", "%s", detail)
}

func traversalText(t hcl.Traversal) string {
	var parts []string
	for i := range t {
		parts = append(parts, stepName(t, i))
	}
	return strings.Join(parts, ".")
}

// expression is an expression whose names have been found.
type expression struct {
	expr  hcl.Expression
	scope *scope
	refs  []reference
	// locals that it names, and whether it calls complete().
	locals   []*local
	vars     []hcl.Traversal
	complete bool
	self     bool
	// broken: a name was not found, which has been reported.
	broken bool
}

// reference is one use of a resource in an expression.
type reference struct {
	node *Node
	// prefix is the resource as written (["docker_container","db"]).
	prefix []string
	// attr is the attribute or output used, "" for the whole resource.
	attr string
	at   hcl.Range
}

// local is a locals entry, linked.
type local struct {
	block *hclspec.Local
	x     *expression
}

// resources gives the references of an expression, those of its locals
// included, but seen from where the expression stands.
func (x *expression) resources() []reference {
	if len(x.locals) == 0 {
		return x.refs
	}
	refs := slices.Clone(x.refs)
	for _, l := range x.locals {
		if l.x == nil {
			continue
		}
		for _, r := range l.x.resources() {
			refs = append(refs, reference{node: r.node, attr: r.attr, at: x.expr.Range()})
		}
	}
	return refs
}

// expression finds every name in e.
func (g *Graph) expression(e hcl.Expression, s *scope) (*expression, hcl.Diagnostics) {
	x := &expression{expr: e, scope: s}
	if isLiteral(e) {
		return x, nil
	}
	var diags hcl.Diagnostics
	for _, t := range e.Variables() {
		if d := g.addReference(x, t, s); d != nil {
			diags = append(diags, d)
			x.broken = true
		}
	}
	if node, ok := e.(hclsyntax.Node); ok {
		x.complete = callsComplete(node)
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

func callsComplete(node hclsyntax.Node) bool {
	found := false
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		if call, ok := n.(*hclsyntax.FunctionCallExpr); ok && call.Name == "complete" {
			found = true
		}
		return nil
	})
	return found
}

func (g *Graph) addReference(x *expression, t hcl.Traversal, s *scope) *hcl.Diagnostic {
	switch t.RootName() {
	case "var":
		x.vars = append(x.vars, t)
		return g.checkVariable(t)
	case "local":
		l := g.locals[stepName(t, 1)]
		if l == nil {
			return unknownName(t, "local value", sortedKeys(g.locals))
		}
		x.locals = append(x.locals, l)
		return nil
	case "path", "clockwork":
		return checkBuiltin(t)
	case "self":
		x.self = true
		return nil
	case "module", "each", "count":
		return diag.New("CW0105", t.SourceRange().Ptr(), "Not supported yet",
			"%s.* is part of the language, but this version of cw does not have it yet.", t.RootName())
	}
	to, d := g.lookup(t, s)
	if d != nil {
		return d
	}
	if to.node == nil {
		return diag.New("CW0202", t.SourceRange().Ptr(), "Reference to nothing",
			"%s is a composite: it has no value of its own. Name a resource in it: %s.TYPE.NAME.", traversalText(t), traversalText(t))
	}
	return x.addResource(t, to)
}

func (x *expression) addResource(t hcl.Traversal, to target) *hcl.Diagnostic {
	ref := reference{node: to.node, attr: stepName(t, to.steps), at: t.SourceRange()}
	for i := range to.steps {
		ref.prefix = append(ref.prefix, stepName(t, i))
	}
	kind := to.node.Kind
	if ref.attr != "" && kind.Attribute(ref.attr) == nil && kind.Output(ref.attr) == nil {
		names := attributeNames(kind)
		for _, o := range kind.Outputs {
			names = append(names, o.Name)
		}
		detail := "A " + kind.Name + " has no attribute " + fmt.Sprintf("%q.", ref.attr)
		if near := hclspec.Nearest(ref.attr, names); near != "" {
			detail += " Did you mean " + near + "?"
		} else {
			detail += " It has " + strings.Join(names, ", ") + "."
		}
		return diag.New("CW0204", t[to.steps].SourceRange().Ptr(), "Unknown attribute", "%s", detail)
	}
	x.refs = append(x.refs, ref)
	return nil
}

func unknownName(t hcl.Traversal, what string, known []string) *hcl.Diagnostic {
	name := stepName(t, 1)
	detail := fmt.Sprintf("There is no %s %q.", what, name)
	if near := hclspec.Nearest(name, known); near != "" {
		detail += fmt.Sprintf(" Did you mean %q?", near)
	}
	return diag.New("CW0205", t.SourceRange().Ptr(), "Unknown "+what, "%s", detail)
}

var builtins = map[string][]string{
	"path":      {"root", "module"},
	"clockwork": {"project", "stack"},
}

func checkBuiltin(t hcl.Traversal) *hcl.Diagnostic {
	names := builtins[t.RootName()]
	if slices.Contains(names, stepName(t, 1)) {
		return nil
	}
	return diag.New("CW0202", t.SourceRange().Ptr(), "Reference to nothing",
		"%s has %s.", t.RootName(), strings.Join(names, " and "))
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// collectLocals links all locals; one that needs itself is an error and stays
// without a value.
func (b *builder) collectLocals() {
	b.g.locals = map[string]*local{}
	for _, l := range b.g.Config.Locals {
		b.g.locals[l.Name] = &local{block: l}
	}
	for _, l := range b.g.Config.Locals {
		x, diags := b.g.expression(l.Value, b.g.scopes[""])
		b.diags = append(b.diags, diags...)
		b.g.locals[l.Name].x = x
	}
	for _, l := range b.g.Config.Locals {
		if names := b.localCycle(b.g.locals[l.Name], nil); names != nil {
			b.report(diag.New("CW0203", l.Range.Ptr(), "Cycle",
				"The local value %q needs itself: %s. Remove one of these references.", l.Name, strings.Join(names, " → ")))
			b.g.locals[l.Name].x.locals = nil
		}
	}
}

func (b *builder) localCycle(l *local, path []string) []string {
	if slices.Contains(path, l.block.Name) {
		if path[0] == l.block.Name {
			return append(path, l.block.Name)
		}
		return nil
	}
	path = append(slices.Clone(path), l.block.Name)
	for _, next := range l.x.locals {
		if cycle := b.localCycle(next, path); cycle != nil {
			return cycle
		}
	}
	return nil
}
