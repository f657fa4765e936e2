package dockercontainer

import (
	"context"
	"slices"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// inPlace are the properties that a container can change; a change of any
// other is a new container.
var inPlace = map[resource.PropertyKey]bool{
	"restart": true, "maxRetryCount": true, "memory": true, "cpus": true, "networksAdvanced": true,
	"mustRun": true, "wait": true, "waitTimeout": true, "destroyGraceSeconds": true,
}

// Diff compares what is there with what is wanted, property by property.
func (driver) Diff(_ context.Context, _ schema.Call, old schema.State, inputs resource.PropertyMap) (schema.Difference, error) {
	want, unknown, err := decode(inputs)
	if err != nil {
		return schema.Difference{}, err
	}
	have := decodeState(old.Inputs)
	is, wanted := dockerengine.Encode(have.canonical()), dockerengine.Encode(want.canonical())
	d := schema.Difference{Changes: map[string]bool{}}
	for _, k := range dockerengine.Changed(is, wanted) {
		if _, open := unknown[k]; !open {
			d.Changes[string(k)] = replaces(k, wanted)
		}
	}
	for k := range unknown {
		// A network that isn't known yet is one that is made anew: the old
		// one can go only when no container stands in it.
		d.Changes[string(k)] = !inPlace[k] || k == "networksAdvanced"
	}
	d.DeleteBeforeReplace = clashes(have, want, unknown)
	return d, nil
}

// replaces says whether a changed property needs a new container. An engine
// can't take a limit away again, only change it.
func replaces(k resource.PropertyKey, wanted resource.PropertyMap) bool {
	if k == "memory" || k == "cpus" {
		_, limited := wanted[k]
		return !limited
	}
	return !inPlace[k]
}

// clashes reports whether the old container and a new one can't both be there:
// they share a name or a host port. What isn't known yet counts as shared.
func clashes(have, want wire, unknown resource.PropertyMap) bool {
	_, nameOpen := unknown["name"]
	_, portsOpen := unknown["ports"]
	if nameOpen || have.Name == want.Name || portsOpen && len(have.Ports) > 0 {
		return true
	}
	for _, a := range normalisePorts(have.Ports) {
		for _, b := range normalisePorts(want.Ports) {
			p, q := a.port(), b.port()
			if p.External != 0 && p.External == q.External && p.Protocol == q.Protocol &&
				(p.IP == q.IP || p.Wildcard() || q.Wildcard()) {
				return true
			}
		}
	}
	return false
}

// Update changes limits, restart policy and networks, and starts what was
// stopped by hand.
func (driver) Update(ctx context.Context, call schema.Call, old schema.State, inputs resource.PropertyMap) (schema.State, error) {
	o, err := begin(call, inputs)
	if err != nil {
		return old, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	c, err := inspect(ctx, o.engine, old.ID)
	if err != nil {
		return old, err
	}
	if err := o.change(ctx, c); err != nil {
		return stateOf(c, o.want), err
	}
	stood := decodeState(old.Inputs).mustRun()
	if o.want.mustRun() && (!stood || !isUp(c)) {
		return o.revive(ctx, c)
	}
	return o.look(ctx, c.ID)
}

// Preview says what an update will leave as it is: addresses and host ports,
// unless the container is started again or changes its networks. Of a container
// that is yet to be made only the inputs are known.
func (driver) Preview(_ context.Context, _ schema.Call, old schema.State, inputs resource.PropertyMap) (resource.PropertyMap, error) {
	want, unknown, err := decode(inputs)
	if err != nil {
		return nil, err
	}
	open := resource.MakeComputed(resource.NewProperty(""))
	outputs := inputs.Copy()
	outputs["networkDatas"], outputs["ports"] = open, open
	if old.ID == "" {
		return outputs, nil
	}
	have := decodeState(old.Inputs)
	starts := want.mustRun() && !have.mustRun()
	_, portsOpen := unknown["ports"]
	_, networksOpen := unknown["networksAdvanced"]
	if !portsOpen && (!starts || !picksPorts(want)) {
		outputs["ports"] = old.Outputs["ports"]
	}
	if !starts && !networksOpen && old.Inputs["networksAdvanced"].DeepEquals(inputs["networksAdvanced"]) {
		outputs["networkDatas"] = old.Outputs["networkDatas"]
	}
	return withLists(outputs), nil
}

// picksPorts reports whether the engine picks a host port, anew at each start.
func picksPorts(w wire) bool {
	return slices.ContainsFunc(w.Ports, func(p wirePort) bool { return p.External == 0 })
}

// look is the state of a container as it is now.
func (o one) look(ctx context.Context, id string) (schema.State, error) {
	c, err := inspect(ctx, o.engine, id)
	if err != nil {
		return o.partial(id), err
	}
	return stateOf(c, o.want), nil
}

// revive makes a container stand again that was stopped or paused, or that did
// not stand after its creation.
func (o one) revive(ctx context.Context, c container.InspectResponse) (schema.State, error) {
	var err error
	switch {
	case isUp(c):
	case c.State.Paused:
		_, err = dockerengine.Call(ctx, o.engine, "unpause the container "+o.want.Name, dockerengine.Quick,
			func(ctx context.Context, api *client.Client) (client.ContainerUnpauseResult, error) {
				return api.ContainerUnpause(ctx, c.ID, client.ContainerUnpauseOptions{})
			})
	default:
		err = o.start(ctx, c.ID)
	}
	if err != nil {
		return stateOf(c, o.want), err
	}
	return o.watched(ctx, c.ID, beforeOf(c))
}

// change brings what can be changed in a container to what is wanted.
func (o one) change(ctx context.Context, c container.InspectResponse) error {
	is := observe(c, o.want)
	if err := o.changeLimits(ctx, c, is); err != nil {
		return err
	}
	for _, n := range is.NetworksAdvanced {
		if !slices.ContainsFunc(o.want.NetworksAdvanced, n.equal) {
			if err := o.disconnect(ctx, c.ID, n); err != nil {
				return err
			}
		}
	}
	for _, n := range o.want.NetworksAdvanced {
		if !slices.ContainsFunc(is.NetworksAdvanced, n.equal) {
			if err := o.connect(ctx, c.ID, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n wireNetwork) equal(m wireNetwork) bool {
	return n.Name == m.Name && slices.Equal(n.Aliases, m.Aliases)
}

func (o one) changeLimits(ctx context.Context, c container.InspectResponse, is wire) error {
	if is.Memory == o.want.Memory && is.Cpus == o.want.Cpus && is.Restart == o.want.Restart && is.MaxRetryCount == o.want.MaxRetryCount {
		return nil
	}
	nano, err := o.want.nanoCPUs()
	if err != nil {
		return err
	}
	limits := container.Resources{NanoCPUs: nano, Memory: int64(o.want.Memory) * megabyte}
	if limits.Memory > 0 {
		limits.MemorySwap = 2 * limits.Memory // what the engine sets at creation; it refuses a limit above the old one
	}
	policy := o.want.restartPolicy()
	_, err = dockerengine.Call(ctx, o.engine, "change the limits of the container "+o.want.Name, dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (client.ContainerUpdateResult, error) {
			return api.ContainerUpdate(ctx, c.ID, client.ContainerUpdateOptions{Resources: &limits, RestartPolicy: &policy})
		})
	return err
}
