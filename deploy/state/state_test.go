package state

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/santhosh-tekuri/jsonschema/v5"
)

var golden = flag.Bool("update", false, "rewrite the golden files")

func noon() time.Time { return time.Date(2025, 3, 4, 12, 0, 0, 0, time.UTC) }

func open(t testing.TB, dir string) *Store {
	t.Helper()
	return openWith(t, dir, "correct horse")
}

func openWith(t testing.TB, dir, passphrase string) *Store {
	t.Helper()
	s, err := Open(Options{
		URL: "file://" + dir, Project: "shop", Stack: "dev", Version: "cw 1.2.3", Now: noon,
		Passphrase: func() (string, error) { return passphrase, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func lock(t testing.TB, s *Store) (unlock func()) {
	t.Helper()
	release, err := s.Lock("update")
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := release(); err != nil {
			t.Fatal(err)
		}
	}
}

func load(t testing.TB, s *Store) *Snapshot {
	t.Helper()
	snap, _, err := s.Load()
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

func begin(t testing.TB, s *Store) *Journal {
	t.Helper()
	j, err := s.Begin(load(t, s))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func urn(typ, name string) resource.URN {
	return resource.NewURN(tokens.QName("dev"), "shop", "", tokens.Type(typ), name)
}

func container(name string, inputs resource.PropertyMap) *Resource {
	typ := "docker:index/container:Container"
	return &Resource{
		URN: urn(typ, name), Type: tokens.Type(typ), Custom: true, ID: resource.ID("id-" + name),
		Inputs: inputs, Outputs: inputs,
	}
}

func props(kv ...any) resource.PropertyMap {
	m := resource.PropertyMap{}
	for i := 0; i < len(kv); i += 2 {
		m[resource.PropertyKey(kv[i].(string))] = resource.NewPropertyValue(kv[i+1])
	}
	return m
}

func secret(s string) resource.PropertyValue {
	return resource.MakeSecret(resource.NewProperty(s))
}

// apply makes one whole run that does steps.
func apply(t testing.TB, s *Store, steps func(*Journal)) {
	t.Helper()
	defer lock(t, s)()
	j := begin(t, s)
	steps(j)
	must(t, j.Commit("succeeded"))
}

// same compares resources without what only this package sees.
func diff(a, b any) string {
	return cmp.Diff(a, b, cmpopts.IgnoreUnexported(Resource{}), cmpopts.EquateNaNs(), cmpopts.EquateEmpty(),
		cmp.Transformer("secret", func(s *resource.Secret) resource.PropertyValue { return s.Element }))
}

func urnsOf(resources []*Resource) []string {
	var out []string
	for _, r := range resources {
		out = append(out, string(r.URN.Name()))
	}
	return out
}

// tree is every file below dir with its content.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		data := []byte("(directory)")
		if !d.IsDir() {
			if data, err = os.ReadFile(path); err != nil {
				return err
			}
		}
		rel, err := filepath.Rel(dir, path)
		files[rel] = string(data)
		return err
	})
	must(t, err)
	return files
}

func TestOpen(t *testing.T) {
	home, err := os.UserHomeDir()
	must(t, err)
	for _, test := range []struct{ url, project, stack, root, err string }{
		{"file:///var/x", "p", "s", "/var/x", ""},
		{"file:///var/a b%20c", "p", "s", "/var/a b%20c", ""},
		{"file://~", "p", "s", home, ""},
		{"file://~/x", "p", "s", home + "/x", ""},
		{"file://x", "p", "s", "", "must be absolute"},
		{"file:///x?no_tmp_dir=true", "p", "s", "", "options after ?"},
		{"s3://bucket", "p", "s", "", "CW_ENGINE=pulumi"},
		{"file:///x", "p/q", "s", "", `the project name "p/q" cannot be used`},
		{"file:///x", "p", "..", "", `the stack name ".." cannot be used`},
		{"file:///x", "p", "", "", `the stack name "" cannot be used`},
	} {
		s, err := Open(Options{URL: test.url, Project: test.project, Stack: test.stack})
		if err != nil && (test.err == "" || !strings.Contains(err.Error(), test.err)) || err == nil && test.err != "" {
			t.Errorf("%s %s %s: error %v, want %q", test.url, test.project, test.stack, err, test.err)
		}
		if err == nil && s.root != test.root {
			t.Errorf("%s: root %s, want %s", test.url, s.root, test.root)
		}
	}
}

func TestEmptyStack(t *testing.T) {
	dir := t.TempDir()
	snap, info, err := open(t, dir).Load()
	must(t, err)
	if len(snap.Resources) != 0 || info.Exists {
		t.Errorf("got %d resources, exists %v", len(snap.Resources), info.Exists)
	}
	if files := tree(t, dir); len(files) != 1 {
		t.Errorf("loading wrote: %v", files)
	}
}

// everything has each kind of value and each field once.
func everything() []*Resource {
	created := noon().Add(-time.Hour)
	stack := &Resource{URN: urn("pulumi:pulumi:Stack", "shop-dev"), Type: "pulumi:pulumi:Stack", Outputs: props("url", "http://a/?b&c<d>")}
	provider := &Resource{
		URN: urn("pulumi:providers:docker", "default"), Type: "pulumi:providers:docker",
		Custom: true, ID: "04d5-11", Inputs: props("version", "4.10.0"),
	}
	full := container("full", resource.PropertyMap{
		"null":    resource.NewNullProperty(),
		"yes":     resource.NewProperty(true),
		"number":  resource.NewProperty(1234567890123.0),
		"part":    resource.NewProperty(0.1),
		"nan":     resource.NewProperty(math.NaN()),
		"inf":     resource.NewProperty(math.Inf(-1)),
		"text":    resource.NewProperty("a <b> & ünïcode \u2028 \x00"),
		"bytes":   resource.NewProperty("\xff\xfe"),
		"unknown": resource.MakeComputed(resource.NewProperty("")),
		"list":    resource.NewProperty([]resource.PropertyValue{resource.NewProperty(1.0), secret("in a list")}),
		"empty":   resource.NewProperty(resource.PropertyMap{}),
		"none":    resource.NewProperty([]resource.PropertyValue{}),
		"object":  resource.NewProperty(resource.PropertyMap{"deep": secret("in an object")}),
		"asset":   resource.NewProperty(&resource.Asset{Sig: resource.AssetSig, Text: "hello", Hash: "aa"}),
		"archive": resource.NewProperty(&resource.Archive{Sig: resource.ArchiveSig, Assets: map[string]any{"f": &resource.Asset{Sig: resource.AssetSig, Path: "f", Hash: "bb"}}}),
		"ref":     resource.MakeCustomResourceReference(urn("a:b:C", "x"), "id", "1.0.0"),
		"compref": resource.MakeComponentResourceReference(urn("a:b:C", "x"), ""),
		"nested":  resource.MakeSecret(resource.NewProperty(resource.PropertyMap{"again": secret("inner"), "bytes": resource.NewProperty("\xff")})),
		"odd":     resource.NewProperty(resource.PropertyMap{resource.SigKey: resource.NewProperty("a signature of the future"), "x": secret("kept")}),
	})
	full.Parent, full.Provider = stack.URN, string(provider.URN)+"::04d5-11"
	full.Dependencies = []resource.URN{provider.URN}
	full.PropertyDependencies = map[resource.PropertyKey][]resource.URN{"text": {provider.URN}}
	full.DeletedWith = stack.URN
	full.Protect, full.RetainOnDelete, full.External = true, true, true
	full.PendingReplacement, full.Delete = true, true
	full.AdditionalSecretOutputs = []resource.PropertyKey{"text"}
	full.Aliases = []resource.URN{urn("docker:index/container:Container", "old")}
	full.InitErrors = []string{"not healthy"}
	full.CustomTimeouts = &resource.CustomTimeouts{Create: 60}
	full.IgnoreChanges, full.ReplaceOnChanges = []string{"a"}, []string{"b"}
	full.Created, full.Modified = &created, &created
	return []*Resource{stack, provider, full}
}

func TestRoundTrip(t *testing.T) {
	s := open(t, t.TempDir())
	want := everything()
	apply(t, s, func(j *Journal) {
		for _, r := range want {
			must(t, j.Put(0, nil, r))
		}
	})
	got := load(t, s)
	if d := diff(want, got.Resources); d != "" {
		t.Errorf("loaded (-want +got):\n%s", d)
	}
}

// The golden file holds each kind of value in the form that Pulumi gives it.
func TestGoldenCheckpoint(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	apply(t, s, func(j *Journal) {
		for _, r := range everything() {
			must(t, j.Put(0, nil, r))
		}
		_, err := j.Pending(Operation{Resource: container("begun", props("image", "nginx")), Type: apitype.OperationTypeCreating})
		must(t, err)
	})
	data, err := os.ReadFile(filepath.Join(dir, ".pulumi/stacks/shop/dev.json"))
	must(t, err)
	got := regexp.MustCompile(`v1:[A-Za-z0-9+/=:v1]+`).ReplaceAllString(string(data), "v1:…")
	path := filepath.Join("testdata", "checkpoint.json")
	if *golden {
		must(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	must(t, err)
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("checkpoint (-want +got), -update rewrites:\n%s", d)
	}
	checkIntegrity(t, data)
}

// checkIntegrity is what the pulumi CLI demands of a checkpoint before it uses
// it.
func checkIntegrity(t testing.TB, data []byte) {
	t.Helper()
	var file struct {
		Checkpoint apitype.CheckpointV3 `json:"checkpoint"`
	}
	must(t, json.Unmarshal(data, &file))
	latest := file.Checkpoint.Latest
	if latest.Manifest.Magic != latest.Manifest.NewMagic() {
		t.Error("the magic does not fit the version")
	}
	seen, alive, providers := map[resource.URN]bool{"": true}, map[resource.URN]bool{}, map[string]bool{"": true}
	for _, r := range latest.Resources {
		if r.URN == "" || r.Type == "" || !r.Custom && r.ID != "" {
			t.Errorf("%s: type %q, custom %v, id %q", r.URN, r.Type, r.Custom, r.ID)
		}
		if !providers[r.Provider] && !r.PendingReplacement {
			t.Errorf("%s: its provider %s is not before it", r.URN, r.Provider)
		}
		edges := append([]resource.URN{r.Parent, r.DeletedWith}, r.Dependencies...)
		for _, urns := range r.PropertyDependencies {
			edges = append(edges, urns...)
		}
		for _, edge := range edges {
			if !seen[edge] {
				t.Errorf("%s: %s is not before it", r.URN, edge)
			}
		}
		if !r.Delete && alive[r.URN] {
			t.Errorf("%s is there twice", r.URN)
		}
		seen[r.URN], alive[r.URN] = true, alive[r.URN] || !r.Delete
		if strings.HasPrefix(string(r.Type), "pulumi:providers:") {
			providers[string(r.URN)+"::"+string(r.ID)] = true
		}
	}
}

// The schema that Pulumi publishes is behind its CLI: some fields of everything
// are unknown to it, and version 4.
func TestPulumiSchema(t *testing.T) {
	s := open(t, t.TempDir())
	apply(t, s, func(j *Journal) {
		for _, r := range everything() {
			must(t, j.Put(0, nil, r.With(func(r *Resource) {
				delete(r.Inputs, "bytes")
				delete(r.Inputs, "nested")
				delete(r.Inputs, "odd")
				r.Outputs, r.DeletedWith, r.RetainOnDelete = nil, "", false
				r.IgnoreChanges, r.ReplaceOnChanges, r.Created, r.Modified = nil, nil, nil, nil
			})))
		}
		_, err := j.Pending(Operation{Resource: container("begun", props("password", secret("x"))), Type: apitype.OperationTypeCreating})
		must(t, err)
	})
	data, err := os.ReadFile(s.checkpoint)
	must(t, err)
	compiler := jsonschema.NewCompiler()
	for id, text := range map[string]string{
		apitype.DeploymentSchemaID: apitype.DeploymentSchema(), apitype.ResourceSchemaID: apitype.ResourceSchema(),
		apitype.PropertyValueSchemaID: apitype.PropertyValueSchema(),
	} {
		must(t, compiler.AddResource(id, strings.NewReader(text)))
	}
	schema, err := compiler.Compile(apitype.DeploymentSchemaID)
	must(t, err)
	var file struct {
		Version    float64
		Checkpoint struct{ Latest any }
	}
	must(t, json.Unmarshal(data, &file))
	if file.Version != 3 {
		t.Errorf("version %v", file.Version)
	}
	if err := schema.Validate(map[string]any{"version": file.Version, "deployment": file.Checkpoint.Latest}); err != nil {
		t.Errorf("%#v", err)
	}
}

// What is in a file of the pulumi CLI and has no name in cw must survive: of a
// resource that did not change, byte for byte; of one that did, field by field;
// around the resources too.
func TestForeignFieldsSurvive(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fixture, err := os.ReadFile("testdata/foreign.json")
	must(t, err)
	must(t, os.MkdirAll(filepath.Dir(s.checkpoint), 0o700))
	must(t, os.WriteFile(s.checkpoint, fixture, 0o600))
	must(t, os.WriteFile(filepath.Join(s.pulumi, "meta.yaml"), []byte("version: 1\n"), 0o600))

	defer lock(t, s)()
	j := begin(t, s)
	var changed *Resource
	for _, r := range j.Resources() {
		if r.URN.Name() == "web" {
			changed = r
		}
	}
	must(t, j.Put(0, changed, changed.With(func(r *Resource) { r.Inputs["image"] = resource.NewProperty("nginx:2") })))
	must(t, j.Commit("succeeded"))

	var before, after any
	must(t, json.Unmarshal([]byte(strings.ReplaceAll(string(fixture), `"image": "nginx:1"`, `"image": "nginx:2"`)), &before))
	saved, err := os.ReadFile(s.checkpoint)
	must(t, err)
	must(t, json.Unmarshal(saved, &after))
	manifest := cmp.FilterPath(func(p cmp.Path) bool { return strings.Contains(p.GoString(), `"manifest"`) }, cmp.Ignore())
	if d := cmp.Diff(before, after, manifest); d != "" {
		t.Errorf("saved (-before +after):\n%s", d)
	}
}

func TestNothingChangedWritesNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	apply(t, s, func(j *Journal) {
		for _, r := range everything() {
			must(t, j.Put(0, nil, r))
		}
	})
	before := tree(t, dir)
	again := open(t, dir)
	apply(t, again, func(j *Journal) {
		for i, old := range j.Resources() {
			fresh := everything()[i]
			must(t, j.Put(0, old, fresh))
		}
		ticket, err := j.Pending(Operation{Resource: container("x", props("password", secret("p"))), Type: apitype.OperationTypeCreating})
		must(t, err)
		must(t, j.Abandon(ticket))
		old := j.Resources()[1]
		changed := old.With(func(r *Resource) { r.Protect = true })
		must(t, j.Put(0, old, changed))
		must(t, j.Put(0, changed, old.With(func(*Resource) {})))
	})
	if d := cmp.Diff(before, tree(t, dir)); d != "" {
		t.Errorf("files (-before +after):\n%s", d)
	}
}

func TestCiphertexts(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	apply(t, s, func(j *Journal) {
		must(t, j.Put(0, nil, container("a", props("x", secret("same"), "y", secret("same")))))
	})
	ciphertexts := func() []string {
		data, err := os.ReadFile(s.checkpoint)
		must(t, err)
		return regexp.MustCompile(`"ciphertext":"[^"]+"`).FindAllString(string(data), -1)
	}
	first := ciphertexts()
	if len(first) != 4 || first[0] == first[1] {
		t.Fatalf("four secrets in four places should have four ciphertexts: %v", first)
	}
	apply(t, open(t, dir), func(j *Journal) {
		old := j.Resources()[0]
		must(t, j.Put(0, old, container("a", props("x", secret("same"), "y", secret("other"), "z", "new"))))
	})
	second := ciphertexts()
	if second[0] != first[0] || second[1] == first[1] {
		t.Errorf("what stayed must keep its ciphertext, what changed must not:\n%v\n%v", first, second)
	}
}

func TestKeyDerivation(t *testing.T) {
	dir := t.TempDir()
	asked := 0
	newStore := func() *Store {
		s, err := Open(Options{URL: "file://" + dir, Project: "shop", Stack: "dev", Passphrase: func() (string, error) {
			asked++
			return "derive me", nil
		}})
		must(t, err)
		return s
	}
	start := derived.derivations
	apply(t, newStore(), func(j *Journal) { must(t, j.Put(0, nil, container("a", props("x", "y")))) })
	apply(t, newStore(), func(j *Journal) { must(t, j.Remove(0, j.Resources()[0])) })
	if derived.derivations != start || asked != 0 {
		t.Errorf("without secrets: %d keys derived, passphrase asked %d times", derived.derivations-start, asked)
	}
	apply(t, newStore(), func(j *Journal) { must(t, j.Put(0, nil, container("a", props("x", secret("y"))))) })
	s := newStore()
	_, info, err := s.Load()
	must(t, err)
	load(t, s)
	if n := derived.derivations - start; n != 1 || asked != 2 || !info.Secrets {
		t.Errorf("with secrets: %d keys derived, two stores asked %d times, secrets %v", n, asked, info.Secrets)
	}
}

func TestSecretsStaySecret(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for i := range 2 {
		release := lock(t, s)
		j := begin(t, s)
		r := container(fmt.Sprint(i), props("password", secret("hunter2-plain")))
		ticket, err := j.Pending(Operation{Resource: r, Type: apitype.OperationTypeCreating})
		must(t, err)
		must(t, j.Put(ticket, nil, r))
		_, err = j.Pending(Operation{Resource: r, Type: apitype.OperationTypeUpdating})
		must(t, err)
		for name, data := range tree(t, dir) {
			if strings.Contains(data, "hunter2") {
				t.Errorf("plaintext in %s", name)
			}
		}
		must(t, j.Commit("succeeded"))
		release()
	}
	files := 0
	for name, data := range tree(t, dir) {
		files++
		if strings.Contains(data, "hunter2") || strings.Contains(data, "correct horse") {
			t.Errorf("plaintext in %s", name)
		}
	}
	if files < 10 {
		t.Errorf("only %d files were looked at", files)
	}
}

// The first secret of a stack is in a journal: its salt must be too.
func TestSecretOfDeadFirstRun(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	release := lock(t, s)
	j := begin(t, s)
	want := container("a", props("x", secret("y")))
	must(t, j.Put(0, nil, want))
	must(t, j.Close())
	release()
	got := load(t, open(t, dir))
	if d := diff([]*Resource{want}, got.Resources); d != "" {
		t.Error(d)
	}
	if _, _, err := openWith(t, dir, "wrong").Load(); !errors.Is(err, ErrPassphrase) {
		t.Errorf("wrong passphrase: %v", err)
	}
}

func TestRefused(t *testing.T) {
	for name, test := range map[string]struct {
		file, content string
		want          []string
	}{
		"newer version":   {"stacks/shop/dev.json", `{"version":5,"checkpoint":{}}`, []string{"version 5", "newer cw", "Nothing was changed"}},
		"newer shape":     {"stacks/shop/dev.json", `{"version":9,"checkpoint":[]}`, []string{"version 9"}},
		"feature":         {"stacks/shop/dev.json", `{"version":4,"features":["taint","byteString"],"checkpoint":{}}`, []string{"does not know: taint", "pulumi CLI"}},
		"old":             {"stacks/shop/dev.json", `{"version":2,"checkpoint":{}}`, []string{"too old"}},
		"no version":      {"stacks/shop/dev.json", `{"checkpoint":{}}`, []string{"does not say its version", ".bak", "backups"}},
		"no checkpoint":   {"stacks/shop/dev.json", `{"version":3}`, []string{"no checkpoint"}},
		"empty file":      {"stacks/shop/dev.json", ``, []string{"dev.json is corrupt", ".bak"}},
		"cut off":         {"stacks/shop/dev.json", "{\"version\":3,\n\"checkpoint\":{\"sta", []string{"byte 32 (line 2)", "dev.json.bak", "backups/shop/dev", "Nothing was changed"}},
		"wrong shape":     {"stacks/shop/dev.json", `{"version":3,"checkpoint":{"latest":{"resources":{}}}}`, []string{"latest.resources is a JSON object"}},
		"no urn":          {"stacks/shop/dev.json", `{"version":3,"checkpoint":{"latest":{"resources":[{"type":"a:b:C"}]}}}`, []string{"resource 1: a resource has no urn"}},
		"component id":    {"stacks/shop/dev.json", `{"version":3,"checkpoint":{"latest":{"resources":[{"urn":"urn:pulumi:dev::shop::a:b:C::x","type":"a:b:C","id":"1"}]}}}`, []string{"although it is not custom"}},
		"twice":           {"stacks/shop/dev.json", `{"version":3,"checkpoint":{"latest":{"resources":[{"urn":"urn:pulumi:dev::shop::a:b:C::x","type":"a:b:C"},{"urn":"urn:pulumi:dev::shop::a:b:C::x","type":"a:b:C"}]}}}`, []string{"is there twice"}},
		"lone secret":     {"stacks/shop/dev.json", `{"version":3,"checkpoint":{"latest":{"resources":[{"urn":"urn:pulumi:dev::shop::a:b:C::x","type":"a:b:C","inputs":{"p":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"v1:a:b"}}}]}}}`, []string{"secrets_providers"}},
		"cloud secrets":   {"stacks/shop/dev.json", `{"version":3,"checkpoint":{"latest":{"secrets_providers":{"type":"cloud"},"resources":[{"urn":"urn:pulumi:dev::shop::a:b:C::x","type":"a:b:C","inputs":{"p":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"v1:a:b"}}}]}}}`, []string{`kept by "cloud"`, "CW_ENGINE=pulumi"}},
		"compressed":      {"stacks/shop/dev.json.gz", "x", []string{"is compressed"}},
		"layout too new":  {"meta.yaml", "version: 2\n", []string{"layout version 2"}},
		"layout too old":  {"stacks/dev.json", "{}", []string{"pulumi state upgrade"}},
		"layout unclear":  {"meta.yaml", "hello", []string{"version: 1"}},
		"journal corrupt": {"stacks/shop/dev.journal", "00000000 {}\n00000000 []\n", []string{"byte 0 (line 1)", "move the journal away"}},
		"journal too new": {"stacks/shop/dev.journal", string(frame([]byte(`{"clockwork_journal":2,"base":""}`))), []string{"format is 2", "newer cw"}},
		"record too new":  {"stacks/shop/dev.journal", string(frame([]byte(`{"clockwork_journal":1,"base":""}`))) + string(frame([]byte(`[{"do":"dance"}]`))), []string{`record "dance"`}},
		"journal astray":  {"stacks/shop/dev.journal", string(frame([]byte(`{"clockwork_journal":1,"base":"aa"}`))) + string(frame([]byte(`[{"do":"remove","key":"0"}]`))), []string{"saved by another since", "Move the journal away"}},
		"journal amiss":   {"stacks/shop/dev.journal", string(frame([]byte(`{"clockwork_journal":1,"base":""}`))) + string(frame([]byte(`[{"do":"remove","key":"0"}]`))), []string{"record 1: nothing stands in place"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			path := filepath.Join(s.pulumi, test.file)
			must(t, os.MkdirAll(filepath.Dir(path), 0o700))
			must(t, os.WriteFile(path, []byte(test.content), 0o600))
			if name != "layout too old" && test.file != "meta.yaml" {
				must(t, os.WriteFile(filepath.Join(s.pulumi, "meta.yaml"), []byte("version: 1\n"), 0o600))
			}
			before := tree(t, dir)
			_, _, err := s.Load()
			for _, want := range test.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error %v\nwants %q", err, want)
				}
			}
			if unlock, err := s.Lock("update"); err == nil {
				must(t, unlock())
			}
			if d := cmp.Diff(before, tree(t, dir)); d != "" {
				t.Errorf("touched (-before +after):\n%s", d)
			}
		})
	}
}

