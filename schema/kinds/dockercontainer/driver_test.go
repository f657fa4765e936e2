package dockercontainer

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/drivertest"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine/enginetest"
)

type properties = map[string]any

// callFor is a call for a resource of this test alone.
func callFor(t testing.TB, name string) schema.Call {
	t.Helper()
	address := schema.Address{Type: Kind.Name, Name: name}
	project := "cwtest-" + strings.ToLower(strings.NewReplacer("/", "-", "_", "-", "#", "-").Replace(t.Name()))
	return schema.Call{
		URN: string(schema.URN(project, "test", address, Kind.Token)), Address: address,
		Project: project, Stack: "test",
	}
}

// inputs checks properties and gives them as the driver gets them.
func inputs(t testing.TB, call schema.Call, p properties) resource.PropertyMap {
	t.Helper()
	in, problems := driver{}.Check(t.Context(), call, resource.NewPropertyMapFromMap(p))
	if len(problems) > 0 {
		t.Fatalf("check: %+v", problems)
	}
	return in
}

// create makes a container that is gone when the test ends.
func create(t testing.TB, call schema.Call, p properties) (schema.State, error) {
	t.Helper()
	state, err := driver{}.Create(t.Context(), call, inputs(t, call, p))
	if state.ID != "" {
		t.Cleanup(func() { _ = driver{}.Delete(context.Background(), call, quick(state)) })
	}
	return state, err
}

// quick is a state that is deleted without grace.
func quick(s schema.State) schema.State {
	s.Inputs = s.Inputs.Copy()
	s.Inputs["stopTimeout"] = resource.NewProperty(0.0)
	return s
}

func mustCreate(t testing.TB, call schema.Call, p properties) schema.State {
	t.Helper()
	state, err := create(t, call, p)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func mustRead(t *testing.T, call schema.Call, s schema.State) schema.State {
	t.Helper()
	read, err := driver{}.Read(t.Context(), call, s)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func diff(t *testing.T, call schema.Call, old schema.State, in resource.PropertyMap) schema.Difference {
	t.Helper()
	d, err := driver{}.Diff(t.Context(), call, old, in)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("the error does not say %q:\n%v", p, err)
		}
	}
}

// makeNetwork makes a network that is gone when the test ends.
func makeNetwork(t *testing.T, api *client.Client, name string) string {
	t.Helper()
	r, err := api.NetworkCreate(t.Context(), name, client.NetworkCreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = api.NetworkRemove(context.Background(), r.ID, client.NetworkRemoveOptions{}) })
	return name
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

func TestLife(t *testing.T) {
	enginetest.Client(t)
	image := enginetest.Image(t)
	port := freePort(t)
	drivertest.Run(t, Kind, drivertest.Case{
		Call: callFor(t, "cwtest-life"),
		Inputs: resource.NewPropertyMapFromMap(properties{
			"image": image, "envs": []any{"B=2", "A=1"}, "restart": "unless-stopped",
			"ports": []any{properties{"internal": 80, "external": port}, properties{"internal": 81, "protocol": "UDP"}},
		}),
		Updated: resource.NewPropertyMapFromMap(properties{
			"image": image, "envs": []any{"A=1", "B=2"}, "restart": "on-failure", "maxRetryCount": 2, "memory": 64, "cpus": "0.50",
			"ports": []any{properties{"internal": 80, "external": port}, properties{"internal": 81, "protocol": "udp"}},
		}),
		Replaced: resource.NewPropertyMapFromMap(properties{
			"image": image, "envs": []any{"A=1", "B=3"},
			"ports": []any{properties{"internal": 80, "external": port}},
		}),
	})
}

