package dockervolume

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/drivertest"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine/enginetest"
)

type properties = map[string]any

func callFor(name string) schema.Call {
	address := schema.Address{Type: Kind.Name, Name: name}
	return schema.Call{
		URN: string(schema.URN("cwtest-volume", "test", address, Kind.Token)), Address: address,
		Project: "cwtest-volume", Stack: "test",
	}
}

func create(t *testing.T, call schema.Call, p properties) (schema.State, error) {
	t.Helper()
	in, problems := driver{}.Check(t.Context(), call, resource.NewPropertyMapFromMap(p))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	state, err := driver{}.Create(t.Context(), call, in)
	if err == nil {
		t.Cleanup(func() { _ = driver{}.Delete(context.Background(), call, state) })
	}
	return state, err
}

func TestLife(t *testing.T) {
	enginetest.Client(t)
	drivertest.Run(t, Kind, drivertest.Case{
		Call: callFor("cwtest-vol"),
		Inputs: resource.NewPropertyMapFromMap(properties{
			"driverOpts": properties{"type": "tmpfs", "device": "tmpfs", "o": "size=1m"},
			"labels":     []any{properties{"label": "b", "value": "2"}, properties{"label": "a", "value": ""}},
		}),
		Replaced: resource.NewPropertyMapFromMap(properties{"name": "cwtest-vol-other"}),
	})
}

func TestHave(t *testing.T) {
	enginetest.Client(t)
	state, err := create(t, callFor("cwtest-vol-have"), properties{})
	if err != nil {
		t.Fatal(err)
	}
	if got := Kind.Have(state)["mountpoint"]; got.IsNull() || !strings.Contains(got.AsString(), "cwtest-vol-have") {
		t.Errorf("mountpoint is %#v", got)
	}
}

// Somebody's data is never taken over by asking for its name.
func TestNameTaken(t *testing.T) {
	api := enginetest.Client(t)
	if _, err := api.VolumeCreate(t.Context(), client.VolumeCreateOptions{Name: "cwtest-vol-taken", Labels: map[string]string{"com.docker.compose.project": "shop"}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = api.VolumeRemove(context.Background(), "cwtest-vol-taken", client.VolumeRemoveOptions{})
	})
	_, err := create(t, callFor("cwtest-vol-taken"), properties{})
	if err == nil || !strings.Contains(err.Error(), `the Compose project "shop"`) || !strings.Contains(err.Error(), "docker volume rm cwtest-vol-taken") {
		t.Errorf("%v", err)
	}
}

func TestStillUsed(t *testing.T) {
	api := enginetest.Client(t)
	image := enginetest.Image(t)
	call := callFor("cwtest-vol-used")
	state, err := create(t, call, properties{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := api.ContainerCreate(t.Context(), client.ContainerCreateOptions{
		Name: "cwtest-vol-user", Config: &container.Config{Image: image}, HostConfig: &container.HostConfig{Binds: []string{"cwtest-vol-used:/data"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = api.ContainerRemove(context.Background(), c.ID, client.ContainerRemoveOptions{}) })
	if err := (driver{}).Delete(t.Context(), call, state); err == nil || !strings.Contains(err.Error(), "cwtest-vol-user") {
		t.Errorf("%v", err)
	}
	_, _ = api.ContainerRemove(t.Context(), c.ID, client.ContainerRemoveOptions{})
	if err := (driver{}).Delete(t.Context(), call, state); err != nil {
		t.Errorf("%v", err)
	}
}

func TestRow(t *testing.T) {
	for _, a := range Kind.Attributes {
		e, diags := hclsyntax.ParseExpression([]byte(a.Example), a.Name, hcl.InitialPos)
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
		if a.Check != nil {
			if p := a.Check(typed); p != nil {
				t.Errorf("the example of %s does not pass: %+v", a.Name, p)
			}
		}
	}
}