func TestWrongPassphrase(t *testing.T) {
	dir := t.TempDir()
	apply(t, open(t, dir), func(j *Journal) { must(t, j.Put(0, nil, container("a", props("x", secret("y"))))) })
	before := tree(t, dir)
	s := openWith(t, dir, "wrong")
	unlock := lock(t, s)
	_, _, err := s.Load()
	if !errors.Is(err, ErrPassphrase) || !strings.Contains(err.Error(), "CW_PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE") {
		t.Errorf("got %v", err)
	}
	unlock()
	if d := cmp.Diff(before, tree(t, dir)); d != "" {
		t.Errorf("touched (-before +after):\n%s", d)
	}
	none, err := Open(Options{URL: "file://" + dir, Project: "shop", Stack: "dev"})
	must(t, err)
	if _, _, err := none.Load(); err == nil || !strings.Contains(err.Error(), "there is no passphrase") {
		t.Errorf("without a passphrase: %v", err)
	}
}

func TestLayout(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "project", ".clockwork")
	s := open(t, dir)
	apply(t, s, func(j *Journal) { must(t, j.Put(0, nil, container("a", nil))) })
	apply(t, s, func(j *Journal) { must(t, j.Put(0, nil, container("b", nil))) })
	nanos := fmt.Sprint(noon().UnixNano())
	later := fmt.Sprint(noon().UnixNano() + 1)
	want := []string{
		".", ".gitignore", ".pulumi",
		".pulumi/backups", ".pulumi/backups/shop", ".pulumi/backups/shop/dev",
		".pulumi/backups/shop/dev/dev." + nanos + ".json", ".pulumi/backups/shop/dev/dev." + later + ".json",
		".pulumi/history", ".pulumi/history/shop", ".pulumi/history/shop/dev",
		".pulumi/history/shop/dev/dev-" + nanos + ".checkpoint.json", ".pulumi/history/shop/dev/dev-" + nanos + ".history.json",
		".pulumi/history/shop/dev/dev-" + later + ".checkpoint.json", ".pulumi/history/shop/dev/dev-" + later + ".history.json",
		".pulumi/meta.yaml", ".pulumi/stacks", ".pulumi/stacks/shop",
		".pulumi/stacks/shop/dev.json", ".pulumi/stacks/shop/dev.json.bak",
	}
	files := tree(t, dir)
	var got []string
	for name := range files {
		got = append(got, name)
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if mode := info.Mode().Perm(); info.IsDir() && mode != 0o700 || !info.IsDir() && mode != 0o600 {
			t.Errorf("%s has mode %o", name, mode)
		}
	}
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("files (-want +got):\n%s", d)
	}
	if files[".gitignore"] != "*\n" || files[".pulumi/meta.yaml"] != "version: 1\n" {
		t.Errorf("%q %q", files[".gitignore"], files[".pulumi/meta.yaml"])
	}
	wantHistory := `{"kind":"update","startTime":1741089600,"message":"","environment":{},"config":{},"version":0,"result":"succeeded","endTime":1741089600,"resourceChanges":{"create":1,"same":1}}`
	if d := cmp.Diff(wantHistory, files[".pulumi/history/shop/dev/dev-"+later+".history.json"]); d != "" {
		t.Error(d)
	}
	if files[".pulumi/stacks/shop/dev.json.bak"] != files[".pulumi/history/shop/dev/dev-"+nanos+".checkpoint.json"] {
		t.Error("the .bak is not the checkpoint of before")
	}
}