// Every property that the row can lead to, read back without a difference.
func TestEverything(t *testing.T) {
	api := enginetest.Client(t)
	first, second := makeNetwork(t, api, "cwtest-every-b"), makeNetwork(t, api, "cwtest-every-a")
	dir := t.TempDir()
	source := filepath.Join(dir, "source")
	if err := os.WriteFile(source, []byte("from a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = api.VolumeRemove(context.Background(), "cwtest-every-data", client.VolumeRemoveOptions{})
	})
	all := properties{
		"image": enginetest.Image(t), "name": "cwtest-everything",
		"envs":             []any{"EMPTY=", "EQUALS=a=b=c", "UNICODE=grüße 時計", "SPACE= x ", "LINES=a\nb"},
		"ports":            []any{properties{"internal": 8081, "ip": "127.0.0.1"}, properties{"internal": 80, "external": freePort(t), "ip": "127.0.0.1", "protocol": "tcp"}, properties{"internal": 53, "protocol": "udp"}},
		"volumes":          []any{properties{"volumeName": "cwtest-every-data", "containerPath": "/data/"}, properties{"hostPath": dir, "containerPath": "/host", "readOnly": true}, properties{"containerPath": "/anonymous"}},
		"networksAdvanced": []any{properties{"name": first, "aliases": []any{"zeta", "db"}}, properties{"name": second}},
		"command":          []any{"serve", "80"}, "entrypoints": []any{"/box"},
		"healthcheck": properties{"tests": []any{"CMD", "/box", "check"}, "interval": "200ms", "timeout": "60s", "startPeriod": "1m", "retries": 4},
		"labels":      []any{properties{"label": "z", "value": "1"}, properties{"label": "a", "value": ""}},
		"restart":     "on-failure", "maxRetryCount": 3, "memory": 64, "cpus": "0.250", "shmSize": 32, "hostname": "every", "user": "0:0",
		"workingDir": "/data", "stopSignal": "SIGINT", "stopTimeout": 2, "readOnly": false, "init": false,
		"capabilities": properties{"adds": []any{"NET_RAW", "CAP_CHOWN"}, "drops": []any{"mknod"}},
		"hosts":        []any{properties{"host": "registry.local", "ip": "192.168.1.5"}, properties{"host": "six", "ip": "fd00::5"}},
		"tmpfs":        properties{"/tmp": "size=16m", "/run": ""},
		"ulimits":      []any{properties{"name": "nofile", "soft": 1024, "hard": 2048}},
		"logDriver":    "json-file", "logOpts": properties{"max-size": "1m"},
		"uploads": []any{properties{"file": "/etc/box/conf", "content": "hello"}, properties{"file": "/run.sh", "source": source, "executable": true}},
		"wait":    true,
	}
	call := callFor(t, "everything")
	state := mustCreate(t, call, all)
	in := inputs(t, call, all)
	read := mustRead(t, call, state)
	if d := diff(t, call, read, in); len(d.Changes) > 0 {
		t.Errorf("diff after read: %v", d.Changes)
	}
	for k, v := range in {
		if !v.DeepEquals(read.Inputs[k]) {
			t.Errorf("%s reads back as %v, not %v", k, read.Inputs[k], v)
		}
	}
	for file, want := range map[string]string{"/etc/box/conf": "644 hello", "/run.sh": "755 from a file", "/host/source": "600 from a file"} {
		if seen := execute(t, read, "/box", "cat", file); strings.TrimSpace(seen) != want {
			t.Errorf("%s holds %q, not %q", file, seen, want)
		}
	}
	for name, want := range map[string]string{"EQUALS": "a=b=c", "UNICODE": "grüße 時計", "EMPTY": "", "SPACE": " x ", "LINES": "a\nb"} {
		if seen := execute(t, read, "/box", "env", name); seen != want+"\n" {
			t.Errorf("%s is %q, not %q", name, seen, want)
		}
	}
	values := Kind.Have(read)
	if got := values["endpoint"].AsString(); !strings.HasPrefix(got, "127.0.0.1:") {
		t.Errorf("endpoint is %s", got)
	}
	if n := values["host_port"].LengthInt(); n != 3 {
		t.Errorf("host_port has %d entries: %#v", n, values["host_port"])
	}
}

