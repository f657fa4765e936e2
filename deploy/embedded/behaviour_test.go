package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

// The numbers are those of the fifteen behaviours that a lazy engine gets
// wrong; see docs/architecture.md. What needs a process to die is in
// kill_test.go.

// failing makes the world refuse one operation.
func failing(op string) func(string) error {
	return func(o string) error {
		if o == op {
			return errors.New("no luck with " + o)
		}
		return nil
	}
}

func TestBehaviour1UnknownOutcomeIsSettledByTheNextRun(t *testing.T) {
	s := newStack(t)
	s.w.after = failing("create a") // it is there, and the answer was lost
	res, err := s.tryUp(context.Background(), chain("1", "1"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "failed", failures(res), []string{"create a"})
	equal(t, "skipped", skips(res), []string{"b"})
	if n := len(s.snapshot().Pending); n != 1 {
		t.Fatalf("%d pending operations in the state, want 1", n)
	}
	s.w.after = nil
	want := []string{"adopt a", "create b"}
	equal(t, "preview", ops(s.preview(chain("1", "1"))), want)
	s.w.traced()
	equal(t, "next run", ops(s.up(chain("1", "1"))), want)
	equal(t, "calls", s.w.traced(), []string{"create b"})
	equal(t, "world", s.w.names(t), []string{"a", "b", "c"})
}

func TestBehaviour1NothingIsCreatedWhereItCannotBeFoundOut(t *testing.T) {
	s := newStack(t)
	s.w.after = failing("create a")
	if _, err := s.tryUp(context.Background(), chain("1", "1")); err != nil {
		t.Fatal(err)
	}
	s.w.after, s.w.before = nil, failing("find a")
	s.w.traced()
	res, err := s.tryUp(context.Background(), chain("1", "1"))
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Failed) != 1 || !strings.Contains(res.Failed[0].Err.Error(), "cannot be found out: no luck with find a") {
		t.Errorf("failed: %v", res.Failed)
	}
	if slices.Contains(s.w.traced(), "create a") {
		t.Error("a was created although it may be there")
	}
	s.w.before = nil
	equal(t, "later", ops(s.up(chain("1", "1"))), []string{"adopt a", "create b"})
}

func TestBehaviour1WithoutFindThereIsAWarning(t *testing.T) {
	s := newStack(t)
	s.plain = true
	s.w.after = failing("create a")
	if _, err := s.tryUp(context.Background(), one("a", pulumi.Map{})); err != nil {
		t.Fatal(err)
	}
	s.w.after = nil
	s.w.change("a", func(*thing) bool { return false })
	s.up(one("a", pulumi.Map{}))
	if !slices.ContainsFunc(s.events, func(e engine.Event) bool { return e.Severity == "warning" && strings.Contains(e.Message, "creating a") }) {
		t.Error("no warning")
	}
}

// gate holds up operations until it is opened.
type gate struct {
	reached, open chan struct{}
	op            string
}

func newGate(op string) *gate {
	return &gate{make(chan struct{}), make(chan struct{}), op}
}

func (g *gate) hook(op string) error {
	if op == g.op {
		close(g.reached)
		<-g.open
	}
	return nil
}

func TestBehaviour3GracefulStop(t *testing.T) {
	s := newStack(t)
	g := newGate("create a")
	s.w.before = g.hook
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-g.reached
		cancel()
		time.Sleep(20 * time.Millisecond) // for a stop that is not graceful to show
		close(g.open)
	}()
	res, err := s.tryUp(ctx, chain("1", "1"), func(r *engine.Request) { r.Parallelism = 1 })
	if err != nil {
		t.Fatal(err)
	}
	if !res.Interrupted || len(res.Failed) > 0 {
		t.Errorf("interrupted %v, failed %v", res.Interrupted, res.Failed)
	}
	if !slices.Contains(skips(res), "b") {
		t.Errorf("skipped %v", skips(res))
	}
	if !slices.Contains(s.w.names(t), "a") || slices.Contains(s.w.names(t), "b") {
		t.Errorf("world %v", s.w.names(t))
	}
	if n := len(s.snapshot().Pending); n > 0 {
		t.Errorf("%d operations are pending", n)
	}
	s.w.before = nil
	s.up(chain("1", "1"))
	equal(t, "world", s.w.names(t), []string{"a", "b", "c"})
	if n := s.w.count("create"); n != 3 {
		t.Errorf("%d creates in all, want 3", n)
	}
}

