// Package dockernetwork is the row docker_network: a network on a Docker
// engine, with pulumi-docker's property shapes.
//
// Containers join networks by name; that is theirs to say.
package dockernetwork

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// Kind is the row.
var Kind = &schema.Kind{
	Name: "docker_network",
	Doc: "A network on a Docker engine.\n\n" +
		"Containers in one network reach each other by name. No part of a network can be changed in place: a change makes a new one, and the containers in it make way and come back.",
	Version: 1,
	Token:   "docker:index/network:Network",
	Attributes: []schema.Attribute{
		{
			Name: "name", Type: cty.String, DefaultFrom: "label", Replaces: true, Example: `"backend"`,
			Doc:   "The network's name on the engine; by default the block's label.",
			Check: oneString("name", "Invalid network name", checkName),
		},
		{
			Name: "driver", Type: cty.String, Default: cty.StringVal("bridge"), Replaces: true, Example: `"bridge"`,
			Doc:   "The network driver: bridge, overlay, macvlan, ipvlan, or a plugin's.",
			Check: oneString("driver", "Invalid network driver", checkDriver),
		},
		{
			Name: "internal", Type: cty.Bool, Replaces: true, Example: `true`,
			Doc: "Whether it has no way out to other networks.",
		},
		{
			Name: "subnet", Type: cty.String, Replaces: true, Properties: []resource.PropertyKey{"ipamConfigs"}, Example: `"10.11.0.0/24"`,
			Doc:   "Its range of addresses; by default the engine picks one.",
			Check: oneString("subnet", summarySubnet, func(s string) error { _, err := notation.Subnet(s); return err }),
		},
		{
			Name: "gateway", Type: cty.String, Replaces: true, Properties: []resource.PropertyKey{"ipamConfigs"}, Example: `"10.11.0.1"`,
			Doc:   "The engine's own address in it, inside subnet; by default the first.",
			Check: oneString("gateway", summaryGateway, func(s string) error { _, err := notation.IP(s); return err }),
		},
		{
			Name: "enable_ipv6", Type: cty.Bool, Replaces: true, Properties: []resource.PropertyKey{"ipv6"}, Example: `true`,
			Doc: "Whether it has IPv6 addresses too.",
		},
		{
			Name: "attachable", Type: cty.Bool, Replaces: true, Example: `true`,
			Doc: "Whether containers that are no part of a swarm service may join an overlay network.",
		},
		{
			Name: "options", Type: cty.Map(cty.String), Replaces: true, Example: `{ "com.docker.network.driver.mtu" = "1400" }`,
			Doc:   "What the driver wants to know.",
			Check: dockerengine.CheckOptions("options"),
		},
		{
			Name: "labels", Type: cty.Map(cty.String), Merge: true, Replaces: true, Example: `{ team = "web" }`,
			Doc:   "Labels on the network.",
			Check: dockerengine.CheckLabelMap,
		},
	},
	Outputs: []schema.Output{
		{Name: "id", Doc: "The network's id.", Type: cty.String},
	},
	Driver:   driver{},
	Validate: validate,
	Claims:   claims,
	Have: func(s schema.State) map[string]cty.Value {
		return map[string]cty.Value{"id": cty.StringVal(s.ID)}
	},
}

const (
	summarySubnet  = "Invalid subnet"
	summaryGateway = "Invalid gateway"
)

func oneString(name, summary string, f func(string) error) func(cty.Value) *schema.Problem {
	return func(v cty.Value) *schema.Problem {
		if err := f(v.AsString()); err != nil {
			return dockerengine.Problem(name, summary, err)
		}
		return nil
	}
}

func checkName(s string) error {
	switch s {
	case "bridge", "host", "none", "default":
		return fmt.Errorf("%q is a network of the engine's own; containers can use it without a docker_network: networks = [%q]", s, s)
	}
	return dockerengine.CheckName("network", s)
}

func checkDriver(s string) error {
	if s == "host" || s == "none" || s == "null" {
		return fmt.Errorf("an engine has one network of the driver %q and makes no second; containers can use it without a docker_network", s)
	}
	return dockerengine.CheckName("driver", s)
}

// known is the known, not null string of an attribute, or "".
func known(attrs map[string]cty.Value, name string) string {
	v, ok := attrs[name]
	if !ok || v == cty.NilVal || v.IsNull() || !v.IsKnown() {
		return ""
	}
	return v.AsString()
}

func validate(attrs map[string]cty.Value) []schema.Problem {
	gateway := known(attrs, "gateway")
	if gateway == "" {
		return nil
	}
	if v, ok := attrs["subnet"]; !ok || v == cty.NilVal || v.IsNull() {
		return []schema.Problem{*dockerengine.Problem("gateway", summaryGateway, fmt.Errorf("a gateway needs a subnet that it is in; add one, like subnet = \"10.11.0.0/24\""))}
	}
	subnet, err := notation.Subnet(known(attrs, "subnet"))
	a, aErr := notation.IP(gateway)
	if err != nil || aErr != nil {
		return nil
	}
	if err := notation.Gateway(a, subnet); err != nil {
		return []schema.Problem{*dockerengine.Problem("gateway", summaryGateway, err)}
	}
	return nil
}

func claims(attrs map[string]cty.Value) []schema.Claim {
	var out []schema.Claim
	if name := known(attrs, "name"); name != "" {
		out = append(out, schema.Claim{Space: "network name", Name: name, Path: "name"})
	}
	if subnet := known(attrs, "subnet"); subnet != "" {
		out = append(out, schema.Claim{Space: "subnet", Name: subnet, Path: "subnet"})
	}
	return out
}
