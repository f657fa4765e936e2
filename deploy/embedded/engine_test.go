package embedded_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/clockwork-hcl/cw/deploy/engine"
)

func str(s string) pulumi.Input { return pulumi.String(s) }

// chain is b, which uses a, and c alone.
func chain(a, c string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		x := add(ctx, "a", pulumi.Map{"value": str(a)})
		add(ctx, "b", pulumi.Map{"from": x.out("token")})
		add(ctx, "c", pulumi.Map{"value": str(c)})
		ctx.Export("token", x.out("token"))
		return nil
	}
}

func TestLifeOfAStack(t *testing.T) {
	s := newStack(t)
	res := s.preview(chain("1", "1"))
	equal(t, "preview", ops(res), []string{"create a", "create b", "create c"})
	equal(t, "nothing done", s.w.traced(), nil)
	if !step(t, res, "b").New["from"].IsComputed() {
		t.Errorf("b.from is %v in the preview, want unknown", step(t, res, "b").New["from"])
	}
	if !res.Outputs["token"].ContainsUnknowns() {
		t.Errorf("the export is %v in the preview, want unknown", res.Outputs["token"])
	}

	res = s.up(chain("1", "1"))
	equal(t, "up", ops(res), []string{"create a", "create b", "create c"})
	before(t, s.w.traced(), "create a", "create b")
	if got, want := s.w.byName(t)["b"]["from"], "token-"+res.Resources[urn("a")].ID; got != want {
		t.Errorf("b.from is %v, want %v", got, want)
	}
	if got := res.Outputs["token"]; got.V != "token-"+res.Resources[urn("a")].ID {
		t.Errorf("the export is %v", got)
	}
	if got := res.Resources[urn("a")].Inputs["color"]; got.V != "grey" {
		t.Errorf("the default is %v, want grey", got)
	}

	files := listing(t, s.dir)
	res = s.up(chain("1", "1"))
	equal(t, "no change", ops(res), nil)
	if res.Changed() || len(res.Steps) != 3 {
		t.Errorf("a run without change has steps %v", res.Steps)
	}
	equal(t, "files untouched by a run without change", listing(t, s.dir), files)
	if n := s.w.count("diff"); n != 0 {
		t.Errorf("Diff was called %d times for equal inputs", n)
	}

	res = s.up(chain("2", "1"))
	equal(t, "update", ops(res), []string{"update a"})
	if st := step(t, res, "a"); st.Changes["value"] || len(st.Changes) != 1 || st.Old["value"].V != "1" || st.New["value"].V != "2" {
		t.Errorf("the step does not say what changed: %+v", st)
	}
	equal(t, "destroy", ops(s.destroy()), []string{"delete a", "delete b", "delete c"})
	equal(t, "world", s.w.names(t), nil)
	if n := len(s.snapshot().Resources); n != 0 {
		t.Errorf("the state has %d resources after destroy", n)
	}
	if s.w.opened != s.w.closed {
		t.Errorf("%d providers opened, %d closed", s.w.opened, s.w.closed)
	}
}

// listing is every file below dir with its size and time.
func listing(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			out = append(out, path+" "+info.ModTime().String())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func one(name string, props pulumi.Map, opts ...pulumi.ResourceOption) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		add(ctx, name, props, opts...)
		return nil
	}
}

func TestReplaceCreatesBeforeDeleting(t *testing.T) {
	s := newStack(t)
	s.up(one("a", pulumi.Map{"fixed": str("1")}))
	s.w.traced()
	want := []string{"replace a"}
	equal(t, "preview", ops(s.preview(one("a", pulumi.Map{"fixed": str("2")}))), want)
	res := s.up(one("a", pulumi.Map{"fixed": str("2")}))
	equal(t, "up", ops(res), want)
	equal(t, "order", s.w.traced(), []string{"create a", "delete a"})
	if st := step(t, res, "a"); st.DeleteBeforeReplace || !st.Changes["fixed"] {
		t.Errorf("step %+v", st)
	}
	equal(t, "second", ops(s.up(one("a", pulumi.Map{"fixed": str("2")}))), nil)
}