func TestBehaviour3StoppedBeforeItBegan(t *testing.T) {
	s := newStack(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	res, err := s.tryUp(ctx, chain("1", "1"))
	if err != nil || !res.Interrupted {
		t.Errorf("interrupted %v, error %v", res.Interrupted, err)
	}
	equal(t, "world", s.w.names(t), nil)
}

func TestBehaviour3Force(t *testing.T) {
	s := newStack(t)
	force := make(chan struct{})
	s.w.after = func(op string) error {
		if op == "create a" {
			close(force)
			time.Sleep(20 * time.Millisecond)
			return context.Canceled // what a provider's client answers when cut off
		}
		return nil
	}
	res, err := s.tryUp(context.Background(), chain("1", "1"), func(r *engine.Request) { r.Force = force })
	if err != nil {
		t.Fatal(err)
	}
	if !res.Interrupted {
		t.Error("not interrupted")
	}
	s.w.after = nil
	s.up(chain("1", "1"))
	equal(t, "world", s.w.names(t), []string{"a", "b", "c"})
}

func TestBehaviour3ForceDoesNotWaitForADeafProvider(t *testing.T) {
	if testing.Short() {
		t.Skip("takes five seconds")
	}
	s := newStack(t)
	force, never := make(chan struct{}), make(chan struct{})
	s.w.before = func(op string) error {
		if op == "create a" {
			close(force)
			<-never
		}
		return nil
	}
	res, err := s.tryUp(context.Background(), chain("1", "1"), func(r *engine.Request) { r.Force = force })
	if err == nil || !res.Interrupted {
		t.Errorf("error %v, interrupted %v", err, res.Interrupted)
	}
	if n := len(s.snapshot().Pending); n != 1 {
		t.Errorf("%d pending operations, want 1", n)
	}
	close(never)
	w := s.w
	waitFor(t, "the deaf call to end", func() bool { w.mu.Lock(); defer w.mu.Unlock(); return w.active == 0 })
	s.w.before = nil
	s.up(chain("1", "1"))
	equal(t, "world", s.w.names(t), []string{"a", "b", "c"})
}

func TestBehaviour4OneFailedResource(t *testing.T) {
	s := newStack(t)
	s.up(one("old", pulumi.Map{}))
	s.w.before = failing("create a")
	res, err := s.tryUp(context.Background(), func(ctx *pulumi.Context) error {
		a := add(ctx, "a", pulumi.Map{})
		b := add(ctx, "b", pulumi.Map{"from": a.out("token")})
		add(ctx, "b2", pulumi.Map{"from": b.out("token")})
		add(ctx, "b3", pulumi.Map{}, pulumi.DependsOn([]pulumi.Resource{b}))
		add(ctx, "b4", pulumi.Map{}, pulumi.Parent(a))
		add(ctx, "c", pulumi.Map{})
		ctx.Export("token", a.out("token"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "failed", failures(res), []string{"create a"})
	equal(t, "skipped", skips(res), []string{"b", "b2", "b3", "b4"})
	equal(t, "world", s.w.names(t), []string{"c", "old"})
	s.w.before = nil
	equal(t, "what succeeded was kept", ops(s.up(chain("1", "1"))), []string{"create a", "create b", "delete old", "update c"})
}

func TestBehaviour4FailedUpdatesAndDeletes(t *testing.T) {
	s := newStack(t)
	s.up(chain("1", "1"))
	for _, op := range []string{"update a", "delete b"} {
		s.w.before = failing(op)
		res, err := s.tryUp(context.Background(), one("a", pulumi.Map{"value": str("2")}))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "failed", failures(res), []string{op})
	}
	equal(t, "b stays, and with it a; c could go", s.w.names(t), []string{"a", "b"})
	s.w.before = nil
	equal(t, "later", ops(s.up(one("a", pulumi.Map{"value": str("2")}))), []string{"delete b"})
}

func TestBehaviour4HalfMadeResourceIsMended(t *testing.T) {
	for name, mangle := range map[string]func(string, *resource.Status) error{
		"init error": func(string, *resource.Status) error { return &plugin.InitError{Reasons: []string{"not healthy"}} },
		"status": func(_ string, s *resource.Status) error {
			*s = resource.StatusPartialFailure
			return errors.New("not healthy")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t)
			s.w.mangle = mangle
			res, err := s.tryUp(context.Background(), chain("1", "1"))
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "failed", failures(res), []string{"create a", "create c"})
			for _, r := range s.snapshot().Resources {
				if r.URN == urn("a") && !slices.Equal(r.InitErrors, []string{"not healthy"}) {
					t.Errorf("init errors in the state: %q", r.InitErrors)
				}
			}
			s.w.mangle = nil
			equal(t, "preview", ops(s.preview(chain("1", "1"), withRefresh)), []string{"create b", "update a", "update c"})
			equal(t, "mended", ops(s.up(chain("1", "1"), withRefresh)), []string{"create b", "update a", "update c"})
			equal(t, "again", ops(s.up(chain("1", "1"))), nil)
		})
	}
}

