package functions

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/clockwork-hcl/cw/schema"
)

// guard wraps a function so that a call is bounded, loses no mark, and fails in
// words for a person. The result's type is left to the inner call: a function
// that decides its type by its arguments decides once.
func guard(name string, fn function.Function, check limit) function.Function {
	params, rest := fn.Params(), fn.VarParam()
	outer := &function.Spec{
		Type: function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			result, err := call(fn, params, rest, check, args)
			if err != nil {
				return cty.NilVal, explain(name, err, args)
			}
			return result, nil
		},
	}
	for _, p := range params {
		outer.Params = append(outer.Params, permissive(p))
	}
	if rest != nil {
		p := permissive(*rest)
		outer.VarParam = &p
	}
	return function.New(outer)
}

// permissive lets every value through to the guard. A parameter such as "list
// of anything" or "map of lists" takes any value, because its conversion may
// take long and is bounded by the guard.
func permissive(p function.Parameter) function.Parameter {
	p.AllowNull, p.AllowUnknown, p.AllowMarked, p.AllowDynamicType = true, true, true, true
	if costly(p.Type) {
		p.Type = cty.DynamicPseudoType
	}
	return p
}

func costly(t cty.Type) bool {
	return t.IsCollectionType() && (t.HasDynamicTypes() || t.ElementType().IsCollectionType())
}

func call(fn function.Function, params []function.Parameter, rest *function.Parameter, check limit, args []cty.Value) (cty.Value, error) {
	if err := checkArguments(args); err != nil {
		return cty.NilVal, err
	}
	inner := make([]cty.Value, len(args))
	skipped := false
	for i, v := range args {
		p := rest
		if i < len(params) {
			p = &params[i]
		}
		converted, err := fit(v, p.Type)
		if err != nil {
			return cty.NilVal, wrong(i, err)
		}
		inner[i] = converted
		if !v.IsKnown() && !p.AllowUnknown || v.Type() == cty.DynamicPseudoType && !p.AllowDynamicType {
			skipped = true
		}
	}
	if check != nil {
		if err := check(bare(inner)); err != nil {
			return cty.NilVal, err
		}
	}
	result, err := fn.Call(inner)
	if err != nil {
		return cty.NilVal, err
	}
	// With such an argument the function is not called, and does not look after
	// the marks that it else would.
	if skipped {
		for _, v := range args {
			result = result.WithMarks(allMarks(v))
		}
	}
	return result, checkResult(result)
}

// fit converts a value to a parameter's type as a call would have done.
func fit(v cty.Value, want cty.Type) (cty.Value, error) {
	if !costly(want) {
		return v, nil
	}
	if err := checkMixed(v.Type()); err != nil {
		return cty.NilVal, err
	}
	if want.ElementType().IsCollectionType() {
		if err := checkNested(v); err != nil {
			return cty.NilVal, err
		}
	}
	converted, err := convert.Convert(v, want)
	if err != nil {
		return cty.NilVal, err
	}
	return converted, checkCount(converted)
}

func allMarks(v cty.Value) cty.ValueMarks {
	if !v.ContainsMarked() {
		return nil
	}
	_, marks := v.UnmarkDeep()
	return marks
}

// bare takes the outermost marks off, for checks that look at sizes only.
func bare(args []cty.Value) []cty.Value {
	plain := make([]cty.Value, len(args))
	for i, v := range args {
		plain[i], _ = v.Unmark()
	}
	return plain
}

// publicError is a message that quotes no argument.
type publicError struct{ text string }

func (e publicError) Error() string { return e.text }

// refuse is an error whose text may be shown whatever the arguments are.
func refuse(format string, args ...any) error { return publicError{fmt.Sprintf(format, args...)} }

// argumentError is a mistake in one argument, counted from 0. Its message quotes
// no other.
type argumentError struct {
	error
	index int
}

func (e argumentError) Unwrap() error { return e.error }

func wrong(i int, err error) error { return argumentError{err, i} }

func wrongf(i int, format string, args ...any) error { return wrong(i, fmt.Errorf(format, args...)) }

func refuseArg(i int, format string, args ...any) error { return wrong(i, refuse(format, args...)) }

// explain turns a failed call into a message for the author. The caller puts
// the function's or the parameter's name before it and a full stop behind.
func explain(name string, err error, args []cty.Value) error {
	index, concerned := -1, args
	var ours argumentError
	var theirs function.ArgError
	switch {
	case errors.As(err, &ours):
		index = ours.index
	case errors.As(err, &theirs):
		index = theirs.Index
	}
	if index >= 0 && index < len(args) {
		concerned = args[index : index+1]
	}
	var public publicError
	if !errors.As(err, &public) {
		err = errors.New(message(name, err, concerned))
	} else {
		err = public
	}
	if len(concerned) == 1 && index >= 0 {
		return function.NewArgError(index, err)
	}
	return err
}

func message(name string, err error, args []cty.Value) string {
	var bug function.PanicError
	var path cty.PathError
	switch {
	case errors.As(err, &bug):
		return name + " can't compute this. This is a bug in cw"
	case anySensitive(args):
		return "the arguments are not valid; what is wrong with them is not shown, because one is sensitive. Try the call with a value that is not"
	case errors.As(err, &path) && len(path.Path) > 0:
		return pathText(path.Path) + ": " + reword(err.Error())
	}
	return reword(err.Error())
}

func anySensitive(args []cty.Value) bool {
	for _, v := range args {
		if schema.IsSensitive(v) {
			return true
		}
	}
	return false
}

// reword puts the libraries' terms into the language's. The longer phrases come
// first.
func reword(text string) string {
	text = strings.TrimSuffix(strings.TrimPrefix(text, "yaml: "), ".")
	return strings.NewReplacer(
		"argument must not be null", "it is null, and a value is needed",
		"no non-null arguments", "all lists are null or empty; give a last one that is neither",
		"cannot concatenate null values", "null is no text",
		"must have map or object type", "a map or object is needed",
		"values() requires a map as the first argument", "a map or object is needed",
		"cannot read elements from", "a list is needed, not",
		"value must be a whole number, between -9223372036854775808 and 9223372036854775807", "it must be a whole number",
		"missing start of document", "the document is empty",
		"unexpected EOF", "the document ends too early",
		"EOF", "the document ends too early",
		"extraneous data after JSON object", "something stands behind the end of the document",
		"looking for beginning of", "where there should be a",
		" of any single type", "",
		"regexp", "regular expression",
		"RFC3339", "RFC 3339",
		"dynamic", "any type",
	).Replace(text)
}

// pathText writes the way to a nested value as an author would: [0].name.
func pathText(path cty.Path) string {
	var b strings.Builder
	for _, step := range path {
		switch s := step.(type) {
		case cty.GetAttrStep:
			b.WriteString("." + s.Name)
		case cty.IndexStep:
			b.WriteString("[" + keyText(s.Key) + "]")
		}
	}
	return strings.TrimPrefix(b.String(), ".")
}

func keyText(key cty.Value) string {
	switch {
	case key.IsMarked() || !key.IsKnown() || key.IsNull():
		return "…"
	case key.Type() == cty.String:
		return strconv.Quote(key.AsString())
	case key.Type() == cty.Number:
		return key.AsBigFloat().Text('f', -1)
	}
	return "…"
}
