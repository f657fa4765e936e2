package resolve

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

// chain is a name with everything that is selected from it:
// composite.web["eu"].file.index[*].path.
type chain []step

// step is one of: a name, a key that is written out, a key to be computed, a
// splat.
type step struct {
	name string
	key  cty.Value
	expr hclsyntax.Expression
	// bound: expr uses a name of an enclosing for, so it has no one value.
	bound bool
	splat bool
	at    hcl.Range
}

func (s step) isKey() bool { return s.key != cty.NilVal || s.expr != nil }

// text is the step as an author would write it.
func (s step) text() string {
	switch {
	case s.splat:
		return "[*]"
	case s.key != cty.NilVal:
		return "[" + schema.KeyText(s.key) + "]"
	case s.expr != nil:
		return "[…]"
	}
	return s.name
}

func (c chain) text() string {
	var b strings.Builder
	for i, s := range c {
		if i > 0 && s.name != "" {
			b.WriteByte('.')
		}
		b.WriteString(s.text())
	}
	return b.String()
}

// name is the i-th step's name, or a literal text key in its place; "" for
// neither.
func (c chain) name(i int) string {
	if i >= len(c) {
		return ""
	}
	if k := c[i].key; k != cty.NilVal && k.Type() == cty.String && k.IsKnown() && !k.IsNull() {
		return k.AsString()
	}
	return c[i].name
}

// at is the place of the first n steps.
func (c chain) at(n int) hcl.Range {
	n = min(n, len(c))
	return hcl.RangeBetween(c[0].at, c[n-1].at)
}

// chainOf reads a chain off an expression; false for other expressions.
func chainOf(e hclsyntax.Node) (chain, bool) {
	switch e := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return traversalSteps(nil, e.Traversal), true
	case *hclsyntax.RelativeTraversalExpr:
		c, ok := chainOf(e.Source)
		return traversalSteps(c, e.Traversal), ok
	case *hclsyntax.IndexExpr:
		c, ok := chainOf(e.Collection)
		return append(c, keyStep(e)), ok
	case *hclsyntax.SplatExpr:
		c, ok := chainOf(e.Source)
		c = append(c, step{splat: true, at: e.MarkerRange})
		if each, relative := e.Each.(*hclsyntax.RelativeTraversalExpr); relative {
			if _, plain := each.Source.(*hclsyntax.AnonSymbolExpr); plain {
				c = traversalSteps(c, each.Traversal)
			}
		}
		return c, ok
	case *hclsyntax.ParenthesesExpr:
		return chainOf(e.Expression)
	}
	return nil, false
}

func keyStep(e *hclsyntax.IndexExpr) step {
	if v, ok := e.Key.(*hclsyntax.LiteralValueExpr); ok {
		return step{key: v.Val, at: e.BracketRange}
	}
	if t, ok := e.Key.(*hclsyntax.TemplateExpr); ok && t.IsStringLiteral() {
		if v, diags := t.Value(nil); !diags.HasErrors() {
			return step{key: v, at: e.BracketRange}
		}
	}
	return step{expr: e.Key, at: e.BracketRange}
}

func traversalSteps(c chain, t hcl.Traversal) chain {
	if c == nil {
		c = make(chain, 0, len(t))
	}
	for _, s := range t {
		switch s := s.(type) {
		case hcl.TraverseRoot:
			c = append(c, step{name: s.Name, at: s.SrcRange})
		case hcl.TraverseAttr:
			c = append(c, step{name: s.Name, at: s.SrcRange})
		case hcl.TraverseIndex:
			c = append(c, step{key: s.Key, at: s.SrcRange})
		case hcl.TraverseSplat:
			c = append(c, step{splat: true, at: s.SrcRange})
		}
	}
	return c
}

// finder collects the chains of an expression, outermost first, without the
// names that its own for expressions bind.
type finder struct {
	chains []chain
	// complete: there is a complete() call, calls: there is one of any
	// function. loops: there is a for.
	complete, calls bool
	loops           []*hclsyntax.ForExpr
	bound           []map[string]struct{}
	// inside are the nodes that belong to a chain that was found.
	inside map[hclsyntax.Node]bool
}

func findChains(e hclsyntax.Node) *finder {
	f := &finder{}
	_ = hclsyntax.Walk(e, f)
	return f
}

// Enter implements hclsyntax.Walker.
func (f *finder) Enter(n hclsyntax.Node) hcl.Diagnostics {
	switch n := n.(type) {
	case hclsyntax.ChildScope:
		f.bound = append(f.bound, n.LocalNames)
	case *hclsyntax.ForExpr:
		f.loops = append(f.loops, n)
	case *hclsyntax.FunctionCallExpr:
		f.calls, f.complete = true, f.complete || n.Name == "complete"
	case *hclsyntax.ScopeTraversalExpr, *hclsyntax.RelativeTraversalExpr, *hclsyntax.IndexExpr, *hclsyntax.SplatExpr:
		if f.inside[n] {
			return nil
		}
		if c, ok := chainOf(n); ok {
			f.claim(n)
			f.add(c)
		}
	}
	return nil
}

// Exit implements hclsyntax.Walker.
func (f *finder) Exit(n hclsyntax.Node) hcl.Diagnostics {
	if _, ok := n.(hclsyntax.ChildScope); ok {
		f.bound = f.bound[:len(f.bound)-1]
	}
	return nil
}

func (f *finder) add(c chain) {
	if f.isBound(c[0].name) {
		return
	}
	for i := range c {
		if c[i].expr == nil {
			continue
		}
		for _, t := range c[i].expr.Variables() {
			c[i].bound = c[i].bound || f.isBound(t.RootName())
		}
	}
	f.chains = append(f.chains, c)
}

func (f *finder) isBound(name string) bool {
	for _, names := range f.bound {
		if _, ok := names[name]; ok {
			return true
		}
	}
	return false
}

// claim marks the nodes that a chain is made of.
func (f *finder) claim(n hclsyntax.Node) {
	for {
		var source hclsyntax.Node
		switch n := n.(type) {
		case *hclsyntax.RelativeTraversalExpr:
			source = n.Source
		case *hclsyntax.IndexExpr:
			source = n.Collection
		case *hclsyntax.SplatExpr:
			source = n.Source
		case *hclsyntax.ParenthesesExpr:
			source = n.Expression
		default:
			return
		}
		if f.inside == nil {
			f.inside = map[hclsyntax.Node]bool{}
		}
		f.inside[source] = true
		n = source
	}
}

// wrongIndex says what is wrong with a key that no instance has.
func wrongIndex(what string, keys []string) string {
	if len(keys) == 0 {
		return fmt.Sprintf("%s has no instances at all.", what)
	}
	shown := keys
	if len(shown) > 8 {
		shown = shown[:8]
	}
	text := make([]string, len(shown))
	for i, k := range shown {
		text[i] = what + "[" + k + "]"
	}
	more := ""
	if len(keys) > len(shown) {
		more = fmt.Sprintf(" and %d more", len(keys)-len(shown))
	}
	return fmt.Sprintf("There are %s%s.", strings.Join(text, ", "), more)
}
