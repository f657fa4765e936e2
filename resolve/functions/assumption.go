package functions

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/clockwork-hcl/cw/schema"
)

// assumptionFunctions tell what is known about an unknown value. Once it is
// known they check it.
func assumptionFunctions() map[string]bounded {
	all := map[string]bounded{
		"assumeequal":        free(flexible(assumeEqual, anything("actual_value"), anything("expected_value"))),
		"assumenotnull":      free(assuming(cty.DynamicPseudoType, refineNotNull)),
		"assumestringprefix": free(assuming(cty.String, refinePrefix, text("prefix"))),
	}
	any := cty.DynamicPseudoType
	for kind, t := range map[string]cty.Type{"list": cty.List(any), "set": cty.Set(any), "map": cty.Map(any)} {
		all["assume"+kind+"length"] = free(assuming(t, refineLength(true, true), number("min_length"), number("max_length")))
		all["assume"+kind+"lengthmin"] = free(assuming(t, refineLength(true, false), number("min_length")))
		all["assume"+kind+"lengthmax"] = free(assuming(t, refineLength(false, true), number("max_length")))
	}
	return all
}

// assumption refines a value by the further arguments. It panics if the value
// is known and does not hold to it.
type assumption func(v cty.Value, args []cty.Value) (cty.Value, error)

func assuming(t cty.Type, refine assumption, more ...function.Parameter) function.Function {
	v := function.Parameter{Name: "value", Type: t, AllowNull: true, AllowUnknown: true, AllowDynamicType: true}
	return flexible(func(args []cty.Value) (result cty.Value, err error) {
		defer func() {
			if recover() != nil {
				result, err = cty.NilVal, refuseArg(0, "the value is not what was assumed")
			}
		}()
		return refine(args[0], args[1:])
	}, append([]function.Parameter{v}, more...)...)
}

func refineNotNull(v cty.Value, _ []cty.Value) (cty.Value, error) {
	if v.Type() == cty.DynamicPseudoType {
		return cty.NilVal, refuseArg(0, "the type of the value must be known; give it one first, as in assumenotnull(convert(…, string))")
	}
	return v.RefineNotNull(), nil
}

func refinePrefix(v cty.Value, args []cty.Value) (cty.Value, error) {
	prefix := args[0].AsString()
	if s, ok := textOf(v); ok {
		if !strings.HasPrefix(s, prefix) {
			return cty.NilVal, refuseArg(0, "the text does not begin as was assumed")
		}
		return v, nil
	}
	return v.Refine().StringPrefix(prefix).NewValue(), nil
}

func refineLength(least, most bool) assumption {
	return func(v cty.Value, args []cty.Value) (cty.Value, error) {
		refined := v.Refine()
		for i, arg := range args {
			n, ok := wholeOf(arg)
			if !ok || n < 0 || n > maxElements {
				return cty.NilVal, refuseArg(i+1, "a whole number from 0 to 100,000 is needed")
			}
			if least && i == 0 {
				refined = refined.CollectionLengthLowerBound(n)
			}
			if most && i == len(args)-1 {
				refined = refined.CollectionLengthUpperBound(n)
			}
		}
		return refined.NewValue(), nil
	}
}

// assumeEqual gives the expected value, with the holes of the actual one but
// not its sensitivity: who writes the expected value knows it.
func assumeEqual(args []cty.Value) (cty.Value, error) {
	actual, err := convert.Convert(args[0], args[1].Type())
	if err != nil {
		return cty.NilVal, refuseArg(0, "the actual value is %s and can't be equal to %s", friendly(args[0].Type()), friendly(args[1].Type()))
	}
	equal, _ := actual.Equals(args[1]).Unmark()
	if equal.IsKnown() && equal.False() {
		return cty.NilVal, refuseArg(0, "the actual value is not equal to the expected one")
	}
	marks := allMarks(actual)
	delete(marks, schema.Sensitive)
	return args[1].WithMarks(marks), nil
}
