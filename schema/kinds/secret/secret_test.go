package secret

import (
	"context"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

func create(t *testing.T, inputs map[string]any) schema.State {
	t.Helper()
	d := driver{}
	checked, problems := d.Check(context.Background(), schema.Call{}, resource.NewPropertyMapFromMap(inputs))
	if len(problems) > 0 {
		t.Fatalf("check: %v", problems)
	}
	s, err := d.Create(context.Background(), schema.Call{}, checked)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCreate(t *testing.T) {
	seen := map[string]bool{}
	for charset, alphabet := range charsets {
		for _, length := range []int{8, 32, 1024} {
			s := create(t, map[string]any{"length": length, "charset": charset})
			value := s.Outputs["value"].StringValue()
			if len(value) != length || strings.Trim(value, alphabet) != "" {
				t.Errorf("%s, %d: %q", charset, length, value)
			}
			if seen[value] || seen[s.ID] || s.ID == "" || strings.Contains(value, s.ID) {
				t.Errorf("id %q, value %q", s.ID, value)
			}
			seen[value], seen[s.ID] = true, true
		}
	}
	s := create(t, map[string]any{})
	if value := s.Outputs["value"].StringValue(); len(value) != 32 {
		t.Errorf("the default is %q", value)
	}
	if got, err := (driver{}).Read(context.Background(), schema.Call{}, s); err != nil || !got.Outputs.DeepEquals(s.Outputs) || got.ID != s.ID {
		t.Errorf("read %v, %v", got, err)
	}
}

// Every character is as likely as every other. With 62 characters, a remainder
// without a second draw would give the first 8 of them a quarter more; the bound
// is twelve standard deviations.
func TestNoCharacterIsFavoured(t *testing.T) {
	const rounds = 2000
	alphabet := charsets["alnum"]
	count := map[rune]int{}
	for range rounds {
		for _, c := range generate(alphabet, 310) {
			count[c]++
		}
	}
	const want = rounds * 310 / 62
	for _, c := range alphabet {
		if n := count[c]; n < want-1200 || n > want+1200 {
			t.Errorf("%q came %d times, of %d expected", c, n, want)
		}
	}
}

func TestChecks(t *testing.T) {
	for _, v := range []cty.Value{cty.NumberIntVal(7), cty.NumberIntVal(1025), cty.NumberFloatVal(9.5)} {
		if checkLength(v) == nil {
			t.Errorf("length %#v passed", v)
		}
	}
	if p := checkCharset(cty.StringVal("emoji")); p == nil || !strings.Contains(p.Detail, "alnum, hex, lower, url") {
		t.Errorf("%v", p)
	}
	d := driver{}
	_, problems := d.Check(context.Background(), schema.Call{}, resource.NewPropertyMapFromMap(map[string]any{"length": 1, "charset": "x"}))
	if len(problems) != 2 {
		t.Errorf("%v", problems)
	}
	if _, err := d.Create(context.Background(), schema.Call{}, resource.PropertyMap{}); err == nil {
		t.Error("a secret without a length")
	}
}
