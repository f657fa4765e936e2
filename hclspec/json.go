package hclspec

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// commentName is the name of a member that is ignored in a block.
const commentName = "//"

// IsJSON reports whether a file, by the name that diagnostics use, holds the
// language in its JSON form. There a nested block that only the resource's type
// knows is an attribute; see NestedBlocks.
func IsJSON(filename string) bool { return strings.HasSuffix(filename, JSONSuffix) }

// NestedBlocks gives the blocks that an attribute from a JSON file stands for:
// one for an object, one for each object of a list, none for null. It is not ok
// if the attribute is something else.
func NestedBlocks(a *hclsyntax.Attribute) (blocks []*hclsyntax.Block, ok bool) {
	switch e := a.Expr.(type) {
	case *hclsyntax.ObjectConsExpr:
		b, ok := nestedBlock(a, e)
		return []*hclsyntax.Block{b}, ok
	case *hclsyntax.TupleConsExpr:
		for _, item := range e.Exprs {
			object, isObject := item.(*hclsyntax.ObjectConsExpr)
			if !isObject {
				return nil, false
			}
			b, ok := nestedBlock(a, object)
			if !ok {
				return nil, false
			}
			blocks = append(blocks, b)
		}
		return blocks, true
	}
	v, known := literal(a.Expr)
	return nil, known && v.IsNull()
}

func nestedBlock(a *hclsyntax.Attribute, object *hclsyntax.ObjectConsExpr) (*hclsyntax.Block, bool) {
	closing := object.SrcRange
	closing.Start = closing.End
	closing.Start.Byte--
	closing.Start.Column--
	b := &hclsyntax.Block{
		Type: a.Name, TypeRange: a.NameRange, OpenBraceRange: object.OpenRange, CloseBraceRange: closing,
		Body: &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, SrcRange: object.SrcRange, EndRange: closing},
	}
	for _, item := range object.Items {
		name, ok := literalKey(item.KeyExpr)
		if !ok {
			return nil, false
		}
		if name == commentName {
			continue
		}
		key, value := item.KeyExpr.Range(), item.ValueExpr.Range()
		b.Body.Attributes[name] = &hclsyntax.Attribute{Name: name, Expr: item.ValueExpr, NameRange: key, SrcRange: hcl.RangeBetween(key, value), EqualsRange: key}
	}
	return b, true
}

// literalKey gives the name of an object's element, if nothing is computed.
func literalKey(e hclsyntax.Expression) (string, bool) {
	if key, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok {
		e = key.Wrapped
	}
	return plainText(e)
}

// jsonBuilder makes of JSON values the tree that the native form would give, so
// that nothing after it knows the difference.
type jsonBuilder struct {
	*places
	// broken is where the first mistake in the JSON itself is, -1 for none: a
	// value around it may be another one than was meant.
	broken int
	// syntax are mistakes in the expressions that texts hold.
	syntax hcl.Diagnostics
	// shape are values where something else has to stand.
	shape hcl.Diagnostics
}

// parseJSON fills in a source from a text in JSON.
func (s *source) parseJSON(src []byte) {
	b := &jsonBuilder{places: newPlaces(s.name, src)}
	root, diags := readJSON(b.places)
	b.broken = -1
	if len(diags) > 0 {
		b.broken = diags[0].Subject.Start.Byte
	}
	s.body.SrcRange = b.at(root.start, root.end)
	s.body.EndRange = b.at(root.end, root.end)
	for _, object := range b.objects(&root, "The file holds an object, such as {\"resource\": {…}}, or a list of objects") {
		b.body(s.body, object, jsonRoot)
	}
	s.file.Body = s.body
	s.diags = inOrder(append(diags, b.syntax...))
	s.shape = b.shape
	if len(s.diags) > maxErrors {
		s.diags = s.diags[:maxErrors]
	}
}

func (b *jsonBuilder) misplaced(n *node, detail string, args ...any) {
	at := b.at(n.start, n.end)
	if n.kind == objectNode || n.kind == arrayNode {
		at = b.at(n.start, n.start+1)
	}
	if around := n.start <= b.broken && b.broken <= n.end; !around && len(b.shape) < maxErrors {
		b.shape = append(b.shape, diag.New("CW0108", &at, "Invalid argument form", detail, args...))
	}
}

