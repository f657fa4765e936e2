package dockernetwork

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// driver makes networks real. The id is the engine's.
type driver struct{}

var (
	_ schema.Driver  = driver{}
	_ schema.Checker = driver{}
	_ schema.Differ  = driver{}
	_ schema.Adopter = driver{}
	_ schema.Lister  = driver{}
)

// wire is pulumi-docker's Network in the part that cw supports.
type wire struct {
	Name        string               `json:"name,omitempty"`
	Driver      string               `json:"driver,omitempty"`
	Internal    bool                 `json:"internal,omitempty"`
	Ipv6        bool                 `json:"ipv6,omitempty"`
	Attachable  bool                 `json:"attachable,omitempty"`
	IpamConfigs []wireIpam           `json:"ipamConfigs,omitempty"`
	Options     map[string]string    `json:"options,omitempty"`
	Labels      []dockerengine.Label `json:"labels,omitempty"`
}

type wireIpam struct {
	Subnet  string `json:"subnet,omitempty"`
	Gateway string `json:"gateway,omitempty"`
}

func (w wire) normalise() wire {
	w.Driver = cmp.Or(w.Driver, "bridge")
	w.Labels = dockerengine.SortLabels(w.Labels)
	w.IpamConfigs = slices.Clone(w.IpamConfigs)
	slices.SortFunc(w.IpamConfigs, func(a, b wireIpam) int { return cmp.Compare(a.Subnet, b.Subnet) })
	return w
}

func decode(inputs resource.PropertyMap) (wire, resource.PropertyMap, error) {
	var w wire
	unknown, err := dockerengine.Decode(inputs, &w)
	return w, unknown, err
}

func (driver) Check(_ context.Context, call schema.Call, inputs resource.PropertyMap) (resource.PropertyMap, []schema.Problem) {
	w, unknown, err := decode(inputs)
	if err != nil {
		return inputs, []schema.Problem{*dockerengine.Problem("", "Invalid network", err)}
	}
	if _, open := unknown["name"]; !open && w.Name == "" {
		w.Name = dockerengine.DefaultName(call.Address)
	}
	var problems []schema.Problem
	if err := checkName(w.Name); err != nil && unknown["name"].IsNull() {
		problems = append(problems, *dockerengine.Problem("name", "Invalid network name", err))
	}
	out := dockerengine.Encode(w.normalise())
	for k, v := range unknown {
		out[k] = v
	}
	return out, problems
}

// Diff: nothing of a network can be changed in place.
func (driver) Diff(_ context.Context, _ schema.Call, old schema.State, inputs resource.PropertyMap) (schema.Difference, error) {
	want, unknown, err := decode(inputs)
	if err != nil {
		return schema.Difference{}, err
	}
	var have wire
	dockerengine.DecodeState(old.Inputs, &have)
	have, want = have.normalise(), want.normalise()
	d := schema.Difference{Changes: map[string]bool{}}
	for _, k := range dockerengine.Changed(dockerengine.Encode(have), dockerengine.Encode(want)) {
		d.Changes[string(k)] = true
	}
	for k := range unknown {
		d.Changes[string(k)] = true
	}
	d.DeleteBeforeReplace = have.Name == want.Name || unknown["name"].ContainsUnknowns() || have.overlaps(want) || unknown["ipamConfigs"].ContainsUnknowns()
	return d, nil
}

// overlaps reports whether two networks want the same addresses.
func (w wire) overlaps(v wire) bool {
	for _, a := range w.IpamConfigs {
		for _, b := range v.IpamConfigs {
			p, err := netip.ParsePrefix(a.Subnet)
			q, err2 := netip.ParsePrefix(b.Subnet)
			if err == nil && err2 == nil && p.Overlaps(q) {
				return true
			}
		}
	}
	return false
}

func (driver) Create(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return schema.State{}, err
	}
	w, unknown, err := decode(inputs)
	if err == nil && len(unknown) > 0 {
		err = errors.New("the network's properties are not all known yet. This is a bug in cw")
	}
	if err != nil {
		return schema.State{}, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	w = w.normalise()
	options, err := w.createOptions(call)
	if err != nil {
		return schema.State{}, err
	}
	id, err := dockerengine.Alone(ctx, e, "create the network "+w.Name, dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (string, error) {
			return createNew(ctx, api, w.Name, options)
		})
	if err != nil {
		return schema.State{}, err
	}
	return schema.State{ID: id, Inputs: dockerengine.Encode(w), Outputs: dockerengine.Encode(w)}, nil
}

// createNew looks first: an old engine makes a second network of one name.
func createNew(ctx context.Context, api *client.Client, name string, options client.NetworkCreateOptions) (string, error) {
	there, err := api.NetworkList(ctx, client.NetworkListOptions{Filters: make(client.Filters).Add("name", name)})
	if err != nil {
		return "", err
	}
	for _, n := range there.Items {
		if n.Name == name {
			return "", fmt.Errorf("the name is held by the network %.12s of %s; give this one another name = \"…\", or, if nobody needs the other, run `docker network rm %s`",
				n.ID, dockerengine.Owner(n.Labels), name)
		}
	}
	r, err := api.NetworkCreate(ctx, name, options)
	return r.ID, err
}

