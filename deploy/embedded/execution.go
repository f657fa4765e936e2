package embedded

import (
	"context"
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

// custom makes a resource that a provider manages.
func (r *run) custom(w *work) (*state.Resource, error) {
	if err := r.resolveProvider(w); err != nil {
		return nil, err
	}
	if err := r.importOld(w); err != nil {
		return nil, err
	}
	if err := r.judge(w); err != nil {
		return nil, err
	}
	switch w.verdict.op {
	case opSame:
		return r.carry(w, r.keep)
	case opUpdate:
		return r.carry(w, r.update)
	case opReplace:
		return r.replace(w)
	default:
		return r.carry(w, r.create)
	}
}

// resolveProvider finds the goal's provider, and completes its reference.
func (r *run) resolveProvider(w *work) error {
	ref, err := r.providerReference(w.goal.pkg(), w.goal.Version, w.goal.Provider)
	if err != nil {
		return err
	}
	w.goal.Provider = ref
	w.provider, err = r.providers.get(ref)
	return err
}

// judge checks the inputs, compares, and describes what is to be done.
func (r *run) judge(w *work) error {
	var oldInputs resource.PropertyMap
	var err error
	if w.old != nil {
		if w.goal.Inputs, err = ignoring(w.goal.IgnoreChanges, w.old.Inputs, w.goal.Inputs); err != nil {
			return err
		}
		if !w.old.PendingReplacement {
			oldInputs = w.old.Inputs
		}
	}
	if w.inputs, err = r.check(w, oldInputs); err != nil {
		return err
	}
	if w.verdict, err = r.compare(w); err != nil {
		return err
	}
	if w.verdict.op == opReplace {
		// Names and such that the provider chose for the old one are not
		// for the new one.
		if w.inputs, err = r.check(w, nil); err != nil {
			return err
		}
	}
	w.step = newStep(w.goal, w.old, w.inputs, w.verdict)
	r.explain(w)
	return nil
}

// explain adds to a step what the run knows beyond the comparison.
func (r *run) explain(w *work) {
	if w.old == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	w.step.Drift = r.drift[w.old.URN]
	if c := r.condemned[w.old.URN]; c != nil {
		w.step.Because = c.because
	}
	if w.step.Op == opSame && r.adopted[w.old.URN] {
		w.step.Op = opAdopt
	}
}

// check lets the provider check and complete the inputs.
func (r *run) check(w *work, old resource.PropertyMap) (resource.PropertyMap, error) {
	g := w.goal
	var resp plugin.CheckResponse
	err := r.calls.do(func(ctx context.Context) (err error) {
		resp, err = w.provider.Check(ctx, plugin.CheckRequest{
			URN: g.URN, Name: g.URN.Name(), Type: g.Type,
			Olds: old, News: g.Inputs, AllowUnknowns: r.preview,
		})
		return err
	})
	switch {
	case unimplemented(err):
		return g.Inputs, nil
	case err != nil:
		return nil, redact(err, g.Inputs)
	case len(resp.Failures) > 0:
		return nil, redact(checkError(resp.Failures), g.Inputs)
	case resp.Properties == nil:
		return g.Inputs, nil
	}
	return markSecrets(resp.Properties, nil, g.Inputs), nil
}

// compare decides what is to be done. The provider is asked only where the
// inputs differ, or something else is not as it was.
func (r *run) compare(w *work) (verdict, error) {
	c := comparison{
		old: w.old, inputs: w.inputs,
		deleteBeforeReplace: w.goal.DeleteBeforeReplace, replaceOnChanges: w.goal.ReplaceOnChanges,
	}
	if w.old == nil || w.old.External {
		return decide(c), nil
	}
	r.mu.Lock()
	drifted := len(r.drift[w.old.URN]) > 0 || r.suspect[w.old.URN]
	c.deleted = r.condemned[w.old.URN] != nil
	c.forced = r.forced(w)
	r.mu.Unlock()
	if w.old.PendingReplacement || !w.old.Custom || !drifted && !c.forced && len(w.old.InitErrors) == 0 && w.old.Inputs.DeepEquals(w.inputs) {
		return decide(c), nil
	}
	var err error
	c.diff, err = r.diff(w.provider, w.old, w.inputs, w.goal.IgnoreChanges, r.preview)
	return decide(c), err
}

// forced reports whether a resource is replaced whatever its properties: its
// kind or provider is another, or one that it is replaced with was replaced.
// The caller holds mu.
func (r *run) forced(w *work) bool {
	for _, u := range w.goal.ReplaceWith {
		if r.replaced[u] {
			return true
		}
	}
	if !w.old.Custom {
		return true
	}
	oldURN, oldID := splitReference(w.old.Provider)
	newURN, newID := splitReference(w.goal.Provider)
	if oldURN == newURN || r.renamed[oldURN] == newURN {
		return oldID != newID
	}
	return !isDefaultProvider(oldURN) || !isDefaultProvider(newURN)
}

// diff asks the provider what inputs mean for a resource. The answer is zero
// where it has none.
func (r *run) diff(
	p plugin.Provider, old *state.Resource, inputs resource.PropertyMap, ignore []string, unknowns bool,
) (plugin.DiffResult, error) {
	var diff plugin.DiffResult
	err := r.calls.do(func(ctx context.Context) (err error) {
		diff, err = p.Diff(ctx, plugin.DiffRequest{
			URN: old.URN, Name: old.URN.Name(), Type: old.Type, ID: old.ID,
			OldInputs: old.Inputs, OldOutputs: old.Outputs, NewInputs: inputs,
			AllowUnknowns: unknowns, IgnoreChanges: ignore,
		})
		return err
	})
	var unavailable plugin.DiffUnavailableError
	if unimplemented(err) || errors.As(err, &unavailable) {
		return plugin.DiffResult{}, nil
	}
	return diff, redact(err, inputs, old.Inputs, old.Outputs)
}

// importOld takes a resource over that exists under the id that the program
// names.
func (r *run) importOld(w *work) error {
	if w.goal.Import == "" || w.old != nil {
		return nil
	}
	found, err := r.readOne(w.provider, w.goal.URN, w.goal.Import, nil, nil, w.goal.Timeouts)
	if err != nil {
		return fmt.Errorf("importing %s: %w", w.goal.Import, err)
	}
	if found.Outputs == nil {
		return fmt.Errorf("importing: there is no %s with the id %s", w.goal.Type, w.goal.Import)
	}
	inputs := found.Inputs
	if inputs == nil {
		if inputs, err = r.check(w, nil); err != nil {
			return err
		}
	}
	old := w.goal.record(nil, inputs)
	old.ID, old.Outputs, old.Created = found.ID, found.Outputs, r.stamp()
	if err := r.store(0, nil, old); err != nil {
		return err
	}
	r.mu.Lock()
	r.adopted[old.URN], r.claimed[old.URN], r.suspect[old.URN] = true, true, true
	r.mu.Unlock()
	w.old = old
	return nil
}

// keep records a resource to which nothing is done: what it depends on or how
// it is to be treated may still have changed.
func (r *run) keep(w *work) (*state.Resource, error) {
	res := w.goal.record(w.old, w.inputs)
	res.Outputs = markSecrets(res.Outputs, w.goal.AdditionalSecretOutputs, w.inputs)
	return res, r.store(0, w.old, res)
}

// callContext is the context of a call that works on a step.
func (r *run) callContext(ctx context.Context, s *engine.Step) context.Context {
	return engine.WithProgress(ctx, func(message string) {
		r.events.progress(s, redactText(message, s.Old, s.New, s.OldOutputs))
	})
}

func timeout(t *resource.CustomTimeouts, pick func(*resource.CustomTimeouts) float64) float64 {
	if t == nil {
		return 0
	}
	return pick(t)
}

// create makes a new resource, which takes the place of w.base() in the state.
func (r *run) create(w *work) (*state.Resource, error) {
	res := w.goal.record(nil, w.inputs)
	if r.preview {
		return r.imagineCreate(w, res)
	}
	t, err := r.ledger.pending(res, apitype.OperationTypeCreating)
	if err != nil {
		return nil, err
	}
	var resp plugin.CreateResponse
	err = r.calls.do(func(ctx context.Context) (err error) {
		r.begin(w)
		resp, err = w.provider.Create(r.callContext(ctx, w.step), plugin.CreateRequest{
			URN: res.URN, Name: res.URN.Name(), Type: res.Type, Properties: w.inputs,
			Timeout: timeout(w.goal.Timeouts, func(t *resource.CustomTimeouts) float64 { return t.Create }),
		})
		return err
	})
	out := outcomeOf(resp.Status, err, r.calls.cut())
	if out == partial && resp.ID == "" {
		out = refused
	}
	if out == done && resp.ID == "" {
		out, err = unknown, fmt.Errorf("the provider made it and gave no id. This is a bug in cw")
	}
	res.ID, res.Created = resp.ID, r.stamp()
	return r.settle(w, t, res, settlement{out, err, resp.Properties})
}

// settlement is how a provider's call ended.
type settlement struct {
	outcome outcome
	err     error
	outputs resource.PropertyMap
}

// settle records what came of creating or updating a resource.
func (r *run) settle(w *work, t state.Ticket, res *state.Resource, s settlement) (*state.Resource, error) {
	err := redact(s.err, w.inputs, res.Outputs)
	switch s.outcome {
	case refused:
		return nil, errors.Join(err, r.ledger.abandon(t))
	case unknown:
		r.ledger.leave(r.calls.cut())
		return nil, err
	}
	res.Modified = r.stamp()
	res.Outputs = markSecrets(s.outputs, w.goal.AdditionalSecretOutputs, w.inputs)
	if s.outcome == partial {
		res.InitErrors = reasons(err)
	}
	if w.base() == nil && w.old != nil {
		if failed := r.doom(w.old, w.step); failed != nil {
			return nil, errors.Join(err, failed)
		}
	}
	if failed := r.store(t, w.base(), res); failed != nil {
		return nil, errors.Join(err, failed)
	}
	return res, err
}

// imagineCreate is create in a preview: the provider says what it can of the
// outputs; the rest is unknown.
func (r *run) imagineCreate(w *work, res *state.Resource) (*state.Resource, error) {
	var resp plugin.CreateResponse
	err := r.calls.do(func(ctx context.Context) (err error) {
		resp, err = w.provider.Create(r.callContext(ctx, w.step), plugin.CreateRequest{
			URN: res.URN, Name: res.URN.Name(), Type: res.Type, Properties: w.inputs, Preview: true,
		})
		return err
	})
	return r.imagined(w, res, resp.Properties, err)
}

func (r *run) imagined(
	w *work, res *state.Resource, outputs resource.PropertyMap, err error,
) (*state.Resource, error) {
	if err != nil && !unimplemented(err) {
		return nil, redact(err, w.inputs)
	}
	if outputs == nil || err != nil {
		outputs = w.inputs
	}
	res.Outputs = markSecrets(outputs, w.goal.AdditionalSecretOutputs, w.inputs)
	return res, r.store(0, w.base(), res)
}

// update changes a resource in place.
func (r *run) update(w *work) (*state.Resource, error) {
	res := w.goal.record(w.old, w.inputs)
	req := plugin.UpdateRequest{
		URN: res.URN, Name: res.URN.Name(), Type: res.Type, ID: w.old.ID,
		OldInputs: w.old.Inputs, OldOutputs: w.old.Outputs, NewInputs: w.inputs,
		Timeout:       timeout(w.goal.Timeouts, func(t *resource.CustomTimeouts) float64 { return t.Update }),
		IgnoreChanges: w.goal.IgnoreChanges, Preview: r.preview,
	}
	var t state.Ticket
	if !r.preview {
		var err error
		if t, err = r.ledger.pending(res, apitype.OperationTypeUpdating); err != nil {
			return nil, err
		}
	}
	var resp plugin.UpdateResponse
	err := r.calls.do(func(ctx context.Context) (err error) {
		r.begin(w)
		resp, err = w.provider.Update(r.callContext(ctx, w.step), req)
		return err
	})
	if r.preview {
		return r.imagined(w, res, resp.Properties, err)
	}
	return r.settle(w, t, res, settlement{outcomeOf(resp.Status, err, r.calls.cut()), err, resp.Properties})
}

// replace makes a new resource and deletes the old one: first, with all that
// must go before it, or at the end of the run.
func (r *run) replace(w *work) (*state.Resource, error) {
	if w.verdict.done {
		return r.carry(w, r.create)
	}
	if w.old.Protect || *w.goal.Protect {
		return nil, protection(w.old, "would be replaced")
	}
	if !w.verdict.deleteFirst {
		return r.carry(w, r.create)
	}
	return r.carry(w, func(w *work) (*state.Resource, error) {
		if err := r.deleteFirst(w); err != nil {
			return nil, err
		}
		return r.create(w)
	})
}
