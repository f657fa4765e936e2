package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// PlainValue gives the value of an expression that is written out: texts,
// numbers, true, false, null, and lists and maps of such. A file of values can
// refer to nothing, and computes nothing.
func PlainValue(e hclsyntax.Expression) (cty.Value, hcl.Diagnostics) {
	var diags hcl.Diagnostics
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n.(type) {
		case *hclsyntax.ForExpr, *hclsyntax.SplatExpr, *hclsyntax.FunctionCallExpr, *hclsyntax.ScopeTraversalExpr, *hclsyntax.IndexExpr, *hclsyntax.ConditionalExpr:
			if len(diags) == 0 {
				at := n.Range()
				diags = hcl.Diagnostics{diag.New("CW0108", &at, "Invalid argument form",
					"A value here is written out: a text in quotes, a number, true, false, null, or a list or map of these. It can't refer to anything or be computed.")}
			}
		}
		return nil
	})
	if diags != nil {
		return cty.DynamicVal, diags
	}
	v, diags := e.Value(nil)
	for _, d := range diags {
		d.Extra = diag.Extra{Code: "CW0108"}
		d.EvalContext, d.Expression = nil, nil
	}
	return v, diags
}
