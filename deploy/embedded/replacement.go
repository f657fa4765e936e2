package embedded

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

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
		early := d.deletion()
		if early.step != nil {
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
			early := d.deletion()
			early.early = true
			c.list = append(c.list, early)
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
