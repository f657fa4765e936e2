package resolve

import (
	"fmt"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

const (
	// maxTurns bounds the turns that the for expressions of one expression may
	// take together, and what they may make, in values and textUnits.
	maxTurns = 200_000
	// maxSize bounds what all expressions of one evaluation may make together,
	// in the same unit. A list that names a larger one twice counts it twice,
	// as everything that looks at its values does.
	maxSize = 2_000_000
	// maxExponent bounds a number to some ten thousand digits.
	maxExponent = 40_000
	// maxInput bounds what the names of one expression may bring into it, in
	// the same unit: a text that is named ten times becomes ten times as long.
	maxInput = 250_000
	// textUnit is how many bytes of text count as one value.
	textUnit = 256
)

// metered is the body of a for expression that counts its turns, so that a
// configuration of a few lines can't take hours. The library offers no way to
// stop an evaluation but a panic, which expression.evaluate catches.
type metered struct{ hclsyntax.Expression }

// turns is counted by the bodies of an evaluation under way.
type turns struct{ left int }

// exhausted is the panic of an evaluation that has used up its turns.
type exhausted struct{}

// turnsVariable carries the count to the bodies; no author can write its name.
const turnsVariable = " turns"

var turnsType = cty.Capsule("turns", reflect.TypeFor[turns]())

// Value implements hclsyntax.Expression.
func (m *metered) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	t := turnsOf(ctx)
	if t != nil && t.left <= 0 {
		panic(exhausted{})
	}
	v, diags := m.Expression.Value(ctx)
	if t != nil {
		t.left -= 1 + flatSize(v)
	}
	return v, diags
}

func turnsOf(ctx *hcl.EvalContext) *turns {
	for ; ctx != nil; ctx = ctx.Parent() {
		if v, ok := ctx.Variables[turnsVariable]; ok {
			t, _ := v.EncapsulatedValue().(*turns)
			return t
		}
	}
	return nil
}

// meter makes the bodies of for expressions count.
func meter(loops []*hclsyntax.ForExpr) {
	for _, l := range loops {
		l.ValExpr = meteredExpression(l.ValExpr)
		if l.CondExpr != nil {
			l.CondExpr = meteredExpression(l.CondExpr)
		}
	}
}

func meteredExpression(e hclsyntax.Expression) hclsyntax.Expression {
	if _, done := e.(*metered); done {
		return e
	}
	// The parentheses are what a walk over the tree finds inside.
	return &metered{&hclsyntax.ParenthesesExpr{Expression: e, SrcRange: e.Range()}}
}

// flatSize is what a value adds by itself.
func flatSize(v cty.Value) int {
	bare, _ := v.Unmark()
	if bare != cty.NilVal && bare.IsKnown() && !bare.IsNull() && bare.CanIterateElements() {
		return bare.LengthInt()
	}
	return flatText(v)
}

// measure adds up a value, and reports whether the limit allows it.
func measure(v cty.Value, left *int) bool {
	*left -= 1 + flatText(v)
	if *left < 0 {
		return false
	}
	v, _ = v.Unmark()
	if v == cty.NilVal || !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return true
	}
	for it := v.ElementIterator(); it.Next(); {
		if _, item := it.Element(); !measure(item, left) {
			return false
		}
	}
	return true
}

// flatText is what a text or number takes by itself, beside being a value.
func flatText(v cty.Value) int {
	v, _ = v.Unmark()
	switch {
	case v == cty.NilVal || !v.IsKnown() || v.IsNull():
		return 0
	case v.Type() == cty.String:
		return len(v.AsString()) / textUnit
	case v.Type() == cty.Number && abs(v.AsBigFloat().MantExp(nil)) > maxExponent:
		// Writing such a number down takes the square of its digits.
		return maxSize + 1
	}
	return 0
}

func abs(n int) int { return max(n, -n) }

// evaluate computes an expression within its turns.
func (x *expression) evaluate(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if t, ok := x.expr.(*hclsyntax.TemplateExpr); ok && t.IsStringLiteral() {
		return t.Parts[0].Value(ctx) // most expressions: a text that needs no copy
	}
	if !x.loops {
		return x.expr.Value(ctx)
	}
	t := &turns{left: maxTurns}
	ctx = ctx.NewChild()
	ctx.Variables = map[string]cty.Value{turnsVariable: cty.CapsuleVal(turnsType, t)}
	v, diags := untilExhausted(x.expr, ctx)
	if t.left <= 0 {
		return cty.DynamicVal, hcl.Diagnostics{tooLarge(x.expr.Range(), fmt.Sprintf("Its for expressions take more than %d turns.", maxTurns))}
	}
	return v, diags
}

func untilExhausted(e hcl.Expression, ctx *hcl.EvalContext) (v cty.Value, diags hcl.Diagnostics) {
	defer func() {
		r := recover()
		if _, ok := r.(exhausted); r != nil && !ok {
			panic(r)
		}
	}()
	return e.Value(ctx)
}

func tooLarge(at hcl.Range, how string) *hcl.Diagnostic {
	return diag.New("CW0309", at.Ptr(), "Too large", "This expression makes too much. %s Make less of it, or read it from a file where it is needed.", how)
}