func TestBehaviour5OneOfTwoWins(t *testing.T) {
	s := newStack(t)
	g := newGate("create a")
	s.w.before = g.hook
	first := make(chan error)
	go func() {
		res, err := s.engine().Up(context.Background(), engine.Request{Program: chain("1", "1")})
		if err == nil && len(res.Failed) > 0 {
			err = res.Failed[0].Err
		}
		first <- err
	}()
	<-g.reached
	_, err := s.engine().Up(context.Background(), engine.Request{Program: chain("2", "2")})
	var locked *state.LockedError
	if !errors.As(err, &locked) {
		t.Errorf("the second run: %v", err)
	}
	if _, err := s.engine().Preview(context.Background(), engine.Request{Program: chain("1", "1")}); err != nil {
		t.Errorf("a preview takes no lock: %v", err)
	}
	close(g.open)
	if err := <-first; err != nil {
		t.Errorf("the first run: %v", err)
	}
	s.w.before = nil
	equal(t, "the first won, and unlocked", ops(s.up(chain("1", "1"))), nil)
}

func TestBehaviour6HeldNamesAreDeletedFirst(t *testing.T) {
	s := newStack(t)
	program := func(name, fixed string) pulumi.RunFunc {
		return one("a", pulumi.Map{"name": str(name), "fixed": str(fixed)})
	}
	s.up(program("web", "1"))
	s.w.traced()
	if !step(t, s.preview(program("web", "2")), "a").DeleteBeforeReplace {
		t.Error("the preview does not say that it is deleted first")
	}
	s.up(program("web", "2"))
	equal(t, "same name", s.w.traced(), []string{"delete a", "create a"})
	s.up(one("b", pulumi.Map{"fixed": str("1")}))
	s.w.traced()
	s.up(one("b", pulumi.Map{"fixed": str("2")}))
	equal(t, "no name", s.w.traced(), []string{"create b", "delete b"})
}

// network is a network with two things in it, one of which the other needs, and
// a bystander that only notes the network's size.
func network(fixed string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		net := add(ctx, "net", pulumi.Map{"name": str("backend"), "fixed": str(fixed)})
		db := add(ctx, "db", pulumi.Map{"net": net.out("token"), "name": str("db")})
		add(ctx, "api", pulumi.Map{"net": net.out("token"), "name": str("api")}, pulumi.DependsOn([]pulumi.Resource{db}))
		add(ctx, "note", pulumi.Map{"size": net.out("size")})
		return nil
	}
}

