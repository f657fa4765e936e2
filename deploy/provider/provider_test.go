package provider_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/zclconf/go-cty/cty"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/provider"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

type props = resource.PropertyMap

func str(s string) resource.PropertyValue { return resource.NewStringProperty(s) }

func secret(s string) resource.PropertyValue { return resource.MakeSecret(str(s)) }

var unknown = resource.MakeComputed(str(""))

func urnOf(token string) resource.URN {
	return resource.NewURN("dev", "p", "", tokens.Type(token), "x")
}

const fileToken = "clockwork:index:File"

// overGRPC is the provider as an engine in another process sees it.
func overGRPC(t *testing.T, p plugin.Provider) plugin.Provider {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	pulumirpc.RegisterResourceProviderServer(server, plugin.NewProviderServer(p))
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	sink := diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never})
	ctx, err := plugin.NewContextWithHost(t.Context(), sink, sink, &plugin.MockHost{}, ".", ".", nil)
	if err != nil {
		t.Fatal(err)
	}
	return plugin.NewProviderWithClient(ctx, pulumirpc.NewResourceProviderClient(conn), false)
}

// everyWay runs a test in process and over gRPC.
func everyWay(t *testing.T, pkg string, table schema.Table, test func(t *testing.T, p plugin.Provider)) {
	t.Helper()
	t.Run("in process", func(t *testing.T) {
		p := provider.New(pkg, table)
		configure(t, p)
		test(t, p)
	})
	t.Run("over gRPC", func(t *testing.T) {
		p := overGRPC(t, provider.New(pkg, table))
		configure(t, p)
		test(t, p)
	})
}

