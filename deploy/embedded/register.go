package embedded

import (
	"errors"
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

// work is one resource on its way from goal to state.
type work struct {
	goal     *goal
	old      *state.Resource
	inputs   resource.PropertyMap
	provider plugin.Provider
	verdict  verdict
	step     *engine.Step
	// started is zero until the step's work begins.
	started time.Time
}

// base is the recorded resource whose place the new one takes; nil where the
// new one stands beside the old, or there is none.
func (w *work) base() *state.Resource {
	if w.verdict.op == opReplace && !w.verdict.deleteFirst {
		return nil
	}
	return w.old
}

// errSkipped: not tried, because of a failure or by choice elsewhere.
var errSkipped = errors.New("not tried")

// errLeftOut: not among the targets, and not there yet.
var errLeftOut = errors.New("left out")

// register makes one resource what the program wants. It returns once that is
// done, or has failed.
func (r *run) register(g *goal) registered {
	w := &work{goal: g}
	defer r.conclude(g)
	res, err := r.process(w)
	if err != nil {
		r.giveUp(w, err)
		return registered{urn: g.URN}
	}
	return registered{urn: g.URN, id: res.ID, outputs: res.Outputs, usable: true}
}

// conclude lets those go on that wait for the old resource that a goal claimed
// to be seen to.
func (r *run) conclude(g *goal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.claimants[g.claimed]; c != nil {
		close(c)
	}
}

// giveUp notes that a registered resource cannot be built upon.
func (r *run) giveUp(w *work, err error) {
	r.mu.Lock()
	r.unusable[w.goal.URN] = true
	r.mu.Unlock()
	switch {
	case errors.Is(err, errLeftOut):
	case errors.Is(err, errStopped) || errors.Is(err, errSkipped):
		r.skip(w.goal.URN)
		if !w.started.IsZero() {
			r.events.failed(w.step, w.started, err)
		}
	default:
		r.fail(w.failedStep(), w.started, err)
	}
}

// failedStep describes what failed, where it failed before there was a step.
func (w *work) failedStep() *engine.Step {
	if w.step != nil {
		return w.step
	}
	op := opCreate
	if w.old != nil {
		op = opUpdate
	}
	return newStep(w.goal, w.old, w.goal.Inputs, verdict{op: op})
}

func (r *run) process(w *work) (*state.Resource, error) {
	old, err := r.admit(w.goal)
	w.old = old
	if err != nil {
		return nil, err
	}
	parent, handedDown := r.parentOf(w.goal)
	w.goal.inherit(parent, handedDown)
	r.handDown(w.goal)
	if !r.inScope(w.goal.URN) {
		return r.untouched(w)
	}
	if err := r.blocked(w); err != nil {
		return nil, err
	}
	switch {
	case isProvider(w.goal.Type):
		return r.registerProvider(w)
	case w.goal.Custom:
		return r.custom(w)
	default:
		return r.component(w)
	}
}

// admit enters a resource as registered and finds the old one that it
// continues. Where that one is being deleted for the replacement of what it
// depends on, it waits.
func (r *run) admit(g *goal) (*state.Resource, error) {
	r.mu.Lock()
	if r.registered[g.URN] {
		r.mu.Unlock()
		return nil, fmt.Errorf("%s (%s) is registered twice: give one of the two another name", g.URN.Name(), g.Type)
	}
	r.registered[g.URN] = true
	urn := r.claim(g)
	c := r.condemned[urn]
	r.mu.Unlock()
	if c != nil {
		<-c.gone
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.live[urn]
	if c != nil && c.err != nil {
		return old, fmt.Errorf("%w: it could not be deleted", errSkipped)
	}
	return old, nil
}

// claim returns the URN under which the goal's resource stands in the state, or
// "" where it does not. The caller holds mu.
func (r *run) claim(g *goal) resource.URN {
	candidates := append([]resource.URN{g.URN}, g.Aliases...)
	candidates = append(candidates, r.inheritedAliases(g)...)
	for _, u := range candidates {
		if r.live[u] == nil || r.claimed[u] || u != g.URN && r.registered[u] {
			continue
		}
		r.claimed[u] = true
		r.claimants[u] = make(chan struct{})
		g.claimed = u
		if u != g.URN {
			r.renamed[u] = g.URN
		}
		return u
	}
	return ""
}

// inheritedAliases are the names that a child had below a parent that was
// renamed.
func (r *run) inheritedAliases(g *goal) []resource.URN {
	var out []resource.URN
	for old, new := range r.renamed {
		if new == g.Parent {
			out = append(out, urnOf(r.opts, old, g.Type, g.URN.Name()))
		}
	}
	return out
}

func (r *run) parentOf(g *goal) (*state.Resource, map[string]string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.live[g.Parent], r.handedDown[g.Parent]
}

func (r *run) handDown(g *goal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !g.Custom && len(g.Providers) > 0 {
		r.handedDown[g.URN] = g.Providers
	}
}

// blocked says why a resource is not to be tried.
func (r *run) blocked(w *work) error {
	if r.calls.stopped() {
		return errStopped
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range w.goal.needs() {
		if r.unusable[u] {
			return fmt.Errorf("%w, because of %s", errSkipped, u.Name())
		}
	}
	if w.old == nil {
		return r.trouble[w.goal.URN]
	}
	return r.trouble[w.old.URN]
}

// untouched answers for a resource that is not among the targets.
func (r *run) untouched(w *work) (*state.Resource, error) {
	if w.old == nil || w.old.PendingReplacement {
		return nil, errLeftOut
	}
	w.step = newStep(w.goal, w.old, w.old.Inputs, verdict{op: opSame})
	r.plan(w.step)
	return w.old, nil
}

// component makes a resource that is only a record.
func (r *run) component(w *work) (*state.Resource, error) {
	c := comparison{old: w.old, inputs: w.goal.Inputs, forced: w.old != nil && w.old.Custom}
	w.inputs, w.verdict = w.goal.Inputs, decide(c)
	w.step = newStep(w.goal, w.old, w.inputs, w.verdict)
	return r.carry(w, r.recordComponent)
}

func (r *run) recordComponent(w *work) (*state.Resource, error) {
	r.begin(w)
	if w.verdict.op == opReplace {
		if err := r.doom(w.old, w.step); err != nil {
			return nil, err
		}
	}
	res := w.goal.record(w.base(), w.inputs)
	if w.base() == nil {
		res.Created = r.stamp()
	}
	if w.verdict.op != opSame {
		res.Modified = r.stamp()
	}
	if res.Outputs == nil {
		res.Outputs = resource.PropertyMap{}
	}
	return res, r.store(0, w.base(), res)
}

// carry tells a step, does it, and tells what came of it.
func (r *run) carry(w *work, exec func(*work) (*state.Resource, error)) (*state.Resource, error) {
	r.plan(w.step)
	res, err := exec(w)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	w.step.NewOutputs = res.Outputs
	if w.step.Op == opReplace {
		r.replaced[w.goal.URN] = true
	}
	r.mu.Unlock()
	if !w.started.IsZero() {
		r.events.done(w.step, w.started)
	}
	return res, nil
}

// begin tells that a step's work begins, once.
func (r *run) begin(w *work) {
	idle := w.step.Op == opSame || w.step.Op == opAdopt
	if !idle && !r.preview && w.started.IsZero() && !bookkeeping(w.goal.URN) {
		w.started = r.events.started(w.step)
	}
}

// registerOutputs completes a resource, the stack's with its exports. Outputs
// that are not known (their resources failed) stay as they were.
func (r *run) registerOutputs(urn string, req *pulumirpc.RegisterResourceOutputsRequest) error {
	props, err := plugin.UnmarshalProperties(req.GetOutputs(), unmarshal)
	if err != nil {
		return fmt.Errorf("reading outputs: %w", err)
	}
	outputs := plain(props, map[resource.PropertyKey][]resource.URN{})
	r.mu.Lock()
	old := r.live[resource.URN(urn)]
	if resource.URN(urn).QualifiedType() == resource.RootStackType {
		r.outputs = outputs
	}
	r.mu.Unlock()
	if old == nil || !r.inScope(old.URN) || r.ledger.broken() != nil {
		return nil
	}
	if !r.preview {
		outputs = settled(outputs, old.Outputs)
	}
	return r.store(0, old, old.With(func(c *state.Resource) { c.Outputs = outputs }))
}

// settled returns outputs with old values, or none, in place of unknown ones.
func settled(outputs, old resource.PropertyMap) resource.PropertyMap {
	out := known(outputs)
	for k := range outputs {
		if v, has := old[k]; has && !out.HasValue(k) {
			out[k] = v
		}
	}
	return out
}

// read takes a resource that is not managed here into the state.
func (r *run) read(g *goal) registered {
	w := &work{goal: g}
	defer r.conclude(g)
	res, err := r.processRead(w)
	if err != nil {
		r.giveUp(w, err)
		return registered{urn: g.URN}
	}
	return registered{urn: g.URN, id: res.ID, outputs: res.Outputs, usable: true}
}

func (r *run) processRead(w *work) (*state.Resource, error) {
	old, err := r.admit(w.goal)
	w.old = old
	if err != nil {
		return nil, err
	}
	w.goal.inherit(r.parentOf(w.goal))
	if err := r.blocked(w); err != nil {
		return nil, err
	}
	if err := r.resolveProvider(w); err != nil {
		return nil, err
	}
	found, err := r.readOne(w.provider, w.goal.URN, w.goal.Import, w.goal.Inputs, w.goal.Inputs, w.goal.Timeouts)
	if err != nil {
		return nil, err
	}
	if found.Outputs == nil {
		return nil, fmt.Errorf("there is no %s with the id %s", w.goal.Type, w.goal.Import)
	}
	w.inputs, w.verdict = w.goal.Inputs, verdict{op: opSame}
	w.step = newStep(w.goal, old, w.inputs, w.verdict)
	return r.carry(w, func(w *work) (*state.Resource, error) {
		res := w.goal.record(w.old, w.inputs)
		res.ID, res.External = found.ID, true
		res.Outputs = markSecrets(found.Outputs, w.goal.AdditionalSecretOutputs, w.inputs)
		return res, r.store(0, w.old, res)
	})
}
