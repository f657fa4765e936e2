package functions_test

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/clockwork-hcl/cw/resolve/functions"
	"github.com/clockwork-hcl/cw/schema"
)

var hole = schema.Hole{Path: "env", Hint: "a key"}

// call is one call of a function from the examples, with its arguments computed.
type call struct {
	source, name string
	fn           function.Function
	args         []cty.Value
}

// exampleCalls are the examples that are a call as a whole, without those of
// functions that take expressions instead of values.
func exampleCalls(t *testing.T) []call {
	ctx := contextFor(exampleDir(t), nil)
	var calls []call
	for _, row := range functions.Rows {
		if row.Name == "try" || row.Name == "can" || row.Name == "convert" {
			continue
		}
		for _, e := range row.Examples {
			expr, _ := hclsyntax.ParseExpression([]byte(e.Expr), "", hcl.InitialPos)
			c, ok := expr.(*hclsyntax.FunctionCallExpr)
			if !ok || c.Name != row.Name || c.ExpandFinal {
				continue
			}
			calls = append(calls, call{e.Expr, c.Name, ctx.Functions[c.Name], arguments(t, ctx, c)})
		}
	}
	if len(calls) < 200 {
		t.Fatalf("only %d calls in the examples", len(calls))
	}
	return calls
}

func arguments(t *testing.T, ctx *hcl.EvalContext, c *hclsyntax.FunctionCallExpr) []cty.Value {
	t.Helper()
	fn := ctx.Functions[c.Name]
	params := fn.Params()
	var args []cty.Value
	for i, e := range c.Args {
		param := fn.VarParam()
		if i < len(params) {
			param = &params[i]
		}
		v, _ := e.Value(ctx)
		v, err := convert.Convert(v, param.Type)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, v)
	}
	return args
}

func (c call) with(i int, v cty.Value) (cty.Value, error) {
	args := append([]cty.Value{}, c.args...)
	args[i] = v
	return c.fn.Call(args)
}

// Whatever is computed from a hole is that hole as long as it is unknown: "not
// yet filled" never becomes "known after deployment".
func TestHolesTravel(t *testing.T) {
	for _, c := range exampleCalls(t) {
		for i, v := range c.args {
			for _, unknown := range []cty.Value{cty.UnknownVal(v.Type()), cty.DynamicVal} {
				if c.name == "assumenotnull" && unknown == cty.DynamicVal {
					continue // It needs the type.
				}
				result, err := c.with(i, unknown.Mark(hole))
				if err != nil {
					t.Errorf("%s with a hole as argument %d: %s", c.source, i, err)
					continue
				}
				if !result.IsWhollyKnown() && len(schema.HolesIn(result)) != 1 {
					t.Errorf("%s with a hole as argument %d = %#v, which is no hole", c.source, i, result)
				}
			}
		}
	}
}

// unsecret are functions that tell something about an argument which is no part
// of it, or whose purpose it is.
var unsecret = map[string]bool{"nonsensitive": true, "issensitive": true, "assumeequal": true}

// Whatever is computed from a sensitive value is sensitive, and otherwise what
// it was: known or unknown.
func TestSensitivityTravels(t *testing.T) {
	for _, c := range exampleCalls(t) {
		if unsecret[c.name] {
			continue
		}
		want, err := c.fn.Call(c.args)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range c.args {
			if c.name == "lookup" && i == 2 || c.name == "merge" && v.IsNull() {
				continue // It is not used.
			}
			result, err := c.with(i, v.Mark(schema.Sensitive))
			if err != nil {
				t.Errorf("%s with argument %d sensitive: %s", c.source, i, err)
				continue
			}
			plain, _ := result.UnmarkDeep()
			expected, _ := want.UnmarkDeep()
			if !schema.IsSensitive(result) || !plain.RawEquals(expected) {
				t.Errorf("%s with argument %d sensitive = %#v, want %#v, sensitive", c.source, i, result, want)
			}
			result, err = c.with(i, cty.UnknownVal(v.Type()).Mark(schema.Sensitive))
			if err != nil || !result.IsWhollyKnown() && !schema.IsSensitive(result) {
				t.Errorf("%s with argument %d sensitive and unknown = %#v, %v", c.source, i, result, err)
			}
		}
	}
}

