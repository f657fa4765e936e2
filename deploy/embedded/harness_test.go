package embedded_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/clockwork-hcl/cw/deploy/embedded"
	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

// thing is what exists in the world.
type thing struct {
	URN    resource.URN
	Inputs map[string]any
	Broken bool
}

// world is what the test provider provides: things by id, and a trace of all
// that was done to them. It is a real one to the engine: names can be taken,
// networks in use, things gone. With a directory it lives there, so that it
// outlives a process.
type world struct {
	mu     sync.Mutex
	things map[string]thing
	next   int
	nets   bool // there was ever a thing in a network
	trace  []string
	dir    string

	// before is called at the start of each call, after what it did in
	// after: tests fail, delay and cut off there. op is "create a" etc.
	before, after func(op string) error
	// mangle changes what create and update answer.
	mangle func(op string, s *resource.Status) error
	// active and most count the calls under way.
	active, most int
	// opened counts providers, closed those that were closed.
	opened, closed int
}

func newWorld() *world { return &world{things: map[string]thing{}} }

func (w *world) load() {
	if w.dir == "" {
		return
	}
	w.things = map[string]thing{}
	files, _ := filepath.Glob(filepath.Join(w.dir, "*.json"))
	for _, f := range files {
		var x thing
		data, err := os.ReadFile(f)
		if err == nil && json.Unmarshal(data, &x) == nil {
			w.things[strings.TrimSuffix(filepath.Base(f), ".json")] = x
		}
	}
	w.next = len(files) + os.Getpid()*1000
}

func (w *world) put(id string, x thing) {
	w.nets = w.nets || x.Inputs["net"] != nil
	w.things[id] = x
	if w.dir != "" {
		data, _ := json.Marshal(x)
		_ = os.WriteFile(filepath.Join(w.dir, id+".json"), data, 0o600)
	}
}

func (w *world) drop(id string) {
	delete(w.things, id)
	if w.dir != "" {
		_ = os.Remove(filepath.Join(w.dir, id+".json"))
	}
}

// enter begins a call; the function it returns ends it.
func (w *world) enter(op string) (func() error, error) {
	w.mu.Lock()
	w.trace = append(w.trace, op)
	w.active++
	w.most = max(w.most, w.active)
	before, after := w.before, w.after
	w.mu.Unlock()
	leave := func() error {
		w.mu.Lock()
		w.active--
		w.mu.Unlock()
		if after != nil {
			return after(op)
		}
		return nil
	}
	if before != nil {
		if err := before(op); err != nil {
			_ = leave()
			return nil, err
		}
	}
	return leave, nil
}

// traced returns and clears the trace, without the calls that change nothing.
func (w *world) traced() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := slices.DeleteFunc(w.trace, func(s string) bool {
		op := strings.Fields(s)[0]
		return op != "create" && op != "update" && op != "delete"
	})
	w.trace = nil
	return out
}

func (w *world) count(prefix string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, s := range w.trace {
		if strings.HasPrefix(s, prefix) {
			n++
		}
	}
	return n
}

// byName is the world as names and inputs.
func (w *world) byName(t *testing.T) map[string]map[string]any {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[string]map[string]any{}
	for _, x := range w.things {
		name := x.URN.Name()
		if out[name] != nil {
			t.Errorf("there are two of %s", name)
		}
		out[name] = x.Inputs
	}
	return out
}

func (w *world) names(t *testing.T) []string {
	t.Helper()
	return slices.Sorted(maps.Keys(w.byName(t)))
}

// change does something by hand to the thing of a name.
func (w *world) change(name string, f func(*thing) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, x := range w.things {
		if x.URN.Name() == name {
			if f(&x) {
				w.put(id, x)
			} else {
				w.drop(id)
			}
		}
	}
}

// provider serves package "test". What its inputs mean: a change of "fixed"
// replaces; of "name" replaces, and names are held by one at a time; "net" is
// the token of a network, which a thing uses, cannot be changed, and which is
// not deleted while used; all else is updated in place. Outputs are the inputs,
// "token", which differs from one incarnation to the next, and "size", which
// does not.
type provider struct {
	plugin.UnimplementedProvider
	w *world
	// config is what it was configured with.
	config resource.PropertyMap
}

// plainProvider can neither find nor read many.
type plainProvider struct{ provider }

// fullProvider can.
type fullProvider struct{ provider }

func (p *provider) Close() error {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.w.closed++
	return nil
}

