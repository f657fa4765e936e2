package hclspec

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// The functions of this file give what a form does with one argument.

// expression keeps an argument for somebody who evaluates it later.
func expression(to *hcl.Expression) func(*hclsyntax.Attribute) {
	return func(a *hclsyntax.Attribute) { *to = a.Expr }
}

// text takes a string that is written out.
func (d *decoder) text(to *string) func(*hclsyntax.Attribute) {
	return func(a *hclsyntax.Attribute) {
		if v, ok := literal(a.Expr); ok && v.IsNull() {
			return
		}
		var ok bool
		if *to, ok = plainText(a.Expr); !ok {
			d.report("CW0108", a.Expr.Range(), "Invalid argument form", "Write %s as a plain text in quotes: it can't have references or functions in it.", a.Name)
		}
	}
}

// truth takes true or false, written out.
func (d *decoder) truth(to *bool) func(*hclsyntax.Attribute) {
	return func(a *hclsyntax.Attribute) {
		v, ok := literal(a.Expr)
		switch {
		case ok && v.IsNull():
		case ok && v.Type() == cty.Bool:
			*to = v.True()
		default:
			d.report("CW0108", a.Expr.Range(), "Invalid argument form", "Write %s as true or false, without quotes: it can't be computed.", a.Name)
		}
	}
}

// literal gives the value of an expression that is a plain value: a text
// without ${ … }, a number, true, false or null. Nothing is computed: even what
// refers to nothing, such as nested for expressions, can take for ever.
func literal(e hclsyntax.Expression) (cty.Value, bool) {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.Val, true
	case *hclsyntax.ParenthesesExpr:
		return literal(e.Expression)
	case *hclsyntax.TemplateExpr:
		if !allLiteral(e.Parts) {
			return cty.NilVal, false
		}
		v, diags := e.Value(nil)
		return v, !diags.HasErrors() && v.IsKnown()
	}
	return cty.NilVal, false
}

// allLiteral reports whether a template's parts are texts alone; those of a
// heredoc are its lines.
func allLiteral(parts []hclsyntax.Expression) bool {
	for _, part := range parts {
		if lit, ok := part.(*hclsyntax.LiteralValueExpr); !ok || lit.Val.Type() != cty.String {
			return false
		}
	}
	return true
}

// plainText gives the string that an expression is, without references.
func plainText(e hclsyntax.Expression) (string, bool) {
	v, ok := literal(e)
	if !ok || v.IsNull() || v.Type() != cty.String {
		return "", false
	}
	return v.AsString(), true
}

// names takes a list of argument names: [image, env], or in quotes.
func (d *decoder) names(to *[]Name) func(*hclsyntax.Attribute) {
	return func(a *hclsyntax.Attribute) {
		for _, e := range d.list(a, "argument names, such as ["+exampleName+"]") {
			name := nameOf(e)
			if name == "" {
				d.report("CW0108", e.Range(), "Invalid argument form", "%s takes the names of arguments of this resource, such as %s.", a.Name, exampleName)
				continue
			}
			*to = append(*to, Name{Name: name, Range: e.Range()})
		}
	}
}

const exampleName = "image"

// nameOf gives the name that an expression consists of, or "".
func nameOf(e hclsyntax.Expression) string {
	if text, _ := plainText(e); hclsyntax.ValidIdentifier(text) {
		return text
	}
	return hcl.ExprAsKeyword(e)
}

// references takes connect or depends_on.
func (d *decoder) references(to *[]Reference) func(*hclsyntax.Attribute) {
	return func(a *hclsyntax.Attribute) { *to = d.referenceList(a) }
}

func (d *decoder) referenceList(a *hclsyntax.Attribute) []Reference {
	elements := d.list(a, "references, such as ["+exampleReference+"]")
	if len(elements) == 0 {
		return nil
	}
	refs := make([]Reference, 0, len(elements))
	for _, e := range elements {
		if ref, ok := d.reference(e, a.Name); ok {
			refs = append(refs, ref)
		}
	}
	return refs
}

const exampleReference = "docker_container.db"

func (d *decoder) reference(e hclsyntax.Expression, argument string) (Reference, bool) {
	switch referenceForm(e) {
	case writtenOut:
		t := e.(*hclsyntax.ScopeTraversalExpr)
		return Reference{Traversal: t.Traversal, Range: t.SrcRange}, true
	case computedIndex:
		return Reference{Expr: e, Range: e.Range()}, true
	case withSplat:
		d.report("CW0108", e.Range(), "Invalid argument form", "%s takes a repeated resource as a whole by its name alone, such as %s: remove what begins with [*] or .*.", argument, exampleReference)
		return Reference{}, false
	}
	if text, ok := plainText(e); ok && looksLikeReference(text) {
		d.report("CW0108", e.Range(), "Invalid argument form", "%s takes references, not strings: write %s, without quotes.", argument, text)
		return Reference{}, false
	}
	d.report("CW0108", e.Range(), "Invalid argument form", "%s takes references to resources or composites, such as %s; this is something else.", argument, exampleReference)
	return Reference{}, false
}

// The forms in which a resource or group may be named, and one that is none.
const (
	noReference = iota
	writtenOut
	computedIndex
	withSplat
)

// referenceForm gives the form of a reference: whether a name stands at the
// bottom, and what stands above it.
func referenceForm(e hclsyntax.Expression) int {
	form := writtenOut
	for {
		switch x := e.(type) {
		case *hclsyntax.ScopeTraversalExpr:
			return form
		case *hclsyntax.IndexExpr:
			e, form = x.Collection, max(form, computedIndex)
		case *hclsyntax.RelativeTraversalExpr:
			e, form = x.Source, max(form, computedIndex)
		case *hclsyntax.SplatExpr:
			e, form = x.Source, withSplat
		default:
			return noReference
		}
	}
}

func looksLikeReference(s string) bool {
	_, diags := hclsyntax.ParseTraversalAbs([]byte(s), "", hcl.InitialPos)
	return !diags.HasErrors()
}

// list gives the elements of a list that is written out; null is an empty one.
func (d *decoder) list(a *hclsyntax.Attribute, of string) []hclsyntax.Expression {
	if tuple, ok := a.Expr.(*hclsyntax.TupleConsExpr); ok {
		return tuple.Exprs
	}
	if v, ok := literal(a.Expr); !ok || !v.IsNull() {
		d.report("CW0108", a.Expr.Range(), "Invalid argument form", "%s takes a list of %s, in brackets.", a.Name, of)
	}
	return nil
}

// sortedAttributes gives arguments as they are written, from top to bottom.
func sortedAttributes(attrs hclsyntax.Attributes) []*hclsyntax.Attribute {
	list := make([]*hclsyntax.Attribute, 0, len(attrs))
	for _, a := range attrs {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	return list
}
