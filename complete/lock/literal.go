package lock

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// notLiteral says what stands where only a literal may.
type notLiteral struct {
	at   hcl.Range
	text string
}

// literal reads an expression that is data: text without interpolation,
// numbers, bools, null, and lists and objects of these. Nothing is evaluated.
func literal(e hclsyntax.Expression) (cty.Value, *notLiteral) {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return e.Val, nil
	case *hclsyntax.TemplateExpr:
		return templateLiteral(e)
	case *hclsyntax.TupleConsExpr:
		return tupleLiteral(e)
	case *hclsyntax.ObjectConsExpr:
		return objectLiteral(e)
	case *hclsyntax.UnaryOpExpr:
		v, d := literal(e.Val)
		if d == nil && e.Op == hclsyntax.OpNegate && v.Type() == cty.Number && !v.IsNull() {
			return v.Negate(), nil
		}
	}
	return cty.NilVal, &notLiteral{e.Range(), "only plain values may stand here, no references, functions or ${ … }."}
}

func templateLiteral(e *hclsyntax.TemplateExpr) (cty.Value, *notLiteral) {
	var text strings.Builder
	for _, part := range e.Parts {
		lit, ok := part.(*hclsyntax.LiteralValueExpr)
		if !ok || lit.Val.Type() != cty.String {
			return cty.NilVal, &notLiteral{part.Range(), "text may hold no ${ … } or %{ … }; write $${ and %%{ for the signs themselves."}
		}
		text.WriteString(lit.Val.AsString())
	}
	return cty.StringVal(text.String()), nil
}

func tupleLiteral(e *hclsyntax.TupleConsExpr) (cty.Value, *notLiteral) {
	items := make([]cty.Value, len(e.Exprs))
	for i, item := range e.Exprs {
		v, d := literal(item)
		if d != nil {
			return cty.NilVal, d
		}
		items[i] = v
	}
	return cty.TupleVal(items), nil
}

func objectLiteral(e *hclsyntax.ObjectConsExpr) (cty.Value, *notLiteral) {
	fields := map[string]cty.Value{}
	for _, item := range e.Items {
		key, ok := keyOf(item.KeyExpr)
		if !ok {
			return cty.NilVal, &notLiteral{item.KeyExpr.Range(), "a key must be a name or a quoted text."}
		}
		if _, twice := fields[key]; twice {
			return cty.NilVal, &notLiteral{item.KeyExpr.Range(), "the key stands twice in one { … }."}
		}
		v, d := literal(item.ValueExpr)
		if d != nil {
			return cty.NilVal, d
		}
		fields[key] = v
	}
	return cty.ObjectVal(fields), nil
}

func keyOf(e hclsyntax.Expression) (string, bool) {
	if word := hcl.ExprAsKeyword(e); word != "" {
		return word, true
	}
	key, ok := e.(*hclsyntax.ObjectConsKeyExpr)
	if !ok || key.ForceNonLiteral {
		return "", false
	}
	v, d := literal(key.Wrapped)
	if d != nil || v.Type() != cty.String || v.IsNull() {
		return "", false
	}
	return v.AsString(), true
}
