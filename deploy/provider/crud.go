package provider

import (
	"context"
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"github.com/clockwork-hcl/cw/schema"
)

var errNoID = errors.New("it was made, but nobody said under which id. This is a bug in cw")

// Create makes a resource, or in a preview says what is known of it. A resource
// that is there but not as it should be comes back with its id, its properties,
// StatusPartialFailure and an error that wraps *plugin.InitError.
func (p *Provider) Create(ctx context.Context, req plugin.CreateRequest) (plugin.CreateResponse, error) {
	k, err := p.row(req.Type)
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	s := secretsOf(req.Properties).ofRow(k, req.Properties)
	inputs := bare(req.Properties)
	if req.Preview {
		outputs, err := p.foresee(ctx, k, job{urn: req.URN, secrets: s}, schema.State{}, inputs)
		return plugin.CreateResponse{Properties: outputs}, err
	}
	var state schema.State
	err = p.run(ctx, job{urn: req.URN, seconds: req.Timeout, secrets: s,
		do: func(ctx context.Context, call schema.Call) (err error) {
			state, err = k.Driver.Create(ctx, call, inputs)
			return err
		}})
	outputs := s.seal(state.Outputs)
	switch {
	case err == nil && state.ID == "":
		return plugin.CreateResponse{Status: resource.StatusUnknown}, errNoID
	case err == nil:
		return plugin.CreateResponse{ID: resource.ID(state.ID), Properties: outputs}, nil
	case state.ID == "":
		return plugin.CreateResponse{Status: statusOf(err)}, err
	}
	return plugin.CreateResponse{ID: resource.ID(state.ID), Properties: outputs, Status: resource.StatusPartialFailure},
		partial(state.ID, req.Properties, outputs, err)
}

// Update changes a resource in place. After a failure that left it as it was
// there is only an error; after one that changed it, what there is as well.
func (p *Provider) Update(ctx context.Context, req plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	k, err := p.row(req.Type)
	if err != nil {
		return plugin.UpdateResponse{}, err
	}
	s := secretsOf(req.NewInputs).ofRow(k, req.NewInputs).alsoTexts(req.OldInputs, req.OldOutputs)
	old := schema.State{ID: string(req.ID), Inputs: bare(req.OldInputs), Outputs: bare(req.OldOutputs)}
	inputs := bare(req.NewInputs)
	if req.Preview {
		outputs, err := p.foresee(ctx, k, job{urn: req.URN, secrets: s}, old, inputs)
		return plugin.UpdateResponse{Properties: outputs}, err
	}
	updater, ok := k.Driver.(schema.Updater)
	if !ok {
		return plugin.UpdateResponse{}, errors.New("it can't be changed in place, and was not replaced. This is a bug in cw")
	}
	var state schema.State
	err = p.run(ctx, job{urn: req.URN, seconds: req.Timeout, secrets: s,
		do: func(ctx context.Context, call schema.Call) (err error) {
			state, err = updater.Update(ctx, call, old, inputs)
			return err
		}})
	outputs := s.seal(state.Outputs)
	switch {
	case err == nil:
		return plugin.UpdateResponse{Properties: outputs}, nil
	case state.ID == "" || state.Outputs.DeepEquals(old.Outputs):
		return plugin.UpdateResponse{Status: statusOf(err)}, err
	}
	return plugin.UpdateResponse{Properties: outputs, Status: resource.StatusPartialFailure},
		partial(state.ID, req.NewInputs, outputs, err)
}

// foresee is what a preview knows of the outputs; those that it does not know
// are unknown.
func (p *Provider) foresee(ctx context.Context, k *schema.Kind, j job, old schema.State, inputs resource.PropertyMap) (resource.PropertyMap, error) {
	outputs := inputs.Copy()
	if previewer, ok := k.Driver.(schema.Previewer); ok {
		j.do = func(ctx context.Context, call schema.Call) (err error) {
			outputs, err = previewer.Preview(ctx, call, old, inputs)
			return err
		}
		if err := p.run(ctx, j); err != nil {
			return nil, err
		}
	}
	for _, o := range k.Outputs {
		key := schema.PropertyName(o.Name)
		if _, known := outputs[key]; !known {
			outputs[key] = resource.MakeComputed(resource.NewStringProperty(""))
		}
	}
	return j.secrets.seal(outputs), nil
}

// Delete removes a resource; one that is gone already is no error.
func (p *Provider) Delete(ctx context.Context, req plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	k, err := p.row(req.Type)
	if err != nil {
		return plugin.DeleteResponse{}, err
	}
	old := schema.State{ID: string(req.ID), Inputs: bare(req.Inputs), Outputs: bare(req.Outputs)}
	err = p.run(ctx, job{urn: req.URN, seconds: req.Timeout, secrets: secretsOf(req.Inputs, req.Outputs),
		do: func(ctx context.Context, call schema.Call) error {
			return k.Driver.Delete(ctx, call, old)
		}})
	return plugin.DeleteResponse{Status: statusOf(err)}, err
}
