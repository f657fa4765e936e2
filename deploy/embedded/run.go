package embedded

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

const (
	defaultParallelism = 16
	// grace is how long provider calls that were cancelled may take to
	// return before the run ends without them.
	grace = 5 * time.Second
)

// run is one run of the engine.
type run struct {
	opts    Options
	req     engine.Request
	preview bool

	calls     *calls
	events    *events
	ledger    *ledger
	providers *providers
	defaults  defaults
	snapshot  *state.Snapshot
	// root is the URN that SetRootResource was given.
	root    atomic.Value
	serving atomic.Pointer[server]
	// halt begins the graceful stop.
	halt context.CancelFunc
	// interrupted by the caller, gracefully or not.
	interrupted func() bool

	mu sync.Mutex
	world
	targets *targets
	// clearing is held while replaced resources are deleted ahead of time.
	clearing sync.Mutex
	// graph is of old, made when first needed.
	graph *dependents

	steps   []*engine.Step
	failed  []engine.Failure
	skipped []resource.URN
	outputs resource.PropertyMap
}

// world is what the run knows of the resources; run.mu guards it.
type world struct {
	// old are the resources that the state had when the program began, but
	// for those in doomed.
	old []*state.Resource
	// live is what stands now, by URN; what was deleted to come back is in
	// it with PendingReplacement.
	live map[resource.URN]*state.Resource
	// doomed are replaced and still to be deleted, with the step of this run
	// that replaced them, or nil.
	doomed []doomed
	// unsaved are the recorded states of those whose live state, seen by a
	// refresh, is not recorded yet.
	unsaved map[resource.URN]*state.Resource

	// registered by the program in this run; claimed are the old ones that
	// these continue, by their old URN.
	registered, claimed map[resource.URN]bool
	// claimants are closed, by old URN, when the resource that claimed it is
	// done or has failed.
	claimants map[resource.URN]chan struct{}
	// unusable are registered and failed, were skipped, or were left out.
	unusable map[resource.URN]bool
	// condemned are old ones that go, or went, before what they depend on
	// is replaced.
	condemned map[resource.URN]*condemnation
	// departing are those of doomed that go before the end of the run; closed
	// once they went, or could not.
	departing map[*state.Resource]chan struct{}
	// replaced in this run.
	replaced map[resource.URN]bool
	// renamed are aliases that were met, old URN to new.
	renamed map[resource.URN]resource.URN
	// handedDown are the providers that components hand to their children.
	handedDown map[resource.URN]map[string]string

	// adopted after a dead run; gone and drift were seen by a refresh;
	// trouble is why it could not be looked at.
	adopted, gone map[resource.URN]bool
	drift         map[resource.URN][]resource.PropertyKey
	trouble       map[resource.URN]error
	// suspect are those whose inputs may not be what is there, because an
	// update was cut off or they were imported: the provider is to compare.
	suspect map[resource.URN]bool
}

type doomed struct {
	res  *state.Resource
	step *engine.Step
}

type runOptions struct {
	preview bool
	// lock says what the lock is for; empty takes none.
	lock string
}

// run does what all runs have in common: lock, load, body, save, unlock.
func (e *embedded) run(
	ctx context.Context, req engine.Request, o runOptions, body func(*run) error,
) (result *engine.Result, err error) {
	result = &engine.Result{}
	if o.lock != "" {
		unlock, err := e.opts.Store.Lock(o.lock)
		if err != nil {
			return result, err
		}
		defer func() { err = errors.Join(err, unlock()) }()
	}
	snapshot, info, err := e.opts.Store.Load()
	if err != nil {
		return result, err
	}
	r := e.newRun(ctx, req, o, snapshot)
	abandoned, end := r.watch(ctx)
	defer end()
	if info.Recovered && !r.preview {
		if _, err := r.ledger.begin(); err != nil {
			return result, err
		}
	}
	err = r.do(body, abandoned)
	return r.result(), errors.Join(err, r.ledger.finish(r.verdict(err)))
}

func (e *embedded) newRun(
	ctx context.Context, req engine.Request, o runOptions, snapshot *state.Snapshot,
) *run {
	if req.Parallelism <= 0 {
		req.Parallelism = defaultParallelism
	}
	stop, halt := context.WithCancel(ctx)
	r := &run{opts: e.opts, req: req, preview: o.preview, snapshot: snapshot, halt: halt}
	r.calls = &calls{slots: make(chan struct{}, req.Parallelism), stop: stop}
	r.events = &events{send: req.Events, now: e.opts.Now, open: map[*engine.Step]time.Time{}}
	r.ledger = &ledger{store: e.opts.Store, base: snapshot, dry: o.preview, failed: halt}
	r.providers = newProviders(e.opts.Providers, r.calls)
	r.defaults.by = map[resource.URN]*defaultProvider{}
	r.root.Store("")
	r.world = newWorld(snapshot)
	for _, res := range snapshot.Resources {
		if isProvider(res.Type) {
			r.providers.declare(res)
		}
	}
	return r
}

