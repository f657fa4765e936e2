package functions

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// implementation computes a function from arguments that are known, not null
// and unmarked.
type implementation func(args []cty.Value) (cty.Value, error)

// plain makes a function of known arguments with a result of a fixed type that
// is never null. An unknown argument gives an unknown result, and marks pass
// through.
func plain(result cty.Type, do implementation, params ...function.Parameter) function.Function {
	return function.New(&function.Spec{
		Params:       params,
		Type:         function.StaticReturnType(result),
		RefineResult: notNull,
		Impl:         func(args []cty.Value, _ cty.Type) (cty.Value, error) { return do(args) },
	})
}

// flexible makes a function whose result is of whatever type do gives it.
func flexible(do implementation, params ...function.Parameter) function.Function {
	return function.New(&function.Spec{
		Params: params,
		Type:   function.StaticReturnType(cty.DynamicPseudoType),
		Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return do(args) },
	})
}

// textTo makes a function of one text.
func textTo(do func(string) (string, error)) function.Function {
	return plain(cty.String, func(args []cty.Value) (cty.Value, error) {
		s, err := do(args[0].AsString())
		if err != nil {
			return cty.NilVal, err
		}
		return cty.StringVal(s), nil
	}, text("str"))
}

func notNull(b *cty.RefinementBuilder) *cty.RefinementBuilder { return b.NotNull() }

func text(name string) function.Parameter { return function.Parameter{Name: name, Type: cty.String} }

func number(name string) function.Parameter { return function.Parameter{Name: name, Type: cty.Number} }

func value(name string) function.Parameter {
	return function.Parameter{Name: name, Type: cty.DynamicPseudoType}
}

// anything is a parameter that takes every value as it is: unknown, null and
// marked ones too.
func anything(name string) function.Parameter {
	return function.Parameter{Name: name, Type: cty.DynamicPseudoType,
		AllowNull: true, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true}
}

// marked is a parameter whose marks the function itself looks after.
func marked(p function.Parameter) function.Parameter {
	p.AllowMarked = true
	return p
}

// unknown is a parameter that may be unknown.
func unknown(p function.Parameter) function.Parameter {
	p.AllowUnknown = true
	return p
}

// listOf is the list of these elements, also when there are none.
func listOf(element cty.Type, values []cty.Value) cty.Value {
	if len(values) == 0 {
		return cty.ListValEmpty(element)
	}
	return cty.ListVal(values)
}