func (p *provider) Configure(_ context.Context, req plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	p.config = req.Inputs
	return plugin.ConfigureResponse{}, nil
}

func (p *provider) DiffConfig(_ context.Context, req plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	if !req.OldInputs["host"].DeepEquals(req.NewInputs["host"]) {
		return plugin.DiffResult{Changes: plugin.DiffSome, ReplaceKeys: []resource.PropertyKey{"host"}}, nil
	}
	return plugin.DiffResult{Changes: plugin.DiffSome}, nil
}

func (p *provider) CheckConfig(_ context.Context, req plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	return plugin.CheckConfigResponse{Properties: req.News}, nil
}

func (p *provider) Check(_ context.Context, req plugin.CheckRequest) (plugin.CheckResponse, error) {
	if req.News.HasValue("invalid") {
		return plugin.CheckResponse{Failures: []plugin.CheckFailure{{Property: "invalid", Reason: "is not valid"}}}, nil
	}
	news := req.News.Copy()
	if !news.HasValue("color") {
		news["color"] = resource.NewProperty("grey")
	}
	return plugin.CheckResponse{Properties: news}, nil
}

func plainInputs(m resource.PropertyMap) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		for v.IsSecret() {
			v = v.SecretValue().Element
		}
		if v.HasValue() {
			out[string(k)] = v.Mappable()
		}
	}
	return out
}

func (p *provider) Diff(_ context.Context, req plugin.DiffRequest) (plugin.DiffResponse, error) {
	leave, err := p.w.enter("diff " + req.URN.Name())
	if err != nil {
		return plugin.DiffResult{}, err
	}
	defer leave() //nolint:errcheck // nothing was done
	was := plainInputs(req.OldInputs)
	if req.OldOutputs != nil { // what is there counts, not what was asked for
		for k := range was {
			if v, has := req.OldOutputs[resource.PropertyKey(k)]; has {
				was[k] = plainInputs(resource.PropertyMap{"v": v})["v"]
			}
		}
	}
	wanted := plainInputs(req.NewInputs)
	diff := plugin.DiffResult{Changes: plugin.DiffNone}
	for k := range union(was, wanted) {
		if slices.Contains(req.IgnoreChanges, k) || fmt.Sprint(was[k]) == fmt.Sprint(wanted[k]) {
			continue
		}
		key := resource.PropertyKey(k)
		diff.Changes = plugin.DiffSome
		diff.ChangedKeys = append(diff.ChangedKeys, key)
		if k == "fixed" || k == "name" || k == "net" {
			diff.ReplaceKeys = append(diff.ReplaceKeys, key)
		}
		if k == "name" {
			diff.DeleteBeforeReplace = true
		}
	}
	if len(diff.ReplaceKeys) > 0 && was["name"] != nil && was["name"] == wanted["name"] {
		diff.DeleteBeforeReplace = true
	}
	return diff, nil
}

func union(a, b map[string]any) map[string]bool {
	out := map[string]bool{}
	for k := range a {
		out[k] = true
	}
	for k := range b {
		out[k] = true
	}
	return out
}

func outputsOf(id string, inputs resource.PropertyMap) resource.PropertyMap {
	out := resource.PropertyMap{}
	for k, v := range inputs {
		for v.IsSecret() {
			v = v.SecretValue().Element
		}
		out[k] = v
	}
	out["size"] = resource.NewProperty(float64(len(inputs)))
	out["token"] = resource.NewProperty("token-" + id)
	if id == "" {
		out["token"] = resource.MakeComputed(resource.NewProperty(""))
	}
	return out
}

func (p *provider) Create(ctx context.Context, req plugin.CreateRequest) (plugin.CreateResponse, error) {
	if req.Preview {
		return plugin.CreateResponse{Properties: outputsOf("", req.Properties)}, nil
	}
	op := "create " + req.URN.Name()
	leave, err := p.w.enter(op)
	if err != nil {
		return plugin.CreateResponse{}, err
	}
	engine.ProgressFrom(ctx)("making " + req.URN.Name())
	w := p.w
	w.mu.Lock()
	inputs := plainInputs(req.Properties)
	for _, x := range w.things {
		if inputs["name"] == nil {
			break
		}
		if x.Inputs["name"] == inputs["name"] {
			err = fmt.Errorf("the name %v is taken", inputs["name"])
		}
	}
	if inputs["net"] != nil && !w.hasToken(inputs["net"]) {
		err = fmt.Errorf("there is no network %v", inputs["net"])
	}
	if err != nil {
		w.mu.Unlock()
		return plugin.CreateResponse{}, errors.Join(err, leave())
	}
	w.next++
	id := fmt.Sprintf("id%d", w.next)
	w.put(id, thing{URN: req.URN, Inputs: inputs})
	mangle := w.mangle
	w.mu.Unlock()
	resp := plugin.CreateResponse{ID: resource.ID(id), Properties: outputsOf(id, req.Properties)}
	if err := leave(); err != nil {
		return plugin.CreateResponse{Status: resource.StatusUnknown}, err
	}
	if mangle != nil {
		err = mangle(op, &resp.Status)
	}
	return resp, err
}

