package reference

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// typeText is a type as an author writes it: list(string).
func typeText(t cty.Type) string {
	switch {
	case t == cty.DynamicPseudoType:
		return "any"
	case t.IsListType():
		return "list(" + typeText(t.ElementType()) + ")"
	case t.IsSetType():
		return "set(" + typeText(t.ElementType()) + ")"
	case t.IsMapType():
		return "map(" + typeText(t.ElementType()) + ")"
	case t.IsTupleType():
		var parts []string
		for _, e := range t.TupleElementTypes() {
			parts = append(parts, typeText(e))
		}
		return "tuple([" + strings.Join(parts, ", ") + "])"
	case t.IsObjectType():
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(t.AttributeTypes())) {
			parts = append(parts, name+" = "+memberText(t, name))
		}
		return "object({ " + strings.Join(parts, ", ") + " })"
	}
	return t.FriendlyNameForConstraint()
}

func memberText(t cty.Type, name string) string {
	text := typeText(t.AttributeType(name))
	if t.AttributeOptional(name) {
		return "optional(" + text + ")"
	}
	return text
}

// valueText is a value as an author writes it; "" for none.
func valueText(v cty.Value) string {
	if v == cty.NilVal || v.IsNull() {
		return ""
	}
	return string(hclwrite.TokensForValue(v).Bytes())
}
