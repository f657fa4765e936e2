package hclspec

import (
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// argument gives the expression that the value of an argument stands for.
func (b *jsonBuilder) argument(n *node, form argumentForm) hclsyntax.Expression {
	switch {
	case form == asValue:
		return b.expression(n)
	case n.kind == arrayNode:
		return b.tuple(n, func(item *node) hclsyntax.Expression { return b.argument(item, form) })
	case n.kind != stringNode:
		return b.expression(n)
	case form == asType:
		return b.parse(n, hclsyntax.ParseExpression, lexConfig)
	}
	return b.reference(n)
}

// reference reads a text that holds a reference; other texts are values, for
// the decoder to refuse.
func (b *jsonBuilder) reference(n *node) hclsyntax.Expression {
	if strings.Contains(n.text, "${") || exceeds([]byte(n.text), lexConfig) != nil {
		return b.expression(n)
	}
	e, diags := hclsyntax.ParseExpression([]byte(n.text), b.name, hcl.InitialPos)
	if !diags.HasErrors() && referenceForm(e) != noReference {
		relocate(reflect.ValueOf(e), b.placed(n))
		return e
	}
	return b.literal(n)
}

// expression gives the expression that a value stands for.
func (b *jsonBuilder) expression(n *node) hclsyntax.Expression {
	switch n.kind {
	case objectNode:
		return b.object(n)
	case arrayNode:
		return b.tuple(n, b.expression)
	case stringNode:
		return b.unwrapped(b.template(n))
	case numberNode:
		v, err := cty.ParseNumberVal(n.text)
		if err != nil {
			v = cty.DynamicVal // the reader let through numbers only
		}
		return b.constant(n, v)
	case wordNode:
		return b.constant(n, map[string]cty.Value{"true": cty.True, "false": cty.False, "null": cty.NullVal(cty.DynamicPseudoType)}[n.text])
	}
	return b.constant(n, cty.DynamicVal)
}

func (b *jsonBuilder) constant(n *node, v cty.Value) hclsyntax.Expression {
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: b.at(n.start, n.end)}
}

func (b *jsonBuilder) tuple(n *node, each func(*node) hclsyntax.Expression) hclsyntax.Expression {
	tuple := &hclsyntax.TupleConsExpr{SrcRange: b.at(n.start, n.end), OpenRange: b.at(n.start, n.start+1)}
	for i := range n.items {
		tuple.Exprs = append(tuple.Exprs, each(&n.items[i]))
	}
	return tuple
}

func (b *jsonBuilder) object(n *node) hclsyntax.Expression {
	object := &hclsyntax.ObjectConsExpr{SrcRange: b.at(n.start, n.end), OpenRange: b.at(n.start, n.start+1)}
	for i := range n.members {
		m := &n.members[i]
		object.Items = append(object.Items, hclsyntax.ObjectConsItem{
			KeyExpr:   &hclsyntax.ObjectConsKeyExpr{Wrapped: b.template(&m.name)},
			ValueExpr: b.expression(&m.value),
		})
	}
	return object
}

// unwrapped gives x for "${x}", so that the text stands for what x is.
func (b *jsonBuilder) unwrapped(e hclsyntax.Expression) hclsyntax.Expression {
	if wrap, ok := e.(*hclsyntax.TemplateWrapExpr); ok {
		return wrap.Wrapped
	}
	return e
}

// template gives the expression of a text that may have interpolations.
func (b *jsonBuilder) template(n *node) hclsyntax.Expression {
	if !strings.Contains(n.text, "${") && !strings.Contains(n.text, "%{") {
		return b.literal(n)
	}
	e := b.parse(n, hclsyntax.ParseTemplate, lexTemplate)
	switch e := e.(type) { // the native form counts the quotes in
	case *hclsyntax.TemplateExpr:
		e.SrcRange = b.at(n.start, n.end)
	case *hclsyntax.TemplateWrapExpr:
		e.SrcRange = b.at(n.start, n.end)
	}
	return e
}

func (b *jsonBuilder) literal(n *node) hclsyntax.Expression {
	return &hclsyntax.TemplateExpr{
		Parts:    []hclsyntax.Expression{&hclsyntax.LiteralValueExpr{Val: cty.StringVal(n.text), SrcRange: b.inner(n)}},
		SrcRange: b.at(n.start, n.end),
	}
}