// What a machine may refuse to start, read back from a container that was only
// made.
func TestEverythingElse(t *testing.T) {
	api := enginetest.Client(t)
	call := callFor(t, "cwtest-else")
	p := properties{
		"image": enginetest.Image(t), "privileged": true, "readOnly": true, "init": true, "gpus": "all",
		"capabilities": properties{"adds": []any{"SYS_TIME", "net_admin", "ALL"}}, "networksAdvanced": []any{properties{"name": "host"}},
	}
	o, err := begin(call, inputs(t, call, p))
	if err != nil {
		t.Fatal(err)
	}
	id, err := o.create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { remove(api, id) })
	c, err := inspect(t.Context(), o.engine, id)
	if err != nil {
		t.Fatal(err)
	}
	d := diff(t, call, stateOf(c, o.want), inputs(t, call, p))
	if !slices.Equal(sortedKeys(d.Changes), []string{"mustRun"}) {
		t.Errorf("diff after read: %v", d.Changes)
	}
}

// execute runs a command inside and gives its standard output.
func execute(t *testing.T, s schema.State, argv ...string) string {
	t.Helper()
	a, e, ok := look(t.Context(), schema.ProbeInput{State: s}, "")
	if !ok {
		t.Fatal(e.Seen)
	}
	r, err := a.execute(t.Context(), argv, nil)
	if err != nil || r.exit != 0 {
		t.Fatalf("%v: exit %d %s, %v", argv, r.exit, r.stderr, err)
	}
	return r.stdout
}

func TestHealth(t *testing.T) {
	enginetest.Client(t)
	good := properties{"tests": []any{"CMD", "/box", "check"}, "interval": "100ms", "retries": 2}
	bad := properties{"tests": []any{"CMD", "/box", "exit", "7", "no", "luck", "with", "hunter22"}, "interval": "100ms", "retries": 2}
	tests := []struct {
		name  string
		p     properties
		fails []string
	}{
		{name: "own check", p: properties{"image": enginetest.Image(t), "healthcheck": good}},
		{name: "image's check", p: properties{"image": enginetest.HealthyImage(t)}},
		{name: "image's check switched off", p: properties{"image": enginetest.HealthyImage(t), "healthcheck": properties{"tests": []any{"NONE"}}}},
		{name: "not waited for", p: properties{"image": enginetest.Image(t), "healthcheck": bad, "wait": false}},
		{
			name: "fails", p: properties{"image": enginetest.Image(t), "healthcheck": bad, "envs": []any{"PASSWORD=hunter22"}},
			fails: []string{"became unhealthy", "exit code 7", "no luck with <value of PASSWORD>", "listening on 80"},
		},
		{
			name: "too slow", p: properties{"image": enginetest.Image(t), "waitTimeout": 1, "healthcheck": properties{"tests": []any{"CMD", "/box", "exit", "1"}, "interval": "300ms", "retries": 50}},
			fails: []string{"was not healthy within 1", "its health check CMD /box exit 1 last gave exit code 1"},
		},
		{name: "nothing to wait for", p: properties{"image": enginetest.Image(t), "wait": true}, fails: []string{"neither it nor its image has a health check"}},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			call := callFor(t, fmt.Sprintf("cwtest-health-%d", i))
			state, err := create(t, call, test.p)
			if test.fails == nil {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wantError(t, err, test.fails...)
			if strings.Contains(err.Error(), "hunter22") {
				t.Errorf("the error holds a secret: %v", err)
			}
			if state.ID == "" {
				t.Error("the container is there, but the state does not know it")
			}
			if d := diff(t, call, state, inputs(t, call, test.p)); len(d.Changes) == 0 {
				t.Error("the next run would not look at it again")
			}
		})
	}
}

// A container that wasn't healthy at first is fine once an update sees it so.
func TestBecomesHealthyLater(t *testing.T) {
	enginetest.Client(t)
	call := callFor(t, "cwtest-later")
	p := properties{
		"image":       enginetest.Image(t),
		"uploads":     []any{properties{"file": "/sick", "content": "yes"}},
		"healthcheck": properties{"tests": []any{"CMD", "/box", "check"}, "interval": "100ms", "retries": 1},
	}
	state, err := create(t, call, p)
	wantError(t, err, "unhealthy", "sick")
	// The program is cured from outside: the file is taken away.
	cure(t, state.ID)
	in := inputs(t, call, p)
	d := diff(t, call, state, in)
	if replaced := d.Changes["mustRun"]; replaced || len(d.Changes) != 1 {
		t.Fatalf("diff: %v", d.Changes)
	}
	updated, err := driver{}.Update(t.Context(), call, state, in)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff(t, call, updated, in); len(d.Changes) > 0 {
		t.Errorf("diff after the update: %v", d.Changes)
	}
}