// Destroy must leave the directory as it was.
func TestRemove(t *testing.T) {
	for name, test := range map[string]struct {
		base, beside string
		gone         bool
	}{
		"ours alone":     {".clockwork", "", true},
		"another file":   {".clockwork", "notes.txt", false},
		"someone else's": {"states", "", false},
		"other stack":    {".clockwork", ".pulumi/stacks/shop/prod.json", false},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, test.base)
			if test.base != ".clockwork" {
				must(t, os.Mkdir(dir, 0o755))
			}
			before := tree(t, parent)
			s := open(t, dir)
			apply(t, s, func(j *Journal) { must(t, j.Put(0, nil, container("a", nil))) })
			if test.beside != "" {
				must(t, os.WriteFile(filepath.Join(dir, test.beside), []byte("x"), 0o600))
			}
			unlock := lock(t, s)
			if err := s.Remove(); err == nil {
				t.Error("a stack with a resource was removed")
			}
			j := begin(t, s)
			must(t, j.Remove(0, j.Resources()[0]))
			must(t, j.Commit("succeeded"))
			must(t, s.Remove())
			unlock()
			after := tree(t, parent)
			if test.beside != "" {
				if after[filepath.Join(test.base, test.beside)] != "x" || after[filepath.Join(test.base, ".gitignore")] != "*\n" {
					t.Errorf("what was not ours is gone: %v", after)
				}
				return
			}
			if d := cmp.Diff(before, after); d != "" {
				t.Errorf("directory (-before +after):\n%s", d)
			}
		})
	}
}

