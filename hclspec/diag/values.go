package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// values says of the names in a failed expression what they stood for. It never
// shows a text, which might be a secret that nobody marked, nor anything about
// a marked value.
func values(d *hcl.Diagnostic) []ExpressionValue {
	list := []ExpressionValue{}
	if d.Expression == nil || d.EvalContext == nil {
		return list
	}
	for _, traversal := range d.Expression.Variables() {
		v, diags := traversal.TraverseAbs(d.EvalContext)
		if diags.HasErrors() || v.ContainsMarked() || !v.IsKnown() {
			continue
		}
		list = append(list, ExpressionValue{Traversal: traversalText(traversal), Statement: "is " + about(v)})
	}
	slices.SortFunc(list, func(a, b ExpressionValue) int { return cmp.Compare(a.Traversal, b.Traversal) })
	return slices.Compact(list)
}

// about describes a known, unmarked value.
func about(v cty.Value) string {
	t := v.Type()
	switch {
	case v.IsNull():
		return "null"
	case t == cty.Bool && v.True():
		return "true"
	case t == cty.Bool:
		return "false"
	case t == cty.Number:
		return v.AsBigFloat().Text('g', 10)
	case t == cty.String && v.AsString() == "":
		return "an empty string"
	case t.IsCollectionType() || t.IsTupleType():
		return fmt.Sprintf("%s with %d elements", article(t), v.LengthInt())
	}
	return article(t)
}

func article(t cty.Type) string {
	name := t.FriendlyName()
	if strings.ContainsRune("aeiou", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

func traversalText(traversal hcl.Traversal) string {
	var text strings.Builder
	for _, step := range traversal {
		switch s := step.(type) {
		case hcl.TraverseRoot:
			text.WriteString(s.Name)
		case hcl.TraverseAttr:
			text.WriteString("." + s.Name)
		case hcl.TraverseIndex:
			text.WriteString("[" + key(s.Key) + "]")
		}
	}
	return text.String()
}

func key(v cty.Value) string {
	if v.Type() == cty.String {
		return fmt.Sprintf("%q", v.AsString())
	}
	return v.AsBigFloat().Text('f', -1)
}