func TestFailingStart(t *testing.T) {
	enginetest.Client(t)
	image := enginetest.Image(t)
	tests := []struct {
		name  string
		p     properties
		fails []string
	}{
		{"ends", properties{"command": []any{"exit", "5", "out of luck"}}, []string{"ended at once with exit code 5", "must_run = false", "out of luck"}},
		{"ends over and over", properties{"command": []any{"exit", "5", "out of luck"}, "restart": "always"}, []string{"at once", "out of luck"}},
		{"leaks", properties{"command": []any{"leak"}, "envs": []any{"DATABASE_URL=postgres://app:s3cr3tpw@db/app"}}, []string{"exit code 3", "connecting with <value of DATABASE_URL>"}},
		{"no such program", properties{"entrypoints": []any{"/nothing"}}, []string{"could not start", "does not have the program", "/nothing"}},
		{"no such network", properties{"networksAdvanced": []any{properties{"name": "cwtest-nowhere"}}}, []string{"could not start", "network cwtest-nowhere", "docker_network"}},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			call := callFor(t, fmt.Sprintf("cwtest-failing-%d", i))
			test.p["image"] = image
			state, err := create(t, call, test.p)
			wantError(t, err, test.fails...)
			if strings.Contains(err.Error(), "s3cr3tpw") {
				t.Errorf("the error holds a secret: %v", err)
			}
			if state.ID == "" {
				t.Fatal("the container is there, but the state does not know it")
			}
			if d := diff(t, call, mustRead(t, call, state), inputs(t, call, test.p)); len(d.Changes) == 0 {
				t.Error("the next run would not see that it does not run")
			}
		})
	}
}

func TestJob(t *testing.T) {
	enginetest.Client(t)
	call := callFor(t, "cwtest-job")
	p := properties{"image": enginetest.Image(t), "command": []any{"exit", "4"}, "mustRun": false}
	state := mustCreate(t, call, p)
	if code := mustRead(t, call, state).Outputs["exitCode"]; !code.IsNumber() || code.NumberValue() != 4 {
		t.Errorf("exit code is %v", code)
	}
	if d := diff(t, call, mustRead(t, call, state), inputs(t, call, p)); len(d.Changes) > 0 {
		t.Errorf("a finished job differs: %v", d.Changes)
	}
}

func TestNoSuchImage(t *testing.T) {
	enginetest.Client(t)
	var said []string
	call := callFor(t, "cwtest-noimage")
	call.Progress = func(s string) { said = append(said, s) }
	state, err := create(t, call, properties{"image": "127.0.0.1:9/clockwork/missing:1"})
	wantError(t, err, `the image "127.0.0.1:9/clockwork/missing:1"`, "could not be fetched", "can't be reached")
	if state.ID != "" {
		t.Error("there is a state")
	}
	if len(said) == 0 || !strings.Contains(said[0], "fetching") {
		t.Errorf("progress: %v", said)
	}
}