func newWorld(snapshot *state.Snapshot) world {
	w := world{
		live:       make(map[resource.URN]*state.Resource, len(snapshot.Resources)),
		unsaved:    map[resource.URN]*state.Resource{},
		registered: map[resource.URN]bool{},
		claimed:    map[resource.URN]bool{},
		claimants:  map[resource.URN]chan struct{}{},
		unusable:   map[resource.URN]bool{},
		condemned:  map[resource.URN]*condemnation{},
		departing:  map[*state.Resource]chan struct{}{},
		replaced:   map[resource.URN]bool{},
		renamed:    map[resource.URN]resource.URN{},
		handedDown: map[resource.URN]map[string]string{},
		adopted:    map[resource.URN]bool{},
		gone:       map[resource.URN]bool{},
		drift:      map[resource.URN][]resource.PropertyKey{},
		trouble:    map[resource.URN]error{},
		suspect:    map[resource.URN]bool{},
	}
	for _, r := range snapshot.Resources {
		if r.Delete {
			w.doomed = append(w.doomed, doomed{res: r})
			continue
		}
		w.old = append(w.old, r)
		w.live[r.URN] = r
	}
	return w
}

// watch gives provider calls a context that ends with Force. abandoned is closed
// when they did not return in time after it.
func (r *run) watch(ctx context.Context) (abandoned <-chan struct{}, end func()) {
	callCtx, cut := context.WithCancel(context.Background())
	r.calls.ctx = callCtx
	r.interrupted = func() bool { return ctx.Err() != nil || callCtx.Err() != nil }
	late, ended := make(chan struct{}), make(chan struct{})
	go func() {
		select {
		case <-r.req.Force: // nil never comes
		case <-ended:
			return
		}
		r.halt()
		cut()
		select {
		case <-time.After(grace):
			close(late)
		case <-ended:
		}
	}()
	return late, func() {
		close(ended)
		r.halt()
		cut()
		r.providers.close()
	}
}

var errCut = fmt.Errorf("stopped at once: a provider call that was cancelled had not returned after %s. "+
	"What it did is settled by the next run", grace)

// do runs the body. A panic in it is an error, for the lock to be given back.
func (r *run) do(body func(*run) error, abandoned <-chan struct{}) error {
	ended := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				ended <- fmt.Errorf("the engine failed: %v. This is a bug in cw", p)
			}
		}()
		ended <- body(r)
	}()
	select {
	case err := <-ended:
		return err
	case <-abandoned:
		r.ledger.leave(true)
		for step, since := range r.events.unfinished() {
			r.fail(step, since, errCut)
		}
		r.events.end()
		if s := r.serving.Load(); s != nil {
			s.abandon()
		}
		return errCut
	}
}

// apply is Preview and Up.
func (r *run) apply() error {
	r.recoverAll()
	if err := r.selectTargets(); err != nil {
		return err
	}
	if r.req.Refresh {
		r.look(r.inScope)
	}
	if r.calls.stopped() {
		return nil
	}
	err := r.runProgram(r, r.preview)
	if err != nil {
		err = fmt.Errorf("the program ended early: %w", err)
	}
	r.deleteUnwanted(err == nil)
	r.flush()
	return err
}

// parallelism is that of the provider calls.
func (r *run) parallelism() int32 { return int32(min(cap(r.calls.slots), math.MaxInt32)) }

// verdict names the run's outcome for the state's history.
func (r *run) verdict(err error) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil || len(r.failed)+len(r.skipped) > 0 || r.interrupted() {
		return "failed"
	}
	return "succeeded"
}

// stamp is the time now, as the state has it.
func (r *run) stamp() *time.Time {
	t := r.opts.Now().UTC()
	return &t
}

// current returns what stands at a URN now, or nil.
func (r *run) current(u resource.URN) *state.Resource {
	r.mu.Lock()
	defer r.mu.Unlock()
	if res := r.live[u]; res != nil && !res.PendingReplacement {
		return res
	}
	return nil
}

