package complete

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// rounds completes what is ready, evaluates again, and goes on until nothing
// more can be had. A configuration where no resource's open value depends on
// another's takes one round.
func (r *run) rounds(ctx context.Context) {
	for {
		r.holes = r.anyHoles()
		finished, jobs := r.round()
		r.askAll(ctx, jobs)
		if finished == 0 && len(jobs) == 0 || len(r.done) == len(r.graph.Order) {
			break
		}
		r.evaluate()
	}
	if len(r.done) < len(r.graph.Order) {
		r.tentative = true
		r.round()
	}
	r.evaluate()
}

func (r *run) anyHoles() bool {
	return slices.ContainsFunc(r.graph.Order, func(n *resolve.Node) bool { return len(r.values.Get(n.Address).Holes) > 0 })
}

// evaluate brings values up to date.
func (r *run) evaluate() {
	if r.taken > 0 {
		r.values, r.evaluation = r.graph.Evaluate(r.layers[:]...)
		r.taken = 0
	}
}

// round works on every resource that is ready. Those that only a model can
// finish come back as jobs.
func (r *run) round() (finished int, jobs []*work) {
	for _, n := range r.graph.Order {
		if r.done[n.Address] || !r.ready(n) {
			continue
		}
		if w := r.work(n); w != nil {
			jobs = append(jobs, w)
			continue
		}
		r.done[n.Address] = true
		finished++
	}
	return finished, jobs
}

// ready reports whether everything that n is completed from is there: those it
// connects to are done, and no value of it waits for another's hole.
func (r *run) ready(n *resolve.Node) bool {
	if r.tentative {
		return true
	}
	for _, e := range n.Edges {
		if !r.done[e.To] {
			return false
		}
	}
	if !r.holes {
		return true
	}
	for _, a := range r.values.Get(n.Address).Attributes {
		if slices.ContainsFunc(schema.HolesIn(a.Value), func(h schema.Hole) bool { return h.Address != n.Address }) {
			return false
		}
	}
	for _, e := range n.Edges {
		for _, v := range e.Args {
			if len(schema.HolesIn(v)) > 0 {
				return false
			}
		}
	}
	return true
}

// take records a value from a source.
func (r *run) take(a schema.Address, path string, v cty.Value, o schema.Origin, from source) {
	if r.found[a] == nil {
		r.found[a] = map[string]schema.Value{}
	}
	r.found[a][path] = schema.Value{Value: v, Origin: o}
	r.layers[from].Set(a, path, v, o)
	r.taken++
}

func (r *run) report(d *hcl.Diagnostic, a schema.Address) {
	r.diags = append(r.diags, diag.At(d, a.String()))
	if d.Severity == hcl.DiagError {
		r.blocked[a] = true
	}
}

// result closes the run.
func (r *run) result() (Result, hcl.Diagnostics) {
	res := Result{Values: r.values, Asked: r.asked, Usage: r.usage, Notes: r.notes}
	for _, l := range r.layers {
		if len(l) > 0 {
			res.Layers = append(res.Layers, l)
		}
	}
	diags := slices.Concat(r.evaluation, r.diags)
	diags = append(diags, r.lockMisses()...)
	diags = append(diags, r.stillOpen(res.Values)...)
	res.Lock = r.req.Lock.With(r.entries)
	res.LockChanged = !res.Lock.Equal(r.req.Lock) && (len(r.entries) > 0 || r.req.Lock.Source != nil)
	return res, diags
}

// staleEntry is something that --locked misses.
type staleEntry struct {
	address schema.Address
	why     string
	at      *hcl.Range
}

func (r *run) lockMisses() hcl.Diagnostics {
	if len(r.stale) == 0 {
		return nil
	}
	lines := make([]string, len(r.stale))
	for i, s := range r.stale {
		lines[i] = fmt.Sprintf("%s (%s)", s.address, s.why)
	}
	return hcl.Diagnostics{diag.At(diag.New("CW0403", r.stale[0].at, "Lock file is not up to date",
		"The lock file does not have what these resources need, and --locked forbids to complete them: %s. Run cw complete and commit %s.",
		strings.Join(lines, ", "), "clockwork.lock.hcl"), r.stale[0].address.String())}
}

// stillOpen reports the holes that nobody filled, unless another error says
// already why.
func (r *run) stillOpen(values *resolve.Values) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, n := range r.graph.Order {
		holes := values.Get(n.Address).Holes
		if len(holes) == 0 || r.blocked[n.Address] {
			continue
		}
		names := make([]string, len(holes))
		for i, h := range holes {
			names[i] = attributeText(h.Path)
		}
		diags = append(diags, diag.At(diag.New("CW0401", n.Range(), "Nobody can fill this",
			"%s needs %s, and nobody can give it. %s%s", n.Address, strings.Join(names, " and "), r.outdated(n), r.waysOut(n)), n.Address.String()))
	}
	return diags
}

// outdated says that the lock file's entry was passed over, where there is one.
func (r *run) outdated(n *resolve.Node) string {
	if r.req.Lock.Entry(n.Address) == nil {
		return ""
	}
	return "Its entry in the lock file is stale: the description, or something else that it was made from, has changed since. "
}

// attributeText says a path as a person would.
func attributeText(path string) string {
	attr, hint, ok := strings.Cut(path, ":")
	if !ok {
		return path
	}
	return fmt.Sprintf("%s (%q)", attr, hint)
}

func (r *run) waysOut(n *resolve.Node) string {
	var text strings.Builder
	if reason := r.reasons[n.Address]; reason != "" {
		text.WriteString("The catalogue can't choose: " + reason + ". ")
	}
	if r.req.Completer == CompleterOff {
		text.WriteString("Set the value; the completer is off.")
		return text.String()
	}
	text.WriteString("Set the value")
	if isContainer(n.Kind) {
		text.WriteString(", or name a well-known product in the description (\"PostgreSQL database\")")
	}
	if r.req.Completer == CompleterCatalog {
		text.WriteString(", or allow a model with --completer auto and CW_API_KEY.")
	} else {
		text.WriteString(", or configure a model: CW_API_KEY for a remote one, or CW_BASE_URL for one on this machine, which needs no key.")
	}
	return text.String()
}
