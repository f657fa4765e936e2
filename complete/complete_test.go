package complete

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/complete/lock"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

var update = flag.Bool("update", false, "rewrite golden files")

// graphOf builds a real configuration from text.
func graphOf(t testing.TB, files map[string]string) *resolve.Graph {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, diags := hclspec.Load(dir)
	if diags.HasErrors() {
		t.Fatal(diagnosticText(diags))
	}
	g, diags := resolve.Build(cfg, kinds.All(), resolve.Inputs{Project: "shop", Stack: "dev", Env: func(string) (string, bool) { return "", false }})
	if diags.HasErrors() {
		t.Fatal(diagnosticText(diags))
	}
	return g
}

func diagnosticText(diags hcl.Diagnostics) string {
	var b strings.Builder
	for _, d := range diags {
		at := ""
		if d.Subject != nil {
			at = fmt.Sprintf("%s:%d: ", filepath.Base(d.Subject.Filename), d.Subject.Start.Line)
		}
		severity := "error"
		if d.Severity == hcl.DiagWarning {
			severity = "warning"
		}
		fmt.Fprintf(&b, "%s%s %s: %s: %s\n", at, severity, diag.CodeOf(d), d.Summary, d.Detail)
	}
	return b.String()
}

// valueText prints what was completed: every value of every layer.
func valueText(res Result) string {
	var lines []string
	for _, n := range res.Values.Graph.Order {
		for _, l := range res.Layers {
			for _, path := range sortedKeys(l[n.Address]) {
				v := l[n.Address][path]
				lines = append(lines, fmt.Sprintf("%s.%s = %s (%s)", n.Address, path, show(v.Value), v.Origin))
			}
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func show(v cty.Value) string {
	if schema.IsSensitive(v) {
		bare, _ := v.UnmarkDeep()
		return fmt.Sprintf("sensitive %#v", bare)
	}
	if v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
		return fmt.Sprintf("%q", v.AsString())
	}
	if v.Type().IsListType() || v.Type().IsTupleType() {
		list, _ := words(v)
		return fmt.Sprintf("%q", list)
	}
	if v.Type().IsObjectType() {
		var parts []string
		for _, name := range sortedKeys(v.AsValueMap()) {
			parts = append(parts, name+": "+show(v.AsValueMap()[name]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	if t, ok := textOf(v); ok {
		return t.s
	}
	return "null"
}

// Each archive in testdata is a configuration and what comes of completing it.
// The second run, with the lock that the first one made, must find the same
// values, change nothing, and hold under --locked.
func TestComplete(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no test data", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { archiveTest(t, file) })
	}
}

func archiveTest(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in, want := map[string]string{}, map[string]string{}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "want-") {
			want[f.Name] = string(f.Data)
		} else {
			in[f.Name] = string(f.Data)
		}
	}
	req := requestOf(t, in)
	res, diags := Run(t.Context(), req)
	got := map[string]string{}
	add := func(name, text string) {
		if strings.TrimSpace(text) != "" {
			got[name] = text
		}
	}
	add("want-diagnostics", diagnosticText(diags))
	add("want-values", valueText(res))
	var notes strings.Builder
	for _, n := range res.Notes {
		fmt.Fprintf(&notes, "%s: %s\n", n.Address, n.Text)
	}
	add("want-notes", notes.String())
	if res.LockChanged {
		add("want-lock", withoutFingerprints(string(res.Lock.Bytes())))
	}
	if *update {
		rewrite(t, file, archive, got)
	} else if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if !diags.HasErrors() {
		secondRun(t, req, res)
	}
}

func requestOf(t *testing.T, in map[string]string) Request {
	t.Helper()
	req := Request{Completer: CompleterCatalog}
	for _, word := range strings.Fields(in["args"]) {
		if word == "locked" {
			req.Locked = true
		} else {
			req.Completer = word
		}
	}
	pinned, diags := lock.Parse([]byte("version = 1\n"), lock.Name)
	if src, ok := in[lock.Name]; ok {
		pinned, diags = lock.Parse([]byte(src), lock.Name)
	}
	if diags.HasErrors() {
		t.Fatal(diagnosticText(diags))
	}
	config := map[string]string{}
	for name, text := range in {
		if strings.HasSuffix(name, ".cw.hcl") {
			config[name] = text
		}
	}
	req.Graph, req.Lock = graphOf(t, config), freshen(t, config, pinned, req)
	return req
}

// freshen gives entries with the fingerprint "fresh" the right one.
func freshen(t *testing.T, config map[string]string, pinned *lock.File, req Request) *lock.File {
	t.Helper()
	src := string(pinned.Source)
	g := graphOf(t, config)
	values, _ := g.Evaluate()
	r := newRun(Request{Graph: g, Lock: lock.New(), Completer: req.Completer}, values)
	for _, n := range g.Order {
		header := fmt.Sprintf("resource %q {", n.Address)
		if before, after, ok := strings.Cut(src, header); ok && n.Block != nil {
			w := &work{run: r, node: n, res: values.Get(n.Address)}
			entry, rest, _ := strings.Cut(after, "\nresource ")
			src = before + header + strings.Replace(entry, `"fresh"`, `"`+w.computeFingerprint()+`"`, 1)
			if rest != "" {
				src += "\nresource " + rest
			}
		}
		r.work(n)
		r.done[n.Address] = true
	}
	next, diags := lock.Parse([]byte(src), lock.Name)
	if diags.HasErrors() {
		t.Fatal(diagnosticText(diags))
	}
	return next
}

func secondRun(t *testing.T, req Request, first Result) {
	t.Helper()
	pinned, diags := lock.Parse(first.Lock.Bytes(), lock.Name)
	if diags.HasErrors() {
		t.Fatalf("the lock can't be read back: %s", diagnosticText(diags))
	}
	req.Lock, req.Locked = pinned, true
	second, diags := Run(t.Context(), req)
	if diags.HasErrors() {
		t.Fatalf("locked run: %s", diagnosticText(diags))
	}
	if second.LockChanged {
		t.Errorf("the second run changes the lock:\n%s", cmp.Diff(string(first.Lock.Bytes()), string(second.Lock.Bytes())))
	}
	if d := cmp.Diff(sortedLines(valueText(first)), sortedLines(valueText(second))); d != "" {
		t.Errorf("the second run has other values:\n%s", d)
	}
	for _, n := range req.Graph.Order {
		a, b := first.Values.Get(n.Address), second.Values.Get(n.Address)
		for name := range a.Attributes {
			if !a.Attributes[name].Value.RawEquals(b.Attributes[name].Value) {
				t.Errorf("%s.%s: %#v, then %#v", n.Address, name, a.Attributes[name].Value, b.Attributes[name].Value)
			}
		}
	}
}

func sortedLines(s string) map[string]bool {
	lines := map[string]bool{}
	for _, l := range strings.Split(s, "\n") {
		lines[l] = true
	}
	return lines
}

func withoutFingerprints(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.Contains(l, `fingerprint = "sha256:`) {
			lines[i] = `  fingerprint = "sha256:…"`
		}
	}
	return strings.Join(lines, "\n")
}

func rewrite(t *testing.T, file string, archive *txtar.Archive, got map[string]string) {
	t.Helper()
	next := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, "want-") {
			next.Files = append(next.Files, f)
		}
	}
	for _, name := range sortedKeys(got) {
		next.Files = append(next.Files, txtar.File{Name: name, Data: []byte(got[name])})
	}
	if err := os.WriteFile(file, txtar.Format(next), 0o644); err != nil {
		t.Fatal(err)
	}
}