func TestNameTaken(t *testing.T) {
	api := enginetest.Client(t)
	image := enginetest.Image(t)
	foreign, err := api.ContainerCreate(t.Context(), client.ContainerCreateOptions{Name: "cwtest-taken", Config: &container.Config{Image: image}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { remove(api, foreign.ID) })
	call := callFor(t, "cwtest-taken")
	_, err = create(t, call, properties{"image": image})
	wantError(t, err, `the name "cwtest-taken" is held`, shortID(foreign.ID), "something other than cw", "docker rm -f cwtest-taken")
	found, err := driver{}.Find(t.Context(), call, inputs(t, call, properties{"image": image}))
	if err != nil || found.ID != "" {
		t.Errorf("find takes a foreign container: %v, %v", found.ID, err)
	}
}

func remove(api *client.Client, id string) {
	_, _ = api.ContainerRemove(context.Background(), id, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
}

func TestPortTaken(t *testing.T) {
	enginetest.Client(t)
	image, port := enginetest.Image(t), freePort(t)
	p := properties{"image": image, "ports": []any{properties{"internal": 80, "external": port}}}
	mustCreate(t, callFor(t, "cwtest-port-a"), p)
	b := callFor(t, "cwtest-port-b")
	state, err := create(t, b, p)
	wantError(t, err, fmt.Sprintf("the host port %d/tcp is held by the container cwtest-port-a", port), "docker_container.cwtest-port-a of the clockwork project", "publish another port")
	if state.ID == "" || state.Inputs["mustRun"].BoolValue() {
		t.Errorf("the state does not say that it isn't running: %v", state)
	}

	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	p["ports"] = []any{properties{"internal": 80, "external": l.Addr().(*net.TCPAddr).Port}}
	_, err = create(t, callFor(t, "cwtest-port-c"), p)
	wantError(t, err, "held by another program")
}

// What people do by hand is seen, and mended.
func TestByHand(t *testing.T) {
	api := enginetest.Client(t)
	image := enginetest.Image(t)
	side := makeNetwork(t, api, "cwtest-hand-side")
	own := makeNetwork(t, api, "cwtest-hand-own")
	p := properties{"image": image, "networksAdvanced": []any{properties{"name": own, "aliases": []any{"me"}}}, "restart": "unless-stopped", "memory": 64}
	tests := []struct {
		name    string
		by      func(ctx context.Context, id string) error
		changes []string
	}{
		{"stopped", func(ctx context.Context, id string) error {
			_, err := api.ContainerStop(ctx, id, client.ContainerStopOptions{})
			return err
		}, []string{"mustRun"}},
		{"paused", func(ctx context.Context, id string) error {
			_, err := api.ContainerPause(ctx, id, client.ContainerPauseOptions{})
			return err
		}, []string{"mustRun"}},
		{"other limits", func(ctx context.Context, id string) error {
			policy := container.RestartPolicy{Name: "always"}
			_, err := api.ContainerUpdate(ctx, id, client.ContainerUpdateOptions{RestartPolicy: &policy, Resources: &container.Resources{Memory: 32 << 20, MemorySwap: 64 << 20}})
			return err
		}, []string{"memory", "restart"}},
		{"connected", func(ctx context.Context, id string) error {
			_, err := api.NetworkConnect(ctx, side, client.NetworkConnectOptions{Container: id})
			return err
		}, []string{"networksAdvanced"}},
		{"disconnected", func(ctx context.Context, id string) error {
			_, err := api.NetworkDisconnect(ctx, own, client.NetworkDisconnectOptions{Container: id})
			return err
		}, []string{"networksAdvanced"}},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			call := callFor(t, fmt.Sprintf("cwtest-hand-%d", i))
			state := mustCreate(t, call, p)
			in := inputs(t, call, p)
			if err := test.by(t.Context(), state.ID); err != nil {
				t.Fatal(err)
			}
			read := mustRead(t, call, state)
			if d := diff(t, call, read, in); !slices.Equal(sortedKeys(d.Changes), test.changes) || anyTrue(d.Changes) {
				t.Fatalf("diff: %v, want %v in place", d.Changes, test.changes)
			}
			updated, err := driver{}.Update(t.Context(), call, read, in)
			if err != nil {
				t.Fatal(err)
			}
			if d := diff(t, call, mustRead(t, call, updated), in); len(d.Changes) > 0 {
				t.Errorf("after the update: %v", d.Changes)
			}
		})
	}
	t.Run("removed", func(t *testing.T) {
		call := callFor(t, "cwtest-hand-removed")
		state := mustCreate(t, call, p)
		remove(api, state.ID)
		if read := mustRead(t, call, state); read.ID != "" {
			t.Errorf("read finds %s", read.ID)
		}
		if err := (driver{}).Delete(t.Context(), call, state); err != nil {
			t.Errorf("delete: %v", err)
		}
	})
}

