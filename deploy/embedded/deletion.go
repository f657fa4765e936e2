package embedded

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

// deletion is one resource on its way out.
type deletion struct {
	res *state.Resource
	// step is its own, told as such; nil for bookkeeping and for a part of a
	// replacement, whose step is partOf.
	step, partOf *engine.Step
	// spare leaves the world alone.
	spare bool
	// comesBack keeps the record, for it to be created again.
	comesBack bool
	// early: the program is still running.
	early bool

	started time.Time
	err     error
}

// callsProvider reports whether there is something to delete in the world.
func (d *deletion) callsProvider() bool {
	return !d.spare && d.res.Custom && !d.res.External && !isProvider(d.res.Type) && !d.res.PendingReplacement
}

// deleteUnwanted deletes, after the program, what is replaced, and where all
// went well what the program no longer has.
func (r *run) deleteUnwanted(programEnded bool) {
	r.mu.Lock()
	clean := programEnded && len(r.failed)+len(r.skipped) == 0 && !r.calls.stopped()
	list := r.replacedOnes(clean)
	var unwanted []*deletion
	if clean {
		unwanted = r.unregistered()
	}
	r.mu.Unlock()
	if r.refuseProtected(unwanted, "is no longer in the configuration") {
		unwanted = nil
	}
	r.carryDeletions(append(list, unwanted...))
}

// carryDeletions plans deletions, and in a real run does them.
func (r *run) carryDeletions(list []*deletion) {
	list, after := deletionOrder(list, nil)
	for _, d := range list {
		if d.step != nil {
			r.plan(d.step)
		}
	}
	if r.preview {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, d := range list {
			if !d.res.Delete {
				delete(r.live, d.res.URN)
			}
		}
		return
	}
	r.deleteInOrder(list, after)
	for _, d := range list {
		r.concludeDeletion(d)
	}
}

// told is the step that a deletion is told as.
func (d *deletion) told() *engine.Step {
	switch {
	case d.step != nil:
		return d.step
	case d.partOf != nil:
		return d.partOf
	default:
		return newDeleteStep(d.res, opDelete)
	}
}

// concludeDeletion notes a deletion that did not come about.
func (r *run) concludeDeletion(d *deletion) {
	switch {
	case d.err == nil || bookkeeping(d.res.URN):
	case errors.Is(d.err, errStopped) || errors.Is(d.err, errSkipped):
		r.skip(d.res.URN)
	case d.partOf != nil:
		r.fail(d.partOf, time.Time{}, fmt.Errorf("deleting what was replaced: %w", d.err))
	default:
		r.fail(d.told(), d.started, d.err)
	}
}

// refuseProtected fails each protected resource of a list, and reports whether
// there was one.
func (r *run) refuseProtected(list []*deletion, why string) bool {
	refused := false
	for _, d := range list {
		if d.res.Protect && d.callsProvider() {
			refused = true
			r.fail(d.told(), time.Time{}, protection(d.res, why))
		}
	}
	return refused
}

func newDeleteStep(res *state.Resource, op engine.Op) *engine.Step {
	return &engine.Step{
		URN: res.URN, Type: string(res.Type), Op: op,
		Old: res.Inputs, OldOutputs: res.Outputs, Gone: res.PendingReplacement,
	}
}

// newDeletion is a deletion with a step of its own.
func newDeletion(res *state.Resource, forget bool) *deletion {
	op := opDelete
	if forget || res.RetainOnDelete || res.External {
		op = opForget
	}
	d := &deletion{res: res, spare: op == opForget}
	if !bookkeeping(res.URN) {
		d.step = newDeleteStep(res, op)
	}
	return d
}

// deletion is that of a replaced resource: part of the step that replaced it,
// or, where that was in an earlier run, a step of its own.
func (d doomed) deletion() *deletion {
	out := newDeletion(d.res, false)
	if d.step != nil && out.step != nil {
		out.step, out.partOf = nil, d.step
	}
	return out
}

// unregistered lists the old resources that the program did not register. The
// caller holds mu.
func (r *run) unregistered() []*deletion {
	var list []*deletion
	for _, old := range r.old {
		res := r.live[old.URN]
		if r.claimed[old.URN] || res == nil || !r.targets.deletes(old.URN) {
			continue
		}
		d := newDeletion(res, r.req.Forget != nil && r.req.Forget(old.URN))
		if d.step != nil {
			d.step.Drift = r.drift[old.URN]
			// One that went before a replacement was there at first.
			d.step.Gone = d.step.Gone && r.condemned[old.URN] == nil
		}
		list = append(list, d)
	}
	return spareDeletedWith(list)
}

