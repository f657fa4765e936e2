package dockervolume

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/volume"
	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// driver makes volumes real. The id is the name, which is all an engine has.
type driver struct{}

var (
	_ schema.Driver  = driver{}
	_ schema.Checker = driver{}
	_ schema.Differ  = driver{}
	_ schema.Adopter = driver{}
	_ schema.Lister  = driver{}
)

// wire is pulumi-docker's Volume in the part that cw supports.
type wire struct {
	Name       string               `json:"name,omitempty"`
	Driver     string               `json:"driver,omitempty"`
	DriverOpts map[string]string    `json:"driverOpts,omitempty"`
	Labels     []dockerengine.Label `json:"labels,omitempty"`
}

type wireOutputs struct {
	wire
	Mountpoint string `json:"mountpoint,omitempty"`
}

func (w wire) normalise() wire {
	w.Driver = cmp.Or(w.Driver, "local")
	w.Labels = dockerengine.SortLabels(w.Labels)
	if len(w.DriverOpts) == 0 {
		w.DriverOpts = nil
	}
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
		return inputs, []schema.Problem{*dockerengine.Problem("", "Invalid volume", err)}
	}
	if _, open := unknown["name"]; !open && w.Name == "" {
		w.Name = dockerengine.DefaultName(call.Address)
	}
	var problems []schema.Problem
	if err := dockerengine.CheckName("volume", w.Name); err != nil && unknown["name"].IsNull() {
		problems = append(problems, *dockerengine.Problem("name", "Invalid volume name", err))
	}
	out := dockerengine.Encode(w.normalise())
	for k, v := range unknown {
		out[k] = v
	}
	return out, problems
}

// Diff: nothing of a volume can be changed in place.
func (driver) Diff(_ context.Context, _ schema.Call, old schema.State, inputs resource.PropertyMap) (schema.Difference, error) {
	want, unknown, err := decode(inputs)
	if err != nil {
		return schema.Difference{}, err
	}
	var have wire
	dockerengine.DecodeState(old.Inputs, &have)
	d := schema.Difference{Changes: map[string]bool{}}
	for _, k := range dockerengine.Changed(dockerengine.Encode(have.normalise()), dockerengine.Encode(want.normalise())) {
		d.Changes[string(k)] = true
	}
	for k := range unknown {
		d.Changes[string(k)] = true
	}
	d.DeleteBeforeReplace = have.Name == want.Name || unknown["name"].ContainsUnknowns()
	return d, nil
}

// Create looks first: asked for a volume whose name is taken, an engine gives
// the one that is there, with somebody's data in it.
func (driver) Create(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return schema.State{}, err
	}
	w, unknown, err := decode(inputs)
	if err == nil && len(unknown) > 0 {
		err = errors.New("the volume's properties are not all known yet. This is a bug in cw")
	}
	if err != nil {
		return schema.State{}, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	w = w.normalise()
	if there, err := inspect(ctx, e, w.Name); err == nil {
		return schema.State{}, fmt.Errorf("could not create the volume %s: the name is held by a volume of %s; give this one another name = \"…\", or, if its data is not needed, run `docker volume rm %s`",
			w.Name, dockerengine.Owner(there.Labels), w.Name)
	} else if !dockerengine.IsNotFound(err) {
		return schema.State{}, err
	}
	made, err := dockerengine.Call(ctx, e, "create the volume "+w.Name, dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (client.VolumeCreateResult, error) {
			return api.VolumeCreate(ctx, client.VolumeCreateOptions{
				Name: w.Name, Driver: w.Driver, DriverOpts: w.DriverOpts,
				Labels: dockerengine.Labels(call, dockerengine.LabelMap(w.Labels)),
			})
		})
	if err != nil {
		return schema.State{}, err
	}
	return stateOf(made.Volume, w), nil
}

func inspect(ctx context.Context, e *dockerengine.Engine, name string) (volume.Volume, error) {
	return dockerengine.Call(ctx, e, "look at the volume "+name, dockerengine.Quick,
		func(ctx context.Context, api *client.Client) (volume.Volume, error) {
			r, err := api.VolumeInspect(ctx, name, client.VolumeInspectOptions{})
			return r.Volume, err
		})
}

func stateOf(v volume.Volume, want wire) schema.State {
	w := wire{Name: v.Name, Driver: v.Driver, DriverOpts: v.Options}
	for _, l := range want.Labels {
		if value, ok := v.Labels[l.Label]; ok {
			w.Labels = append(w.Labels, dockerengine.Label{Label: l.Label, Value: value})
		}
	}
	w = w.normalise()
	return schema.State{
		ID:      v.Name,
		Inputs:  dockerengine.Encode(w),
		Outputs: dockerengine.Encode(wireOutputs{wire: w, Mountpoint: v.Mountpoint}),
	}
}

func (d driver) Read(ctx context.Context, call schema.Call, old schema.State) (schema.State, error) {
	states, err := d.ReadAll(ctx, call, []schema.State{old})
	if err != nil {
		return schema.State{}, err
	}
	return states[0], nil
}

// ReadAll reads any number of volumes with one listing, which holds all that
// there is to know.
func (driver) ReadAll(ctx context.Context, call schema.Call, olds []schema.State) ([]schema.State, error) {
	there, err := list(ctx, call, nil)
	if err != nil {
		return nil, err
	}
	states := make([]schema.State, len(olds))
	for i, old := range olds {
		at := slices.IndexFunc(there, func(v volume.Volume) bool { return v.Name == old.ID })
		if at >= 0 {
			var want wire
			dockerengine.DecodeState(old.Inputs, &want)
			states[i] = stateOf(there[at], want)
		}
	}
	return states, nil
}

func list(ctx context.Context, call schema.Call, filters client.Filters) ([]volume.Volume, error) {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return nil, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	return dockerengine.Call(ctx, e, "list volumes", dockerengine.Quick,
		func(ctx context.Context, api *client.Client) ([]volume.Volume, error) {
			r, err := api.VolumeList(ctx, client.VolumeListOptions{Filters: filters})
			return r.Items, err
		})
}

// Find gives the volume with this URN's label, else the one of this project
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
	for _, v := range there {
		if v.Labels[dockerengine.LabelURN] == call.URN {
			return stateOf(v, want), nil
		}
		if v.Name == want.Name {
			named = stateOf(v, want)
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
	_, err = dockerengine.Call(ctx, e, "remove the volume "+old.ID, dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (client.VolumeRemoveResult, error) {
			return api.VolumeRemove(ctx, old.ID, client.VolumeRemoveOptions{})
		})
	switch {
	case err == nil, dockerengine.IsNotFound(err):
		return nil
	case dockerengine.IsConflict(err):
		return inUse(ctx, e, old.ID, err)
	}
	return err
}

// inUse says which containers keep a volume from being removed.
func inUse(ctx context.Context, e *dockerengine.Engine, name string, refusal error) error {
	users, err := dockerengine.Call(ctx, e, "list containers", dockerengine.Quick,
		func(ctx context.Context, api *client.Client) ([]container.Summary, error) {
			r, err := api.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: make(client.Filters).Add("volume", name)})
			return r.Items, err
		})
	if err != nil || len(users) == 0 {
		return refusal
	}
	var names []string
	for _, c := range users {
		if len(c.Names) > 0 {
			names = append(names, strings.TrimPrefix(c.Names[0], "/"))
		}
	}
	slices.Sort(names)
	return dockerengine.Explained(refusal, "the volume %s can't be removed, since containers still use it, running or not: %s; remove them first, as with `docker rm -f %s`",
		name, strings.Join(names, ", "), names[0])
}