func TestBehaviour7DependentsGoFirstAndComeBack(t *testing.T) {
	s := newStack(t)
	s.up(network("1"))
	s.w.traced()
	want := []string{"replace api", "replace db", "replace net"}
	equal(t, "preview", ops(s.preview(network("2"))), want)
	res := s.up(network("2"))
	equal(t, "up", ops(res), want)
	trace := s.w.traced()
	before(t, trace, "delete api", "delete db")
	before(t, trace, "delete db", "delete net")
	before(t, trace, "delete net", "create net")
	before(t, trace, "create net", "create db")
	before(t, trace, "create db", "create api")
	if len(trace) != 6 {
		t.Errorf("the trace is %q", trace)
	}
	if because := step(t, res, "db").Because; len(because) != 1 || because[0] != urn("net") {
		t.Errorf("db is replaced because of %v", because)
	}
	equal(t, "again", ops(s.up(network("2"))), nil)
}

func TestBehaviour7ADependentThatLeavesIsOnlyDeleted(t *testing.T) {
	s := newStack(t)
	s.up(network("1"))
	s.w.traced()
	without := func(ctx *pulumi.Context) error {
		add(ctx, "net", pulumi.Map{"name": str("backend"), "fixed": str("2")})
		add(ctx, "note", pulumi.Map{"size": pulumi.Float64(3)})
		return nil
	}
	want := []string{"delete api", "delete db", "replace net"}
	equal(t, "preview", ops(s.preview(without)), want)
	equal(t, "up", ops(s.up(without)), want)
	equal(t, "calls", s.w.traced(), []string{"delete api", "delete db", "delete net", "create net"})
	equal(t, "again", ops(s.up(without)), nil)
}