func (w wire) createOptions(call schema.Call) (client.NetworkCreateOptions, error) {
	o := client.NetworkCreateOptions{
		Driver:     w.Driver,
		Internal:   w.Internal,
		Attachable: w.Attachable,
		Options:    w.Options,
		Labels:     dockerengine.Labels(call, dockerengine.LabelMap(w.Labels)),
	}
	if w.Ipv6 {
		o.EnableIPv6 = &w.Ipv6
	}
	for _, c := range w.IpamConfigs {
		config := network.IPAMConfig{}
		var err error
		if c.Subnet != "" {
			if config.Subnet, err = notation.Subnet(c.Subnet); err != nil {
				return o, err
			}
		}
		if c.Gateway != "" {
			if config.Gateway, err = notation.IP(c.Gateway); err != nil {
				return o, err
			}
		}
		if o.IPAM == nil {
			o.IPAM = &network.IPAM{Driver: "default"}
		}
		o.IPAM.Config = append(o.IPAM.Config, config)
	}
	return o, nil
}

// observe says what a network is, in the words of what was asked: addresses
// and options that nobody asked for are the engine's choice.
func observe(n network.Network, want wire) wire {
	w := wire{Name: n.Name, Driver: n.Driver, Internal: n.Internal, Ipv6: n.EnableIPv6, Attachable: n.Attachable}
	for _, l := range want.Labels {
		if v, ok := n.Labels[l.Label]; ok {
			w.Labels = append(w.Labels, dockerengine.Label{Label: l.Label, Value: v})
		}
	}
	for _, asked := range want.IpamConfigs {
		for _, c := range n.IPAM.Config {
			if asked.Subnet != "" && (!c.Subnet.IsValid() || asked.Subnet != c.Subnet.String()) {
				continue
			}
			is := wireIpam{Subnet: asked.Subnet}
			if asked.Gateway != "" && c.Gateway.IsValid() {
				is.Gateway = c.Gateway.String()
			}
			w.IpamConfigs = append(w.IpamConfigs, is)
			break
		}
	}
	for k := range want.Options {
		if v, ok := n.Options[k]; ok {
			if w.Options == nil {
				w.Options = map[string]string{}
			}
			w.Options[k] = v
		}
	}
	return w.normalise()
}

func stateOf(n network.Network, want wire) schema.State {
	w := dockerengine.Encode(observe(n, want))
	return schema.State{ID: n.ID, Inputs: w, Outputs: w.Copy()}
}

func (d driver) Read(ctx context.Context, call schema.Call, old schema.State) (schema.State, error) {
	states, err := d.ReadAll(ctx, call, []schema.State{old})
	if err != nil {
		return schema.State{}, err
	}
	return states[0], nil
}

// ReadAll reads any number of networks with one listing, which holds all that
// there is to know.
func (driver) ReadAll(ctx context.Context, call schema.Call, olds []schema.State) ([]schema.State, error) {
	there, err := list(ctx, call, nil)
	if err != nil {
		return nil, err
	}
	states := make([]schema.State, len(olds))
	for i, old := range olds {
		at := slices.IndexFunc(there, func(n network.Summary) bool { return n.ID == old.ID })
		if at >= 0 {
			var want wire
			dockerengine.DecodeState(old.Inputs, &want)
			states[i] = stateOf(there[at].Network, want)
		}
	}
	return states, nil
}

func list(ctx context.Context, call schema.Call, filters client.Filters) ([]network.Summary, error) {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return nil, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	return dockerengine.Call(ctx, e, "list networks", dockerengine.Quick,
		func(ctx context.Context, api *client.Client) ([]network.Summary, error) {
			r, err := api.NetworkList(ctx, client.NetworkListOptions{Filters: filters})
			return r.Items, err
		})
}

// Find gives the network with this URN's label, else the one of this project
// and stack with the wanted name.
func (driver) Find(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	want, _, err := decode(inputs)
	if err != nil {
		return schema.State{}, err
	}
	there, err := list(ctx, call, dockerengine.OfStack(call))
	if err != nil {
		return schema.State{}, err
	}
	var named schema.State
	for _, n := range there {
		if n.Labels[dockerengine.LabelURN] == call.URN {
			return stateOf(n.Network, want), nil
		}
		if n.Name == want.Name {
			named = stateOf(n.Network, want)
		}
	}
	return named, nil
}

func (driver) Delete(ctx context.Context, call schema.Call, old schema.State) error {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	var w wire
	dockerengine.DecodeState(old.Inputs, &w)
	_, err = dockerengine.Alone(ctx, e, "remove the network "+w.Name, dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (client.NetworkRemoveResult, error) {
			return api.NetworkRemove(ctx, old.ID, client.NetworkRemoveOptions{})
		})
	switch {
	case err == nil, dockerengine.IsNotFound(err):
		return nil
	case strings.Contains(err.Error(), "has active endpoints"):
		return attached(ctx, e, old.ID, w.Name, err)
	}
	return err
}

// attached says which containers keep a network from being removed.
func attached(ctx context.Context, e *dockerengine.Engine, id, name string, refusal error) error {
	n, err := dockerengine.Call(ctx, e, "look at the network "+name, dockerengine.Quick,
		func(ctx context.Context, api *client.Client) (client.NetworkInspectResult, error) {
			return api.NetworkInspect(ctx, id, client.NetworkInspectOptions{})
		})
	if err != nil || len(n.Network.Containers) == 0 {
		return refusal
	}
	var names []string
	for _, c := range n.Network.Containers {
		names = append(names, c.Name)
	}
	slices.Sort(names)
	return dockerengine.Explained(refusal, "the network %s can't be removed, since other containers still stand in it: %s; stop them, or take them out with `docker network disconnect %s %s`",
		name, strings.Join(names, ", "), name, names[0])
}
