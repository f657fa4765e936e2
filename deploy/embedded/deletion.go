package embedded

import (
	"context"
	"errors"
	"fmt"
	"maps"
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

// concludeDeletion notes a deletion that did not come about.
func (r *run) concludeDeletion(d *deletion) {
	step := d.step
	if step == nil {
		step = d.partOf
	}
	switch {
	case d.err == nil || step == nil && bookkeeping(d.res.URN):
	case errors.Is(d.err, errStopped) || errors.Is(d.err, errSkipped):
		r.skip(d.res.URN)
	case d.partOf != nil:
		r.fail(step, time.Time{}, fmt.Errorf("deleting what was replaced: %w", d.err))
	default:
		r.fail(step, d.started, d.err)
	}
}

// refuseProtected fails each protected resource of a list, and reports whether
// there was one.
func (r *run) refuseProtected(list []*deletion, why string) bool {
	refused := false
	for _, d := range list {
		if d.res.Protect && d.callsProvider() {
			refused = true
			step := d.step
			if step == nil {
				step = newDeleteStep(d.res, opDelete)
			}
			r.fail(step, time.Time{}, protection(d.res, why))
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

// unregistered lists the old resources that the program did not register. The
// caller holds mu.
func (r *run) unregistered() []*deletion {
	var list []*deletion
	for _, old := range r.old {
		res := r.live[old.URN]
		if r.claimed[old.URN] || res == nil || !r.targets.deletes(old.URN) {
			continue
		}
		d := newDeletion(res, false)
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
		if d.step == nil {
			list = append(list, newDeletion(d.res, false))
			continue
		}
		part := &deletion{res: d.res, spare: d.res.RetainOnDelete}
		if !bookkeeping(u) {
			part.partOf = d.step
		}
		list = append(list, part)
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
	var resp plugin.DeleteResponse
	err = r.calls.do(func(ctx context.Context) (err error) {
		r.beginDeletion(d)
		step := d.step
		if step == nil {
			step = d.partOf
		}
		if step == nil {
			step = newDeleteStep(d.res, opDelete)
		}
		resp, err = p.Delete(r.callContext(ctx, step), plugin.DeleteRequest{
			URN: d.res.URN, Name: d.res.URN.Name(), Type: d.res.Type, ID: d.res.ID,
			Inputs: d.res.Inputs, Outputs: d.res.Outputs,
			Timeout: timeout(d.res.CustomTimeouts, func(t *resource.CustomTimeouts) float64 { return t.Delete }),
		})
		return err
	})
	switch outcomeOf(resp.Status, err, r.calls.cut()) {
	case done:
		return r.recordDeletion(t, d)
	case unknown:
		r.ledger.leave(r.calls.cut())
		return redact(err, d.res.Inputs, d.res.Outputs)
	default:
		return errors.Join(redact(err, d.res.Inputs, d.res.Outputs), r.ledger.abandon(t))
	}
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

// condemnation is that of a resource that goes before what it depends on is
// replaced. gone is closed once it went, or could not.
type condemnation struct {
	gone    chan struct{}
	err     error
	because []resource.URN
}

// deleteFirst deletes the old resource of a replacement, and before it those of
// its dependents that are replaced with it.
func (r *run) deleteFirst(w *work) error {
	list, err := r.condemn(w)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.step != nil {
			r.plan(d.step)
		}
	}
	if r.preview {
		for _, d := range list {
			r.imagineEarly(d)
		}
		return nil
	}
	r.begin(w)
	var graph *dependents
	if slices.ContainsFunc(list, func(d *deletion) bool { return d.res.Delete }) {
		graph = r.graph
	}
	r.deleteInOrder(deletionOrder(list, graph))
	for _, d := range list {
		if d.step != nil {
			r.concludeDeletion(d)
		}
		if d.err != nil && !errors.Is(d.err, errSkipped) {
			err = errors.Join(err, fmt.Errorf("deleting %s first: %w", d.res.URN.Name(), d.err))
		}
	}
	if err == nil {
		err = list[0].err // the old one's own
	}
	return err
}

// imagineEarly is the deletion before a replacement in a preview.
func (r *run) imagineEarly(d *deletion) {
	if d.comesBack {
		r.mu.Lock()
		r.live[d.res.URN] = comingBack(d.res)
		r.mu.Unlock()
	}
	r.release(d)
}

// release lets those go on that wait for a condemned resource to be gone.
func (r *run) release(d *deletion) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.departing[d.res]; c != nil {
		close(c)
		delete(r.departing, d.res)
	}
	if c := r.condemned[d.res.URN]; c != nil && d.comesBack {
		c.err = d.err
		close(c.gone)
	}
}

// clearTheWay lets a resource be deleted while the program still runs: those
// that depended on it, and by the program no longer do, have to be done with
// it, and what they replaced has to go. It waits only for resources that came
// later in the state's order, so nobody waits in a circle.
func (r *run) clearTheWay(u resource.URN) error {
	for waits := r.leaving(u); len(waits) > 0; waits = r.leaving(u) {
		for _, left := range waits {
			<-left
		}
	}
	r.clearing.Lock()
	defer r.clearing.Unlock()
	if err := r.deleteDoomedUsers(u, map[*state.Resource]bool{}); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, old := range r.oldUsers(u) {
		if res := r.live[old]; res != nil && r.unusable[res.URN] && !res.PendingReplacement && slices.Contains(references(res), u) {
			return fmt.Errorf("%w: %s, which failed or was not tried, still uses %s", errSkipped, old.Name(), u.Name())
		}
	}
	return nil
}

// oldUsers are the resources that referenced one when the program began. The
// caller holds mu.
func (r *run) oldUsers(u resource.URN) []resource.URN {
	var out []resource.URN
	for _, i := range r.graph.of[u] {
		if user := r.graph.list[i]; !user.Delete {
			out = append(out, user.URN)
		}
	}
	return out
}

// leaving are closed when the old users of a resource, and the users of those
// that may leave a replaced one behind, have been seen to; none if they have.
func (r *run) leaving(u resource.URN) []chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []chan struct{}
	await := func(c chan struct{}) {
		select {
		case <-c:
		default:
			out = append(out, c)
		}
	}
	seen := map[resource.URN]bool{u: true}
	for queue := []resource.URN{u}; len(queue) > 0; queue = queue[1:] {
		for _, i := range r.graph.of[queue[0]] {
			if c := r.departing[r.graph.list[i]]; c != nil {
				await(c)
			}
		}
		for _, old := range r.oldUsers(queue[0]) {
			if c := r.condemned[old]; c != nil {
				await(c.gone)
			} else if r.claimed[old] && !seen[old] {
				seen[old] = true
				await(r.claimants[old])
				queue = append(queue, old)
			}
		}
	}
	return out
}

// deleteDoomedUsers deletes, ahead of the end of the run, the replaced resources
// that use a resource, and before them those that use them. The caller holds
// clearing.
func (r *run) deleteDoomedUsers(u resource.URN, seen map[*state.Resource]bool) error {
	for _, d := range r.doomedUsers(u) {
		set := map[resource.URN]bool{u: true}
		uses, err := r.replacedWith(d.res, set, dependsOn(d.res, set))
		if err != nil {
			return err
		}
		if seen[d.res] || !uses {
			continue
		}
		seen[d.res] = true
		if err := r.deleteDoomedUsers(d.res.URN, seen); err != nil {
			return err
		}
		early := newDeletion(d.res, false)
		if d.step != nil {
			early.step, early.partOf = nil, d.step
		} else if early.step != nil {
			r.plan(early.step)
		}
		early.err = r.delete(early)
		if early.step != nil {
			r.concludeDeletion(early)
		}
		if err := early.err; err != nil {
			return fmt.Errorf("deleting the %s that was replaced: %w", d.res.URN.Name(), err)
		}
		r.undoom(d.res)
	}
	return nil
}

func (r *run) doomedUsers(u resource.URN) []doomed {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []doomed
	for _, d := range r.doomed {
		if d.res.URN != u && slices.Contains(references(d.res), u) {
			out = append(out, d)
		}
	}
	return out
}

// condemn decides what is deleted before a resource is replaced: first itself,
// then those of its dependents that are replaced with it, and those that were
// replaced already and still use it. None of the dependents has registered yet,
// or it would not depend on it any more; none will until it is released.
func (r *run) condemn(w *work) ([]*deletion, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.graph == nil {
		r.graph = newDependents(r.everything())
	}
	c := &sentence{
		run: r, root: w.old, step: w.step, set: map[resource.URN]bool{w.old.URN: true},
		because: map[resource.URN][]resource.URN{}, going: map[*state.Resource]bool{}, past: map[resource.URN]bool{},
		list: []*deletion{{res: w.old, partOf: w.step, comesBack: true, early: true, spare: w.old.RetainOnDelete}},
	}
	candidates := r.graph.closure(w.old.URN)
	for before := 0; before != len(c.list); {
		before = len(c.list)
		for _, res := range candidates {
			if err := c.consider(res); err != nil {
				return nil, err
			}
		}
	}
	r.doomed = slices.DeleteFunc(slices.Clone(r.doomed), func(d doomed) bool { return c.going[d.res] })
	for res := range c.going {
		r.departing[res] = make(chan struct{})
	}
	for u, reasons := range c.because {
		r.condemned[u] = &condemnation{gone: make(chan struct{}), because: reasons}
	}
	return c.list, nil
}

// everything is all that the state has, what is replaced at the end. The caller
// holds mu.
func (r *run) everything() []*state.Resource {
	list := slices.Clone(r.old)
	for _, d := range r.doomed {
		list = append(list, d.res)
	}
	return list
}

// sentence grows the list of what goes before a replacement. run.mu is held.
type sentence struct {
	run     *run
	root    *state.Resource
	step    *engine.Step
	set     map[resource.URN]bool
	because map[resource.URN][]resource.URN
	going   map[*state.Resource]bool
	// past are in the set because of what was replaced; what replaced it
	// stays.
	past map[resource.URN]bool
	list []*deletion
}

// reasons are the members of the set that a resource uses. One that is newer
// than what replaced a past one uses that.
func (c *sentence) reasons(res *state.Resource) []resource.URN {
	return slices.DeleteFunc(dependsOn(res, c.set), func(u resource.URN) bool {
		successor := c.run.live[u]
		return c.past[u] && successor != nil && successor.Created != nil && res.Modified != nil &&
			!res.Modified.Before(*successor.Created)
	})
}

// consider puts a resource on the list if it has to be there.
func (c *sentence) consider(res *state.Resource) error {
	if res.Delete {
		return c.considerDoomed(res)
	}
	r := c.run
	if c.set[res.URN] {
		return nil
	}
	if !r.claimed[res.URN] {
		if res = r.live[res.URN]; res == nil {
			return nil
		}
	}
	reasons := c.reasons(res)
	replaced, err := r.replacedWith(res, c.set, reasons)
	if err != nil {
		return fmt.Errorf("asking whether %s has to be replaced too: %w", res.URN.Name(), err)
	}
	if !replaced {
		return nil
	}
	c.set[res.URN] = true
	if r.condemned[res.URN] != nil || res.PendingReplacement || r.claimed[res.URN] {
		// A claimed one no longer depends on what is in the set. It is
		// replaced by itself, and its old users are what matters here.
		return nil
	}
	if res.Protect {
		return protection(res, fmt.Sprintf("would be replaced with %s, which it needs", c.root.URN.Name()))
	}
	c.because[res.URN] = reasons
	c.list = append(c.list, &deletion{res: res, partOf: c.step, comesBack: true, early: true, spare: res.RetainOnDelete})
	return nil
}

// considerDoomed: what was replaced uses what it did, and so do those who used
// it and were not tried since.
func (c *sentence) considerDoomed(res *state.Resource) error {
	if c.going[res] {
		return nil
	}
	used := maps.Clone(c.set)
	delete(used, res.URN)
	if uses, err := c.run.replacedWith(res, used, dependsOn(res, used)); err != nil || !uses {
		return err
	}
	for _, d := range c.run.doomed {
		if d.res == res {
			c.past[res.URN] = c.past[res.URN] || !c.set[res.URN]
			c.going[res], c.set[res.URN] = true, true
			deletion := newDeletion(res, false)
			if d.step != nil {
				deletion.step, deletion.partOf = nil, d.step
			}
			deletion.early = true
			c.list = append(c.list, deletion)
		}
	}
	return nil
}

// dependsOn lists the members of a set that a resource's properties or provider
// come from.
func dependsOn(res *state.Resource, set map[resource.URN]bool) []resource.URN {
	var out []resource.URN
	for _, deps := range res.PropertyDependencies {
		for _, u := range deps {
			if set[u] {
				out = append(out, u)
			}
		}
	}
	if provider, _ := splitReference(res.Provider); set[provider] {
		out = append(out, provider)
	}
	return union(out, nil)
}

// replacedWith asks the provider whether a resource is replaced when what it
// takes from a set of replaced ones may be anything.
func (r *run) replacedWith(
	res *state.Resource, set map[resource.URN]bool, reasons []resource.URN,
) (bool, error) {
	provider, _ := splitReference(res.Provider)
	switch {
	case len(reasons) == 0 || !res.Custom || res.External || isProvider(res.Type):
		return false, nil
	case set[provider] || res.PendingReplacement:
		return true, nil
	}
	p, err := r.providers.get(res.Provider)
	if err != nil {
		return false, err
	}
	diff, err := r.diff(p, res, unknownFrom(res, set), res.IgnoreChanges, true)
	return replaces(diff), err
}

// unknownFrom returns a resource's inputs with those unknown that come from a
// set of resources.
func unknownFrom(res *state.Resource, set map[resource.URN]bool) resource.PropertyMap {
	inputs := res.Inputs.Copy()
	for k, deps := range res.PropertyDependencies {
		if slices.ContainsFunc(deps, func(u resource.URN) bool { return set[u] }) {
			inputs[k] = resource.MakeComputed(resource.NewProperty(""))
		}
	}
	return inputs
}

// destroy deletes all, or the targets and what depends on them.
func (r *run) destroy() error {
	r.recover()
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