func sortedKeys(m map[string]bool) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func anyTrue(m map[string]bool) bool {
	for _, v := range m {
		if v {
			return true
		}
	}
	return false
}

func TestNetworks(t *testing.T) {
	api := enginetest.Client(t)
	image := enginetest.Image(t)
	a, b := makeNetwork(t, api, "cwtest-net-a"), makeNetwork(t, api, "cwtest-net-b")
	server := callFor(t, "cwtest-server")
	at := func(nets ...any) properties {
		return properties{"image": image, "networksAdvanced": nets}
	}
	state := mustCreate(t, server, at(properties{"name": a, "aliases": []any{"database"}}, properties{"name": b, "aliases": []any{"other"}}))
	inA := mustCreate(t, callFor(t, "cwtest-in-a"), at(properties{"name": a}))
	inB := mustCreate(t, callFor(t, "cwtest-in-b"), at(properties{"name": b}))
	if out := execute(t, inA, "/box", "check", "http://database/"); out != "fine\n" {
		t.Errorf("from a: %q", out)
	}
	if out := execute(t, inB, "/box", "check", "http://other/"); out != "fine\n" {
		t.Errorf("from b: %q", out)
	}
	if ip := Kind.Have(state)["ip_address"].AsString(); !strings.Contains(execute(t, inA, "/box", "resolve", "database"), ip) {
		t.Errorf("ip_address %s is not its address in its first network", ip)
	}
	in := inputs(t, server, at(properties{"name": a, "aliases": []any{"renamed"}}))
	updated, err := driver{}.Update(t.Context(), server, state, in)
	if err != nil {
		t.Fatal(err)
	}
	if updated.ID != state.ID {
		t.Error("it was replaced")
	}
	if out := execute(t, inA, "/box", "check", "http://renamed/"); out != "fine\n" {
		t.Errorf("from a after the update: %q", out)
	}
	if d := diff(t, server, mustRead(t, server, updated), in); len(d.Changes) > 0 {
		t.Errorf("after the update: %v", d.Changes)
	}
}

// A container whose creator died while it waited is not yet what others may
// build on: the next step waits for it.
func TestFoundBeforeHealthyIsWaitedFor(t *testing.T) {
	api := enginetest.Client(t)
	call := callFor(t, "cwtest-unwaited")
	in := inputs(t, call, properties{"image": enginetest.HealthyImage(t)})
	o, err := begin(call, in)
	if err != nil {
		t.Fatal(err)
	}
	id, err := o.create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { remove(api, id) })
	if err := o.start(t.Context(), id); err != nil { // and then cw died
		t.Fatal(err)
	}
	found, err := driver{}.Find(t.Context(), call, in)
	if err != nil || found.ID != id {
		t.Fatalf("found %q, %v", found.ID, err)
	}
	if d := diff(t, call, found, in); len(d.Changes) != 1 || d.Changes["mustRun"] {
		t.Fatalf("diff %v, want an update of mustRun", d)
	}
	if _, err := (driver{}).Update(t.Context(), call, found, in); err != nil {
		t.Fatal(err)
	}
	c, err := inspect(t.Context(), o.engine, id)
	if err != nil || c.State.Health.Status != "healthy" {
		t.Errorf("after the update it is %+v, %v", c.State.Health, err)
	}
}

func TestFind(t *testing.T) {
	api := enginetest.Client(t)
	image := enginetest.Image(t)
	call := callFor(t, "cwtest-lost")
	p := properties{"image": image, "envs": []any{"A=1"}, "uploads": []any{properties{"file": "/x", "content": "x"}}}
	in := inputs(t, call, p)
	o, err := begin(call, in)
	if err != nil {
		t.Fatal(err)
	}
	id, err := o.create(t.Context()) // and then cw died
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { remove(api, id) })
	found, err := driver{}.Find(t.Context(), call, in)
	if err != nil || found.ID != id {
		t.Fatalf("found %q, %v", found.ID, err)
	}
	if d := diff(t, call, found, in); !d.Changes["uploads"] || !d.DeleteBeforeReplace {
		t.Errorf("a container without its files counts as done: %v", d)
	}
}

