package kinds_test

import (
	"strings"
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

// row is anything with attributes and checks.
type row struct {
	name       string
	attributes []schema.Attribute
	validate   func(map[string]cty.Value) []schema.Problem
	claims     func(map[string]cty.Value) []schema.Claim
}

// rows are all that an author can write arguments for.
func rows() []row {
	var list []row
	add := func(of string, probes []schema.Probe) {
		for _, p := range probes {
			list = append(list, row{of + " assert " + p.Name, p.Attributes, p.Validate, nil})
		}
	}
	for _, k := range kinds.All() {
		list = append(list, row{k.Name, k.Attributes, k.Validate, k.Claims})
		add(k.Name, k.Probes)
	}
	add("check", kinds.General())
	for _, c := range schema.Connections {
		list = append(list, row{"connection " + c.Name, c.Attributes, c.Validate, nil})
	}
	return list
}

// filled is a value of type t with s wherever a text stands, and number wherever
// a number does. Its shape is one that the evaluator can hand to a row: wholly
// known, or with unknown and null parts below the top.
func filled(t cty.Type, s string, number float64, holes bool) cty.Value {
	switch {
	case t == cty.String:
		return cty.StringVal(s)
	case t == cty.Number:
		return cty.NumberFloatVal(number)
	case t == cty.Bool:
		return cty.BoolVal(number > 0)
	case t.IsListType():
		items := []cty.Value{filled(t.ElementType(), s, number, holes), filled(t.ElementType(), s+"x", number, false)}
		if bare := t.ElementType().WithoutOptionalAttributesDeep(); holes {
			items = append(items, cty.UnknownVal(bare), cty.NullVal(bare))
		}
		return cty.ListVal(items)
	case t.IsMapType():
		items := map[string]cty.Value{s: filled(t.ElementType(), s, number, holes)}
		if holes {
			items[s+"null"], items[s+"later"] = cty.NullVal(t.ElementType()), cty.UnknownVal(t.ElementType())
		}
		return cty.MapVal(items)
	case t.IsObjectType():
		items := map[string]cty.Value{}
		for name, of := range t.AttributeTypes() {
			items[name] = filled(of, s, number, holes)
			if bare := of.WithoutOptionalAttributesDeep(); holes && t.AttributeOptional(name) {
				items[name] = cty.NullVal(bare)
			}
		}
		return cty.ObjectVal(items)
	}
	return cty.NullVal(t.WithoutOptionalAttributesDeep())
}

// gosWords are words that only a Go programmer would say.
var gosWords = []string{"strconv", "cty.", "netip", "ParseAddr", "regexp:", "time:", "invalid syntax", "runtime error", "nil pointer", "reference format", "%!"}

func checkProblem(t *testing.T, where, input string, p schema.Problem) {
	t.Helper()
	if p.Summary == "" || !strings.HasSuffix(p.Detail, ".") {
		t.Errorf("%s: %q is not a sentence under %q", where, p.Detail, p.Summary)
	}
	for _, word := range gosWords {
		if strings.Contains(p.Detail, word) && !strings.Contains(input, word) {
			t.Errorf("%s: %s", where, p.Detail)
		}
	}
}

// No text can make a check, a validation or a claim panic, hang, or speak Go.
func FuzzCheck(f *testing.F) {
	for _, k := range rows() {
		for _, a := range k.attributes {
			if s := strings.Trim(a.Example, `"`); len(s) < 60 {
				f.Add(s, 1.0)
			}
		}
	}
	for _, s := range []string{"", "\x00", "\xff", "1-65535:1-65535/udp", "[::1]:1-9:1-9", "a:b:c:ro,z", `C:\a:/b`, "((((", "~/x:/y", strings.Repeat("a/", 3000), "{a}{", "//", "-", "..", "a@sha256:"} {
		f.Add(s, -1.5)
	}
	f.Add("0", 1e300)
	all := rows()
	f.Fuzz(func(t *testing.T, s string, number float64) {
		if number != number || number-number != 0 { // a NaN or an infinity is no HCL number
			t.Skip()
		}
		start := time.Now()
		for _, r := range all {
			for _, holes := range []bool{false, true} {
				tryRow(t, r, s, number, holes)
			}
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

func tryRow(t *testing.T, r row, s string, number float64, holes bool) {
	t.Helper()
	attrs := map[string]cty.Value{}
	for _, a := range r.attributes {
		v := filled(a.Type, s, number, holes)
		attrs[a.Name] = v
		if a.Check == nil {
			continue
		}
		if p := a.Check(v); p != nil {
			checkProblem(t, r.name+"."+a.Name, s, *p)
			if p.Path != "" && !strings.HasPrefix(p.Path, a.Name) {
				t.Errorf("%s.%s: the problem is at %s", r.name, a.Name, p.Path)
			}
		}
	}
	if r.validate != nil {
		for _, p := range r.validate(attrs) {
			checkProblem(t, r.name, s, p)
		}
	}
	if r.claims != nil {
		for _, c := range r.claims(attrs) {
			if c.Space == "" || c.Path == "" {
				t.Errorf("%s claims %+v", r.name, c)
			}
		}
	}
}

// With everything unknown, or nothing given, a row has no opinion that hangs on
// a value.
func TestOpen(t *testing.T) {
	for _, r := range rows() {
		unknown, null := map[string]cty.Value{}, map[string]cty.Value{}
		for _, a := range r.attributes {
			bare := a.Type.WithoutOptionalAttributesDeep()
			unknown[a.Name], null[a.Name] = cty.UnknownVal(bare), cty.NullVal(bare)
		}
		if r.validate != nil {
			// Two contents of one file are one too many, whatever they are.
			if p := r.validate(unknown); len(p) > 0 && r.name != "file" {
				t.Errorf("%s: unknown values are wrong: %+v", r.name, p)
			}
			r.validate(null)
			r.validate(map[string]cty.Value{})
		}
		if r.claims != nil {
			for _, attrs := range []map[string]cty.Value{unknown, null, {}} {
				if c := r.claims(attrs); len(c) > 0 {
					t.Errorf("%s claims %+v of nothing", r.name, c)
				}
			}
		}
	}
}
