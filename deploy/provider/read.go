package provider

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"github.com/clockwork-hcl/cw/schema"
)

// atOnce bounds the reads of one ReadMany.
const atOnce = 16

// Read looks at one resource. A response without ID and Outputs says that it is
// gone. What is as it was comes back as it came.
func (p *Provider) Read(ctx context.Context, req plugin.ReadRequest) (plugin.ReadResponse, error) {
	k, err := p.row(req.Type)
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	s, old := seen(k, req)
	var state schema.State
	err = p.run(ctx, job{urn: req.URN, seconds: req.Timeout, secrets: s,
		do: func(ctx context.Context, call schema.Call) (err error) {
			state, err = k.Driver.Read(ctx, call, old)
			return err
		}})
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	return response(s, req, old, state), nil
}

// seen is what a request to read knows.
func seen(k *schema.Kind, req plugin.ReadRequest) (secrets, schema.State) {
	s := secretsOf(req.Inputs, req.State).ofRow(k, req.Inputs)
	return s, schema.State{ID: string(req.ID), Inputs: bare(req.Inputs), Outputs: bare(req.State)}
}

func response(s secrets, req plugin.ReadRequest, old, state schema.State) plugin.ReadResponse {
	if state.ID == "" {
		return plugin.ReadResponse{}
	}
	result := plugin.ReadResult{ID: resource.ID(state.ID), Inputs: req.Inputs, Outputs: req.State}
	if req.Inputs == nil || !state.Inputs.DeepEquals(old.Inputs) {
		result.Inputs = s.seal(state.Inputs)
	}
	if req.State == nil || !state.Outputs.DeepEquals(old.Outputs) {
		result.Outputs = s.seal(state.Outputs)
	}
	return plugin.ReadResponse{ReadResult: result}
}

// ReadErrors is the error of a ReadMany of which some reads failed: one entry
// per request, nil for those that went well and whose responses count.
type ReadErrors []error

func (e ReadErrors) Error() string {
	var parts []string
	for _, err := range e {
		if err != nil {
			parts = append(parts, err.Error())
		}
	}
	return fmt.Sprintf("%d of %d could not be looked at: %s", len(parts), len(e), strings.Join(parts, "; "))
}

// Unwrap gives the errors that there are.
func (e ReadErrors) Unwrap() []error {
	var errs []error
	for _, err := range e {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// At is the error of one request, or nil.
func (e ReadErrors) At(i int) error { return e[i] }

// ReadMany looks at many resources, in one go where the driver can. Responses
// are in the order of the requests. Where some fail the error is a ReadErrors,
// and the other responses are good.
func (p *Provider) ReadMany(ctx context.Context, reqs []plugin.ReadRequest) ([]plugin.ReadResponse, error) {
	responses, errs := make([]plugin.ReadResponse, len(reqs)), make(ReadErrors, len(reqs))
	slots := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for kind, indexes := range byType(reqs) {
		k, err := p.row(kind)
		if lister, ok := listerOf(k); ok && len(indexes) > 1 {
			all.Go(func() { p.readAll(ctx, k, lister, indexes, reqs, responses, errs) })
			continue
		}
		for _, i := range indexes {
			if errs[i] = err; err != nil {
				continue
			}
			slots <- struct{}{}
			all.Go(func() {
				defer func() { <-slots }()
				responses[i], errs[i] = p.Read(ctx, reqs[i])
			})
		}
	}
	all.Wait()
	if len(errs.Unwrap()) > 0 {
		return responses, errs
	}
	return responses, nil
}

func listerOf(k *schema.Kind) (schema.Lister, bool) {
	if k == nil {
		return nil, false
	}
	l, ok := k.Driver.(schema.Lister)
	return l, ok
}

func byType(reqs []plugin.ReadRequest) map[tokens.Type][]int {
	groups := map[tokens.Type][]int{}
	for i, req := range reqs {
		groups[req.Type] = append(groups[req.Type], i)
	}
	return groups
}

// readAll reads resources of one kind together.
func (p *Provider) readAll(
	ctx context.Context, k *schema.Kind, lister schema.Lister, indexes []int,
	reqs []plugin.ReadRequest, responses []plugin.ReadResponse, errs ReadErrors,
) {
	olds, masks := make([]schema.State, len(indexes)), make([]secrets, len(indexes))
	var all secrets
	seconds := 0.0
	for n, i := range indexes {
		masks[n], olds[n] = seen(k, reqs[i])
		all.texts = append(all.texts, masks[n].texts...)
		seconds = max(seconds, reqs[i].Timeout)
	}
	var states []schema.State
	err := p.run(ctx, job{urn: reqs[indexes[0]].URN, seconds: seconds, secrets: all,
		do: func(ctx context.Context, call schema.Call) (err error) {
			call.URN, call.Address = "", schema.Address{}
			states, err = lister.ReadAll(ctx, call, olds)
			return err
		}})
	for n, i := range indexes {
		switch {
		case err != nil:
			errs[i] = err
		case len(states) != len(olds):
			errs[i] = fmt.Errorf("it was asked for %d resources and told of %d. This is a bug in cw", len(olds), len(states))
		default:
			responses[i] = response(masks[n], reqs[i], olds[n], states[n])
		}
	}
}

// Find looks for what a create that never ended left behind. A response without
// ID says that there is nothing.
func (p *Provider) Find(ctx context.Context, req plugin.CreateRequest) (plugin.ReadResponse, error) {
	k, err := p.row(req.Type)
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	adopter, ok := k.Driver.(schema.Adopter)
	if !ok {
		return plugin.ReadResponse{}, nil
	}
	s := secretsOf(req.Properties).ofRow(k, req.Properties)
	var state schema.State
	err = p.run(ctx, job{urn: req.URN, seconds: req.Timeout, secrets: s,
		do: func(ctx context.Context, call schema.Call) (err error) {
			state, err = adopter.Find(ctx, call, bare(req.Properties))
			return err
		}})
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	return response(s, plugin.ReadRequest{}, schema.State{}, state), nil
}
