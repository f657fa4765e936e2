package dockercontainer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// driver makes containers real. Property maps are pulumi-docker's Container.
//
// Requests per operation: create 3 (create, start, inspect) and one for each
// further network, for all uploads together and for each look at a health that
// isn't decided yet; read 1; delete 2.
type driver struct{}

var (
	_ schema.Driver  = driver{}
	_ schema.Checker = driver{}
	_ schema.Differ  = driver{}
	_ schema.Updater = driver{}
	_ schema.Adopter = driver{}
	_ schema.Lister  = driver{}
)

// one is a driver call under way: its engine and what is asked for.
type one struct {
	engine *dockerengine.Engine
	call   schema.Call
	want   wire
}

func begin(call schema.Call, inputs resource.PropertyMap) (one, error) {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return one{}, err
	}
	w, unknown, err := decode(inputs)
	if err != nil {
		return one{}, err
	}
	if len(unknown) > 0 {
		return one{}, errors.New("the container's properties are not all known yet. This is a bug in cw")
	}
	return one{engine: e, call: call, want: w.normalise()}, nil
}

// Check normalises and fills in the name.
func (driver) Check(_ context.Context, call schema.Call, inputs resource.PropertyMap) (resource.PropertyMap, []schema.Problem) {
	w, unknown, err := decode(inputs)
	if err != nil {
		return inputs, []schema.Problem{{Summary: "Invalid container", Detail: err.Error()}}
	}
	if _, open := unknown["name"]; !open && w.Name == "" {
		w.Name = dockerengine.DefaultName(call.Address)
	}
	var problems []schema.Problem
	w.Uploads, problems = hashSources(w.Uploads)
	w = w.normalise()
	out := dockerengine.Encode(w)
	for k, v := range unknown {
		out[k] = v
	}
	return out, append(problems, w.problems(unknown)...)
}

