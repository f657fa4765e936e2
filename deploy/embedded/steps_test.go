package embedded

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

func props(pairs ...string) resource.PropertyMap {
	m := resource.PropertyMap{}
	for i := 0; i < len(pairs); i += 2 {
		m[resource.PropertyKey(pairs[i])] = resource.NewProperty(pairs[i+1])
	}
	return m
}

func TestDecide(t *testing.T) {
	yes, no := true, false
	old := &state.Resource{Custom: true, Inputs: props("a", "1", "b", "1")}
	some := func(keys ...resource.PropertyKey) plugin.DiffResult {
		return plugin.DiffResult{Changes: plugin.DiffSome, ReplaceKeys: keys}
	}
	held := some("a")
	held.DeleteBeforeReplace = true
	detailed := plugin.DiffResult{Changes: plugin.DiffSome, DetailedDiff: map[string]plugin.PropertyDiff{
		"a.deep[0]": {Kind: plugin.DiffUpdateReplace}, "b": {Kind: plugin.DiffUpdate},
	}}
	changed := props("a", "2", "b", "1")
	type changes = map[resource.PropertyKey]bool
	tests := []struct {
		name string
		c    comparison
		want verdict
	}{
		{"nothing there", comparison{inputs: changed}, verdict{op: opCreate}},
		{"nothing of ours there", comparison{old: &state.Resource{External: true}}, verdict{op: opCreate}},
		{"equal", comparison{old: old, inputs: old.Inputs}, verdict{op: opSame}},
		{"differs, and the provider has no word", comparison{old: old, inputs: changed},
			verdict{op: opUpdate, changes: changes{"a": false}}},
		{"differs, and the provider says it makes no difference",
			comparison{old: old, inputs: changed, diff: plugin.DiffResult{Changes: plugin.DiffNone, ReplaceKeys: []resource.PropertyKey{"a"}}},
			verdict{op: opSame}},
		{"equal, and the world is not", comparison{old: old, inputs: old.Inputs, diff: some()},
			verdict{op: opUpdate, changes: changes{}}},
		{"update", comparison{old: old, inputs: changed, diff: some()},
			verdict{op: opUpdate, changes: changes{"a": false}}},
		{"replace", comparison{old: old, inputs: changed, diff: some("a")},
			verdict{op: opReplace, changes: changes{"a": true}}},
		{"replace, in detail", comparison{old: old, inputs: changed, diff: detailed},
			verdict{op: opReplace, changes: changes{"a": true, "b": false}}},
		{"replace what holds a name", comparison{old: old, inputs: changed, diff: held},
			verdict{op: opReplace, changes: changes{"a": true}, deleteFirst: true}},
		{"the program knows better", comparison{old: old, inputs: changed, diff: held, deleteBeforeReplace: &no},
			verdict{op: opReplace, changes: changes{"a": true}}},
		{"delete_before_replace", comparison{old: old, inputs: changed, diff: some("a"), deleteBeforeReplace: &yes},
			verdict{op: opReplace, changes: changes{"a": true}, deleteFirst: true}},
		{"replace_on_changes", comparison{old: old, inputs: changed, diff: some(), replaceOnChanges: []string{"a"}},
			verdict{op: opReplace, changes: changes{"a": true}}},
		{"replace_on_changes of all", comparison{old: old, inputs: changed, diff: some(), replaceOnChanges: []string{"*"}},
			verdict{op: opReplace, changes: changes{"a": true}}},
		{"replace_on_changes inside", comparison{old: old, inputs: changed, replaceOnChanges: []string{"b.deep"},
			diff: plugin.DiffResult{Changes: plugin.DiffSome, DetailedDiff: map[string]plugin.PropertyDiff{"b.deep.er": {}}}},
			verdict{op: opReplace, changes: changes{"a": false, "b": true}}},
		{"another provider", comparison{old: old, inputs: old.Inputs, forced: true},
			verdict{op: opReplace, changes: changes{}}},
		{"half made", comparison{old: old.With(func(r *state.Resource) { r.InitErrors = []string{"x"} }), inputs: old.Inputs},
			verdict{op: opUpdate, changes: changes{}}},
		{"deleted by an earlier run", comparison{old: comingBack(old), inputs: changed},
			verdict{op: opCreate, done: true}},
		{"deleted in this run", comparison{old: comingBack(old), inputs: changed, deleted: true},
			verdict{op: opReplace, changes: changes{"a": false}, deleteFirst: true, done: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, decide(tt.c), cmp.AllowUnexported(verdict{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIgnoring(t *testing.T) {
	nested := func(v string) resource.PropertyMap {
		return resource.PropertyMap{"env": resource.NewProperty(props("A", v, "B", "b"+v))}
	}
	got, err := ignoring([]string{"env.A"}, nested("1"), nested("2"))
	if err != nil || got["env"].ObjectValue()["A"].StringValue() != "1" || got["env"].ObjectValue()["B"].StringValue() != "b2" {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"a[", "list[3]"} {
		list := func(n int) resource.PropertyMap {
			return resource.PropertyMap{"list": resource.NewProperty(make([]resource.PropertyValue, n))}
		}
		if _, err := ignoring([]string{bad}, list(5), list(1)); err == nil || !strings.Contains(err.Error(), "ignore_changes") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestSecretsInProperties(t *testing.T) {
	secret := resource.MakeSecret(resource.NewProperty("s3cret"))
	outputs := resource.PropertyMap{"p": resource.NewProperty("s3cret"), "q": resource.NewProperty("x"), "r": resource.NewProperty("y")}
	marked := markSecrets(outputs, []resource.PropertyKey{"q", "none"}, resource.PropertyMap{"p": secret})
	if !marked["p"].IsSecret() || !marked["q"].IsSecret() || marked["r"].IsSecret() || outputs["p"].IsSecret() {
		t.Errorf("marked %v, was %v", marked, outputs)
	}
	deep := resource.PropertyMap{"l": resource.NewProperty([]resource.PropertyValue{resource.NewProperty(resource.PropertyMap{"k": secret})})}
	if got := redactText("cannot use s3cret: s3cret is short", deep); got != "cannot use [secret]: [secret] is short" {
		t.Errorf("redacted: %q", got)
	}
	if bareMap(deep).ContainsSecrets() || !deep.ContainsSecrets() {
		t.Error("bareMap leaves secrets, or takes them from what it was given")
	}
}

func TestOutputValuesBecomePlain(t *testing.T) {
	in := resource.PropertyMap{
		"known":   resource.NewProperty(resource.Output{Element: resource.NewProperty("v"), Known: true, Dependencies: []resource.URN{"b", "a"}}),
		"unknown": resource.NewProperty([]resource.PropertyValue{resource.NewProperty(resource.Output{Dependencies: []resource.URN{"c"}})}),
		"secret":  resource.NewProperty(resource.Output{Element: resource.NewProperty("s"), Known: true, Secret: true}),
	}
	deps := map[resource.PropertyKey][]resource.URN{"known": {"z"}}
	out := plain(in, deps)
	if out["known"].StringValue() != "v" || !out["unknown"].ArrayValue()[0].IsComputed() ||
		out["secret"].SecretValue().Element.StringValue() != "s" {
		t.Errorf("plain: %v", out)
	}
	want := map[resource.PropertyKey][]resource.URN{"known": {"a", "b", "z"}, "unknown": {"c"}, "secret": nil}
	if diff := cmp.Diff(want, deps); diff != "" {
		t.Error(diff)
	}
}

func TestDeletionOrder(t *testing.T) {
	res := func(name string, deleted bool, deps ...string) *deletion {
		r := &state.Resource{URN: resource.URN(name), Delete: deleted}
		for _, d := range deps {
			r.Dependencies = append(r.Dependencies, resource.URN(d))
		}
		return &deletion{res: r}
	}
	a, b, c := res("a", false), res("b", false, "a"), res("c", false, "b")
	oldB := res("b", true, "a")
	x, y := res("x", false, "y"), res("y", false, "x")
	order, after := deletionOrder([]*deletion{a, b, oldB, c, x, y}, nil)
	at := map[*deletion]int{}
	for i, d := range order {
		at[d] = i
	}
	for _, pair := range [][2]*deletion{{c, b}, {c, oldB}, {b, a}, {oldB, a}} {
		if at[pair[0]] > at[pair[1]] {
			t.Errorf("%s comes after %s", pair[0].res.URN, pair[1].res.URN)
		}
	}
	if len(after[a]) != 2 || len(after[x])+len(after[y]) != 1 {
		t.Errorf("a waits for %d, the circle has %d edges", len(after[a]), len(after[x])+len(after[y]))
	}
}

func TestDefaultProviderName(t *testing.T) {
	for version, want := range map[string]string{"": "default", "4.10.0": "default_4_10_0", "v1.2.3-alpha.1+b": "default_1_2_3_alpha_1_b"} {
		if got, err := defaultProviderName(version); err != nil || got != want {
			t.Errorf("%q: %q, %v", version, got, err)
		}
	}
	if _, err := defaultProviderName("latest"); err == nil {
		t.Error("latest is taken for a version")
	}
}

func TestStepOfAVerdict(t *testing.T) {
	g := &goal{URN: resource.NewURN("s", "p", "", "t:m:T", "x"), Type: "t:m:T"}
	old := &state.Resource{Inputs: props("a", "1"), Outputs: props("o", "1")}
	if s := newStep(g, old, props("a", "2"), verdict{op: opUpdate}); s.Old["a"].StringValue() != "1" || s.New["a"].StringValue() != "2" || s.OldOutputs == nil {
		t.Errorf("%+v", s)
	}
	if s := newStep(g, old, nil, verdict{op: opCreate, done: true}); s.Old != nil || !s.Gone || s.Op != engine.OpCreate {
		t.Errorf("%+v", s)
	}
}