func TestBehaviour7InterruptedReplacementIsFinished(t *testing.T) {
	s := newStack(t)
	s.up(network("1"))
	s.w.before = failing("create net")
	res, err := s.tryUp(context.Background(), network("2"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "failed", failures(res), []string{"replace net"})
	equal(t, "skipped", skips(res), []string{"api", "db", "note"})
	equal(t, "world", s.w.names(t), []string{"note"})
	s.w.before = nil
	s.w.traced()
	want := []string{"create api", "create db", "create net"}
	equal(t, "preview", ops(s.preview(network("2"))), want)
	equal(t, "next run", ops(s.up(network("2"))), want)
	equal(t, "world", s.w.names(t), []string{"api", "db", "net", "note"})
}

func TestBehaviour7AStuckDependentStopsTheReplacement(t *testing.T) {
	s := newStack(t)
	s.up(network("1"))
	s.w.before = failing("delete db")
	res, err := s.tryUp(context.Background(), network("2"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "failed", failures(res), []string{"replace net"})
	if msg := res.Failed[0].Err.Error(); !strings.Contains(msg, "deleting db first") {
		t.Errorf("the error is %q", msg)
	}
	equal(t, "skipped", skips(res), []string{"api", "db", "note"})
	s.w.before = nil
	s.up(network("2"))
	equal(t, "world", s.w.names(t), []string{"api", "db", "net", "note"})
}

func TestBehaviour8UnwantedGoAfterTheirDependents(t *testing.T) {
	s := newStack(t)
	s.up(func(ctx *pulumi.Context) error {
		g := &group{}
		if err := ctx.RegisterComponentResource("my:index:Group", "g", g); err != nil {
			return err
		}
		a := add(ctx, "a", pulumi.Map{}, pulumi.Parent(g))
		b := add(ctx, "b", pulumi.Map{"from": a.out("token")})
		add(ctx, "c", pulumi.Map{}, pulumi.DependsOn([]pulumi.Resource{b}))
		add(ctx, "d", pulumi.Map{})
		return nil
	})
	s.w.traced()
	g := newGate("delete d")
	s.w.before = g.hook
	go func() {
		// The others do not wait for d, on which nothing depends.
		waitFor(t, "the chain to be deleted", func() bool { return s.w.count("delete a") == 1 })
		close(g.open)
	}()
	res := s.up(func(*pulumi.Context) error { return nil })
	equal(t, "steps", ops(res), []string{"delete a", "delete b", "delete c", "delete d", "delete g"})
	trace := s.w.traced()
	before(t, trace, "delete c", "delete b")
	before(t, trace, "delete b", "delete a")
	for _, r := range s.snapshot().Resources {
		if r.Type != resource.RootStackType {
			t.Errorf("%s is left in the state", r.URN)
		}
	}
}

func TestProtection(t *testing.T) {
	protected := pulumi.Protect(true)
	tests := []struct {
		name   string
		before pulumi.RunFunc
		after  pulumi.RunFunc
		failed []string
		kept   []string
	}{
		{"unwanted",
			func(ctx *pulumi.Context) error {
				add(ctx, "a", pulumi.Map{}, protected)
				add(ctx, "b", pulumi.Map{})
				return nil
			},
			func(*pulumi.Context) error { return nil },
			[]string{"delete a"}, []string{"a", "b"}},
		{"replaced",
			one("a", pulumi.Map{"fixed": str("1")}, protected),
			one("a", pulumi.Map{"fixed": str("2")}, protected),
			[]string{"replace a"}, []string{"a"}},
		{"in a replacement",
			protectedDB("1"), protectedDB("2"),
			[]string{"replace net"}, []string{"api", "db", "net"}},
		{"inherited",
			inGroup(protected, "a"), inGroup(protected),
			[]string{"delete a"}, []string{"a"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStack(t)
			s.up(tt.before)
			s.w.traced()
			preview, err := s.engine().Preview(context.Background(), s.request(tt.after))
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "preview", failures(preview), tt.failed)
			res, err := s.tryUp(context.Background(), tt.after)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "failed", failures(res), tt.failed)
			if msg := res.Failed[0].Err.Error(); !strings.Contains(msg, "is protected") || !strings.Contains(msg, "set prevent_destroy to false") {
				t.Errorf("the error is %q", msg)
			}
			equal(t, "nothing was deleted", s.w.names(t), tt.kept)
			equal(t, "calls", s.w.traced(), nil)
			gone, err := s.engine().Destroy(context.Background(), s.request(nil))
			if err != nil || len(gone.Failed) == 0 {
				t.Errorf("destroy: failed %v, error %v", gone.Failed, err)
			}
			equal(t, "destroy", s.w.names(t), tt.kept)
		})
	}
}

func protectedDB(fixed string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		net := add(ctx, "net", pulumi.Map{"name": str("backend"), "fixed": str(fixed)})
		db := add(ctx, "db", pulumi.Map{"net": net.out("token")}, pulumi.Protect(true))
		add(ctx, "api", pulumi.Map{"net": net.out("token"), "db": db.out("token")})
		return nil
	}
}

func inGroup(option pulumi.ResourceOption, children ...string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		g := &group{}
		if err := ctx.RegisterComponentResource("my:index:Group", "g", g, option); err != nil {
			return err
		}
		for _, c := range children {
			add(ctx, c, pulumi.Map{}, pulumi.Parent(g))
		}
		return nil
	}
}