func (w *world) hasToken(token any) bool {
	for id := range w.things {
		if "token-"+id == token {
			return true
		}
	}
	return false
}

func (p *provider) Update(_ context.Context, req plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	resp := plugin.UpdateResponse{Properties: outputsOf(string(req.ID), req.NewInputs)}
	if req.Preview {
		return resp, nil
	}
	op := "update " + req.URN.Name()
	leave, err := p.w.enter(op)
	if err != nil {
		return plugin.UpdateResponse{}, err
	}
	p.w.mu.Lock()
	mangle := p.w.mangle
	if _, has := p.w.things[string(req.ID)]; !has {
		err = fmt.Errorf("%s is not there", req.ID)
	} else {
		p.w.put(string(req.ID), thing{URN: req.URN, Inputs: plainInputs(req.NewInputs)})
	}
	p.w.mu.Unlock()
	if lost := leave(); lost != nil {
		return plugin.UpdateResponse{Status: resource.StatusUnknown}, lost
	}
	if err != nil {
		return plugin.UpdateResponse{}, err
	}
	if mangle != nil {
		err = mangle(op, &resp.Status)
	}
	return resp, err
}

func (p *provider) Delete(_ context.Context, req plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	leave, err := p.w.enter("delete " + req.URN.Name())
	if err != nil {
		return plugin.DeleteResponse{}, err
	}
	p.w.mu.Lock()
	for _, x := range p.w.things {
		if !p.w.nets {
			break
		}
		if x.Inputs["net"] == "token-"+string(req.ID) {
			err = fmt.Errorf("%s is in use by %s", req.URN.Name(), x.URN.Name())
		}
	}
	if err == nil {
		p.w.drop(string(req.ID))
	}
	p.w.mu.Unlock()
	if lost := leave(); lost != nil {
		return plugin.DeleteResponse{Status: resource.StatusUnknown}, lost
	}
	return plugin.DeleteResponse{}, err
}

func (p *provider) Read(_ context.Context, req plugin.ReadRequest) (plugin.ReadResponse, error) {
	leave, err := p.w.enter("read " + req.URN.Name())
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	defer leave() //nolint:errcheck // nothing was done
	return p.w.read(req), nil
}

// Read of the plain provider does not say what was asked for, as a provider may.
func (p *plainProvider) Read(ctx context.Context, req plugin.ReadRequest) (plugin.ReadResponse, error) {
	resp, err := p.provider.Read(ctx, req)
	resp.Inputs = nil
	return resp, err
}

func (w *world) read(req plugin.ReadRequest) plugin.ReadResponse {
	w.mu.Lock()
	defer w.mu.Unlock()
	x, has := w.things[string(req.ID)]
	if !has {
		return plugin.ReadResponse{}
	}
	inputs := resource.NewPropertyMapFromMap(x.Inputs)
	return plugin.ReadResponse{ReadResult: plugin.ReadResult{
		ID: req.ID, Inputs: inputs, Outputs: outputsOf(string(req.ID), inputs),
	}}
}

func (p *provider) Invoke(_ context.Context, req plugin.InvokeRequest) (plugin.InvokeResponse, error) {
	return plugin.InvokeResponse{Properties: resource.PropertyMap{
		"answer": resource.NewProperty("you said " + req.Args["say"].StringValue()),
	}}, nil
}

func (p *fullProvider) ReadMany(_ context.Context, reqs []plugin.ReadRequest) ([]plugin.ReadResponse, error) {
	leave, err := p.w.enter("readmany")
	if err != nil {
		return nil, err
	}
	defer leave() //nolint:errcheck // nothing was done
	out := make([]plugin.ReadResponse, len(reqs))
	for i, r := range reqs {
		out[i] = p.w.read(r)
	}
	return out, nil
}

