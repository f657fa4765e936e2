package functions_test

import (
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/resolve/functions"
	"github.com/clockwork-hcl/cw/schema"
)

// literals are what the fuzzer's calls are made of, besides other calls.
var literals = []string{
	`""`, `"a"`, `"äöü"`, `"1"`, `"-5"`, `"true"`, `"%d%s%[2]v"`, `"/a(b)/"`, `"(?P<x>a)|b"`, `"["`, `"[1,{\"a\":null}]"`, `"a: &x [1, *x]"`, `"{a: *x}"`, `"a,b\n1,2"`, `"2024-01-02T15:04:05Z"`, `"1h"`, `"YYYY 'x"`,
	`"10.0.0.0/8"`, `"fd00::/64"`, `"::1"`, `"UTF-16LE"`, `"YQ=="`, `"H4sIAAAAAAAA/0oEAAAA//8BAAD//0O+t+gBAAAA"`, `"hello.txt"`, `"**"`, `"~"`, `"%zz"`, `"\u0000"`, `"$${x}"`, `"%%{ for i in x }$${i}"`, `"vpc-"`,
	`0`, `1`, `-1`, `2.5`, `1e300`, `-1e-300`, `64`, `128`, `9223372036854775808`, `1/3`, `true`, `false`, `null`, `[]`, `[null]`, `["a", "b"]`, `[1, "a", true]`, `[["a"], []]`, `[{ a = 1 }]`, `{}`, `{ a = 1 }`, `{ x = "b", y = [1] }`,
	`{ a = null }`, `tolist(["b", "a"])`, `toset(["a", "b"])`, `toset([])`, `tomap({ a = "1" })`, `tomap({ a = ["x"], b = [] })`, `unknown`, `unknown_list`, `unknown_map`, `any`, `hole`, `secret`, `secrets`, `infinite`, `string`,
}

func fuzzVariables() map[string]cty.Value {
	return map[string]cty.Value{
		"unknown": cty.UnknownVal(cty.String), "unknown_list": cty.UnknownVal(cty.List(cty.Number)), "unknown_map": cty.UnknownVal(cty.Map(cty.String)),
		"any": cty.DynamicVal, "hole": cty.UnknownVal(cty.String).Mark(hole), "secret": cty.StringVal("hunter2").Mark(schema.Sensitive),
		"secrets":  cty.ListVal([]cty.Value{cty.StringVal("hunter2").Mark(schema.Sensitive), cty.StringVal("a")}),
		"infinite": cty.NegativeInfinity, "string": cty.NullVal(cty.String),
	}
}

var largeNumber = regexp.MustCompile(`[eE][+-]?[0-9]{4}|[0-9]{1000}`)

// randomCall writes a call with arguments that are literals or calls.
func randomCall(r *rand.Rand, names []string, depth int) string {
	args := make([]string, r.IntN(4))
	for i := range args {
		args[i] = literals[r.IntN(len(literals))]
		if depth > 0 && r.IntN(3) == 0 {
			args[i] = randomCall(r, names, depth-1)
		}
	}
	end := ")"
	if len(args) > 0 && r.IntN(10) == 0 {
		end = "...)"
	}
	return names[r.IntN(len(names))] + "(" + strings.Join(args, ", ") + end
}

// No call fails in a way that is our fault, whatever it is given, and none
// shows a secret in its message.
func FuzzFunctions(f *testing.F) {
	dir := exampleDir(f)
	ctx := &hcl.EvalContext{Functions: functions.Library(functions.Environment{Dir: dir, Within: dir, Env: testEnv}), Variables: fuzzVariables()}
	names := slices.Sorted(maps.Keys(ctx.Functions))
	for seed := range uint64(300) {
		f.Add(seed, "")
	}
	for _, row := range functions.Rows {
		for _, e := range row.Examples {
			f.Add(uint64(0), e.Expr)
		}
	}
	for _, e := range morePeerExpressions {
		f.Add(uint64(0), e)
	}
	f.Fuzz(func(t *testing.T, seed uint64, source string) {
		r := rand.New(rand.NewPCG(seed, 1))
		if source == "" {
			source = randomCall(r, names, 3)
		}
		// What the language itself repeats or writes out is not bounded here.
		if len(source) > 2000 || strings.Count(source, "for") > 1 || largeNumber.MatchString(source) {
			return
		}
		expr, diags := hclsyntax.ParseExpression([]byte(source), "fuzz.cw.hcl", hcl.InitialPos)
		if diags.HasErrors() {
			return
		}
		v, diags := expr.Value(ctx)
		for _, d := range diags {
			if strings.Contains(d.Detail, "bug in cw") || strings.Contains(d.Detail, "goroutine") {
				t.Fatalf("%s: %s", source, d.Detail)
			}
			if strings.Contains(d.Detail, "hunter") && !strings.Contains(source, "hunter") {
				t.Fatalf("%s: shows a secret: %s", source, d.Detail)
			}
		}
		// Whatever it is, it can be walked over.
		_ = schema.IsSensitive(v)
	})
}
