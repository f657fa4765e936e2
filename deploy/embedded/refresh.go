package embedded

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

// manyReader is a provider that reads many resources of one type at once.
// Responses are in the order of the requests.
type manyReader interface {
	ReadMany(ctx context.Context, reqs []plugin.ReadRequest) ([]plugin.ReadResponse, error)
}

// sight is what looking at one resource came to.
type sight struct {
	res  *state.Resource
	resp plugin.ReadResponse
	err  error
}

// look reads all resources that are in scope from the world, and takes what it
// saw as what there is. Recording it is flush's, or that of whoever works on the
// resource next.
func (r *run) look(inScope func(resource.URN) bool) {
	groups := r.lookGroups(inScope)
	sights := make([][]sight, len(groups))
	var all sync.WaitGroup
	for i, g := range groups {
		all.Add(1)
		go func() {
			defer all.Done()
			sights[i] = r.lookAt(g)
		}()
	}
	all.Wait()
	for _, group := range sights {
		for _, s := range group {
			r.see(s)
		}
	}
}

// lookGroup are resources of one provider and type.
type lookGroup struct {
	provider  string
	kind      tokens.Type
	resources []*state.Resource
}

func (r *run) lookGroups(inScope func(resource.URN) bool) []*lookGroup {
	r.mu.Lock()
	defer r.mu.Unlock()
	type key struct {
		provider string
		kind     tokens.Type
	}
	index := map[key]*lookGroup{}
	var groups []*lookGroup
	for _, old := range r.old {
		res := r.live[old.URN]
		if res == nil || !res.Custom || isProvider(res.Type) || res.PendingReplacement || r.trouble[res.URN] != nil || !inScope(res.URN) {
			continue
		}
		k := key{res.Provider, res.Type}
		if index[k] == nil {
			index[k] = &lookGroup{provider: res.Provider, kind: res.Type}
			groups = append(groups, index[k])
		}
		index[k].resources = append(index[k].resources, res)
	}
	return groups
}

func (r *run) lookAt(g *lookGroup) []sight {
	sights := make([]sight, len(g.resources))
	for i, res := range g.resources {
		sights[i].res = res
	}
	p, err := r.providers.get(g.provider)
	if err == nil {
		if many, ok := p.(manyReader); ok {
			r.lookTogether(many, sights)
			return sights
		}
	}
	var all sync.WaitGroup
	for i := range sights {
		if sights[i].err = err; err != nil {
			continue
		}
		all.Add(1)
		go func() {
			defer all.Done()
			sights[i].resp, sights[i].err = r.readResource(p, sights[i].res)
		}()
	}
	all.Wait()
	return sights
}

func readRequest(res *state.Resource) plugin.ReadRequest {
	return plugin.ReadRequest{
		URN: res.URN, Name: res.URN.Name(), Type: res.Type, ID: res.ID, Inputs: res.Inputs, State: res.Outputs,
		Timeout: timeout(res.CustomTimeouts, func(t *resource.CustomTimeouts) float64 { return t.Read }),
	}
}

func (r *run) lookTogether(p manyReader, sights []sight) {
	reqs := make([]plugin.ReadRequest, len(sights))
	for i, s := range sights {
		reqs[i] = readRequest(s.res)
	}
	var resps []plugin.ReadResponse
	err := r.calls.do(func(ctx context.Context) (err error) {
		resps, err = p.ReadMany(ctx, reqs)
		return err
	})
	if err == nil && len(resps) != len(reqs) {
		err = fmt.Errorf("the provider answered %d of %d questions. This is a bug in cw", len(resps), len(reqs))
	}
	for i := range sights {
		failed := readError(err, i, len(resps) == len(reqs))
		if sights[i].err = redact(failed, sights[i].res.Inputs, sights[i].res.Outputs); failed == nil {
			sights[i].resp = resps[i]
		}
	}
}

// readError is what went wrong with one of many reads: a provider that answered
// all of them may say so for each.
func readError(err error, i int, answered bool) error {
	var each interface{ At(int) error }
	if answered && errors.As(err, &each) {
		return each.At(i)
	}
	return err
}

func (r *run) readResource(p plugin.Provider, res *state.Resource) (plugin.ReadResponse, error) {
	resp, err := r.readOne(p, res.URN, res.ID, res.Inputs, res.Outputs, res.CustomTimeouts)
	if unimplemented(err) {
		return plugin.ReadResponse{ReadResult: plugin.ReadResult{
			ID: res.ID, Inputs: res.Inputs, Outputs: res.Outputs,
		}}, nil
	}
	return resp, err
}