// store records that new takes the place of old (nil: is new), and settles the
// ticket. Where there is no ticket and nothing to change, nothing is written.
func (r *run) store(t state.Ticket, old, new *state.Resource) error {
	recorded := old
	if old != nil {
		r.mu.Lock()
		if u := r.unsaved[old.URN]; u != nil {
			recorded = u
		}
		r.mu.Unlock()
	}
	if t != 0 || recorded == nil || !sameRecord(recorded, new) {
		if err := r.ledger.put(t, old, new); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if old != nil {
		delete(r.unsaved, old.URN)
		if old.URN != new.URN {
			delete(r.live, old.URN)
		}
	}
	r.live[new.URN] = new
	return nil
}

// doom marks a replaced resource as still to be deleted.
func (r *run) doom(res *state.Resource, step *engine.Step) error {
	condemned := res.With(func(c *state.Resource) { c.Delete = true })
	if err := r.ledger.put(0, res, condemned); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.unsaved, res.URN)
	delete(r.live, res.URN)
	r.doomed = append(r.doomed, doomed{condemned, step})
	return nil
}

// flush records what a refresh saw of resources that nothing else was done to,
// and the new names in what refers to resources that were renamed.
func (r *run) flush() {
	if r.preview || r.ledger.broken() != nil {
		return
	}
	r.mu.Lock()
	var stale [][2]*state.Resource
	for u, recorded := range r.unsaved {
		if res := r.live[u]; res != nil && !sameRecord(recorded, res) {
			stale = append(stale, [2]*state.Resource{res, res})
		}
	}
	if len(r.renamed) > 0 {
		for _, res := range r.live {
			if renamed := renameReferences(res, r.renamed); renamed != nil {
				stale = append(stale, [2]*state.Resource{res, renamed})
			}
		}
	}
	r.mu.Unlock()
	for _, s := range stale {
		if r.ledger.put(0, s[0], s[1]) != nil {
			return // the ledger remembers
		}
	}
}

// renameReferences returns r with new names in place of old ones, or nil where
// there is nothing to rename.
func renameReferences(r *state.Resource, names map[resource.URN]resource.URN) *state.Resource {
	if !slices.ContainsFunc(references(r), func(u resource.URN) bool { return names[u] != "" }) {
		return nil
	}
	name := func(u resource.URN) resource.URN { return resource.URN(or(string(names[u]), string(u))) }
	rename := func(list []resource.URN) []resource.URN {
		out := slices.Clone(list)
		for i := range out {
			out[i] = name(out[i])
		}
		return out
	}
	return r.With(func(r *state.Resource) {
		r.Dependencies = rename(r.Dependencies)
		for k, deps := range r.PropertyDependencies {
			r.PropertyDependencies[k] = rename(deps)
		}
		r.Parent, r.DeletedWith = name(r.Parent), name(r.DeletedWith)
		if urn, id := splitReference(r.Provider); urn != "" {
			r.Provider = string(name(urn)) + "::" + string(id)
		}
	})
}

// result is what came of the run so far.
func (r *run) result() *engine.Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := &engine.Result{
		Failed: slices.Clone(r.failed), Skipped: slices.Clone(r.skipped),
		Outputs: r.exports(), Interrupted: r.interrupted(), Records: r.ledger.wanted(),
		Steps:     make([]engine.Step, len(r.steps)),
		Resources: make(map[resource.URN]engine.Deployed, len(r.live)),
	}
	for i, s := range r.steps {
		out.Steps[i] = *s
	}
	for u, res := range r.live {
		if !res.PendingReplacement {
			out.Resources[u] = engine.Deployed{
				URN: u, Type: string(res.Type), ID: string(res.ID), Inputs: res.Inputs, Outputs: res.Outputs,
				Dependencies: res.Dependencies, Provider: res.Provider,
			}
		}
	}
	return out
}

// exports are the stack's outputs: the program's, else those of the state. The
// caller holds mu.
func (r *run) exports() resource.PropertyMap {
	if r.outputs != nil {
		return r.outputs
	}
	project, stack := tokens.PackageName(r.opts.Project), tokens.QName(r.opts.Stack)
	if res := r.live[resource.DefaultRootStackURN(stack, project)]; res != nil {
		return res.Outputs
	}
	return nil
}

// plan takes a step into the result and tells it.
func (r *run) plan(s *engine.Step) {
	if bookkeeping(s.URN) {
		return
	}
	r.mu.Lock()
	r.steps = append(r.steps, s)
	r.mu.Unlock()
	r.events.planned(s)
}

// fail takes a failed step into the result and tells it.
func (r *run) fail(s *engine.Step, since time.Time, err error) {
	r.mu.Lock()
	r.failed = append(r.failed, engine.Failure{URN: s.URN, Op: s.Op, Err: err})
	r.mu.Unlock()
	r.events.failed(s, since, err)
}

// skip takes a resource into the result that was not tried.
func (r *run) skip(u resource.URN) {
	if bookkeeping(u) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skipped = append(r.skipped, u)
}