func TestOptions(t *testing.T) {
	was := pulumi.Map{"fixed": str("1"), "value": str("1")}
	tests := []struct {
		name  string
		first []pulumi.ResourceOption
		then  pulumi.RunFunc
		steps []string
		trace []string
	}{
		{"delete_before_replace", nil,
			one("a", pulumi.Map{"fixed": str("2"), "value": str("1")}, pulumi.DeleteBeforeReplace(true)),
			[]string{"replace a"}, []string{"delete a", "create a"}},
		{"ignore_changes", nil,
			one("a", pulumi.Map{"fixed": str("2"), "value": str("2")}, pulumi.IgnoreChanges([]string{"fixed"})),
			[]string{"update a"}, []string{"update a"}},
		{"replace_on_changes", nil,
			one("a", pulumi.Map{"fixed": str("1"), "value": str("2")}, pulumi.ReplaceOnChanges([]string{"value"})),
			[]string{"replace a"}, []string{"create a", "delete a"}},
		{"replace_on_changes elsewhere", nil,
			one("a", pulumi.Map{"fixed": str("1"), "value": str("2")}, pulumi.ReplaceOnChanges([]string{"other"})),
			[]string{"update a"}, []string{"update a"}},
		{"retain_on_delete", []pulumi.ResourceOption{pulumi.RetainOnDelete(true)},
			one("other", pulumi.Map{}),
			[]string{"create other", "forget a"}, []string{"create other"}},
		{"alias", nil,
			one("b", was, pulumi.Aliases([]pulumi.Alias{{Name: str("a").(pulumi.StringInput)}})),
			nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStack(t)
			s.up(one("a", was, tt.first...))
			s.w.traced()
			equal(t, "preview", ops(s.preview(tt.then)), tt.steps)
			equal(t, "up", ops(s.up(tt.then)), tt.steps)
			equal(t, "calls", s.w.traced(), tt.trace)
			equal(t, "again", ops(s.up(tt.then)), nil)
		})
	}
}

func TestReplaceWith(t *testing.T) {
	program := func(fixed string) pulumi.RunFunc {
		return func(ctx *pulumi.Context) error {
			a := add(ctx, "a", pulumi.Map{"fixed": str(fixed)})
			add(ctx, "b", pulumi.Map{}, pulumi.ReplaceWith([]pulumi.Resource{a}), pulumi.DependsOn([]pulumi.Resource{a}))
			return nil
		}
	}
	s := newStack(t)
	s.up(program("1"))
	equal(t, "steps", ops(s.up(program("2"))), []string{"replace a", "replace b"})
}

type group struct{ pulumi.ResourceState }

func TestComponentsAndInheritance(t *testing.T) {
	program := func(protect bool, children ...string) pulumi.RunFunc {
		return func(ctx *pulumi.Context) error {
			g := &group{}
			if err := ctx.RegisterComponentResource("my:index:Group", "g", g, pulumi.RetainOnDelete(true), pulumi.Protect(protect)); err != nil {
				return err
			}
			for _, c := range children {
				add(ctx, c, pulumi.Map{}, pulumi.Parent(g))
			}
			return ctx.RegisterResourceOutputs(g, pulumi.Map{"n": pulumi.Int(len(children))})
		}
	}
	s := newStack(t)
	s.up(program(true, "x", "y"))
	for _, r := range s.snapshot().Resources {
		if name := r.URN.Name(); (name == "x" || name == "y") && (!r.Protect || !r.RetainOnDelete || r.Parent.Name() != "g") {
			t.Errorf("%s inherited nothing: %+v", name, r)
		}
	}
	equal(t, "a child less", ops(s.up(program(false, "x", "y"))), nil)
	equal(t, "a child less", ops(s.up(program(false, "x"))), []string{"forget y"})
	equal(t, "kept in the world", s.w.names(t), []string{"x", "y"})
}