// spareDeletedWith spares what goes by itself with another of the list.
func spareDeletedWith(list []*deletion) []*deletion {
	going := make(map[resource.URN]bool, len(list))
	for _, d := range list {
		going[d.res.URN] = going[d.res.URN] || d.callsProvider()
	}
	for _, d := range list {
		d.spare = d.spare || going[d.res.DeletedWith]
	}
	return list
}

// replacedOnes lists what is replaced and still to be deleted. After a failure
// only those go whose replacement is there, and which nothing old still needs.
// The caller holds mu.
func (r *run) replacedOnes(clean bool) []*deletion {
	needed := map[resource.URN]bool{}
	if !clean {
		for u, res := range r.live {
			if !r.registered[u] || r.unusable[u] {
				for _, ref := range references(res) {
					needed[ref] = true
				}
			}
		}
	}
	var list []*deletion
	for _, d := range r.doomed {
		u := d.res.URN
		if needed[u] || !clean && (!r.registered[u] || r.unusable[u]) || d.step == nil && !r.targets.includes(u) {
			continue
		}
		list = append(list, d.deletion())
	}
	return list
}

// deletionOrder sorts a list so that what depends on another comes before it,
// and says for each which ones it has to wait for. Where the state has a cycle,
// one of its edges is ignored.
//
// With a graph, one that depends on another by way of what is not in the list
// waits for it too.
func deletionOrder(list []*deletion, graph *dependents) ([]*deletion, map[*deletion][]*deletion) {
	o := &deletionSorter{
		indirect: map[incarnation][]resource.URN{},
		by:       make(map[resource.URN][]*deletion, len(list)),
		state:    make(map[*deletion]byte, len(list)),
		after:    map[*deletion][]*deletion{},
	}
	for _, d := range list {
		o.by[d.res.URN] = append(o.by[d.res.URN], d)
	}
	for u := range o.by {
		if graph == nil {
			break
		}
		for _, user := range graph.closure(u) {
			o.indirect[incarnationOf(user)] = append(o.indirect[incarnationOf(user)], u)
		}
	}
	for _, d := range list {
		o.visit(d)
	}
	slices.Reverse(o.sorted)
	return o.sorted, o.after
}

// incarnation tells a resource from those that it replaced.
type incarnation struct {
	urn    resource.URN
	doomed bool
}

func incarnationOf(r *state.Resource) incarnation { return incarnation{r.URN, r.Delete} }

type deletionSorter struct {
	by map[resource.URN][]*deletion
	// indirect are the URNs of the list that others depend on in any way.
	indirect map[incarnation][]resource.URN

	state  map[*deletion]byte
	sorted []*deletion
	// after has, for each, those that go before it.
	after map[*deletion][]*deletion
}

const (
	unvisited byte = iota
	visiting
	visited
)

func (o *deletionSorter) visit(d *deletion) {
	if o.state[d] != unvisited {
		return
	}
	o.state[d] = visiting
	for _, u := range append(references(d.res), o.indirect[incarnationOf(d.res)]...) {
		o.needs(d, u)
	}
	o.state[d] = visited
	o.sorted = append(o.sorted, d)
}

// needs: what a resource means by a URN may be any that had it; which one it
// was made with is not in the state.
func (o *deletionSorter) needs(d *deletion, u resource.URN) {
	for _, needed := range o.by[u] {
		if needed.res.URN == d.res.URN || o.state[needed] == visiting {
			continue
		}
		o.visit(needed)
		o.after[needed] = append(o.after[needed], d)
	}
}

// deleteInOrder deletes each of a list once those before it are gone, and as
// many at once as may be. Where one fails, what it depends on stays.
func (r *run) deleteInOrder(list []*deletion, after map[*deletion][]*deletion) {
	gone := make(map[*deletion]chan struct{}, len(list))
	for _, d := range list {
		gone[d] = make(chan struct{})
	}
	var all sync.WaitGroup
	for _, d := range list {
		all.Add(1)
		go func() {
			defer all.Done()
			defer close(gone[d])
			for _, before := range after[d] {
				<-gone[before]
				if before.err != nil && d.err == nil {
					d.err = fmt.Errorf("%w: %s is still there", errSkipped, before.res.URN.Name())
				}
			}
			if d.err == nil {
				d.err = r.delete(d)
			}
			r.release(d)
		}()
	}
	all.Wait()
}