// objects gives a value that is an object, or those of a list of objects. null
// is none.
func (b *jsonBuilder) objects(n *node, expected string) []*node {
	switch {
	case n.kind == objectNode:
		return []*node{n}
	case n.kind == arrayNode:
		list := make([]*node, 0, len(n.items))
		for i := range n.items {
			switch n.items[i].kind {
			case objectNode:
				list = append(list, &n.items[i])
			case invalidNode:
			default:
				b.misplaced(&n.items[i], "%s; here stands %s.", expected, n.items[i].describe())
			}
		}
		return list
	case n.kind == invalidNode, n.kind == wordNode && n.text == "null":
		return nil
	}
	b.misplaced(n, "%s; here stands %s.", expected, n.describe())
	return nil
}

// body adds the members of an object to a body.
func (b *jsonBuilder) body(to *hclsyntax.Body, object *node, form *jsonForm) {
	for i := range object.members {
		m := &object.members[i]
		if m.name.text == commentName {
			continue
		}
		if inner := form.block(m); inner != nil {
			h := header{kind: m.name.text, at: b.inner(&m.name)}
			to.Blocks = append(to.Blocks, b.blocks(h, &m.value, inner, inner.labelsOf(&m.value))...)
			continue
		}
		if !hclsyntax.ValidIdentifier(m.name.text) {
			at := b.at(m.name.start, m.name.end)
			b.shape = append(b.shape, diag.New("CW0106", &at, "Invalid name",
				"%q can't be the name of an argument: it begins with a letter or _, and has only letters, digits, _ and - in it.", shortened(m.name.text)))
			continue
		}
		to.Attributes[m.name.text] = b.attribute(m, form.arguments[m.name.text])
	}
}

func (b *jsonBuilder) attribute(m *member, words argumentForm) *hclsyntax.Attribute {
	return &hclsyntax.Attribute{
		Name:        m.name.text,
		Expr:        b.argument(&m.value, words),
		SrcRange:    b.at(m.name.start, m.value.end),
		NameRange:   b.inner(&m.name),
		EqualsRange: b.at(m.colon, m.colon+1),
	}
}

// inner is the place of what stands in the quotes of a name.
func (b *jsonBuilder) inner(n *node) hcl.Range {
	if b.src[n.start] != '"' {
		return b.at(n.start, n.end)
	}
	return b.at(n.start+1, n.end-1)
}

// header is what stands before the braces of a block.
type header struct {
	kind string
	// at is the word; the last label where there is one, since the word may stand
	// far above it.
	at          hcl.Range
	labels      []string
	labelRanges []hcl.Range
}

// labelled gives the header with one label more.
func (h header) labelled(label string, at hcl.Range) header {
	labels, ranges := make([]string, len(h.labels)+1), make([]hcl.Range, len(h.labels)+1)
	copy(labels, h.labels)
	labels[len(h.labels)] = label
	for i := range ranges {
		ranges[i] = at
	}
	copy(ranges, h.labelRanges)
	return header{kind: h.kind, at: at, labels: labels, labelRanges: ranges}
}

// blocks gives the blocks that a value stands for: below the labels that are
// left to read one for an object, and one for each object of a list.
func (b *jsonBuilder) blocks(h header, n *node, form *jsonForm, labels int) hclsyntax.Blocks {
	var list hclsyntax.Blocks
	for _, object := range b.objects(n, blockShape(h.kind, labels)) {
		if labels == 0 {
			list = append(list, b.block(h, object, form))
			continue
		}
		for i := range object.members {
			m := &object.members[i]
			if m.name.text != commentName {
				list = append(list, b.blocks(h.labelled(m.name.text, b.at(m.name.start, m.name.end)), &m.value, form, labels-1)...)
			}
		}
	}
	return list
}

func blockShape(kind string, labels int) string {
	switch labels {
	case 0:
		return capital(article(kind)) + ` block is written as an object, {"argument": value, …}, or several as a list of objects`
	case 1:
		return capital(article(kind)) + ` block has a label, so here stands an object, {"LABEL": {…}}`
	}
	return capital(article(kind)) + ` block has two labels, so here stands an object in an object, {"TYPE": {"NAME": {…}}}`
}

func (b *jsonBuilder) block(h header, object *node, form *jsonForm) *hclsyntax.Block {
	block := &hclsyntax.Block{
		Type: h.kind, TypeRange: h.at, Labels: h.labels, LabelRanges: h.labelRanges,
		OpenBraceRange:  b.at(object.start, object.start+1),
		CloseBraceRange: b.at(object.end-1, object.end),
		Body:            emptyBody(b.name),
	}
	block.Body.SrcRange = b.at(object.start, object.end)
	block.Body.EndRange = block.CloseBraceRange
	b.body(block.Body, object, form)
	return block
}