// TestSecrets is behaviour 10 as far as the engine goes: state and journal are
// deploy/state's.
func TestSecrets(t *testing.T) {
	const secret = "hunter2-very-secret"
	program := func(ctx *pulumi.Context) error {
		a := add(ctx, "a", pulumi.Map{"password": pulumi.ToSecret(pulumi.String(secret))})
		add(ctx, "b", pulumi.Map{"uses": a.out("password")})
		add(ctx, "c", pulumi.Map{"value": str("x")}, pulumi.AdditionalSecretOutputs([]string{"token"}))
		return nil
	}
	s := newStack(t)
	res := s.up(program)
	if !res.Resources[urn("a")].Outputs["password"].IsSecret() {
		t.Error("what was a secret input is no secret output")
	}
	if !res.Resources[urn("b")].Inputs["uses"].IsSecret() {
		t.Error("what comes from a secret is none")
	}
	if !res.Resources[urn("c")].Outputs["token"].IsSecret() {
		t.Error("additional secret output is none")
	}
	equal(t, "again", ops(s.up(program, withRefresh)), nil)
	err := filepath.Walk(s.dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), secret) {
			t.Errorf("%s holds the secret", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.w.before = func(op string) error { return errors.New(op + " refused the password " + secret) }
	failing := func(ctx *pulumi.Context) error {
		add(ctx, "z", pulumi.Map{"password": pulumi.ToSecret(pulumi.String(secret))})
		return nil
	}
	res, _ = s.tryUp(context.Background(), failing)
	if msg := res.Failed[0].Err.Error(); strings.Contains(msg, secret) || !strings.Contains(msg, "[secret]") {
		t.Errorf("the error gives the secret away: %s", msg)
	}
	for _, e := range s.events {
		if e.Err != nil && strings.Contains(e.Err.Error(), secret) || strings.Contains(e.Message, secret) {
			t.Errorf("an event gives the secret away: %+v", e)
		}
	}
}

func TestChangedDependenciesAreSaved(t *testing.T) {
	program := func(depend bool) pulumi.RunFunc {
		return func(ctx *pulumi.Context) error {
			a := add(ctx, "a", pulumi.Map{})
			var opts []pulumi.ResourceOption
			if depend {
				opts = append(opts, pulumi.DependsOn([]pulumi.Resource{a}))
			}
			add(ctx, "b", pulumi.Map{}, opts...)
			return nil
		}
	}
	s := newStack(t)
	s.up(program(false))
	equal(t, "no step", ops(s.up(program(true))), nil)
	for _, r := range s.snapshot().Resources {
		if r.URN == urn("b") && len(r.Dependencies) != 1 {
			t.Errorf("b's dependencies in the state: %v", r.Dependencies)
		}
	}
}

func TestExplicitProvider(t *testing.T) {
	program := func(host string) pulumi.RunFunc {
		return func(ctx *pulumi.Context) error {
			var p pulumi.ProviderResourceState
			if err := ctx.RegisterResource("pulumi:providers:test", "mine", pulumi.Map{"host": str(host)}, &p); err != nil {
				return err
			}
			add(ctx, "a", pulumi.Map{}, pulumi.Provider(&p))
			add(ctx, "b", pulumi.Map{})
			return nil
		}
	}
	s := newStack(t)
	s.up(program("one"))
	if s.w.opened != 2 {
		t.Errorf("%d providers opened for two configurations", s.w.opened)
	}
	equal(t, "no change", ops(s.up(program("one"))), nil)
	s.w.traced()
	want := []string{"replace a", "replace mine"}
	equal(t, "preview of another host", ops(s.preview(program("two"))), want)
	equal(t, "another host", ops(s.up(program("two"))), want)
	equal(t, "calls", s.w.traced(), []string{"create a", "delete a"})
	equal(t, "no change", ops(s.up(program("two"))), nil)
	s.destroy()
}

func TestDefaultProviderHasItsVersion(t *testing.T) {
	s := newStack(t)
	s.up(one("a", pulumi.Map{}, pulumi.Version("4.10.0")))
	for _, r := range s.snapshot().Resources {
		if r.Type == "pulumi:providers:test" && r.URN.Name() == "default_4_10_0" && r.ID != "" {
			return
		}
	}
	t.Error("there is no provider default_4_10_0 in the state")
}

func TestDefaultProviderOfAnotherVersionReplacesNothing(t *testing.T) {
	s := newStack(t)
	s.up(one("a", pulumi.Map{}, pulumi.Version("4.10.0")))
	equal(t, "steps", ops(s.up(one("a", pulumi.Map{}, pulumi.Version("4.11.0")))), nil)
	for _, r := range s.snapshot().Resources {
		if r.URN.Name() == "default_4_10_0" {
			t.Error("the old default provider is still in the state")
		}
	}
}

func TestInvoke(t *testing.T) {
	s := newStack(t)
	s.up(func(ctx *pulumi.Context) error {
		var out struct {
			Answer string `pulumi:"answer"`
		}
		type in struct {
			Say string `pulumi:"say"`
		}
		if err := ctx.Invoke("test:index:say", &in{"hello"}, &out); err != nil {
			return err
		}
		if out.Answer != "you said hello" {
			t.Errorf("the answer is %q", out.Answer)
		}
		return nil
	})
}

func TestReadResource(t *testing.T) {
	s := newStack(t)
	id := s.up(one("a", pulumi.Map{"value": str("1")})).Resources[urn("a")].ID
	other := &stack{t: t, dir: t.TempDir(), w: s.w}
	var seen any
	program := func(ctx *pulumi.Context) error {
		h := &handle{}
		if err := ctx.ReadResource(kind, "theirs", pulumi.ID(id), nil, h); err != nil {
			return err
		}
		h.out("value").ApplyT(func(v any) any { seen = v; return v })
		return nil
	}
	equal(t, "reading is no change", ops(other.up(program)), nil)
	if seen != "1" {
		t.Errorf("read %v", seen)
	}
	other.up(program)
	other.destroy()
	equal(t, "what was read is left alone", s.w.names(t), []string{"a"})
}

func TestImport(t *testing.T) {
	s := newStack(t)
	id := s.up(one("a", pulumi.Map{"value": str("1")})).Resources[urn("a")].ID
	other := &stack{t: t, dir: t.TempDir(), w: s.w}
	program := one("mine", pulumi.Map{"value": str("1")}, pulumi.Import(pulumi.ID(id)))
	s.w.traced()
	equal(t, "preview", ops(other.preview(program)), []string{"adopt mine"})
	equal(t, "up", ops(other.up(program)), []string{"adopt mine"})
	equal(t, "calls", s.w.traced(), nil)
	equal(t, "again", ops(other.up(program)), nil)
}

func TestTargets(t *testing.T) {
	program := func(v string) pulumi.RunFunc {
		return func(ctx *pulumi.Context) error {
			a := add(ctx, "a", pulumi.Map{"value": str(v)})
			add(ctx, "b", pulumi.Map{"from": a.out("token"), "value": str(v)})
			add(ctx, "c", pulumi.Map{"value": str(v)})
			if v == "2" {
				add(ctx, "d", pulumi.Map{"value": str(v)})
			}
			return nil
		}
	}
	only := func(names ...string) func(*engine.Request) {
		return func(r *engine.Request) {
			for _, n := range names {
				r.Targets = append(r.Targets, urn(n))
			}
		}
	}
	s := newStack(t)
	equal(t, "first", ops(s.up(program("1"), only("b"))), []string{"create a", "create b"})
	equal(t, "all", ops(s.up(program("1"))), []string{"create c"})
	want := []string{"update a", "update b"}
	equal(t, "preview", ops(s.preview(program("2"), only("b"))), want)
	equal(t, "update", ops(s.up(program("2"), only("b"))), want)
	equal(t, "removed", ops(s.up(one("c", pulumi.Map{"value": str("1")}), only("b"))), []string{"delete b"})
	equal(t, "destroyed with dependents", ops(s.destroy(only("a"))), []string{"delete a"})
	equal(t, "world", s.w.names(t), []string{"c"})
	if _, err := s.tryUp(context.Background(), program("1"), only("nobody")); err == nil || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("a target that is not there: %v", err)
	}
}

