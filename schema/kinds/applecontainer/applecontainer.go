// Package applecontainer is the row apple_container: a container on the runtime
// that macOS brings along, written exactly as a docker_container is.
//
// It says and checks such a container. It makes none: a plan refuses the kind,
// with the reason, on every system.
package applecontainer

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockercontainer"
	"github.com/clockwork-hcl/cw/schema/kinds/probe"
)

// Kind is the row.
var Kind = &schema.Kind{
	Name: "apple_container",
	Doc: "A container on macOS's own runtime.\n\n" +
		"It takes what a `docker_container` takes and gives what that gives, so that one can be changed into the other by its type alone. " +
		"It needs a Mac: on any other system it can be written and validated, and a plan refuses it. This version of cw does not deploy it on a Mac either.",
	Version:    1,
	Token:      "clockwork:index:AppleContainer",
	Networked:  true,
	Available:  available,
	Attributes: dockercontainer.Kind.Attributes,
	Outputs:    dockercontainer.Kind.Outputs,
	Driver:     driver{},
	Probes:     probes(),
	Validate:   dockercontainer.Kind.Validate,
	Claims:     claims,
}

func available() error { return availableOn(runtime.GOOS) }

func availableOn(system string) error {
	const instead = "change the type to docker_container, which takes the same arguments"
	if system != "darwin" {
		return fmt.Errorf("an apple_container needs macOS's own container runtime, and this machine runs %s; %s", system, instead)
	}
	return fmt.Errorf("this version of cw can't deploy an apple_container yet; %s", instead)
}

// probes are a docker_container's. Those that would ask a Docker engine about
// the container have no such container to ask about.
func probes() []schema.Probe {
	list := slices.Clone(dockercontainer.Kind.Probes)
	for i, p := range list {
		if slices.ContainsFunc(probe.General, func(g schema.Probe) bool { return g.Name == p.Name }) {
			continue
		}
		list[i].Run = func(context.Context, schema.ProbeInput) schema.Evidence {
			return schema.Evidence{Expected: "a container to look at", Seen: "none: " + available().Error()}
		}
	}
	return list
}

// claims are a docker_container's, but for the name: the two runtimes keep
// their own.
func claims(attrs map[string]cty.Value) []schema.Claim {
	list := dockercontainer.Kind.Claims(attrs)
	for i := range list {
		if list[i].Space == "container name" {
			list[i].Space = "Apple container name"
		}
	}
	return list
}

// driver refuses: what a plan refuses as well never comes here.
type driver struct{}

func (driver) Create(context.Context, schema.Call, resource.PropertyMap) (schema.State, error) {
	return schema.State{}, available()
}

func (driver) Read(_ context.Context, _ schema.Call, old schema.State) (schema.State, error) {
	return old, available()
}

func (driver) Delete(context.Context, schema.Call, schema.State) error {
	return available()
}