func (p *fullProvider) Find(_ context.Context, req plugin.CreateRequest) (plugin.ReadResponse, error) {
	leave, err := p.w.enter("find " + req.URN.Name())
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	defer leave() //nolint:errcheck // nothing was done
	p.w.mu.Lock()
	var newest string
	for id, x := range p.w.things {
		if x.URN == req.URN && (len(id) > len(newest) || len(id) == len(newest) && id > newest) {
			newest = id
		}
	}
	p.w.mu.Unlock()
	if newest == "" {
		return plugin.ReadResponse{}, nil
	}
	return p.w.read(plugin.ReadRequest{URN: req.URN, ID: resource.ID(newest)}), nil
}

// stack is a stack under test.
type stack struct {
	t      testing.TB
	dir    string
	w      *world
	plain  bool
	events []engine.Event
}

const passphrase = "a good one"

func newStack(t testing.TB) *stack { return &stack{t: t, dir: t.TempDir(), w: newWorld()} }

func (s *stack) store() *state.Store {
	s.t.Helper()
	store, err := state.Open(state.Options{
		URL: "file://" + s.dir, Project: "proj", Stack: "dev", Version: "0",
		Passphrase: func() (string, error) { return passphrase, nil },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return store
}

func (s *stack) engine() engine.Engine {
	s.t.Helper()
	return embedded.New(embedded.Options{
		Store: s.store(), Project: "proj", Stack: "dev",
		Providers: func(pkg string) (plugin.Provider, error) {
			if pkg != "test" {
				return nil, fmt.Errorf("there is no provider %q", pkg)
			}
			s.w.mu.Lock()
			s.w.opened++
			s.w.mu.Unlock()
			if s.plain {
				return &plainProvider{provider{w: s.w}}, nil
			}
			return &fullProvider{provider{w: s.w}}, nil
		},
	})
}

func (s *stack) request(p pulumi.RunFunc) engine.Request {
	s.events = nil
	return engine.Request{Program: p, Events: func(e engine.Event) { s.events = append(s.events, e) }}
}

func (s *stack) up(p pulumi.RunFunc, options ...func(*engine.Request)) *engine.Result {
	s.t.Helper()
	return s.must(s.tryUp(context.Background(), p, options...))
}

func (s *stack) tryUp(ctx context.Context, p pulumi.RunFunc, options ...func(*engine.Request)) (*engine.Result, error) {
	s.t.Helper()
	req := s.request(p)
	for _, o := range options {
		o(&req)
	}
	res, err := s.engine().Up(ctx, req)
	s.checkFrames()
	s.checkState()
	return res, err
}

func (s *stack) preview(p pulumi.RunFunc, options ...func(*engine.Request)) *engine.Result {
	s.t.Helper()
	req := s.request(p)
	for _, o := range options {
		o(&req)
	}
	res, err := s.engine().Preview(context.Background(), req)
	return s.must(res, err)
}

func (s *stack) destroy(options ...func(*engine.Request)) *engine.Result {
	s.t.Helper()
	req := s.request(nil)
	for _, o := range options {
		o(&req)
	}
	res, err := s.engine().Destroy(context.Background(), req)
	s.checkState()
	return s.must(res, err)
}

func (s *stack) refresh(options ...func(*engine.Request)) *engine.Result {
	s.t.Helper()
	req := s.request(nil)
	for _, o := range options {
		o(&req)
	}
	res, err := s.engine().Refresh(context.Background(), req)
	s.checkState()
	return s.must(res, err)
}

func withRefresh(r *engine.Request) { r.Refresh = true }

// must fails the test where a run did not succeed in full.
func (s *stack) must(res *engine.Result, err error) *engine.Result {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("run failed: %v", err)
	}
	for _, f := range res.Failed {
		s.t.Fatalf("%s %s failed: %v", f.Op, f.URN.Name(), f.Err)
	}
	if len(res.Skipped) > 0 {
		for _, e := range s.events {
			if e.Err != nil {
				s.t.Logf("%s %s: %v", e.Step.Op, e.Step.URN.Name(), e.Err)
			}
		}
		s.t.Fatalf("skipped: %v", res.Skipped)
	}
	return res
}

// checkFrames: each start has its end, and there is no end without a start, but
// for failures before it.
func (s *stack) checkFrames() {
	s.t.Helper()
	open := map[resource.URN]int{}
	for _, e := range s.events {
		if e.Time.IsZero() {
			s.t.Errorf("an event without time: %+v", e)
		}
		switch e.Kind {
		case engine.EventStarted:
			open[e.Step.URN]++
		case engine.EventDone:
			open[e.Step.URN]--
		case engine.EventFailed:
			if open[e.Step.URN] > 0 {
				open[e.Step.URN]--
			}
		}
	}
	for u, n := range open {
		if n != 0 {
			s.t.Errorf("%s: %d starts without end", u.Name(), n)
		}
	}
}

// snapshot is the state on disk.
func (s *stack) snapshot() *state.Snapshot {
	s.t.Helper()
	snap, _, err := s.store().Load()
	if err != nil {
		s.t.Fatalf("loading the state: %v", err)
	}
	return snap
}

// checkState holds the state against what the pulumi CLI wants of one, and
// against a lock left behind.
func (s *stack) checkState() {
	s.t.Helper()
	seen := map[resource.URN]bool{}
	for _, r := range s.snapshot().Resources {
		deps := slices.Clone(r.Dependencies)
		if r.Parent != "" {
			deps = append(deps, r.Parent)
		}
		if r.Provider != "" {
			i := strings.LastIndex(r.Provider, "::")
			deps = append(deps, resource.URN(r.Provider[:i]))
		}
		for _, d := range deps {
			if !seen[d] {
				s.t.Errorf("state: %s comes before %s, or without it", r.URN.Name(), d.Name())
			}
		}
		if r.Custom != (r.ID != "") {
			s.t.Errorf("state: %s: custom is %v and its id %q", r.URN.Name(), r.Custom, r.ID)
		}
		seen[r.URN] = true
	}
	locks, _ := filepath.Glob(filepath.Join(s.dir, ".pulumi/locks/organization/proj/dev/*"))
	if len(locks) > 0 {
		s.t.Errorf("a lock was left behind: %v", locks)
	}
}

// ops are a result's steps but for the same ones, "update a" etc., sorted.
func ops(res *engine.Result) []string {
	var out []string
	for _, st := range res.Steps {
		if st.Op != engine.OpSame {
			out = append(out, string(st.Op)+" "+st.URN.Name())
		}
	}
	slices.Sort(out)
	return out
}

func failures(res *engine.Result) []string {
	var out []string
	for _, f := range res.Failed {
		out = append(out, string(f.Op)+" "+f.URN.Name())
	}
	slices.Sort(out)
	return out
}

func skips(res *engine.Result) []string {
	var out []string
	for _, u := range res.Skipped {
		out = append(out, u.Name())
	}
	slices.Sort(out)
	return out
}

func step(t *testing.T, res *engine.Result, name string) engine.Step {
	t.Helper()
	for _, st := range res.Steps {
		if st.URN.Name() == name {
			return st
		}
	}
	t.Fatalf("there is no step for %s in %v", name, ops(res))
	return engine.Step{}
}

func equal(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

// before reports whether a comes before b in a trace.
func before(t *testing.T, trace []string, a, b string) {
	t.Helper()
	i, j := slices.Index(trace, a), slices.Index(trace, b)
	if i < 0 || j < 0 || i > j {
		t.Errorf("want %q before %q in %q", a, b, trace)
	}
}

// handle is a resource of any type: outputs that have no field of their own are
// in Outputs, which is unknown as a whole where one output is.
type handle struct {
	pulumi.CustomResourceState
	Token   pulumi.StringOutput  `pulumi:"token"`
	Size    pulumi.Float64Output `pulumi:"size"`
	Outputs pulumi.MapOutput     `pulumi:""`
}

// out is one output.
func (h *handle) out(key string) pulumi.Output {
	switch key {
	case "token":
		return h.Token
	case "size":
		return h.Size
	}
	return h.Outputs.ApplyT(func(m map[string]any) any { return m[key] })
}

const kind = "test:index:Thing"

// add registers a thing.
func add(ctx *pulumi.Context, name string, props pulumi.Map, opts ...pulumi.ResourceOption) *handle {
	h := &handle{}
	if err := ctx.RegisterResource(kind, name, props, h, opts...); err != nil {
		panic(err)
	}
	return h
}

func urn(name string) resource.URN {
	return resource.NewURN("dev", "proj", "", kind, name)
}

// waitFor polls until ok, within reason.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("waited in vain for: %s", what)
}