func TestBehaviour11JournalThatCannotBeWritten(t *testing.T) {
	s := newStack(t)
	s.up(chain("1", "1"))
	path := filepath.Join(s.dir, ".pulumi/stacks/proj/dev.journal")
	if err := os.MkdirAll(filepath.Join(path, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	state, _ := os.ReadFile(filepath.Join(s.dir, ".pulumi/stacks/proj/dev.json"))
	s.w.traced()
	res, err := s.engine().Up(context.Background(), s.request(chain("2", "2")))
	if err == nil {
		t.Error("no error")
	}
	equal(t, "no operation was begun", s.w.traced(), nil)
	now, _ := os.ReadFile(filepath.Join(s.dir, ".pulumi/stacks/proj/dev.json"))
	if string(now) != string(state) {
		t.Error("the state was touched")
	}
	_ = res
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
	equal(t, "later", ops(s.up(chain("2", "2"))), []string{"update a", "update c"})
}

func TestBehaviour13ProviderPanic(t *testing.T) {
	s := newStack(t)
	s.w.before = func(op string) error {
		if op == "create a" {
			panic("index out of range")
		}
		return nil
	}
	res, err := s.tryUp(context.Background(), chain("1", "1"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "failed", failures(res), []string{"create a"})
	if msg := res.Failed[0].Err.Error(); !strings.Contains(msg, "index out of range") || !strings.HasSuffix(msg, "This is a bug in cw") {
		t.Errorf("the error is %q", msg)
	}
	equal(t, "world", s.w.names(t), []string{"c"})
	s.w.before = nil
	s.up(chain("1", "1"))
	equal(t, "world", s.w.names(t), []string{"a", "b", "c"})
}

func TestBehaviour15ChangedByHand(t *testing.T) {
	for _, plain := range []bool{false, true} {
		t.Run(fmt.Sprintf("plain %v", plain), func(t *testing.T) {
			s := newStack(t)
			s.plain = plain
			s.up(chain("1", "1"))
			s.w.change("c", func(x *thing) bool { x.Inputs["value"] = "by hand"; return true })
			s.w.change("b", func(*thing) bool { return false })
			equal(t, "unseen without refresh", ops(s.preview(chain("1", "1"))), nil)
			want := []string{"create b", "update c"}
			res := s.preview(chain("1", "1"), withRefresh)
			equal(t, "preview", ops(res), want)
			if !step(t, res, "b").Gone {
				t.Error("b is not said to be gone")
			}
			if d := step(t, res, "c").Drift; len(d) != 1 || d[0] != "value" {
				t.Errorf("drift of c: %v", d)
			}
			equal(t, "up", ops(s.up(chain("1", "1"), withRefresh)), want)
			equal(t, "again", ops(s.up(chain("1", "1"), withRefresh)), nil)
			if got := s.w.byName(t)["c"]["value"]; got != "1" {
				t.Errorf("c.value is %v", got)
			}
		})
	}
}

func TestBehaviour15RefreshAndDestroy(t *testing.T) {
	s := newStack(t)
	s.up(chain("1", "1"))
	s.w.change("a", func(*thing) bool { return false })
	s.w.change("c", func(x *thing) bool { x.Inputs["value"] = "by hand"; return true })
	res := s.refresh()
	equal(t, "refresh", ops(res), []string{"refresh a", "refresh c"})
	if !step(t, res, "a").Gone || step(t, res, "c").Gone {
		t.Errorf("steps %+v", res.Steps)
	}
	if _, has := res.Resources[urn("a")]; has {
		t.Error("a is still in the state")
	}
	if got := res.Resources[urn("c")].Outputs["value"]; got.V != "by hand" {
		t.Errorf("c.value in the state is %v", got)
	}
	equal(t, "again", ops(s.refresh()), nil)
	s.w.change("b", func(*thing) bool { return false })
	s.destroy(withRefresh)
	equal(t, "world", s.w.names(t), nil)
}

func TestRefreshWithoutChangesWritesNothing(t *testing.T) {
	s := newStack(t)
	s.up(chain("1", "1"))
	files := listing(t, s.dir)
	s.up(chain("1", "1"), withRefresh)
	s.refresh()
	equal(t, "files", listing(t, s.dir), files)
}

func TestRefreshOfAnUnreachableWorld(t *testing.T) {
	s := newStack(t)
	s.plain = true
	s.up(chain("1", "1"))
	s.w.before = failing("read a")
	s.w.traced()
	res, err := s.tryUp(context.Background(), chain("2", "2"), withRefresh)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "failed", failures(res), []string{"update a"})
	equal(t, "skipped", skips(res), []string{"b"})
	equal(t, "calls", s.w.traced(), []string{"update c"})
}