func TestDestroyKeepsAndPreviews(t *testing.T) {
	s := newStack(t)
	s.up(chain("1", "1"))
	s.w.traced()
	preview := s.destroy(func(r *engine.Request) { r.PreviewOnly = true })
	equal(t, "preview", ops(preview), []string{"delete a", "delete b", "delete c"})
	equal(t, "nothing done", s.w.traced(), nil)
	kept := s.destroy(func(r *engine.Request) { r.Keep = []string{kind} })
	equal(t, "kept", ops(kept), []string{"forget a", "forget b", "forget c"})
	equal(t, "world", s.w.names(t), []string{"a", "b", "c"})
	if n := len(s.snapshot().Resources); n != 0 {
		t.Errorf("the state has %d resources", n)
	}
}

func TestProgramErrors(t *testing.T) {
	s := newStack(t)
	s.up(one("old", pulumi.Map{}))
	for name, program := range map[string]pulumi.RunFunc{
		"error": func(ctx *pulumi.Context) error { add(ctx, "a", pulumi.Map{}); return errors.New("out of luck") },
		"panic": func(ctx *pulumi.Context) error { add(ctx, "a", pulumi.Map{}); panic("out of luck") },
	} {
		res, err := s.tryUp(context.Background(), program)
		if err == nil || !strings.Contains(err.Error(), "out of luck") {
			t.Errorf("%s: the error is %v", name, err)
		}
		if len(res.Failed) > 0 {
			t.Errorf("%s: failed %v", name, res.Failed)
		}
	}
	equal(t, "nothing is deleted for a program that failed", s.w.names(t), []string{"a", "old"})
}