// How a change is made, without an engine.
func TestDiff(t *testing.T) {
	base := properties{
		"image": "a", "name": "n", "ports": []any{properties{"internal": 80, "external": 8080}}, "memory": 64, "cpus": "1",
		"envs": []any{"A=1"},
	}
	with := func(changes properties) properties {
		p := properties{}
		for k, v := range base {
			p[k] = v
		}
		for k, v := range changes {
			if v == nil {
				delete(p, k)
			} else {
				p[k] = v
			}
		}
		return p
	}
	tests := []struct {
		name    string
		p       properties
		changes string
		before  bool
	}{
		{"nothing", base, "map[]", true},
		{"order and case", with(properties{"ports": []any{properties{"internal": 80, "external": 8080, "protocol": "TCP"}}, "cpus": "1.0"}), "map[]", true},
		{"image", with(properties{"image": "b"}), "map[image:true]", true},
		{"limits", with(properties{"memory": 128, "cpus": "2"}), "map[cpus:false memory:false]", true},
		{"limit taken away", with(properties{"memory": nil}), "map[memory:true]", true},
		{"name", with(properties{"name": "m"}), "map[name:true]", true},
		{"name and port", with(properties{"name": "m", "ports": []any{properties{"internal": 80, "external": 8081}}}), "map[name:true ports:true]", false},
		{"name and address of port", with(properties{"name": "m", "ports": []any{properties{"internal": 80, "external": 8080, "ip": "127.0.0.1"}}}), "map[name:true ports:true]", true},
		{"name and protocol of port", with(properties{"name": "m", "ports": []any{properties{"internal": 80, "external": 8080, "protocol": "udp"}}}), "map[name:true ports:true]", false},
		{"started", with(properties{"mustRun": false}), "map[mustRun:false]", true},
		{"not known yet", with(properties{"envs": resource.MakeComputed(resource.NewProperty(""))}), "map[envs:true]", true},
		{"name not known yet", with(properties{"name": resource.MakeComputed(resource.NewProperty(""))}), "map[name:true]", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			old := schema.State{ID: "x", Inputs: resource.NewPropertyMapFromMap(base)}
			d := diff(t, schema.Call{}, old, resource.NewPropertyMapFromMap(test.p))
			if got := fmt.Sprint(d.Changes); got != test.changes || d.DeleteBeforeReplace != test.before {
				t.Errorf("%s, delete first %t; want %s, %t", got, d.DeleteBeforeReplace, test.changes, test.before)
			}
		})
	}
}

