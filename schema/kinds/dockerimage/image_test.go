package dockerimage

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
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
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine/enginetest"
)

type properties = map[string]any

func callFor(t testing.TB, name string) schema.Call {
	t.Helper()
	address := schema.Address{Type: Kind.Name, Name: name}
	project := "cwtest-" + strings.ToLower(strings.NewReplacer("/", "-", "_", "-", "#", "-").Replace(t.Name()))
	return schema.Call{
		URN: string(schema.URN(project, "test", address, Kind.Token)), Address: address,
		Project: project, Stack: "test",
		Progress: func(line string) { t.Log(line) },
	}
}

func props(p properties) resource.PropertyMap { return resource.NewPropertyMapFromMap(p) }

func checked(t testing.TB, call schema.Call, p properties) resource.PropertyMap {
	t.Helper()
	in, problems := driver{}.Check(t.Context(), call, props(p))
	if len(problems) > 0 {
		t.Fatalf("check: %+v", problems)
	}
	return in
}

func mustCreate(t testing.TB, call schema.Call, p properties) schema.State {
	t.Helper()
	state, err := driver{}.Create(t.Context(), call, checked(t, call, p))
	if state.ID != "" {
		t.Cleanup(func() { _ = driver{}.Delete(context.Background(), call, state) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func diffOf(t testing.TB, call schema.Call, old schema.State, p properties) map[string]bool {
	t.Helper()
	d, err := driver{}.Diff(t.Context(), call, old, checked(t, call, p))
	if err != nil {
		t.Fatal(err)
	}
	if d.DeleteBeforeReplace {
		t.Error("an image can stand beside its successor")
	}
	return d.Changes
}

func read(t testing.TB, call schema.Call, s schema.State) schema.State {
	t.Helper()
	s, err := driver{}.Read(t.Context(), call, s)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const dockerfile = `FROM scratch AS base
ARG GREETING=hello
LABEL greeting=$GREETING
COPY a.txt /a.txt

FROM base AS more
COPY a.txt /b.txt
`

// A built image lives as the suite wants it: new names in place, new content as
// a new image.
func TestBuildConformance(t *testing.T) {
	enginetest.Client(t)
	dir := tree(t, map[string]string{"Dockerfile": dockerfile, "a.txt": "1", "other/Dockerfile": dockerfile, "other/a.txt": "2"})
	base := properties{"name": "clockwork-test/conformance:1", "context": dir, "labels": properties{"team": "web"}}
	with := func(extra properties) resource.PropertyMap {
		p := properties{}
		for _, m := range []properties{base, extra} {
			for k, v := range m {
				p[k] = v
			}
		}
		return props(p)
	}
	drivertest.Run(t, Kind, drivertest.Case{
		Call: callFor(t, "built"), Inputs: props(base),
		Updated:  with(properties{"tags": []any{"clockwork-test/conformance:latest"}, "keep": false}),
		Replaced: with(properties{"context": filepath.Join(dir, "other")}),
	})
}

// What goes into an image decides whether it is built again.
func TestRebuild(t *testing.T) {
	api := enginetest.Client(t)
	dir := tree(t, map[string]string{"Dockerfile": dockerfile, "a.txt": "1"})
	call := callFor(t, "rebuilt")
	p := properties{"name": "clockwork-test/rebuilt", "context": dir}
	first := mustCreate(t, call, p)
	inspected, err := api.ImageInspect(t.Context(), "clockwork-test/rebuilt:latest")
	if err != nil || inspected.ID != first.ID {
		t.Fatalf("the name leads to %s, %v; want %s", inspected.ID, err, first.ID)
	}
	if l := inspected.Config.Labels; l["greeting"] != "hello" || l["clockwork.address"] != "docker_image.rebuilt" {
		t.Errorf("labels %v", l)
	}
	for name, changed := range map[string]properties{
		"nothing":   {},
		"arguments": {"buildArgs": properties{"GREETING": "hi"}},
		"target":    {"target": "base"},
		"labels":    {"labels": properties{"team": "web"}},
		"platform":  {"platform": "linux/arm64"},
		"name":      {"name": "clockwork-test/rebuilt:2"},
		"tags":      {"tags": []any{"clockwork-test/rebuilt:2"}},
		"pull":      {"pull": "always"},
		"cache":     {"noCache": true},
	} {
		q := properties{"name": p["name"], "context": dir}
		for k, v := range changed {
			q[k] = v
		}
		d := diffOf(t, call, first, q)
		replaces := slices.Contains([]string{"arguments", "target", "labels", "platform"}, name)
		if (len(d) > 0) != (name != "nothing") || len(d) > 0 && slices.Contains(values(d), true) != replaces {
			t.Errorf("%s: %v", name, d)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte("2"), 0o644); err != nil {
		t.Fatal(err)
	}
	if d := diffOf(t, call, first, p); !d["triggers"] {
		t.Errorf("another content: %v", d)
	}
	second := mustCreate(t, call, p)
	if err := (driver{}).Delete(t.Context(), call, first); err != nil {
		t.Fatal(err)
	}
	if read(t, call, first).ID != "" {
		t.Error("the old image is still there")
	}
	if s := read(t, call, second); !s.Inputs.DeepEquals(second.Inputs) {
		t.Errorf("the new image is touched: %v", s.Inputs)
	}
}

func values(m map[string]bool) []bool {
	var list []bool
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

// The same content built again is another image, so that the replaced one can be
// removed.
func TestForcedReplacement(t *testing.T) {
	enginetest.Client(t)
	dir := tree(t, map[string]string{"Dockerfile": dockerfile, "a.txt": "1"})
	call := callFor(t, "forced")
	p := properties{"name": "clockwork-test/forced", "context": dir}
	first, second := mustCreate(t, call, p), mustCreate(t, call, p)
	if first.ID == second.ID {
		t.Fatal("two builds share one image")
	}
	if err := (driver{}).Delete(t.Context(), call, first); err != nil {
		t.Fatal(err)
	}
	if s := read(t, call, second); s.ID == "" || !s.Inputs.DeepEquals(second.Inputs) {
		t.Errorf("the successor is touched: %v", s.Inputs)
	}
}

// Somebody takes the name away: a plan sees it, and an update gives it back.
func TestNameDrift(t *testing.T) {
	api := enginetest.Client(t)
	dir := tree(t, map[string]string{"Dockerfile": dockerfile, "a.txt": "1"})
	call := callFor(t, "drift")
	p := properties{"name": "clockwork-test/drift:1", "context": dir, "tags": []any{"clockwork-test/drift:2"}}
	state := mustCreate(t, call, p)
	if _, err := api.ImageRemove(t.Context(), "clockwork-test/drift:1", client.ImageRemoveOptions{}); err != nil {
		t.Fatal(err)
	}
	seen := read(t, call, state)
	if d := diffOf(t, call, seen, p); len(d) != 1 || d["name"] {
		t.Errorf("a lost name: %v", d)
	}
	mended, err := driver{}.Update(t.Context(), call, seen, checked(t, call, p))
	if err != nil || !mended.Inputs.DeepEquals(state.Inputs) {
		t.Errorf("%v, %v", mended.Inputs, err)
	}
	if s := read(t, call, mended); !s.Inputs.DeepEquals(state.Inputs) {
		t.Errorf("the name is not back: %v", s.Inputs)
	}
}

// An image that a container uses, or that is to be kept, stays, and nobody fails.
func TestDeleteLeavesWhatIsUsed(t *testing.T) {
	api := enginetest.Client(t)
	dir := tree(t, map[string]string{"Dockerfile": dockerfile + `CMD ["/x"]`, "a.txt": "1"})
	call := callFor(t, "used")
	said := ""
	call.Progress = func(line string) { said = line }
	state := mustCreate(t, call, properties{"name": "clockwork-test/used", "context": dir})
	c, err := api.ContainerCreate(t.Context(), client.ContainerCreateOptions{Config: &container.Config{Image: state.ID}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = api.ContainerRemove(context.Background(), c.ID, client.ContainerRemoveOptions{Force: true})
		_ = driver{}.Delete(context.Background(), call, state)
	})
	if err := (driver{}).Delete(t.Context(), call, state); err != nil {
		t.Fatal(err)
	}
	if read(t, call, state).ID == "" || !strings.Contains(said, "something else uses it") {
		t.Errorf("the image is gone, or nobody says that it stays: %q", said)
	}
	keep := callFor(t, "kept")
	p := properties{"name": "clockwork-test/kept", "context": dir, "keep": true}
	kept := mustCreate(t, keep, p)
	if err := (driver{}).Delete(t.Context(), keep, kept); err != nil || read(t, keep, kept).ID == "" {
		t.Errorf("an image that is to be kept is gone, %v", err)
	}
	p["keep"] = false
	if d := diffOf(t, keep, kept, p); len(d) != 1 || d["keepLocally"] {
		t.Errorf("keep changes %v", d)
	}
	loose, err := driver{}.Update(t.Context(), keep, kept, checked(t, keep, p))
	if err != nil {
		t.Fatal(err)
	}
	if err := (driver{}).Delete(t.Context(), keep, loose); err != nil || read(t, keep, loose).ID != "" {
		t.Errorf("the image is still there, %v", err)
	}
}

// A failure names the step, shows what it wrote, and no build argument.
func TestBuildFails(t *testing.T) {
	api := enginetest.Client(t)
	box := enginetest.Image(t)
	t.Cleanup(func() { removeSteps(t, api, box) })
	call := callFor(t, "broken")
	for _, c := range []struct{ name, dockerfile, says string }{
		{"a step", "FROM " + box + "\nARG TOKEN\nRUN [\"/box\", \"exit\", \"3\", \"bad luck with hunter22\"]\n", "it failed at Step 3/"},
		{"output", "FROM " + box + "\nARG TOKEN\nRUN [\"/box\", \"exit\", \"3\", \"bad luck with hunter22\"]\n", "bad luck with <value of TOKEN>"},
		{"syntax", "FORM scratch\n", "could not"},
		{"no such file", "FROM scratch\nCOPY no.txt /\n", "no.txt"},
		{"no such image", "FROM clockwork-test/no-such-image:1\n", "could not"},
		{"no such stage", "FROM scratch\n", "could not"},
		{"BuildKit", "FROM " + box + "\nRUN --mount=type=cache,target=/x /box\n", "docker buildx build --load"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := properties{"name": "clockwork-test/broken", "context": tree(t, map[string]string{"Dockerfile": c.dockerfile}), "buildArgs": properties{"TOKEN": "hunter22"}}
			if c.name == "no such stage" {
				p["target"] = "runtime"
			}
			state, err := driver{}.Create(t.Context(), call, checked(t, call, p))
			if err == nil || state.ID != "" || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hunter22") {
				t.Errorf("%q: %v", state.ID, err)
			}
		})
	}
	p := properties{"name": "clockwork-test/broken", "context": filepath.Join(t.TempDir(), "no")}
	if _, err := (driver{}).Create(t.Context(), call, checked(t, call, p)); err == nil || !strings.Contains(err.Error(), "is not there") {
		t.Errorf("a context that never came: %v", err)
	}
}

// removeSteps removes what the steps before a failed one left.
func removeSteps(t *testing.T, api *client.Client, from string) {
	t.Helper()
	ctx := context.Background()
	parent, err := api.ImageInspect(ctx, from)
	if err != nil {
		t.Error(err)
		return
	}
	loose, err := api.ImageList(ctx, client.ImageListOptions{Filters: make(client.Filters).Add("dangling", "true")})
	if err != nil {
		t.Error(err)
		return
	}
	for _, i := range loose.Items {
		if i.ParentID == parent.ID {
			_, _ = api.ImageRemove(ctx, i.ID, client.ImageRemoveOptions{PruneChildren: true}) // one in use stays
		}
	}
}

// registry starts Debian's docker-registry on a free port.
func registry(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("docker-registry")
	if err != nil {
		t.Skip("skipped: there is no docker-registry to fetch from (apt-get install docker-registry)")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	config := fmt.Sprintf("version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %q}}\nhttp: {addr: %q}\n", filepath.Join(dir, "data"), address)
	if err := os.WriteFile(filepath.Join(dir, "config.yml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "serve", filepath.Join(dir, "config.yml"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		r, err := http.Get("http://" + address + "/v2/")
		if err == nil {
			r.Body.Close()
			return address
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// push builds an image with one file, puts it into the registry under a name,
// and removes it from the engine. It gives the digest.
func push(t *testing.T, api *client.Client, name, content string) string {
	t.Helper()
	call := callFor(t, "pushed")
	state, err := driver{}.Create(t.Context(), call, checked(t, call, properties{"name": name, "context": tree(t, map[string]string{"Dockerfile": "FROM scratch\nCOPY a /a\n", "a": content})}))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := (driver{}).Delete(t.Context(), call, state); err != nil {
			t.Error(err)
		}
	}()
	none, _ := json.Marshal(struct{}{})
	r, err := api.ImagePush(t.Context(), name, client.ImagePushOptions{RegistryAuth: string(none)})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	i, err := api.ImageInspect(t.Context(), name)
	if err != nil || len(i.RepoDigests) == 0 {
		t.Fatalf("%v, %v", i.RepoDigests, err)
	}
	_, digest, _ := strings.Cut(i.RepoDigests[0], "@")
	return digest
}

// fetched hides the driver's Find: a fetched image carries no label by which it
// could be found.
type fetched struct {
	schema.Driver
	schema.Checker
	schema.Differ
	schema.Updater
	schema.Lister
}

// A fetched image comes from a real registry and goes again.
func TestFetchConformance(t *testing.T) {
	api := enginetest.Client(t)
	name := registry(t) + "/team/app"
	push(t, api, name+":1", "1")
	push(t, api, name+":2", "2")
	kind := *Kind
	kind.Driver = fetched{driver{}, driver{}, driver{}, driver{}, driver{}}
	drivertest.Run(t, &kind, drivertest.Case{
		Call: callFor(t, "fetched"), Inputs: props(properties{"name": name + ":1"}),
		Updated:  props(properties{"name": name + ":1", "pull": "always"}),
		Replaced: props(properties{"name": name + ":2"}),
	})
	if found, err := (driver{}).Find(t.Context(), callFor(t, "fetched"), props(properties{"name": name + ":1"})); err != nil || found.ID != "" {
		t.Errorf("find gives %q, %v", found.ID, err)
	}
}

// A digest pins an image for ever; a tag that is followed shows in a plan when
// the registry moves on.
func TestPinAndFollow(t *testing.T) {
	api := enginetest.Client(t)
	name := registry(t) + "/team/app"
	old := push(t, api, name+":1", "1")
	call := callFor(t, "followed")
	pinned := properties{"name": name + ":1@" + old}
	follows, stays := properties{"name": name + ":1", "pull": "always"}, properties{"name": name + ":1"}
	first := mustCreate(t, call, follows)
	if d := Kind.Have(first)["digest"]; d.AsString() != old {
		t.Errorf("digest is %s, want %s", d.AsString(), old)
	}
	if d := diffOf(t, call, read(t, call, first), follows); len(d) > 0 {
		t.Errorf("the registry has not moved: %v", d)
	}
	recent := push2(t, api, call, name+":1", "2")
	seen := read(t, call, first)
	if d := diffOf(t, call, seen, follows); !d["pullTriggers"] {
		t.Errorf("the registry has moved: %v", d)
	}
	second := mustCreate(t, call, follows)
	if d := Kind.Have(second)["digest"].AsString(); d != recent || second.ID == first.ID {
		t.Errorf("the new one is %s, want %s", d, recent)
	}
	if err := (driver{}).Delete(t.Context(), call, first); err != nil || read(t, call, first).ID != "" {
		t.Errorf("the old one is still there, %v", err)
	}
	if s := read(t, call, second); !s.Inputs.DeepEquals(second.Inputs) {
		t.Errorf("the new one is touched: %v", s.Inputs)
	}
	third := mustCreate(t, callFor(t, "pinned"), pinned)
	if d := Kind.Have(third)["digest"].AsString(); d != old {
		t.Errorf("the pinned one is %s, want %s", d, old)
	}
	found := mustCreate(t, callFor(t, "found"), stays)
	if err := (driver{}).Delete(t.Context(), call, found); err != nil || read(t, call, found).ID == "" {
		t.Errorf("an image that was there before is gone, %v", err)
	}
}

// push2 pushes while an image of the name is on the engine, which keeps it.
func push2(t *testing.T, api *client.Client, call schema.Call, name, content string) string {
	t.Helper()
	before, err := api.ImageInspect(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	digest := push(t, api, name, content)
	if _, err := api.ImageTag(t.Context(), client.ImageTagOptions{Source: before.ID, Target: name}); err != nil {
		t.Fatal(err)
	}
	return digest
}

// A registry that can't be reached changes nothing in a plan, and is an error in
// an apply.
func TestRegistryAway(t *testing.T) {
	api := enginetest.Client(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	name := l.Addr().String() + "/team/app:1"
	l.Close()
	call := callFor(t, "away")
	said := ""
	call.Progress = func(line string) { said = line }
	if _, err := (driver{}).Create(t.Context(), call, checked(t, call, properties{"name": name})); err == nil || !strings.Contains(err.Error(), "can't be reached") {
		t.Errorf("fetched from nowhere: %v", err)
	}
	i, err := api.ImageInspect(t.Context(), enginetest.Image(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.ImageTag(t.Context(), client.ImageTagOptions{Source: i.ID, Target: name}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = api.ImageRemove(context.Background(), name, client.ImageRemoveOptions{}) })
	state := mustCreate(t, call, properties{"name": name})
	follows := properties{"name": name, "pull": "always"}
	updated, err := driver{}.Update(t.Context(), call, state, checked(t, call, follows))
	if err != nil {
		t.Fatal(err)
	}
	if d := diffOf(t, call, read(t, call, updated), follows); len(d) > 0 || !strings.Contains(said, "counts as unchanged") {
		t.Errorf("%v, %q", d, said)
	}
}

func TestRow(t *testing.T) {
	str := cty.StringVal
	list := func(s ...string) cty.Value {
		var v []cty.Value
		for _, x := range s {
			v = append(v, str(x))
		}
		return cty.ListVal(v)
	}
	for _, c := range []struct {
		attribute string
		value     cty.Value
		path      string
		says      string
	}{
		{"name", str("sha256:" + strings.Repeat("a", 64)), "name", "by its name"},
		{"name", str("App"), "name", `write "app"`},
		{"name", str("a@sha256:" + strings.Repeat("a", 64)), "", ""},
		{"context", str("https://u:hunter2@git.example.com/x.git"), "context", "git_repo"},
		{"context", str("./app"), "", ""},
		{"dockerfile", str("../Dockerfile"), "dockerfile", "not inside the context"},
		{"dockerfile", str("a/../../Dockerfile"), "dockerfile", "not inside the context"},
		{"dockerfile", str("/Dockerfile"), "dockerfile", "not inside the context"},
		{"dockerfile", str("docker/"), "dockerfile", "not a file"},
		{"build_args", cty.MapVal(map[string]cty.Value{"A B": str("")}), "build_args.A B", "DATABASE_URL"},
		{"target", str("a b"), "target", "AS"},
		{"platform", str("amd64"), "platform", "linux/amd64"},
		{"platform", str("linux/arm64/v8"), "", ""},
		{"tags", list("app:1", "App:2"), "tags[1]", "lower case"},
		{"tags", list("app@sha256:" + strings.Repeat("a", 64)), "tags[0]", "before a build"},
		{"pull", str("never"), "pull", "missing or always"},
		{"labels", cty.MapVal(map[string]cty.Value{"clockwork.urn": str("")}), "labels.clockwork.urn", "cw's own"},
	} {
		p := Kind.Attribute(c.attribute).Check(c.value)
		if (p == nil) != (c.path == "") || p != nil && (p.Path != c.path || !strings.Contains(p.Detail, c.says) || strings.Contains(p.Detail, "hunter2")) {
			t.Errorf("%s = %#v: %+v, want %s %q", c.attribute, c.value, p, c.path, c.says)
		}
	}
}

func TestValidateAndClaims(t *testing.T) {
	str := cty.StringVal
	for _, c := range []struct {
		name  string
		attrs map[string]cty.Value
		path  string
	}{
		{"a fetch", map[string]cty.Value{"name": str("nginx"), "context": cty.NullVal(cty.String), "no_cache": cty.False}, ""},
		{"a build", map[string]cty.Value{"name": str("app"), "context": str("."), "target": str("x")}, ""},
		{"a build that may be", map[string]cty.Value{"name": str("app"), "context": cty.UnknownVal(cty.String), "target": str("x")}, ""},
		{"a target of nothing", map[string]cty.Value{"name": str("nginx"), "target": str("x")}, "target"},
		{"no cache for a fetch", map[string]cty.Value{"name": str("nginx"), "no_cache": cty.True}, "no_cache"},
		{"a digest of a build", map[string]cty.Value{"name": str("a@sha256:" + strings.Repeat("a", 64)), "context": str(".")}, "name"},
	} {
		p := validate(c.attrs)
		if (len(p) == 0) != (c.path == "") || len(p) > 0 && p[0].Path != c.path {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
	built := claims(map[string]cty.Value{"name": str("app"), "context": str("."), "tags": cty.ListVal([]cty.Value{str("docker.io/library/app:latest"), str("app:2")})})
	if len(built) != 2 || built[0].Name != "app:latest" || built[1].Path != "tags[1]" {
		t.Errorf("%+v", built)
	}
	fetch := claims(map[string]cty.Value{"name": str("app:latest")})
	if !fetch[0].Clashes(built[0]) || fetch[0].Clashes(fetch[0]) {
		t.Error("two fetches clash, or a fetch and a build don't")
	}
}

// What isn't known yet stays unknown where pulumi-docker has it, and counts as a
// change.
func TestUnknown(t *testing.T) {
	call := callFor(t, "later")
	later := resource.MakeComputed(resource.NewProperty(""))
	in := props(properties{"name": "clockwork-test/later"})
	in["context"] = later
	out, problems := driver{}.Check(t.Context(), call, in)
	if len(problems) > 0 || !out["build"].ContainsUnknowns() || !out["triggers"].ContainsUnknowns() || out["name"].StringValue() != "clockwork-test/later" {
		t.Errorf("%v, %+v", out, problems)
	}
	d, err := driver{}.Diff(t.Context(), call, schema.State{ID: "sha256:x", Inputs: props(properties{"name": "clockwork-test/later"})}, out)
	if err != nil || !d.Changes["build"] || !d.Changes["triggers"] {
		t.Errorf("%v, %v", d, err)
	}
	if _, err := (driver{}).Create(t.Context(), call, out); err == nil || !strings.Contains(err.Error(), "bug in cw") {
		t.Errorf("built of what isn't known: %v", err)
	}
	named := checked(t, callFor(t, "Web"), properties{})
	if named["name"].StringValue() != "web" {
		t.Errorf("the name by default is %v", named["name"])
	}
	old := schema.State{ID: "sha256:x", Outputs: props(properties{"imageId": "sha256:x", "repoDigest": "a@sha256:y"})}
	preview, err := driver{}.Preview(t.Context(), call, old, named)
	if err != nil || Kind.Have(schema.State{ID: old.ID, Outputs: preview})["digest"].AsString() != "sha256:y" {
		t.Errorf("%v, %v", preview, err)
	}
}
