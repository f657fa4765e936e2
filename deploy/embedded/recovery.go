package embedded

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"github.com/clockwork-hcl/cw/deploy/state"
)

// finder is a provider that can tell whether what a request to create asks for
// was created, by a run that died before it could say so. A response without ID
// is a no.
type finder interface {
	Find(ctx context.Context, req plugin.CreateRequest) (plugin.ReadResponse, error)
}

// recoverAll settles the operations that earlier runs began and did not end. What
// cannot be settled stays pending, and its resource is not touched.
func (r *run) recoverAll() {
	for _, u := range r.unfinished() {
		if err := r.recoverOne(u); err != nil {
			r.mu.Lock()
			r.trouble[u.Resource.URN] = fmt.Errorf("an earlier run was cut off while %s it, "+
				"and how that ended cannot be found out: %w", u.Type, err)
			r.mu.Unlock()
		}
	}
}

// unfinished lists the operations; in a preview, where there is no journal,
// without tickets.
func (r *run) unfinished() []state.Unfinished {
	if len(r.snapshot.Pending) == 0 {
		return nil
	}
	if !r.preview {
		j, err := r.ledger.begin()
		if err != nil {
			r.halt()
			return nil
		}
		return j.Unfinished()
	}
	var out []state.Unfinished
	for _, op := range r.snapshot.Pending {
		out = append(out, state.Unfinished{Operation: op})
	}
	return out
}

func (r *run) recoverOne(u state.Unfinished) error {
	switch u.Type {
	case apitype.OperationTypeCreating:
		return r.recoverCreate(u)
	case apitype.OperationTypeUpdating, apitype.OperationTypeDeleting:
		return r.recoverChange(u)
	default: // reading and importing change nothing
		return r.ledger.abandon(u.Ticket)
	}
}

// recoverCreate takes over what was created, if it was.
func (r *run) recoverCreate(u state.Unfinished) error {
	p, err := r.providers.get(u.Resource.Provider)
	if err != nil {
		return err
	}
	f, ok := p.(finder)
	if !ok {
		r.events.log("warning", fmt.Sprintf("an earlier run was cut off while creating %s (%s); "+
			"if it was created, it is not in the state", u.Resource.URN.Name(), u.Resource.Type))
		return r.ledger.abandon(u.Ticket)
	}
	var found plugin.ReadResponse
	err = r.calls.do(func(ctx context.Context) (err error) {
		found, err = f.Find(ctx, plugin.CreateRequest{
			URN: u.Resource.URN, Name: u.Resource.URN.Name(), Type: u.Resource.Type, Properties: u.Resource.Inputs,
		})
		return err
	})
	if err != nil {
		return redact(err, u.Resource.Inputs)
	}
	if found.ID == "" || found.Outputs == nil || r.owns(u.Resource.URN, found.ID) {
		return r.ledger.abandon(u.Ticket)
	}
	return r.adopt(u, found)
}

// owns reports whether the state has the resource already.
func (r *run) owns(u resource.URN, id resource.ID) bool {
	if res := r.live[u]; res != nil && res.ID == id && !res.PendingReplacement {
		return true
	}
	for _, d := range r.doomed {
		if d.res.URN == u && d.res.ID == id {
			return true
		}
	}
	return false
}

// adopt records what was created. What it replaces is then to be deleted.
func (r *run) adopt(u state.Unfinished, found plugin.ReadResponse) error {
	old := r.live[u.Resource.URN]
	res := u.Resource.With(func(c *state.Resource) {
		c.ID, c.Created, c.Modified = found.ID, r.stamp(), r.stamp()
		if found.Inputs != nil {
			c.Inputs = markSecrets(found.Inputs, nil, u.Resource.Inputs)
		}
		c.Outputs = markSecrets(found.Outputs, c.AdditionalSecretOutputs, u.Resource.Inputs)
	})
	if old != nil && !old.PendingReplacement {
		if err := r.doom(old, nil); err != nil {
			return err
		}
		old = nil
	}
	if err := r.store(u.Ticket, old, res); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.adopted[res.URN] = true
	r.replaceOld(res)
	return nil
}

// replaceOld enters a recovered resource among the old ones. The caller holds
// mu.
func (r *run) replaceOld(res *state.Resource) {
	for i, old := range r.old {
		if old.URN == res.URN {
			r.old[i] = res
			return
		}
	}
	r.old = append(r.old, res)
}

// recoverChange looks at a resource that was being updated or deleted.
func (r *run) recoverChange(u state.Unfinished) error {
	res := r.recorded(u.Resource)
	if res == nil {
		return r.ledger.abandon(u.Ticket)
	}
	p, err := r.providers.get(res.Provider)
	if err != nil {
		return err
	}
	resp, err := r.readResource(p, res)
	if err != nil {
		return err
	}
	seen, _ := refreshed(res, resp)
	if seen.PendingReplacement && res.Delete {
		r.undoom(res)
		return r.ledger.remove(u.Ticket, res)
	}
	if res.Delete {
		return r.ledger.abandon(u.Ticket)
	}
	if err := r.ledger.put(u.Ticket, res, seen); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.live[res.URN] = seen
	r.gone[res.URN] = seen.PendingReplacement
	if !seen.PendingReplacement {
		// Half of an update may not show in the outputs.
		r.drift[res.URN] = append(r.drift[res.URN], differing(res.Outputs, seen.Outputs)...)
		r.suspect[res.URN] = true
	}
	r.replaceOld(seen)
	return nil
}

// recorded finds the resource that an operation was about.
func (r *run) recorded(op *state.Resource) *state.Resource {
	for _, d := range r.doomed {
		if d.res.URN == op.URN && d.res.ID == op.ID {
			return d.res
		}
	}
	if res := r.live[op.URN]; res != nil && res.ID == op.ID && res.Custom && !res.PendingReplacement {
		return res
	}
	return nil
}

// undoom strikes a replaced resource that is gone.
func (r *run) undoom(res *state.Resource) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var kept []doomed
	for _, d := range r.doomed {
		if d.res != res {
			kept = append(kept, d)
		}
	}
	r.doomed = kept
}