func TestCheckFailure(t *testing.T) {
	s := newStack(t)
	for _, run := range []func() (*engine.Result, error){
		func() (*engine.Result, error) {
			return s.tryUp(context.Background(), one("a", pulumi.Map{"invalid": str("x")}))
		},
		func() (*engine.Result, error) {
			return s.engine().Preview(context.Background(), s.request(one("a", pulumi.Map{"invalid": str("x")})))
		},
	} {
		res, err := run()
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "failed", failures(res), []string{"create a"})
		if got := res.Failed[0].Err.Error(); got != "invalid: is not valid" {
			t.Errorf("the error is %q", got)
		}
	}
}

func TestDuplicateName(t *testing.T) {
	s := newStack(t)
	res, err := s.tryUp(context.Background(), func(ctx *pulumi.Context) error {
		add(ctx, "a", pulumi.Map{})
		add(ctx, "a", pulumi.Map{})
		return nil
	})
	if err != nil || len(res.Failed) != 1 || !strings.Contains(res.Failed[0].Err.Error(), "twice") {
		t.Errorf("failed %v, error %v", res.Failed, err)
	}
}

func TestUnknownPackage(t *testing.T) {
	s := newStack(t)
	res, err := s.tryUp(context.Background(), func(ctx *pulumi.Context) error {
		return ctx.RegisterResource("nope:index:Thing", "a", pulumi.Map{}, &handle{})
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "failed", failures(res), []string{"create a"})
}

func TestLogAndProgress(t *testing.T) {
	s := newStack(t)
	s.up(func(ctx *pulumi.Context) error {
		add(ctx, "a", pulumi.Map{})
		return ctx.Log.Warn("mind the gap", nil)
	})
	var log, progress bool
	for _, e := range s.events {
		log = log || e.Kind == engine.EventLog && e.Severity == "warning" && e.Message == "mind the gap"
		progress = progress || e.Kind == engine.EventProgress && e.Message == "making a" && e.Step.URN == urn("a")
	}
	if !log || !progress {
		t.Errorf("log %v, progress %v", log, progress)
	}
}

func TestParallelismIsBounded(t *testing.T) {
	s := newStack(t)
	hold := make(chan struct{})
	s.w.before = func(op string) error {
		if strings.HasPrefix(op, "create") {
			<-hold
		}
		return nil
	}
	ended := make(chan *engine.Result)
	go func() {
		ended <- s.up(func(ctx *pulumi.Context) error {
			for i := range 40 {
				add(ctx, "r"+string(rune('A'+i)), pulumi.Map{})
			}
			return nil
		}, func(r *engine.Request) { r.Parallelism = 4 })
	}()
	waitFor(t, "four calls at once", func() bool { return s.w.count("create") == 4 })
	close(hold)
	<-ended
	if s.w.most != 4 {
		t.Errorf("%d calls at once, want 4", s.w.most)
	}
}

func TestStateLeftUntouchedByRefusals(t *testing.T) {
	s := newStack(t)
	s.up(one("a", pulumi.Map{"p": pulumi.ToSecret(pulumi.String("secret"))}))
	path := filepath.Join(s.dir, ".pulumi/stacks/proj/dev.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"newer":   regexp.MustCompile(`"version": *3`).ReplaceAllString(string(data), `"version": 99`),
		"corrupt": string(data[:len(data)/2]),
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.engine().Up(context.Background(), s.request(one("a", pulumi.Map{}))); err == nil {
			t.Errorf("%s: no error", name)
		}
		now, _ := os.ReadFile(path)
		locks, _ := filepath.Glob(filepath.Join(s.dir, ".pulumi/locks/organization/proj/dev/*"))
		if string(now) != content || len(locks) > 0 {
			t.Errorf("%s: the state was touched, or a lock left: %v", name, locks)
		}
	}
}