// delete deletes one resource from world and state.
func (r *run) delete(d *deletion) error {
	if d.early {
		if err := r.clearTheWay(d.res.URN); err != nil {
			return err
		}
	}
	if !d.callsProvider() {
		if r.calls.stopped() {
			return errStopped
		}
		r.beginDeletion(d)
		return r.recordDeletion(0, d)
	}
	p, err := r.providers.get(d.res.Provider)
	if err != nil {
		return err
	}
	t, err := r.ledger.pending(d.res, apitype.OperationTypeDeleting)
	if err != nil {
		return err
	}
	status, err := r.callDelete(p, d)
	switch outcomeOf(status, err, r.calls.cut()) {
	case done:
		return r.recordDeletion(t, d)
	case unknown:
		r.ledger.leave(r.calls.cut())
		return redact(err, d.res.Inputs, d.res.Outputs)
	default:
		return errors.Join(redact(err, d.res.Inputs, d.res.Outputs), r.ledger.abandon(t))
	}
}

func (r *run) callDelete(p plugin.Provider, d *deletion) (resource.Status, error) {
	var resp plugin.DeleteResponse
	err := r.calls.do(func(ctx context.Context) (err error) {
		r.beginDeletion(d)
		resp, err = p.Delete(r.callContext(ctx, d.told()), plugin.DeleteRequest{
			URN: d.res.URN, Name: d.res.URN.Name(), Type: d.res.Type, ID: d.res.ID,
			Inputs: d.res.Inputs, Outputs: d.res.Outputs,
			Timeout: timeout(d.res.CustomTimeouts, func(t *resource.CustomTimeouts) float64 { return t.Delete }),
		})
		return err
	})
	return resp.Status, err
}

func (r *run) beginDeletion(d *deletion) {
	switch {
	case d.step != nil:
		d.started = r.events.started(d.step)
	case d.partOf != nil && d.comesBack && d.res.URN != d.partOf.URN:
		r.events.progress(d.partOf, "deleting "+d.res.URN.Name()+" first, which needs it")
	case d.partOf != nil:
		r.events.progress(d.partOf, "deleting the old one")
	}
}

// recordDeletion takes a deleted resource out of the state, or notes that it is
// to come back.
func (r *run) recordDeletion(t state.Ticket, d *deletion) error {
	if d.comesBack {
		return r.store(t, d.res, comingBack(d.res))
	}
	if err := r.ledger.remove(t, d.res); err != nil {
		return err
	}
	r.mu.Lock()
	if !d.res.Delete {
		delete(r.live, d.res.URN)
		delete(r.unsaved, d.res.URN)
	}
	r.mu.Unlock()
	if d.step != nil {
		r.events.done(d.step, d.started)
	}
	return nil
}

func comingBack(res *state.Resource) *state.Resource {
	return res.With(func(c *state.Resource) { c.PendingReplacement = true })
}

// destroy deletes all, or the targets and what depends on them.
func (r *run) destroy() error {
	r.recoverAll()
	r.targets = r.destroyTargets()
	if r.req.Refresh {
		r.look(r.inScope)
	}
	var list []*deletion
	r.mu.Lock()
	for _, old := range r.old {
		if res := r.live[old.URN]; res != nil && r.targets.includes(old.URN) {
			list = append(list, newDeletion(res, slices.Contains(r.req.Keep, string(res.Type))))
		}
	}
	for _, d := range r.doomed {
		if r.targets.includes(d.res.URN) {
			list = append(list, newDeletion(d.res, slices.Contains(r.req.Keep, string(d.res.Type))))
		}
	}
	r.mu.Unlock()
	list = r.withoutTrouble(spareDeletedWith(list))
	if r.refuseProtected(list, "would be deleted") {
		return nil
	}
	r.carryDeletions(list)
	r.flush()
	return nil
}

// withoutTrouble fails those that could not be looked at: they are not deleted
// blindly, nor is what they depend on.
func (r *run) withoutTrouble(list []*deletion) []*deletion {
	for _, d := range list {
		d.err = r.trouble[d.res.URN]
	}
	return list
}