type parseFunc func(src []byte, filename string, start hcl.Pos) (hclsyntax.Expression, hcl.Diagnostics)

// parse reads a text in the native syntax, with ranges in the file. Of its
// mistakes it reports the first: the others follow from it, mostly.
func (b *jsonBuilder) parse(n *node, parse parseFunc, lex func([]byte) hclsyntax.Tokens) hclsyntax.Expression {
	src := []byte(n.text)
	place := b.placed(n)
	if found := exceeds(src, lex); found != nil {
		at := hcl.Range{Start: hcl.Pos{Byte: found.start}, End: hcl.Pos{Byte: found.end}}
		place(&at)
		b.syntax = append(b.syntax, diag.New("CW0101", &at, found.summary, "%s", found.detail))
		return b.constant(n, cty.DynamicVal)
	}
	e, diags := parse(src, b.name, hcl.InitialPos)
	if diags.HasErrors() {
		b.syntax = append(b.syntax, inJSON(inOrder(diags)[0], src, place))
		return b.constant(n, cty.DynamicVal)
	}
	relocate(reflect.ValueOf(e), place)
	return e
}

// inJSON makes a mistake in a text one of the file that the text stands in.
func inJSON(d *hcl.Diagnostic, text []byte, place func(*hcl.Range)) *hcl.Diagnostic {
	out := *translate(d, text)
	at := *out.Subject
	place(&at)
	out.Detail = strings.ReplaceAll(out.Detail, "the end of the file", "the end of the text")
	out.Subject, out.Context, out.Expression, out.EvalContext = &at, nil, nil, nil
	return &out
}

// placed gives the function that makes a range in what a text says one of the
// text as written, where escapes take more bytes.
func (b *jsonBuilder) placed(n *node) func(*hcl.Range) {
	start := n.start
	if b.src[start] == '"' || b.src[start] == '\'' {
		start++
	}
	// said and written are where the parts of the text begin.
	said, written := []int{0}, []int{start}
	for i, at := 0, start; i < len(n.text) && at < n.end; {
		part, length, _ := escape(b.src[at:n.end])
		if length == len(part) {
			i, at = i+length, at+length
			continue
		}
		i, at = i+len(part), at+length
		said, written = append(said, i), append(written, at)
	}
	offset := func(i int) int {
		k, found := slices.BinarySearch(said, i)
		if !found {
			k--
		}
		return written[k] + i - said[k]
	}
	return func(r *hcl.Range) { *r = b.at(offset(r.Start.Byte), offset(r.End.Byte)) }
}

// relocate changes all ranges in a tree, each once.
func relocate(tree reflect.Value, place func(*hcl.Range)) {
	mover{place, map[uintptr]bool{}}.move(tree)
}

type mover struct {
	place func(*hcl.Range)
	seen  map[uintptr]bool
}

var (
	rangeType = reflect.TypeFor[hcl.Range]()
	valueType = reflect.TypeFor[cty.Value]()
	operation = reflect.TypeFor[*hclsyntax.Operation]() // shared by all trees
)

func (m mover) move(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type() != operation && !m.seen[v.Pointer()] {
			m.seen[v.Pointer()] = true
			m.move(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			m.move(v.Index(i))
		}
	case reflect.Interface:
		m.moveIn(v)
	case reflect.Struct:
		m.moveFields(v)
	}
}

// moveIn changes what an interface holds: a node, or a step of a traversal,
// which is a value and has to be put back.
func (m mover) moveIn(v reflect.Value) {
	held := v.Elem()
	if held.Kind() != reflect.Struct {
		m.move(held)
		return
	}
	changed := reflect.New(held.Type()).Elem()
	changed.Set(held)
	m.move(changed)
	v.Set(changed)
}

func (m mover) moveFields(v reflect.Value) {
	switch v.Type() {
	case rangeType:
		m.place(v.Addr().Interface().(*hcl.Range))
		return
	case valueType:
		return
	}
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			m.move(v.Field(i))
		}
	}
}
