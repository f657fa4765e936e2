// Package dockervolume is the row docker_volume: a named volume on a Docker
// engine, with pulumi-docker's property shapes.
//
// Where a volume is mounted is its containers' to say.
package dockervolume

import (
	"fmt"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// Kind is the row.
var Kind = &schema.Kind{
	Name: "docker_volume",
	Doc: "A named volume on a Docker engine.\n\n" +
		"It keeps its data when its containers are replaced, and loses it when it is destroyed or replaced itself: guard it with lifecycle { prevent_destroy = true }. No part of it can be changed in place.",
	Version: 1,
	Token:   "docker:index/volume:Volume",
	Attributes: []schema.Attribute{
		{
			Name: "name", Type: cty.String, DefaultFrom: "label", Replaces: true, Example: `"pgdata"`,
			Doc:   "The volume's name on the engine; by default the block's label.",
			Check: checkString("name", "volume", "Invalid volume name"),
		},
		{
			Name: "driver", Type: cty.String, Default: cty.StringVal("local"), Replaces: true, Example: `"local"`,
			Doc:   "The volume driver: local, or a plugin's.",
			Check: checkDriver,
		},
		{
			Name: "driver_opts", Type: cty.Map(cty.String), Replaces: true, Example: `{ type = "tmpfs", device = "tmpfs" }`,
			Doc:   "What the driver wants to know.",
			Check: dockerengine.CheckOptions("driver_opts"),
		},
		{
			Name: "labels", Type: cty.Map(cty.String), Merge: true, Replaces: true, Example: `{ team = "web" }`,
			Doc:   "Labels on the volume.",
			Check: dockerengine.CheckLabelMap,
		},
	},
	Outputs: []schema.Output{
		{Name: "id", Doc: "The volume's name.", Type: cty.String},
		{Name: "mountpoint", Doc: "Where its data lies on the engine's machine.", Type: cty.String},
	},
	Driver: driver{},
	Claims: claims,
	Have: func(s schema.State) map[string]cty.Value {
		out := map[string]cty.Value{"id": cty.StringVal(s.ID), "mountpoint": cty.NullVal(cty.String)}
		if m := s.Outputs["mountpoint"]; m.IsString() {
			out["mountpoint"] = cty.StringVal(m.StringValue())
		}
		return out
	},
}

func checkString(attribute, what, summary string) func(cty.Value) *schema.Problem {
	return func(v cty.Value) *schema.Problem {
		if err := dockerengine.CheckName(what, v.AsString()); err != nil {
			return dockerengine.Problem(attribute, summary, err)
		}
		return nil
	}
}

func checkDriver(v cty.Value) *schema.Problem {
	if v.AsString() == "" {
		return dockerengine.Problem("driver", "Invalid volume driver", fmt.Errorf("the driver is empty; leave the line out for local"))
	}
	return nil
}

func claims(attrs map[string]cty.Value) []schema.Claim {
	name, ok := attrs["name"]
	if !ok || name == cty.NilVal || name.IsNull() || !name.IsKnown() {
		return nil
	}
	return []schema.Claim{{Space: "volume name", Name: name.AsString(), Path: "name"}}
}
