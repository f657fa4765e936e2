package functions

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/clockwork-hcl/cw/schema"
)

func conversionFunctions() map[string]bounded {
	closure := function.Parameter{Type: customdecode.ExpressionClosureType}
	try, can := closure, closure
	try.Name, can.Name = "expressions", "expression"
	return map[string]bounded{
		"tostring": free(toFunction(cty.String)), "tonumber": free(toFunction(cty.Number)), "tobool": free(toFunction(cty.Bool)),
		"tolist": free(toFunction(cty.List(cty.DynamicPseudoType))),
		"toset":  free(toFunction(cty.Set(cty.DynamicPseudoType))),
		"tomap":  free(toFunction(cty.Map(cty.DynamicPseudoType))),
		"can":    free(flexible(canFirst, can)),
		"try": free(function.New(&function.Spec{
			VarParam: &try,
			Type:     function.StaticReturnType(cty.DynamicPseudoType),
			Impl:     func(args []cty.Value, _ cty.Type) (cty.Value, error) { return tryEach(args) },
		})),
		"convert":      free(flexible(convertTo, anything("value"), function.Parameter{Name: "type", Type: typeConstraint()})),
		"sensitive":    free(sensitiveFunction()),
		"nonsensitive": free(flexible(nonsensitive, anything("value"))),
		"issensitive":  free(flexible(isSensitive, anything("value"))),
	}
}

func toFunction(want cty.Type) function.Function {
	v := anything("v")
	return flexible(func(args []cty.Value) (cty.Value, error) {
		if err := checkMixed(args[0].Type()); err != nil {
			return cty.NilVal, wrong(0, err)
		}
		result, err := convert.Convert(args[0], want)
		if err != nil {
			return cty.NilVal, wrong(0, conversionError(args[0], want))
		}
		return result, nil
	}, v)
}

func conversionError(v cty.Value, want cty.Type) error {
	v, _ = v.UnmarkDeep()
	s, isText := textOf(v)
	switch {
	case isText && want == cty.Bool:
		return fmt.Errorf(`%q can't be converted to bool; only "true" and "false" can`, s)
	case isText && want == cty.Number:
		return fmt.Errorf("%q can't be converted to a number; a number is written in decimal digits", s)
	case isSequence(v.Type()) && isSequence(want) || v.Type().IsObjectType() && want.IsMapType():
		return refuse("it can't be converted to %s, because its elements have no common type", want.FriendlyNameForConstraint())
	}
	return refuse("%s can't be converted to %s", friendly(v.Type()), want.FriendlyNameForConstraint())
}

func canFirst(args []cty.Value) (cty.Value, error) {
	v, diags := customdecode.ExpressionClosureFromVal(args[0]).Value()
	switch {
	case diags.HasErrors():
		return cty.False, nil
	case !v.IsWhollyKnown():
		return cty.UnknownVal(cty.Bool).RefineNotNull().WithMarks(allMarks(v)), nil
	}
	return cty.True, nil
}

// tryEach gives the first value that can be computed. As long as a part of it
// is unknown it could still fail, so that the result is unknown; it stays
// sensitive, or a hole, if the value is.
func tryEach(args []cty.Value) (cty.Value, error) {
	if len(args) == 0 {
		return cty.NilVal, refuse("at least one expression is needed")
	}
	var causes []string
	for _, arg := range args {
		v, diags := customdecode.ExpressionClosureFromVal(arg).Value()
		switch {
		case diags.HasErrors():
			causes = append(causes, firstError(diags))
		case !v.IsWhollyKnown():
			return cty.DynamicVal.WithMarks(allMarks(v)), nil
		default:
			return v, nil
		}
	}
	// What the expressions' own messages quote was already safe to show.
	return cty.NilVal, refuse("none of the expressions can be computed: %s", strings.Join(causes, "; "))
}

func firstError(diags hcl.Diagnostics) string {
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			return strings.TrimSuffix(d.Detail, ".")
		}
	}
	return ""
}

// constraint is a type as written in configuration, with the defaults of its
// optional attributes.
type constraint struct {
	want     cty.Type
	defaults *typeexpr.Defaults
}

// typeConstraint is the type of a parameter whose argument is read as a type,
// such as list(string), and not as a value.
var typeConstraint = sync.OnceValue(func() cty.Type {
	var t cty.Type
	decode := customdecode.CustomExpressionDecoderFunc(func(e hcl.Expression, _ *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
		want, defaults, diags := typeexpr.TypeConstraintWithDefaults(e)
		return cty.CapsuleVal(t, &constraint{want, defaults}), diags
	})
	t = cty.CapsuleWithOps("type", reflect.TypeFor[constraint](), &cty.CapsuleOps{
		ExtensionData: func(key any) any {
			if key == customdecode.CustomExpressionDecoder {
				return decode
			}
			return nil
		},
	})
	return t
})

func convertTo(args []cty.Value) (cty.Value, error) {
	c := args[1].EncapsulatedValue().(*constraint)
	v := args[0]
	if c.defaults != nil && !v.IsNull() {
		v = c.defaults.Apply(v)
	}
	if err := checkMixed(v.Type()); err != nil {
		return cty.NilVal, wrong(0, err)
	}
	v, err := convert.Convert(v, c.want)
	if err != nil {
		return cty.NilVal, wrong(0, err)
	}
	return v, nil
}

func sensitiveFunction() function.Function {
	return flexible(func(args []cty.Value) (cty.Value, error) {
		return args[0].Mark(schema.Sensitive), nil
	}, anything("value"))
}

func nonsensitive(args []cty.Value) (cty.Value, error) {
	v, marks := args[0].Unmark()
	delete(marks, schema.Sensitive)
	return v.WithMarks(marks), nil
}

// isSensitive can't tell for an unknown value: what it is computed from may yet
// change.
func isSensitive(args []cty.Value) (cty.Value, error) {
	if !args[0].IsKnown() {
		_, marks := args[0].Unmark()
		delete(marks, schema.Sensitive)
		return cty.UnknownVal(cty.Bool).RefineNotNull().WithMarks(marks), nil
	}
	return cty.BoolVal(args[0].HasMark(schema.Sensitive)), nil
}