func TestOrder(t *testing.T) {
	on := func(name string, deps ...string) *Resource {
		r := container(name, nil)
		for _, dep := range deps {
			r.Dependencies = append(r.Dependencies, container(dep, nil).URN)
		}
		return r
	}
	provider := func(id string) *Resource {
		return &Resource{URN: urn("pulumi:providers:docker", "p"), Type: "pulumi:providers:docker", Custom: true, ID: resource.ID(id)}
	}
	with := func(r *Resource, change func(*Resource)) *Resource { return r.With(change) }
	for name, test := range map[string]struct {
		in   []*Resource
		want string
	}{
		"kept":         {[]*Resource{on("a"), on("c"), on("b", "a")}, "a c b"},
		"dependencies": {[]*Resource{on("a", "b"), on("b", "c"), on("c")}, "c b a"},
		"parent": {[]*Resource{
			with(on("child"), func(r *Resource) { r.Parent = container("parent", nil).URN }), on("parent"),
		}, "parent child"},
		"deleted with": {[]*Resource{
			with(on("a"), func(r *Resource) { r.DeletedWith = container("b", nil).URN }), on("b"),
		}, "b a"},
		"property": {[]*Resource{
			with(on("a"), func(r *Resource) {
				r.PropertyDependencies = map[resource.PropertyKey][]resource.URN{"x": {container("b", nil).URN}}
			}), on("b"),
		}, "b a"},
		"provider by id": {[]*Resource{
			with(on("new"), func(r *Resource) { r.Provider = string(provider("").URN) + "::2" }),
			with(on("old"), func(r *Resource) { r.Provider = string(provider("").URN) + "::1" }),
			with(provider("1"), func(r *Resource) { r.Delete = true }),
			provider("2"),
		}, "p new p old"},
		"the doomed means the doomed": {[]*Resource{
			with(on("b", "a"), func(r *Resource) { r.Delete = true }),
			on("b", "a"),
			with(on("a"), func(r *Resource) { r.Delete, r.ID = true, "old" }),
			on("a"),
		}, "a b a b"},
		"dangling": {[]*Resource{on("a", "gone", "b"), on("b")}, "b a"},
		"cycle":    {[]*Resource{on("a", "b"), on("b", "a")}, "b a"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			apply(t, s, func(j *Journal) {
				for _, r := range test.in {
					must(t, j.Put(0, nil, r))
				}
			})
			got := load(t, s).Resources
			if names := strings.Join(urnsOf(got), " "); names != test.want {
				t.Errorf("order %s, want %s", names, test.want)
			}
			if name == "cycle" {
				return // saved, in whatever order
			}
			before, err := os.ReadFile(s.checkpoint)
			must(t, err)
			checkIntegrity(t, before)
			apply(t, s, func(j *Journal) { must(t, j.Put(0, nil, on("z"))) })
			if names := strings.Join(urnsOf(load(t, s).Resources), " "); names != test.want+" z" {
				t.Errorf("a second save made the order %s of\n%s", names, before)
			}
		})
	}
}

func TestWithIsACopy(t *testing.T) {
	a := container("a", props("x", "y"))
	a.Dependencies = []resource.URN{"urn:1"}
	b := a.With(func(r *Resource) {
		r.Inputs["x"] = resource.NewProperty("z")
		r.Dependencies[0] = "urn:2"
	})
	if a.Inputs["x"].StringValue() != "y" || a.Dependencies[0] != "urn:1" || b.Inputs["x"].StringValue() != "z" {
		t.Errorf("%v %v", a, b)
	}
}
