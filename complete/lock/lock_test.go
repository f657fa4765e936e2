package lock

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

var update = flag.Bool("update", false, "rewrite golden files")

func address(t *testing.T, s string) schema.Address {
	t.Helper()
	a, err := schema.ParseAddress(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func entry(t *testing.T, a schema.Address, fingerprint string, values map[string]schema.Value) *Entry {
	t.Helper()
	e, err := NewEntry(a, fingerprint, values)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func text(s string, o schema.Origin) schema.Value {
	return schema.Value{Value: cty.StringVal(s), Origin: o}
}

// everyShape has each kind of path and each kind of value that a lock holds.
func everyShape(t *testing.T) map[schema.Address]*Entry {
	web, page := address(t, `composite.site.docker_container.web["eu"]`), address(t, "file.page")
	return map[schema.Address]*Entry{
		page: entry(t, page, "sha256:01", map[string]schema.Value{
			"content":            text("# ${title}\n\n%{ if x }\ttab \"quoted\" \\n\n", "model(some/model)"),
			"name":               text("page.html", "model(some/model)"),
			"directory:where?":   text("sub", "generated"),
			"sensitive_content":  text("<<secret:file.page.sensitive_content>>", schema.OriginGenerated),
			"mode":               {Value: cty.NullVal(cty.String), Origin: "by hand"},
			"executable":         {Value: cty.True, Origin: "by hand"},
			"labels.a.b":         text("x", "by hand"),
			"labels.for":         text("last line has no end\nof its own", "by hand"),
			"labels.conflict":    text("a\n<<<<<<< HEAD\nb\n", "by hand"),
			"labels.carriage":    text("a\r\nb\r\n", "by hand"),
			"labels.EOT":         text("a\nEOT\nb\n", "by hand"),
			"labels.some:hint x": text("y", "by hand"),
		}),
		web: entry(t, web, "sha256:02", map[string]schema.Value{
			"image": text("nginx:1.31-alpine", schema.OriginCatalog("nginx")),
			"ports": {Value: cty.ListVal([]cty.Value{cty.StringVal("8080:80"), cty.StringVal("443")}), Origin: schema.OriginCatalog("nginx")},
			"healthcheck": {Value: cty.ObjectVal(map[string]cty.Value{
				"test":    cty.ListVal([]cty.Value{cty.StringVal("CMD-SHELL"), cty.StringVal("curl -f \"http://127.0.0.1/\" || exit 1")}),
				"retries": cty.NumberIntVal(12), "interval": cty.StringVal("5s"),
			}), Origin: schema.OriginCatalog("nginx")},
			"env.DATABASE_URL":   text("postgresql://app:<<secret:docker_container.db.POSTGRES_PASSWORD|urlenc>>@db:5432/app", schema.OriginDerived("connect")),
			"env.discovery.type": text("single-node", schema.OriginCatalog("elasticsearch")),
			"weight":             {Value: cty.NumberFloatVal(-1.5), Origin: "by hand"},
			"nothing":            {Value: cty.EmptyObjectVal, Origin: "by hand"},
			"command": {Value: cty.TupleVal([]cty.Value{
				cty.StringVal(strings.Repeat("long ", 40)), cty.StringVal("b"), cty.EmptyTupleVal,
			}), Origin: "by hand"},
		}),
	}
}

// modules has each kind of address that a lock pins.
var modules = map[string]string{
	"https://example.com/web.git?ref=v1":  strings.Repeat("0123456789", 4),
	"https://example.com/web.git":         strings.Repeat("a", 64),
	"git@example.com:o/net.git?ref=f/x+1": strings.Repeat("b", 40),
	"file:///srv/git/a%20b.git":           strings.Repeat("c", 40),
}

// The bytes written are a golden file; what is read back is what was written.
func TestWriteAndReadBack(t *testing.T) {
	f := New().With(everyShape(t)).WithModules(modules)
	golden := filepath.Join("testdata", "every-shape.golden.hcl")
	if *update {
		if err := os.WriteFile(golden, f.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(f.Bytes())); d != "" {
		t.Fatalf("golden file (-want +got):\n%s", d)
	}
	back, diags := Parse(f.Bytes(), "x")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for a, e := range everyShape(t) {
		got := back.Entry(a)
		if got == nil {
			t.Fatalf("no entry %s", a)
		}
		if len(got.Values) != len(e.Values) || got.Fingerprint != e.Fingerprint {
			t.Errorf("%s: %d values, want %d", a, len(got.Values), len(e.Values))
		}
		for path, v := range e.Values {
			if g := got.Values[path]; g.Origin != v.Origin || render(g.Value, 0) != render(v.Value, 0) {
				t.Errorf("%s.%s: got %#v by %s, want %#v by %s", a, path, g.Value, g.Origin, v.Value, v.Origin)
			}
			if got.Ranges[path].Start.Line == 0 {
				t.Errorf("%s.%s has no place", a, path)
			}
		}
	}
	for source, commit := range modules {
		if m := back.Modules[source]; m.Commit != commit || m.Range.Start.Line == 0 {
			t.Errorf("%s: %+v", source, m)
		}
	}
	if string(back.With(everyShape(t)).Bytes()) != string(f.Bytes()) {
		t.Error("writing again gives other bytes")
	}
}

const commented = `# Reviewed by the team.
version = 1 # the form

# Not v2, which needs more memory.
module "https://example.com/web.git?ref=v1" {
  commit = "0123456789012345678901234567890123456789" # looked at
}

module "https://example.com/a.git" { commit = "0123456789012345678901234567890123456789" }

# We agreed on this image.
resource "docker_container.b" {
  fingerprint = "sha256:b"

  values {
    image = "redis:7.4-alpine" # not 8: licence
  }

  origin {
    image = "catalog(redis)"
  }
} # end of b

resource "docker_container.a" {
  fingerprint = "sha256:a"
  values { name = "a" }
  origin { name = "by hand" }
}

# The end.
`

// An entry that is equal keeps its bytes and comments; the others do not matter.
func TestUnchangedEntriesKeepTheirBytes(t *testing.T) {
	f, diags := Parse([]byte(strings.ReplaceAll(commented, "\n", "\r\n")), Name)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	a, b, c := address(t, "docker_container.a"), address(t, "docker_container.b"), address(t, "docker_container.c")
	next := f.With(map[schema.Address]*Entry{
		a: entry(t, a, "sha256:new", map[string]schema.Value{"name": text("a", "by hand")}),
		b: entry(t, b, "sha256:b", map[string]schema.Value{"image": text("redis:7.4-alpine", "catalog(redis)")}),
		c: entry(t, c, "sha256:c", nil),
	})
	next = next.WithModules(map[string]string{
		"https://example.com/web.git?ref=v1": "0123456789012345678901234567890123456789",
		"https://example.com/a.git":          strings.Repeat("f", 40),
		"https://example.com/b.git":          strings.Repeat("e", 40),
	})
	got := string(next.Bytes())
	for _, want := range []string{
		"# Reviewed by the team.\nversion = 1 # the form\n", "# We agreed on this image.\n", "# not 8: licence", "} # end of b\n",
		"\n# The end.\n", "sha256:new", "# Not v2, which needs more memory.\nmodule", "# looked at",
		"module \"https://example.com/a.git\" {\n  commit = \"" + strings.Repeat("f", 40) + "\"\n}\n\nmodule \"https://example.com/b.git\" {",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is lost in:\n%s", want, got)
		}
	}
	if strings.Index(got, `"docker_container.a"`) > strings.Index(got, `"docker_container.b"`) {
		t.Errorf("not sorted:\n%s", got)
	}
	again, diags := Parse(next.Bytes(), Name)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if !again.Equal(next) {
		t.Errorf("reading and writing changes it:\n%s\n---\n%s", next.Bytes(), again.Bytes())
	}
}

// Each damaged file is refused whole, with the line named.
func TestDamaged(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/damaged.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range archive.Files {
		t.Run(file.Name, func(t *testing.T) {
			src, want, ok := strings.Cut(string(file.Data), "--\n")
			if !ok {
				t.Fatal("no expectation")
			}
			f, diags := Parse([]byte(src), Name)
			if !diags.HasErrors() {
				t.Fatal("was accepted")
			}
			if len(f.Addresses()) != 0 {
				t.Error("entries of a damaged file are given")
			}
			var got strings.Builder
			for _, d := range diags {
				if diag.CodeOf(d) != "CW0402" {
					t.Errorf("code %s", diag.CodeOf(d))
				}
				got.WriteString(d.Subject.String() + ": " + d.Detail + "\n")
			}
			if *update {
				archive.Files[i].Data = []byte(src + "--\n" + got.String())
			} else if got.String() != want {
				t.Errorf("got:\n%swant:\n%s", got.String(), want)
			}
		})
	}
	if *update {
		if err := os.WriteFile("testdata/damaged.txtar", txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFileOnDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	f, diags := Read(path)
	if diags.HasErrors() || len(f.Addresses()) != 0 {
		t.Fatal("an absent file is not an empty one", diags)
	}
	if err := f.Write(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("a file for no entries was made")
	}
	if err := f.With(everyShape(t)).Write(path); err != nil {
		t.Fatal(err)
	}
	back, diags := Read(path)
	if diags.HasErrors() || len(back.Addresses()) != 2 {
		t.Fatal(diags)
	}
	if err := back.With(nil).WithModules(nil).Write(path); err != nil {
		t.Fatal(err)
	}
	if src, _ := os.ReadFile(path); strings.Contains(string(src), "resource") {
		t.Errorf("entries are left:\n%s", src)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A file that can't be read is an error, not an empty lock.
func TestUnreadableFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, diags := Read(path); !diags.HasErrors() {
		t.Error("a directory was read as a lock file")
	}
	if err := New().With(everyShape(t)).Write(filepath.Join(path, "no", "such")); err == nil {
		t.Error("writing into nowhere gave no error")
	}
}

func TestSecretsAndUnknownsAreRefused(t *testing.T) {
	a := address(t, "file.x")
	for _, v := range []cty.Value{cty.UnknownVal(cty.String), cty.StringVal("s").Mark(schema.Sensitive), cty.NilVal} {
		if _, err := NewEntry(a, "", map[string]schema.Value{"content": {Value: v}}); err == nil {
			t.Errorf("%#v was accepted", v)
		}
	}
}

// Whatever is read without an error is written in a form that reads the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(commented))
	if golden, err := os.ReadFile("testdata/every-shape.golden.hcl"); err == nil {
		f.Add(golden)
	}
	f.Add([]byte("version = 1\nmodule \"file:///w\" { commit = \"0123456789012345678901234567890123456789\" }\n"))
	f.Add([]byte("version = 1\nresource \"file.x\" {\n fingerprint = \"\"\n values {\n a = { \":b\" = <<EOT\nx\nEOT\n }\n }\n origin {\n a = {}\n }\n}\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		first, diags := Parse(src, "x")
		if diags.HasErrors() {
			for _, d := range diags {
				if d.Subject == nil {
					t.Fatalf("no place: %s", d.Detail)
				}
			}
			return
		}
		fresh := map[schema.Address]*Entry{}
		for a, e := range first.entries {
			n, err := NewEntry(a, e.Fingerprint, e.Values)
			if err != nil {
				t.Fatal(err)
			}
			fresh[a] = n
		}
		pins := map[string]string{}
		for source, m := range first.Modules {
			pins[source] = m.Commit
		}
		written := New().With(fresh).WithModules(pins)
		second, diags := Parse(written.Bytes(), "x")
		if diags.HasErrors() {
			t.Fatalf("%s\n%s", diags, written.Bytes())
		}
		if !second.Equal(written) {
			t.Fatalf("%q\n%q", second.Bytes(), written.Bytes())
		}
		kept, diags := Parse(first.Bytes(), "x")
		if diags.HasErrors() {
			t.Fatalf("%s\n%s", diags, first.Bytes())
		}
		for a, e := range first.entries {
			if kept.Entry(a) == nil || kept.Entry(a).body != e.body {
				t.Fatalf("%s changed: %q", a, first.Bytes())
			}
		}
	})
}
