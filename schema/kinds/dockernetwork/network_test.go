package dockernetwork

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/drivertest"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine/enginetest"
)

type properties = map[string]any

func callFor(name string) schema.Call {
	address := schema.Address{Type: Kind.Name, Name: name}
	return schema.Call{
		URN: string(schema.URN("cwtest-network", "test", address, Kind.Token)), Address: address,
		Project: "cwtest-network", Stack: "test",
	}
}

func TestLife(t *testing.T) {
	enginetest.Client(t)
	drivertest.Run(t, Kind, drivertest.Case{
		Call: callFor("cwtest-net"),
		Inputs: resource.NewPropertyMapFromMap(properties{
			"internal": true, "ipamConfigs": []any{properties{"subnet": "10.231.7.0/24", "gateway": "10.231.7.9"}},
			"labels": []any{properties{"label": "b", "value": "2"}, properties{"label": "a", "value": ""}},
		}),
		Replaced: resource.NewPropertyMapFromMap(properties{"ipamConfigs": []any{properties{"subnet": "10.231.7.0/24"}}}),
	})
	drivertest.Run(t, Kind, drivertest.Case{
		Call:   callFor("cwtest-net-plain"),
		Inputs: resource.PropertyMap{},
		Replaced: resource.NewPropertyMapFromMap(properties{
			"name": "cwtest-net-six", "ipv6": true, "ipamConfigs": []any{properties{"subnet": "fd00:cafe::/64"}, properties{"subnet": "10.231.8.0/24"}},
		}),
	})
}

func TestNameTaken(t *testing.T) {
	api := enginetest.Client(t)
	r, err := api.NetworkCreate(t.Context(), "cwtest-net-taken", client.NetworkCreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = api.NetworkRemove(context.Background(), r.ID, client.NetworkRemoveOptions{}) })
	call := callFor("cwtest-net-taken")
	in, _ := driver{}.Check(t.Context(), call, resource.PropertyMap{})
	state, err := driver{}.Create(t.Context(), call, in)
	if err == nil || !strings.Contains(err.Error(), r.ID[:12]) || !strings.Contains(err.Error(), "something other than cw") || state.ID != "" {
		t.Errorf("%q, %v", state.ID, err)
	}
	// A name that another one's starts with is free.
	call = callFor("cwtest-net-take")
	in, _ = driver{}.Check(t.Context(), call, resource.PropertyMap{})
	if state, err = (driver{}).Create(t.Context(), call, in); err != nil {
		t.Fatal(err)
	}
	if err := (driver{}).Delete(t.Context(), call, state); err != nil {
		t.Error(err)
	}
}

func TestStillUsed(t *testing.T) {
	api := enginetest.Client(t)
	image := enginetest.Image(t)
	call := callFor("cwtest-net-used")
	in, _ := driver{}.Check(t.Context(), call, resource.PropertyMap{})
	state, err := driver{}.Create(t.Context(), call, in)
	if err != nil {
		t.Fatal(err)
	}
	c, err := api.ContainerCreate(t.Context(), client.ContainerCreateOptions{
		Name: "cwtest-net-user", Config: &container.Config{Image: image},
		HostConfig:       &container.HostConfig{NetworkMode: "cwtest-net-used"},
		NetworkingConfig: &network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{"cwtest-net-used": {}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = api.ContainerRemove(context.Background(), c.ID, client.ContainerRemoveOptions{Force: true})
		_ = driver{}.Delete(context.Background(), call, state)
	})
	if _, err := api.ContainerStart(t.Context(), c.ID, client.ContainerStartOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := (driver{}).Delete(t.Context(), call, state); err == nil || !strings.Contains(err.Error(), "cwtest-net-user") || !strings.Contains(err.Error(), "docker network disconnect") {
		t.Errorf("%v", err)
	}
}

func TestDiff(t *testing.T) {
	with := func(name, subnet string) resource.PropertyMap {
		return resource.NewPropertyMapFromMap(properties{"name": name, "ipamConfigs": []any{properties{"subnet": subnet}}})
	}
	old := schema.State{ID: "x", Inputs: with("aa", "10.0.0.0/24")}
	for _, test := range []struct {
		in      resource.PropertyMap
		changes string
		before  bool
	}{
		{with("aa", "10.0.0.0/24"), "map[]", true},
		{with("bb", "10.0.1.0/24"), "map[ipamConfigs:true name:true]", false},
		{with("bb", "10.0.0.0/16"), "map[ipamConfigs:true name:true]", true},
		{resource.PropertyMap{"name": resource.MakeComputed(resource.NewProperty(""))}, "map[ipamConfigs:true name:true]", true},
	} {
		d, err := driver{}.Diff(t.Context(), schema.Call{}, old, test.in)
		if got := fmt.Sprint(d.Changes); err != nil || got != test.changes || d.DeleteBeforeReplace != test.before {
			t.Errorf("%v: %s, %t, %v", test.in, got, d.DeleteBeforeReplace, err)
		}
	}
}

func value(t *testing.T, a schema.Attribute, source string) cty.Value {
	t.Helper()
	e, diags := hclsyntax.ParseExpression([]byte(source), a.Name, hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	v, diags := e.Value(nil)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	typed, err := convert.Convert(v, a.Type)
	if err != nil {
		t.Fatal(err)
	}
	return typed
}

func TestRow(t *testing.T) {
	for _, a := range Kind.Attributes {
		if v := value(t, a, a.Example); a.Check != nil {
			if p := a.Check(v); p != nil {
				t.Errorf("the example of %s does not pass: %+v", a.Name, p)
			}
		}
	}
	for _, test := range []struct{ attribute, source, says string }{
		{"name", `"host"`, "of the engine's own"},
		{"name", `"a/b"`, "letters, digits"},
		{"driver", `"host"`, "makes no second"},
		{"subnet", `"10.0.0.1"`, "10.11.0.0/24"},
		{"subnet", `"10.0.0.1/24"`, `write "10.0.0.0/24"`},
		{"gateway", `"ten"`, "10.11.0.1"},
		{"labels", `{ "clockwork.x" = "" }`, "cw's own"},
	} {
		a := Kind.Attribute(test.attribute)
		if p := a.Check(value(t, *a, test.source)); p == nil || !strings.Contains(p.Detail, test.says) {
			t.Errorf("%s = %s: %+v", test.attribute, test.source, p)
		}
	}
	for gateway, says := range map[string]string{"10.0.1.1": "not in the subnet", "10.0.0.1": ""} {
		problems := Kind.Validate(map[string]cty.Value{"subnet": cty.StringVal("10.0.0.0/24"), "gateway": cty.StringVal(gateway)})
		if (says == "") != (len(problems) == 0) || says != "" && !strings.Contains(problems[0].Detail, says) {
			t.Errorf("%s: %+v", gateway, problems)
		}
	}
	if p := Kind.Validate(map[string]cty.Value{"gateway": cty.StringVal("10.0.0.1")}); len(p) != 1 || !strings.Contains(p[0].Detail, "needs a subnet") {
		t.Errorf("%+v", p)
	}
}