func configure(t *testing.T, p plugin.Provider) {
	t.Helper()
	if _, err := p.Handshake(t.Context(), plugin.ProviderHandshakeRequest{}); err != nil {
		t.Fatal(err)
	}
	urn := resource.NewURN("dev", "p", "", "pulumi:providers:clockwork", "default")
	name, kind, id := "default", urn.Type(), resource.ID("1")
	_, err := p.Configure(t.Context(), plugin.ConfigureRequest{
		URN: &urn, Name: &name, Type: &kind, ID: &id, Inputs: props{"host": str("here"), "version": str("1.0.0")},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The life of a file, through either door.
func TestFile(t *testing.T) {
	everyWay(t, "clockwork", kinds.All(), func(t *testing.T, p plugin.Provider) {
		path := filepath.Join(t.TempDir(), "d", "f")
		urn := urnOf(fileToken)
		check := func(news props) props {
			t.Helper()
			resp, err := p.Check(t.Context(), plugin.CheckRequest{URN: urn, Name: "x", Type: fileToken, News: news, AllowUnknowns: true})
			if err != nil || len(resp.Failures) > 0 {
				t.Fatalf("check: %v, %v", resp.Failures, err)
			}
			return resp.Properties
		}
		inputs := check(props{"path": str(path), "content": secret("hunter2"), "source": resource.NewNullProperty()})
		if !inputs["content"].IsSecret() || inputs["mode"].StringValue() != "644" {
			t.Fatalf("checked inputs %v", inputs)
		}

		foreseen, err := p.Create(t.Context(), plugin.CreateRequest{URN: urn, Name: "x", Type: fileToken, Properties: inputs, Preview: true})
		if err != nil {
			t.Fatal(err)
		}
		made, err := p.Create(t.Context(), plugin.CreateRequest{URN: urn, Name: "x", Type: fileToken, Properties: inputs})
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []resource.PropertyKey{"absolutePath", "sha256", "size", "mode"} {
			if !foreseen.Properties[key].DeepEquals(made.Properties[key]) {
				t.Errorf("%s was foreseen as %v, and is %v", key, foreseen.Properties[key], made.Properties[key])
			}
		}
		if !made.Properties["sha256"].IsSecret() || made.Properties["size"].IsSecret() {
			t.Errorf("the hash of a secret is a secret, its size is not: %v", made.Properties)
		}
		if content, err := os.ReadFile(path); string(content) != "hunter2" {
			t.Fatalf("%q, %v", content, err)
		}

		read := func() plugin.ReadResponse {
			t.Helper()
			resp, err := p.Read(t.Context(), plugin.ReadRequest{URN: urn, Name: "x", Type: fileToken, ID: made.ID, Inputs: inputs, State: made.Properties})
			if err != nil {
				t.Fatal(err)
			}
			return resp
		}
		if got := read(); !got.Inputs.DeepEquals(inputs) || !got.Outputs.DeepEquals(made.Properties) {
			t.Errorf("reads back as %v, %v", got.Inputs, got.Outputs)
		}
		if err := os.WriteFile(path, []byte("by hand"), 0o644); err != nil {
			t.Fatal(err)
		}
		changed := read()
		if !changed.Inputs["content"].IsSecret() || changed.Inputs["content"].SecretValue().Element.StringValue() != "by hand" {
			t.Errorf("changed by hand: %v", changed.Inputs)
		}
		diff := diffOf(t, p, urn, changed.Inputs, changed.Outputs, inputs)
		if diff.Changes != plugin.DiffSome || diff.Replace() || !slices.Equal(diff.ChangedKeys, []resource.PropertyKey{"content"}) {
			t.Errorf("diff %+v", diff)
		}
		updated, err := p.Update(t.Context(), plugin.UpdateRequest{
			URN: urn, Name: "x", Type: fileToken, ID: made.ID, OldInputs: changed.Inputs, OldOutputs: changed.Outputs, NewInputs: inputs,
		})
		if err != nil || !updated.Properties["sha256"].DeepEquals(made.Properties["sha256"]) {
			t.Errorf("update %v, %v", updated.Properties, err)
		}

		elsewhere := check(props{"path": str(path + "2"), "content": secret("hunter2")})
		if diff = diffOf(t, p, urn, inputs, updated.Properties, elsewhere); !slices.Equal(diff.ReplaceKeys, []resource.PropertyKey{"path"}) {
			t.Errorf("another path: %+v", diff)
		}
		open := check(props{"path": unknown, "content": unknown})
		if !open["path"].IsComputed() || !open["content"].IsComputed() {
			t.Errorf("unknown inputs became %v", open)
		}
		if diff = diffOf(t, p, urn, inputs, updated.Properties, open); diff.DeleteBeforeReplace ||
			!slices.Equal(diff.ReplaceKeys, []resource.PropertyKey{"path"}) || !slices.Equal(slices.Sorted(slices.Values(diff.ChangedKeys)), []resource.PropertyKey{"content", "path"}) {
			t.Errorf("unknown inputs: %+v", diff)
		}

		_, err = p.Delete(t.Context(), plugin.DeleteRequest{URN: urn, Name: "x", Type: fileToken, ID: made.ID, Inputs: inputs, Outputs: updated.Properties})
		if err != nil {
			t.Fatal(err)
		}
		if got := read(); got.ID != "" || got.Outputs != nil {
			t.Errorf("a deleted file reads back as %v", got)
		}
		if _, err := os.Stat(filepath.Dir(path)); err == nil {
			t.Error("the directory is still there")
		}
	})
}

func diffOf(t *testing.T, p plugin.Provider, urn resource.URN, oldInputs, oldOutputs, inputs props) plugin.DiffResult {
	t.Helper()
	diff, err := p.Diff(t.Context(), plugin.DiffRequest{
		URN: urn, Name: "x", Type: urn.Type(), ID: "id", OldInputs: oldInputs, OldOutputs: oldOutputs, NewInputs: inputs, AllowUnknowns: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return diff
}

func TestCheckFailures(t *testing.T) {
	everyWay(t, "clockwork", kinds.All(), func(t *testing.T, p plugin.Provider) {
		resp, err := p.Check(t.Context(), plugin.CheckRequest{URN: urnOf(fileToken), Name: "x", Type: fileToken, AllowUnknowns: true,
			News: props{"path": str("/x"), "content": str(""), "mode": secret("hunter2")}})
		if err != nil || len(resp.Failures) != 1 || resp.Failures[0].Property != "mode" {
			t.Fatalf("%+v, %v", resp.Failures, err)
		}
		if reason := resp.Failures[0].Reason; strings.Contains(reason, "hunter2") || !strings.Contains(reason, "(sensitive)") {
			t.Errorf("reason %q", reason)
		}
	})
}

func TestSecretRow(t *testing.T) {
	p := provider.New("clockwork", kinds.All())
	urn := urnOf("clockwork:index:Secret")
	checked, err := p.Check(t.Context(), plugin.CheckRequest{URN: urn, Type: urn.Type(), News: props{}})
	if err != nil {
		t.Fatal(err)
	}
	foreseen, err := p.Create(t.Context(), plugin.CreateRequest{URN: urn, Type: urn.Type(), Properties: checked.Properties, Preview: true})
	if v := foreseen.Properties["value"]; err != nil || !v.IsSecret() || !v.ContainsUnknowns() {
		t.Errorf("foreseen %v, %v", foreseen, err)
	}
	made, err := p.Create(t.Context(), plugin.CreateRequest{URN: urn, Type: urn.Type(), Properties: checked.Properties})
	if err != nil || !made.Properties["value"].IsSecret() || made.Properties["length"].IsSecret() {
		t.Errorf("made %v, %v", made, err)
	}
	other, err := p.Check(t.Context(), plugin.CheckRequest{URN: urn, Type: urn.Type(), News: props{"length": resource.NewNumberProperty(40)}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := diffOf(t, p, urn, checked.Properties, made.Properties, other.Properties); !diff.Replace() {
		t.Errorf("another length: %+v", diff)
	}
	same := diffOf(t, p, urn, props{"length": secret("1")}, nil, props{"length": str("1")})
	if same.Changes != plugin.DiffNone {
		t.Errorf("only no secret any more: %+v", same)
	}
}

// trial is a driver whose behaviour a test decides.
type trial struct {
	create func(ctx context.Context, call schema.Call, inputs props) (schema.State, error)
	update func(ctx context.Context, call schema.Call, old schema.State, inputs props) (schema.State, error)
	read   func(ctx context.Context, call schema.Call, old schema.State) (schema.State, error)
	remove func(ctx context.Context, call schema.Call, old schema.State) error
}

func (d trial) Create(ctx context.Context, call schema.Call, inputs props) (schema.State, error) {
	return d.create(ctx, call, inputs)
}

func (d trial) Update(ctx context.Context, call schema.Call, old schema.State, inputs props) (schema.State, error) {
	return d.update(ctx, call, old, inputs)
}

func (d trial) Read(ctx context.Context, call schema.Call, old schema.State) (schema.State, error) {
	return d.read(ctx, call, old)
}

func (d trial) Delete(ctx context.Context, call schema.Call, old schema.State) error {
	return d.remove(ctx, call, old)
}

const trialToken = "trial:index:Thing"

func tableOf(d schema.Driver) schema.Table {
	return schema.Table{{
		Name: "thing", Token: trialToken, Driver: d,
		Attributes: []schema.Attribute{
			{Name: "size", Type: cty.Number, Replaces: true},
			{Name: "key", Type: cty.String, Sensitive: true},
		},
		Outputs: []schema.Output{{Name: "hash", Type: cty.String, DerivedFrom: []string{"key"}}},
	}}
}

func create(p plugin.Provider, inputs props) (plugin.CreateResponse, error) {
	return p.Create(context.Background(), plugin.CreateRequest{URN: urnOf(trialToken), Name: "x", Type: trialToken, Properties: inputs, Timeout: 0})
}

// What was made before a create failed is told, in both ways.
func TestPartialCreate(t *testing.T) {
	driver := trial{create: func(_ context.Context, _ schema.Call, inputs props) (schema.State, error) {
		return schema.State{ID: "c1", Inputs: inputs, Outputs: inputs}, errors.New("it did not become healthy; its log says hunter2")
	}}
	everyWay(t, "trial", tableOf(driver), func(t *testing.T, p plugin.Provider) {
		resp, err := create(p, props{"key": secret("hunter2")})
		var init *plugin.InitError
		if !errors.As(err, &init) || resp.ID != "c1" || resp.Status != resource.StatusPartialFailure || !resp.Properties["key"].IsSecret() {
			t.Fatalf("%+v, %v", resp, err)
		}
		if len(init.Reasons) != 1 || init.Reasons[0] != "it did not become healthy; its log says (sensitive)" {
			t.Errorf("reasons %q", init.Reasons)
		}
	})
}

func TestFailures(t *testing.T) {
	failing := errors.New("no luck")
	driver := trial{
		create: func(context.Context, schema.Call, props) (schema.State, error) { return schema.State{}, failing },
		update: func(_ context.Context, _ schema.Call, old schema.State, inputs props) (schema.State, error) {
			if inputs["half"].IsString() {
				return schema.State{ID: old.ID, Inputs: inputs, Outputs: inputs}, failing
			}
			return old, failing
		},
		remove: func(context.Context, schema.Call, schema.State) error { panic("hunter2") },
		read: func(_ context.Context, _ schema.Call, old schema.State) (schema.State, error) {
			return schema.State{ID: old.Outputs["absent"].StringValue()}, nil
		},
	}
	p := provider.New("trial", tableOf(driver))
	resp, err := create(p, props{})
	if !errors.Is(err, failing) || resp.ID != "" || resp.Status != resource.StatusOK {
		t.Errorf("create: %+v, %v", resp, err)
	}
	update := plugin.UpdateRequest{URN: urnOf(trialToken), Type: trialToken, ID: "1", OldInputs: props{}, OldOutputs: props{"a": str("b")}, NewInputs: props{}}
	up, err := p.Update(t.Context(), update)
	if !errors.Is(err, failing) || up.Properties != nil || up.Status != resource.StatusOK {
		t.Errorf("update that changed nothing: %+v, %v", up, err)
	}
	update.NewInputs = props{"half": str("x")}
	up, err = p.Update(t.Context(), update)
	if up.Status != resource.StatusPartialFailure || !strings.Contains(err.Error(), "no luck") || up.Properties["half"].StringValue() != "x" {
		t.Errorf("update that changed something: %+v, %v", up, err)
	}
	gone, err := p.Delete(t.Context(), plugin.DeleteRequest{URN: urnOf(trialToken), Type: trialToken, ID: "1", Inputs: props{"key": secret("hunter2")}})
	if err == nil || gone.Status != resource.StatusUnknown || strings.Contains(err.Error(), "hunter2") || !strings.HasSuffix(err.Error(), "This is a bug in cw.") {
		t.Errorf("a panic: %+v, %v", gone, err)
	}
	if _, err := p.Read(t.Context(), plugin.ReadRequest{URN: urnOf(trialToken), Type: trialToken, ID: "1"}); err == nil || !strings.Contains(err.Error(), "bug in cw") {
		t.Errorf("a panic: %v", err)
	}
	if _, err := p.Read(t.Context(), plugin.ReadRequest{URN: urnOf("trial:index:Other"), Type: "trial:index:Other"}); err == nil {
		t.Error("an unknown type was read")
	}
}

// The driver sees no secret as such, and none comes out bare.
func TestSecrets(t *testing.T) {
	driver := trial{create: func(_ context.Context, _ schema.Call, inputs props) (schema.State, error) {
		if inputs.ContainsSecrets() {
			return schema.State{}, errors.New("the driver sees secrets")
		}
		envs := inputs["envs"].ArrayValue()
		return schema.State{ID: "1", Inputs: inputs, Outputs: props{
			"key": inputs["key"], "hash": str("abc"), "plain": str("word"), "nested": inputs["nested"],
			"command": str("run --token=hunter2"),
			"envs":    resource.NewArrayProperty([]resource.PropertyValue{envs[1], envs[0]}),
			"numbers": inputs["numbers"],
		}}, nil
	}}
	everyWay(t, "trial", tableOf(driver), func(t *testing.T, p plugin.Provider) {
		resp, err := create(p, props{
			"key":     str("sensitive by its row"),
			"nested":  resource.NewObjectProperty(props{"deep": secret("x"), "open": str("y")}),
			"envs":    resource.NewArrayProperty([]resource.PropertyValue{secret("T=hunter2"), str("A=b")}),
			"token":   secret("hunter2"),
			"numbers": resource.NewArrayProperty([]resource.PropertyValue{resource.MakeSecret(resource.NewNumberProperty(4711))}),
		})
		if err != nil {
			t.Fatal(err)
		}
		out := resp.Properties
		envs := out["envs"].ArrayValue()
		nested := out["nested"].ObjectValue()
		for what, is := range map[string]bool{
			"key": out["key"].IsSecret(), "hash": out["hash"].IsSecret(), "command": out["command"].IsSecret(),
			"nested.deep": nested["deep"].IsSecret(), "envs[1]": envs[1].IsSecret(), "numbers": out["numbers"].IsSecret(),
		} {
			if !is {
				t.Errorf("%s is no secret any more", what)
			}
		}
		if out["plain"].IsSecret() || nested["open"].IsSecret() || envs[0].IsSecret() {
			t.Errorf("too much is secret: %v", out)
		}
	})
}

func TestHashOfNoSecretIsNone(t *testing.T) {
	driver := trial{create: func(context.Context, schema.Call, props) (schema.State, error) {
		return schema.State{ID: "1", Outputs: props{"hash": str("abc")}}, nil
	}}
	resp, err := create(provider.New("trial", tableOf(driver)), props{})
	if err != nil || resp.Properties["hash"].IsSecret() {
		t.Errorf("%v, %v", resp, err)
	}
}

func TestGenericDiff(t *testing.T) {
	p := provider.New("trial", tableOf(trial{}))
	old := props{"size": resource.NewNumberProperty(1), "key": str("a"), "gone": str("x")}
	diff := diffOf(t, p, urnOf(trialToken), old, old, props{"size": resource.NewNumberProperty(2), "key": unknown, "new": str("y")})
	want := map[string]plugin.DiffKind{"size": plugin.DiffUpdateReplace, "key": plugin.DiffUpdate, "gone": plugin.DiffDelete, "new": plugin.DiffAdd}
	if len(diff.DetailedDiff) != len(want) || diff.Changes != plugin.DiffSome || len(diff.ReplaceKeys) != 1 {
		t.Errorf("%+v", diff)
	}
	for key, kind := range want {
		if diff.DetailedDiff[key].Kind != kind {
			t.Errorf("%s: %v, want %v", key, diff.DetailedDiff[key].Kind, kind)
		}
	}
	ignored, err := p.Diff(t.Context(), plugin.DiffRequest{URN: urnOf(trialToken), Type: trialToken, OldInputs: old, NewInputs: props{}, IgnoreChanges: []string{"size", "key", "gone"}})
	if err != nil || ignored.Changes != plugin.DiffNone {
		t.Errorf("%+v, %v", ignored, err)
	}
	open := diffOf(t, p, urnOf(trialToken), old, old, props{"size": unknown, "key": str("a"), "gone": str("x")})
	if !open.Replace() {
		t.Errorf("an unknown size: %+v", open)
	}
}

// A call ends when its time is over, and when the provider is stopped.
func TestTimeAndCancellation(t *testing.T) {
	began := make(chan struct{}, 1)
	driver := trial{create: func(ctx context.Context, call schema.Call, _ props) (schema.State, error) {
		began <- struct{}{}
		select {
		case <-ctx.Done():
			return schema.State{}, ctx.Err()
		case <-time.After(20 * time.Second):
			return schema.State{}, errors.New("nobody stopped it")
		}
	}}
	p := provider.New("trial", tableOf(driver))
	_, err := p.Create(t.Context(), plugin.CreateRequest{URN: urnOf(trialToken), Type: trialToken, Properties: props{}, Timeout: 0.05})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "within 50ms") {
		t.Errorf("time-out: %v", err)
	}
	<-began
	var wait sync.WaitGroup
	wait.Go(func() { _, err = create(p, props{}) })
	<-began
	if err := p.SignalCancellation(t.Context()); err != nil {
		t.Fatal(err)
	}
	wait.Wait()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancellation: %v", err)
	}
}

func TestCall(t *testing.T) {
	var got schema.Call
	driver := trial{create: func(_ context.Context, call schema.Call, _ props) (schema.State, error) {
		got = call
		call.Report("half of hunter2")
		return schema.State{ID: "1"}, nil
	}}
	p := provider.New("trial", tableOf(driver))
	configure(t, p)
	address := schema.Address{Group: "composite.web", Type: "thing", Name: "api", Key: `"eu"`}
	urn := schema.URN("p", "dev", address, trialToken)
	var said []string
	ctx := engine.WithProgress(t.Context(), func(m string) { said = append(said, m) })
	_, err := p.Create(ctx, plugin.CreateRequest{URN: urn, Type: trialToken, Properties: props{"token": secret("hunter2")}, Timeout: 90})
	if err != nil {
		t.Fatal(err)
	}
	if got.Address != address || got.Project != "p" || got.Stack != "dev" || got.URN != string(urn) || got.Timeout != 90*time.Second {
		t.Errorf("call %+v", got)
	}
	if !got.Config.DeepEquals(props{"host": str("here")}) {
		t.Errorf("configuration %v", got.Config)
	}
	if len(said) != 1 || said[0] != "half of (sensitive)" {
		t.Errorf("said %q", said)
	}
}

// lister reads many at once, and counts.
type lister struct {
	trial
	calls *int
}

func (l lister) ReadAll(_ context.Context, _ schema.Call, olds []schema.State) ([]schema.State, error) {
	*l.calls++
	states := make([]schema.State, len(olds))
	for i, old := range olds {
		if old.ID != "gone" {
			states[i] = old
		}
	}
	return states, nil
}

func TestReadMany(t *testing.T) {
	reqs := func(ids ...string) []plugin.ReadRequest {
		var list []plugin.ReadRequest
		for _, id := range ids {
			list = append(list, plugin.ReadRequest{URN: urnOf(trialToken), Type: trialToken, ID: resource.ID(id), Inputs: props{"key": secret("s" + id)}, State: props{"key": secret("s" + id)}})
		}
		return list
	}
	calls := 0
	p := provider.New("trial", tableOf(lister{calls: &calls}))
	got, err := p.ReadMany(t.Context(), reqs("a", "gone", "b"))
	if err != nil || calls != 1 || got[0].ID != "a" || got[1].ID != "" || got[1].Outputs != nil || got[2].ID != "b" || !got[2].Outputs["key"].IsSecret() {
		t.Errorf("%v, %v, %d calls", got, err, calls)
	}

	var mu sync.Mutex
	running, most := 0, 0
	one := trial{read: func(_ context.Context, _ schema.Call, old schema.State) (schema.State, error) {
		mu.Lock()
		running++
		most = max(most, running)
		mu.Unlock()
		time.Sleep(time.Millisecond)
		mu.Lock()
		running--
		mu.Unlock()
		if old.ID == "bad" {
			return schema.State{}, errors.New("no luck")
		}
		return old, nil
	}}
	ids := append(strings.Split(strings.Repeat("x", 100), ""), "bad")
	got, err = provider.New("trial", tableOf(one)).ReadMany(t.Context(), reqs(ids...))
	var each provider.ReadErrors
	if !errors.As(err, &each) || each.At(100) == nil || each.At(0) != nil || got[99].ID != "x" || !strings.Contains(err.Error(), "1 of 101") {
		t.Errorf("%v", err)
	}
	if most < 2 || most > 16 {
		t.Errorf("%d reads at once", most)
	}
}

func TestFind(t *testing.T) {
	p := provider.New("clockwork", kinds.All())
	path := filepath.Join(t.TempDir(), "f")
	req := plugin.CreateRequest{URN: urnOf(fileToken), Type: fileToken, Properties: props{"path": str(path), "content": secret("hunter2"), "mode": str("644")}}
	found, err := p.Find(t.Context(), req)
	if err != nil || found.ID != "" {
		t.Errorf("%v, %v", found, err)
	}
	if err := os.WriteFile(path, []byte("hunter2"), 0o644); err != nil {
		t.Fatal(err)
	}
	found, err = p.Find(t.Context(), req)
	if err != nil || found.ID != resource.ID(path) || !found.Inputs["content"].IsSecret() || !found.Outputs["sha256"].IsSecret() {
		t.Errorf("%v, %v", found, err)
	}
	if _, err := provider.New("trial", tableOf(trial{})).Find(t.Context(), plugin.CreateRequest{Type: trialToken, URN: urnOf(trialToken)}); err != nil {
		t.Errorf("a driver that can't find: %v", err)
	}
}

// An output value, as an engine may send for an input, is what it holds.
func TestOutputValues(t *testing.T) {
	p := provider.New("clockwork", kinds.All())
	output := func(known, secret bool) resource.PropertyValue {
		return resource.NewOutputProperty(resource.Output{Element: str("text"), Known: known, Secret: secret})
	}
	resp, err := p.Check(t.Context(), plugin.CheckRequest{URN: urnOf(fileToken), Type: fileToken,
		News: props{"path": str("/x/y"), "content": output(true, true), "executable": output(false, false)}})
	if err != nil {
		t.Fatal(err)
	}
	if v := resp.Properties["content"]; !v.IsSecret() || v.SecretValue().Element.StringValue() != "text" || !resp.Properties["executable"].IsComputed() {
		t.Errorf("%v", resp.Properties)
	}
}

func TestInfo(t *testing.T) {
	everyWay(t, "docker", kinds.All(), func(t *testing.T, p plugin.Provider) {
		info, err := p.GetPluginInfo(t.Context())
		if err != nil || info.Version.String() != "4.10.0" {
			t.Errorf("%v, %v", info, err)
		}
		described, err := p.GetSchema(t.Context(), plugin.GetSchemaRequest{})
		if text := string(described.Schema); err != nil || !strings.Contains(text, `"name":"docker"`) || strings.Contains(text, "clockwork:index") {
			t.Errorf("%s, %v", text, err)
		}
	})
}