func TestProbes(t *testing.T) {
	api := enginetest.Client(t)
	state := mustCreate(t, callFor(t, "cwtest-probes"), properties{"image": enginetest.HealthyImage(t), "envs": []any{"TOKEN=sesame-open"}})
	gone := schema.State{ID: strings.Repeat("0", 64)}
	text := func(s string) cty.Value { return cty.StringVal(s) }
	argv := func(s ...string) cty.Value {
		var l []cty.Value
		for _, e := range s {
			l = append(l, text(e))
		}
		return cty.ListVal(l)
	}
	type args = map[string]cty.Value
	tests := []struct {
		name, probe string
		state       schema.State
		args        args
		ok          bool
		seen        string
	}{
		{"running", "container_running", state, nil, true, "running since"},
		{"healthy", "container_healthy", state, nil, true, "healthy"},
		{"no restarts", "restart_count", state, args{"max": cty.NumberIntVal(0)}, true, "0 restarts"},
		{"logged", "log_contains", state, args{"pattern": text(`^listening on \d+$`)}, true, "such a line"},
		{"not logged", "log_contains", state, args{"pattern": text("nowhere")}, false, "without a match"},
		{"logged long ago", "log_contains", state, args{"pattern": text("listening"), "since": text("2099-01-01T00:00:00Z")}, false, "empty log"},
		{"command", "command", state, args{"argv": argv("/box", "check"), "stdout_matches": text("^fine$|fine")}, true, "exit code 0"},
		{"command's exit", "command", state, args{"argv": argv("/box", "exit", "3"), "expected_exit": cty.NumberIntVal(3)}, true, "exit code 3"},
		{"command fails", "command", state, args{"argv": argv("/box", "exit", "3", "no", "sesame-open")}, false, "exit code 3, standard error no <value of TOKEN>"},
		{"command's output", "command", state, args{"argv": argv("/box", "check"), "stdout_matches": text("^bad")}, false, "standard output fine"},
		{"no such command", "command", state, args{"argv": argv("/nothing")}, false, "/nothing"},
		{"gone", "container_running", gone, nil, false, "it was removed"},
		{"not deployed", "container_healthy", schema.State{}, nil, false, "not deployed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := Kind.Probe(test.probe).Run(t.Context(), schema.ProbeInput{State: test.state, Args: test.args})
			if e.OK != test.ok || !strings.Contains(e.Seen, test.seen) {
				t.Errorf("%t, expected %s, saw %s; want %t, %s", e.OK, e.Expected, e.Seen, test.ok, test.seen)
			}
		})
	}
	if _, err := api.ContainerStop(t.Context(), state.ID, client.ContainerStopOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"container_running", "container_healthy"} {
		if e := Kind.Probe(name).Run(t.Context(), schema.ProbeInput{State: state}); e.OK || !strings.Contains(e.Seen, "stopped since") {
			t.Errorf("%s of a stopped container: %v", name, e)
		}
	}
}

// A command that never ends is given up with the attempt's context.
func TestCommandHangs(t *testing.T) {
	enginetest.Client(t)
	state := mustCreate(t, callFor(t, "cwtest-hang"), properties{"image": enginetest.Image(t)})
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	begun := time.Now()
	e := Kind.Probe("command").Run(ctx, schema.ProbeInput{State: state, Args: map[string]cty.Value{"argv": cty.ListVal([]cty.Value{cty.StringVal("/box"), cty.StringVal("sleep")})}})
	if e.OK || time.Since(begun) > 5*time.Second {
		t.Errorf("after %s: %v", time.Since(begun), e)
	}
}

func TestTimeout(t *testing.T) {
	enginetest.Client(t)
	call := callFor(t, "cwtest-timeout")
	call.Timeout = 700 * time.Millisecond
	begun := time.Now()
	state, err := create(t, call, properties{"image": enginetest.Image(t), "healthcheck": properties{"tests": []any{"CMD", "/box", "exit", "1"}, "interval": "10s"}})
	wantError(t, err, "timeouts { }")
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	if state.ID == "" {
		t.Error("the container is there, but the state does not know it")
	}
}

func TestUnreachable(t *testing.T) {
	call := callFor(t, "x")
	call.Config = resource.PropertyMap{"host": resource.NewProperty("unix:///nonexistent/docker.sock")}
	_, err := driver{}.Create(t.Context(), call, inputs(t, call, properties{"image": "a", "name": "xx"}))
	wantError(t, err, dockerengine.ErrUnreachable.Error(), "unix:///nonexistent/docker.sock", "DOCKER_HOST")
	if _, err := (driver{}).ReadAll(t.Context(), call, []schema.State{{ID: "a"}, {ID: "b"}}); err == nil || strings.Count(err.Error(), "\n") > 0 {
		t.Errorf("read all: %v", err)
	}
}

// cure takes the file away that makes the program sick.
func cure(t *testing.T, id string) {
	t.Helper()
	a, e, ok := look(t.Context(), schema.ProbeInput{State: schema.State{ID: id}}, "")
	if !ok {
		t.Fatal(e.Seen)
	}
	if r, err := a.execute(t.Context(), []string{"/box", "rm", "/sick"}, nil); err != nil || r.exit != 0 {
		t.Fatalf("%v: %s", err, r.stderr)
	}
}
