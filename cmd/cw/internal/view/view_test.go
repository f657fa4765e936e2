package view

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

func TestValueText(t *testing.T) {
	hush := cty.StringVal("hush").Mark(schema.Sensitive)
	for _, test := range []struct {
		value cty.Value
		want  string
	}{
		{cty.StringVal("a\"b"), `"a\"b"`},
		{cty.StringVal("one\ntwo\n"), `"one"… (2 lines)`},
		{cty.StringVal(strings.Repeat("ü", 70)), `"` + strings.Repeat("ü", 60) + `"… (70 characters)`},
		{cty.NumberFloatVal(1.5), "1.5"},
		{cty.NullVal(cty.String), "null"},
		{cty.UnknownVal(cty.String), "(known after apply)"},
		{hush, "(sensitive)"},
		{cty.ListVal([]cty.Value{hush}), "(sensitive)"},
		{cty.MapVal(map[string]cty.Value{"b": cty.StringVal("2"), "a": cty.StringVal("1")}), `{ a = "1", b = "2" }`},
	} {
		if got := valueText(test.value); got != test.want {
			t.Errorf("%#v: %s, want %s", test.value, got, test.want)
		}
	}
	if got := valueText(cty.ListVal([]cty.Value{cty.StringVal(strings.Repeat("a", 60)), cty.StringVal(strings.Repeat("b", 60))})); len([]rune(got)) != maxCollection+1 {
		t.Errorf("a long list takes %d characters", len([]rune(got)))
	}
}

func TestPropertyText(t *testing.T) {
	port := resource.NewPropertyMapFromMap(map[string]any{"internal": 80, "external": 8080, "ip": "127.0.0.1", "protocol": "udp"})
	volume := resource.NewPropertyMapFromMap(map[string]any{"volumeName": "data", "containerPath": "/in", "readOnly": true})
	for _, test := range []struct {
		value resource.PropertyValue
		want  string
	}{
		{resource.MakeSecret(resource.NewProperty("hush")), "(sensitive)"},
		{resource.NewProperty([]resource.PropertyValue{resource.MakeSecret(resource.NewProperty("hush"))}), "[(sensitive)]"},
		{resource.MakeComputed(resource.NewProperty("")), "(known after apply)"},
		{resource.NewProperty(port), `"127.0.0.1:8080:80/udp"`},
		{resource.NewProperty(volume), `"data:/in:ro"`},
		{resource.NewProperty(resource.PropertyMap{"a": resource.NewProperty(true), "__x": resource.NewProperty("y")}), "{ a = true }"},
	} {
		if got := propertyText(test.value); got != test.want {
			t.Errorf("%v: %s, want %s", test.value, got, test.want)
		}
	}
}

// What changed in a container's environment is shown by name, and nothing of a
// value that was or may be secret.
func TestChangedVariables(t *testing.T) {
	a := schema.Address{Type: "docker_container", Name: "api"}
	list := func(items ...string) resource.PropertyValue {
		var values []resource.PropertyValue
		for _, item := range items {
			values = append(values, resource.NewProperty(item))
		}
		return resource.NewProperty(values)
	}
	p := Plan{Project: "p", Stack: "s", Kinds: kinds.All(), Steps: []engine.Step{{
		URN: schema.URN("p", "s", a, "docker:index/container:Container"), Op: engine.OpReplace,
		Old:     resource.PropertyMap{"envs": resource.MakeSecret(list("KEEP=1", "PASSWORD=hush", "GONE=x"))},
		New:     resource.PropertyMap{"envs": resource.MakeSecret(list("KEEP=1", "PASSWORD=hush2", "NEW=y"))},
		Changes: map[resource.PropertyKey]bool{"envs": true},
	}}}
	var out bytes.Buffer
	Streams{Out: &out}.Plan(p)
	for _, want := range []string{"± docker_container.api  replace", "env.PASSWORD", "env.GONE", "env.NEW", "forces replacement", "1 to replace, 0 unchanged"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "hush") || strings.Contains(out.String(), "KEEP") {
		t.Errorf("shows too much:\n%s", out.String())
	}
}

// Without a terminal progress is plain lines; as JSON it is one event a line.
func TestProgress(t *testing.T) {
	step := &engine.Step{URN: schema.URN("p", "s", schema.Address{Type: "file", Name: "a"}, "clockwork:index:File"), Op: engine.OpCreate}
	show := func(asJSON bool) string {
		var out bytes.Buffer
		p := NewProgress(Streams{Out: &out, Err: &out}, kinds.All(), asJSON)
		p.Event(engine.Event{Kind: engine.EventStarted, Step: step})
		p.Event(engine.Event{Kind: engine.EventProgress, Step: step, Message: "half"})
		p.Event(engine.Event{Kind: engine.EventFailed, Step: step, Err: errors.New("no room"), Elapsed: time.Second})
		p.Event(engine.Event{Kind: engine.EventLog, Severity: "debug", Message: "not shown"})
		p.Close()
		return out.String()
	}
	if got, want := show(false), "  file.a: creating\n  ✗ file.a: failed to create (1.0s)\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	lines := strings.Split(strings.TrimSpace(show(true)), "\n")
	if len(lines) != 5 || !strings.Contains(lines[0], `"format_version":"1.0"`) || !strings.Contains(lines[3], `"error":"no room"`) {
		t.Errorf("events: %q", lines)
	}
}