// Create makes, fills, connects and starts a container, and waits until it is
// healthy. What fails after it was made comes with its state.
func (driver) Create(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	o, err := begin(call, inputs)
	if err != nil {
		return schema.State{}, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	id, err := o.create(ctx)
	if err != nil {
		return schema.State{}, err
	}
	if err := o.furnish(ctx, id); err != nil {
		return o.partial(id), err
	}
	if err := o.start(ctx, id); err != nil {
		return o.partial(id), err
	}
	return o.watched(ctx, id, before{})
}

// partial is the state of a container that exists but was not started: what
// the next run sees as stopped, and begins anew.
func (o one) partial(id string) schema.State {
	w := o.want
	stopped := false
	w.MustRun, w.Uploads = &stopped, nil
	return schema.State{ID: id, Inputs: dockerengine.Encode(w), Outputs: dockerengine.Encode(w)}
}

func (o one) create(ctx context.Context) (string, error) {
	options, err := o.want.createOptions(o.call)
	if err != nil {
		return "", err
	}
	id, err := o.createOnce(ctx, options)
	if err != nil && isNoImage(err) {
		if err := o.engine.Pull(ctx, o.want.Image, o.call.Report); err != nil {
			return "", err
		}
		id, err = o.createOnce(ctx, options)
	}
	if err != nil && dockerengine.IsConflict(err) {
		return "", o.nameTaken(ctx, err)
	}
	return id, err
}

func (o one) createOnce(ctx context.Context, options client.ContainerCreateOptions) (string, error) {
	return dockerengine.Call(ctx, o.engine, "create the container "+o.want.Name, dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (string, error) {
			r, err := api.ContainerCreate(ctx, options)
			return r.ID, err
		})
}

// furnish does what is left to do before the start.
func (o one) furnish(ctx context.Context, id string) error {
	if err := o.upload(ctx, id); err != nil {
		return err
	}
	for _, n := range o.want.NetworksAdvanced[min(1, len(o.want.NetworksAdvanced)):] {
		if err := o.connect(ctx, id, n); err != nil {
			return err
		}
	}
	return nil
}

func (o one) start(ctx context.Context, id string) error {
	o.call.Report("starting")
	_, err := dockerengine.Call(ctx, o.engine, "start the container "+o.want.Name, dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (client.ContainerStartResult, error) {
			return api.ContainerStart(ctx, id, client.ContainerStartOptions{})
		})
	if err != nil {
		return o.startFailed(ctx, err)
	}
	return nil
}

func (o one) connect(ctx context.Context, id string, n wireNetwork) error {
	_, err := dockerengine.Call(ctx, o.engine, fmt.Sprintf("connect the container %s to the network %s", o.want.Name, n.Name), dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (client.NetworkConnectResult, error) {
			return api.NetworkConnect(ctx, n.Name, client.NetworkConnectOptions{Container: id, EndpointConfig: n.endpoint()})
		})
	return err
}

func (o one) disconnect(ctx context.Context, id string, n wireNetwork) error {
	_, err := dockerengine.Call(ctx, o.engine, fmt.Sprintf("disconnect the container %s from the network %s", o.want.Name, n.Name), dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (client.NetworkDisconnectResult, error) {
			return api.NetworkDisconnect(ctx, n.Name, client.NetworkDisconnectOptions{Container: id, Force: true})
		})
	if dockerengine.IsNotFound(err) {
		return nil
	}
	return err
}

func inspect(ctx context.Context, e *dockerengine.Engine, id string) (container.InspectResponse, error) {
	return dockerengine.Call(ctx, e, "look at the container "+shortID(id), dockerengine.Quick,
		func(ctx context.Context, api *client.Client) (container.InspectResponse, error) {
			r, err := api.ContainerInspect(ctx, id, client.ContainerInspectOptions{})
			return r.Container, err
		})
}

// Read looks at one container.
func (driver) Read(ctx context.Context, call schema.Call, old schema.State) (schema.State, error) {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return schema.State{}, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	return read(ctx, e, old)
}

func read(ctx context.Context, e *dockerengine.Engine, old schema.State) (schema.State, error) {
	c, err := inspect(ctx, e, old.ID)
	if dockerengine.IsNotFound(err) {
		return schema.State{}, nil
	}
	if err != nil {
		return schema.State{}, err
	}
	return stateOf(c, decodeState(old.Inputs)), nil
}

// ReadAll looks at many, several at a time. It inspects each: a listing shows
// neither limits nor the restart policy, which can be changed by hand.
func (driver) ReadAll(ctx context.Context, call schema.Call, olds []schema.State) ([]schema.State, error) {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return nil, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	states, errs := make([]schema.State, len(olds)), make([]error, len(olds))
	var wg sync.WaitGroup
	for i, old := range olds {
		wg.Go(func() { states[i], errs[i] = read(ctx, e, old) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err // one says it: they all ask the same engine
		}
	}
	return states, nil
}

// Find gives the container that a lost state left behind: the one with this
// URN's label, else one of this project and stack with the wanted name.
func (driver) Find(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	o, err := begin(call, inputs)
	if err != nil {
		return schema.State{}, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	id, err := o.findID(ctx)
	if err != nil || id == "" {
		return schema.State{}, err
	}
	c, err := inspect(ctx, o.engine, id)
	if dockerengine.IsNotFound(err) {
		return schema.State{}, nil
	}
	if err != nil {
		return schema.State{}, err
	}
	if waits := o.want.Wait == nil || *o.want.Wait; waits && c.State.Health != nil && c.State.Health.Status == container.Starting {
		// Nobody has waited for it yet; the next step is to.
		return notStanding(stateOf(c, o.want)), nil
	}
	return stateOf(c, o.want), nil
}

func (o one) findID(ctx context.Context) (string, error) {
	found, err := dockerengine.Call(ctx, o.engine, "list containers", dockerengine.Quick,
		func(ctx context.Context, api *client.Client) (client.ContainerListResult, error) {
			return api.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: dockerengine.OfStack(o.call)})
		})
	if err != nil {
		return "", err
	}
	named := ""
	for _, c := range found.Items {
		if c.Labels[dockerengine.LabelURN] == o.call.URN {
			return c.ID, nil
		}
		if slices.Contains(c.Names, "/"+o.want.Name) {
			named = c.ID
		}
	}
	return named, nil
}

// Delete stops a container with its grace, then removes it with its anonymous
// volumes.
func (driver) Delete(ctx context.Context, call schema.Call, old schema.State) error {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	w := decodeState(old.Inputs)
	call.Report("stopping")
	if err := stop(ctx, e, old.ID, w); err != nil {
		return err
	}
	call.Report("removing")
	_, err = dockerengine.Call(ctx, e, "remove the container "+w.Name, dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (client.ContainerRemoveResult, error) {
			return api.ContainerRemove(ctx, old.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
		})
	if dockerengine.IsNotFound(err) || isBeingRemoved(err) {
		return nil
	}
	return err
}

// defaultGrace is what an engine gives a container to stop, in seconds.
const defaultGrace = 10

func stop(ctx context.Context, e *dockerengine.Engine, id string, w wire) error {
	grace := defaultGrace
	if w.StopTimeout != nil {
		grace = *w.StopTimeout
	}
	if w.DestroyGraceSeconds > 0 {
		grace = w.DestroyGraceSeconds
	}
	_, err := dockerengine.Call(ctx, e, "stop the container "+w.Name, time.Duration(grace)*time.Second+dockerengine.Quick,
		func(ctx context.Context, api *client.Client) (client.ContainerStopResult, error) {
			return api.ContainerStop(ctx, id, client.ContainerStopOptions{Timeout: &grace})
		})
	if dockerengine.IsNotFound(err) || dockerengine.IsConflict(err) {
		return nil // gone, or in a state that only removal ends
	}
	return err
}