func (r *run) readOne(
	p plugin.Provider, u resource.URN, id resource.ID, inputs, outputs resource.PropertyMap, t *resource.CustomTimeouts,
) (plugin.ReadResponse, error) {
	req := readRequest(&state.Resource{
		URN: u, Type: u.Type(), ID: id, Inputs: inputs, Outputs: outputs, CustomTimeouts: t,
	})
	var resp plugin.ReadResponse
	err := r.calls.do(func(ctx context.Context) (err error) {
		resp, err = p.Read(ctx, req)
		return err
	})
	if outcomeOf(resp.Status, err, false) == partial && resp.Outputs != nil {
		err = nil // it is there, if not well
	}
	return resp, redact(err, inputs, outputs)
}

// see takes in what was seen of one resource.
func (r *run) see(s sight) {
	r.mu.Lock()
	defer r.mu.Unlock()
	u := s.res.URN
	if s.err != nil {
		r.trouble[u] = fmt.Errorf("looking at it: %w", s.err)
		return
	}
	seen, drift := refreshed(s.res, s.resp)
	if seen == s.res {
		return
	}
	r.live[u] = seen
	r.unsaved[u] = s.res
	r.drift[u] = drift
	r.gone[u] = seen.PendingReplacement
}

// refreshed returns the state of a resource after it was read, and the outputs
// that changed; the same resource where nothing did. One that is gone is one
// that is to be created again.
func refreshed(res *state.Resource, resp plugin.ReadResponse) (*state.Resource, []resource.PropertyKey) {
	if resp.Outputs == nil || resp.ID == "" {
		return comingBack(res), nil
	}
	inputs, outputs := resp.Inputs, resp.Outputs
	if inputs == nil {
		inputs = res.Inputs
	}
	drift := differing(bareMap(res.Outputs), bareMap(outputs))
	changed := differing(bareMap(res.Inputs), bareMap(inputs))
	if len(drift)+len(changed) == 0 && resp.ID == res.ID {
		return res, nil
	}
	if len(drift) == 0 {
		drift = changed
	}
	return res.With(func(c *state.Resource) {
		c.ID = resp.ID
		c.Inputs = markSecrets(inputs, nil, res.Inputs)
		c.Outputs = markSecrets(outputs, res.AdditionalSecretOutputs, res.Inputs, res.Outputs)
	}), drift
}

// refreshOnly is Refresh: the state becomes what the world is.
func (r *run) refreshOnly() error {
	r.recoverAll()
	r.targets = r.refreshTargets()
	r.look(r.inScope)
	r.mu.Lock()
	list := slices.Clone(r.old)
	r.mu.Unlock()
	for _, old := range list {
		if err := r.report(old); err != nil {
			return err
		}
	}
	r.flush()
	return nil
}

// refreshTargets are the targets alone.
func (r *run) refreshTargets() *targets {
	if len(r.req.Targets) == 0 {
		return nil
	}
	t := &targets{chosen: map[resource.URN]bool{}}
	for _, u := range r.req.Targets {
		t.chosen[u] = true
	}
	return t
}

// report tells what a refresh saw of one resource, and takes it out of the
// state where it is gone.
func (r *run) report(old *state.Resource) error {
	r.mu.Lock()
	res, trouble := r.live[old.URN], r.trouble[old.URN]
	step := &engine.Step{
		URN: old.URN, Type: string(old.Type), Op: opSame, Old: old.Inputs, OldOutputs: old.Outputs,
		Drift: r.drift[old.URN], Gone: r.gone[old.URN],
	}
	adopted := r.adopted[old.URN]
	r.mu.Unlock()
	if res != nil {
		step.New, step.NewOutputs = res.Inputs, res.Outputs
	}
	switch {
	case errors.Is(trouble, errStopped):
		r.skip(old.URN)
		return nil
	case trouble != nil:
		step.Op = opRefresh
		r.fail(step, time.Time{}, trouble)
		return nil
	case step.Gone:
		step.Op, step.New, step.NewOutputs = opRefresh, nil, nil
	case len(step.Drift) > 0:
		step.Op = opRefresh
	case adopted:
		step.Op = opAdopt
	}
	r.plan(step)
	if !step.Gone {
		return nil
	}
	return r.recordDeletion(0, &deletion{res: res})
}