// What is known of a result when arguments are not.
func TestUnknown(t *testing.T) {
	str := cty.UnknownVal(cty.String)
	ctx := contextFor(t.TempDir(), map[string]cty.Value{
		"u": str, "n": cty.UnknownVal(cty.Number), "d": cty.DynamicVal,
		"url":  str.Refine().NotNull().StringPrefixFull("https://").NewValue(),
		"l":    cty.UnknownVal(cty.List(cty.String)),
		"l2":   cty.UnknownVal(cty.List(cty.String)).Refine().NotNull().CollectionLength(2).NewValue(),
		"m":    cty.UnknownVal(cty.Map(cty.String)),
		"hole": str.Mark(hole), "secret": str.Mark(schema.Sensitive),
		"known_secret": cty.StringVal("x").Mark(schema.Sensitive),
	})
	number, boolean := cty.UnknownVal(cty.Number).RefineNotNull(), cty.UnknownVal(cty.Bool).RefineNotNull()
	text := str.RefineNotNull()
	for _, test := range []struct {
		source string
		want   cty.Value
	}{
		{`upper(u)`, text},
		{`startswith(url, "http")`, cty.True},
		{`startswith(url, "ftp")`, cty.False},
		{`startswith(url, "https://example")`, boolean},
		{`startswith(u, "")`, cty.True},
		{`format("https://%s/x", u)`, text.Refine().StringPrefixFull("https://").NewValue()},
		{`join("-", [u, "a"])`, text},
		{`jsonencode({ a = u })`, text.Refine().StringPrefixFull("{").NewValue()},
		{`jsonencode([hole])`, text.Refine().StringPrefixFull("[").NewValue().Mark(hole)},
		{`jsondecode(u)`, cty.DynamicVal},
		{`length([u, hole])`, cty.NumberIntVal(2)},
		{`length(l2)`, cty.NumberIntVal(2)},
		{`length(l)`, number.Refine().NumberRangeLowerBound(cty.Zero, true).NumberRangeUpperBound(cty.NumberIntVal(1<<63-1), true).NewValue()},
		{`length(d)`, number},
		{`keys({ a = u })`, cty.TupleVal([]cty.Value{cty.StringVal("a")})},
		{`values({ a = hole })`, cty.TupleVal([]cty.Value{str.Mark(hole)})},
		{`merge({ a = hole }, { b = "x" }).b`, cty.StringVal("x")},
		{`lookup({ a = hole, b = "x" }, "b", "y")`, cty.StringVal("x")},
		{`lookup({ a = known_secret, b = "x" }, u, "y")`, cty.DynamicVal.Mark(schema.Sensitive)},
		{`lookup(m, "a", "b")`, cty.DynamicVal},
		{`coalesce(u, "a")`, text},
		{`coalesce("a", u)`, cty.StringVal("a")},
		{`coalesce("", hole)`, text.Mark(hole)},
		{`alltrue([true, u, false])`, cty.False},
		{`alltrue([true, u])`, boolean},
		{`anytrue([u, true])`, cty.True},
		{`anytrue([u, false])`, boolean},
		{`contains(["a", u], "a")`, cty.True},
		{`contains(["a", u], "b")`, boolean},
		{`index(["a", u, "b"], "a")`, cty.NumberIntVal(0)},
		{`index([u, "a"], "a")`, number},
		{`element(["a", hole], 0)`, cty.StringVal("a")},
		{`one([u])`, str},
		{`flatten([["a"], [u]])`, cty.TupleVal([]cty.Value{cty.StringVal("a"), str})},
		{`flatten([["a"], l])`, cty.DynamicVal},
		{`flatten([["a"], d])`, cty.DynamicVal},
		{`distinct([u, "a"])`, cty.UnknownVal(cty.List(cty.String)).RefineNotNull()},
		{`concat(["a"], [hole])`, cty.TupleVal([]cty.Value{cty.StringVal("a"), str.Mark(hole)})},
		{`regex("a(b)", u)`, cty.UnknownVal(cty.Tuple([]cty.Type{cty.String})).RefineNotNull()},
		{`regexall("(?P<x>b)", u)`, cty.UnknownVal(cty.List(cty.Object(map[string]cty.Type{"x": cty.String}))).RefineNotNull()},
		{`regex(u, "a")`, cty.DynamicVal},
		{`sum([1, n])`, number},
		{`abs(n)`, number},
		{`tostring(n)`, str},
		{`tolist([u, "a"])`, cty.ListVal([]cty.Value{str, cty.StringVal("a")})},
		{`templatestring("a $${x} $${y}", { x = "b", y = u })`, text.Refine().StringPrefixFull("a b ").NewValue()},
		{`templatestring("a $${x}", { x = hole })`, text.Refine().StringPrefixFull("a ").NewValue().Mark(hole)},
		{`templatestring("a $${x}", { x = known_secret })`, cty.StringVal("a x").Mark(schema.Sensitive)},
		{`file(u)`, text},
		{`try(u, "a")`, cty.DynamicVal},
		{`try(hole, "a")`, cty.DynamicVal.Mark(hole)},
		{`try([secret], "a")`, cty.DynamicVal.Mark(schema.Sensitive)},
		{`try(known_secret, "a")`, cty.StringVal("x").Mark(schema.Sensitive)},
		{`can(hole)`, boolean.Mark(hole)},
		{`issensitive(secret)`, boolean},
		{`issensitive(hole)`, boolean.Mark(hole)},
		{`nonsensitive(secret)`, str},
		{`assumenotnull(u)`, text},
		{`assumestringprefix(u, "https://") == null`, cty.UnknownVal(cty.Bool).RefineNotNull()},
		{`startswith(assumestringprefix(u, "https://"), "http:")`, cty.False},
		{`length(assumelistlength(assumenotnull(l), 3, 3))`, cty.NumberIntVal(3)},
		{`length(assumelistlengthmin(l, 1)) > 0`, cty.True},
		{`assumeequal(u, "x")`, cty.StringVal("x")},
		{`assumeequal(hole, "x")`, cty.StringVal("x").Mark(hole)},
		{`convert(u, number)`, cty.UnknownVal(cty.Number)},
		{`cidrsubnet(u, 8, 1)`, text},
	} {
		got, diags := evaluate(t, ctx, test.source)
		if diags.HasErrors() || !got.RawEquals(test.want) {
			t.Errorf("%s = %#v, want %#v %s", test.source, got, test.want, diags)
		}
	}
}

// A nested list keeps marks on its elements and not on their neighbours, as long
// as the function only passes them on.
func TestMarksStayAtTheirElement(t *testing.T) {
	ctx := contextFor(t.TempDir(), map[string]cty.Value{"s": cty.StringVal("x").Mark(schema.Sensitive)})
	for _, source := range []string{
		`concat(["a"], [s])[0]`, `flatten([["a"], [s]])[0]`, `reverse([s, "a"])[0]`, `merge({ a = "a" }, { b = s }).a`, `values({ a = "a", b = s })[0]`,
		`zipmap(["a", "b"], ["a", s]).a`, `slice(["a", s], 0, 2)[0]`, `tolist(["a", s])[0]`, `element([s, "a"], 1)`, `lookup({ a = "a", b = s }, "a", s)`,
		`chunklist(["a", s], 1)[0][0]`, `coalesce("a", "b")`, `convert(["a", s], list(string))[0]`,
	} {
		got, diags := evaluate(t, ctx, source)
		if diags.HasErrors() || !got.RawEquals(cty.StringVal("a")) {
			t.Errorf("%s = %#v %s", source, got, diags)
		}
	}
}
