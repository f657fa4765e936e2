package hclspec

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// TestModules runs the archives in testdata/modules: as TestLoad, but the files
// stand in directories, of which root is loaded. A file LINK -> TARGET is a
// symbolic link; its text only says what is wanted of it. What stands below checkouts/NAME is the checkout of
// https://example.com/NAME.git, whatever the ref. The section "modules" has the
// tree of calls, each with the directory of its configuration from where cw was
// started.
func TestModules(t *testing.T) {
	for _, file := range glob(t, "testdata/modules/*.txtar") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { testTree(t, file) })
	}
}

func testTree(t *testing.T, file string) {
	file, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	texts := extract(t, dir, archive)
	t.Chdir(dir)
	cfg, diags := LoadWith("root", Options{Fetched: func(s ModuleSource) (string, *hcl.Diagnostic) {
		checkout := filepath.Join(dir, "checkouts", strings.TrimSuffix(filepath.Base(s.URL), ".git"))
		if _, err := os.Stat(checkout); err != nil {
			return "", nil
		}
		return checkout, nil
	}})
	if d := cmp.Diff(wanted(texts), placed(diags)); d != "" {
		t.Errorf("errors (-want +got):\n%s", d)
	}
	var messages bytes.Buffer
	if err := diag.WriteText(&messages, diags, cfg.Files, diag.TextOptions{Width: 100}); err != nil {
		t.Fatal(err)
	}
	var tree strings.Builder
	calls(t, &tree, dir, cfg, cfg.Root, 0)
	golden(t, file, archive, "modules", tree.String())
	golden(t, file, archive, "messages", strings.ReplaceAll(messages.String(), dir, "DIR"))
}

func extract(t *testing.T, dir string, archive *txtar.Archive) map[string][]byte {
	t.Helper()
	texts := map[string][]byte{}
	for _, f := range archive.Files {
		link, target, isLink := strings.Cut(f.Name, " -> ")
		switch {
		case isLink:
			path := filepath.Join(dir, link)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(target, path); err != nil {
				t.Fatal(err)
			}
			texts[link] = f.Data
		case strings.Contains(f.Name, "/"):
			write(t, dir, map[string]string{f.Name: string(f.Data)})
			texts[f.Name] = f.Data
		}
	}
	return texts
}

// calls prints the modules of a group, and those of their configurations.
func calls(t *testing.T, text *strings.Builder, dir string, caller *Config, g *Group, depth int) {
	t.Helper()
	for _, m := range g.Modules {
		fmt.Fprintf(text, "%s%s %s", strings.Repeat("  ", depth), m.Name, m.Source)
		if m.Config == nil {
			text.WriteString(" nothing\n")
			continue
		}
		rel, err := filepath.Rel(dir, m.Config.Dir)
		if err != nil {
			t.Fatal(err)
		}
		pkg, err := filepath.Rel(realPath(t, dir), m.Config.Package)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(text, " in %s package %s: %d resources\n", rel, pkg, len(m.Config.Root.Resources))
		if &m.Config.Files == &caller.Files || !maps.Equal(m.Config.Files, caller.Files) {
			t.Errorf("%s does not share the files of its caller", m.Name)
		}
		calls(t, text, dir, m.Config, m.Config.Root, depth+1)
	}
	for _, c := range g.Composites {
		fmt.Fprintf(text, "%scomposite %s\n", strings.Repeat("  ", depth), c.Name)
		calls(t, text, dir, caller, c.Group, depth+1)
	}
}

func realPath(t *testing.T, path string) string {
	t.Helper()
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		t.Fatal(err)
	}
	return real
}

// A module that is called a thousand times is read once.
func TestModulesShareAConfig(t *testing.T) {
	dir := t.TempDir()
	var text strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&text, "module \"m%d\" {\n  source = \"%s/web\"\n}\n", i, []string{".", "./sub/..", "./web/.."}[i%3])
	}
	write(t, dir, map[string]string{
		"main.cw.hcl":     text.String(),
		"web/main.cw.hcl": "variable \"x\" {}\n",
		"sub/x":           "",
	})
	cfg, diags := Load(dir)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	configs := map[*Config]int{}
	for _, m := range cfg.Root.Modules {
		configs[m.Config]++
	}
	if len(configs) != 1 || len(cfg.Root.Modules) != 1000 {
		t.Errorf("%d modules have %d configurations", len(cfg.Root.Modules), len(configs))
	}
	if len(cfg.Files) != 2 {
		t.Errorf("there are %d files, want 2", len(cfg.Files))
	}
}

// chainOf makes n modules, of which each calls the next one, twice.
func chainOf(t *testing.T, dir string, n int) {
	t.Helper()
	for i := range n {
		name := filepath.Join("pkg", fmt.Sprintf("m%d", i), "main.cw.hcl")
		text := ""
		if i < n-1 {
			text = fmt.Sprintf("module \"a\" {\n  source = \"../m%d\"\n}\nmodule \"b\" {\n  source = \"../m%d\"\n}\n", i+1, i+1)
		}
		write(t, dir, map[string]string{name: text})
	}
	write(t, dir, map[string]string{
		"pkg/main.cw.hcl":  "module \"m\" {\n  source = \"./m0\"\n}\n",
		"main.cw.hcl":      "module \"pkg\" {\n  source = \"./pkg\"\n}\n",
		"pkg/none.cw.hcl":  "",
		"other/ab.cw.hcl":  "",
		"other/abc.cw.hcl": "",
	})
}

// The deepest chain that is allowed is read at once, however many paths lead
// through it; one level more is one error, where it begins to be too deep.
func TestModuleDepth(t *testing.T) {
	for _, c := range []struct {
		levels int
		want   []string
	}{
		{maxModuleDepth, nil},
		{maxModuleDepth + 1, []string{"pkg/m30/main.cw.hcl:2,12-20: CW0109", "pkg/m30/main.cw.hcl:5,12-20: CW0109"}},
	} {
		dir := t.TempDir()
		chainOf(t, dir, c.levels-1)
		t.Chdir(dir)
		_, diags := Load(".")
		var got []string
		for _, d := range diags {
			got = append(got, fmt.Sprintf("%s: %s", d.Subject, diag.CodeOf(d)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%d levels: %v, want %v", c.levels, diags, c.want)
		}
	}
}

// A module that is called twice is not reached on a way that is too long either.
func TestModuleDepthOnTheLongerWay(t *testing.T) {
	dir := t.TempDir()
	chainOf(t, dir, maxModuleDepth-1)
	write(t, dir, map[string]string{"pkg/main.cw.hcl": "module \"m\" {\n  source = \"./m0\"\n}\nmodule \"way\" {\n  source = \"./way\"\n}\n", "pkg/way/main.cw.hcl": "module \"m\" {\n  source = \"../m0\"\n}\n"})
	t.Chdir(dir)
	_, diags := Load(".")
	if len(diags) != 1 || diags[0].Subject.Filename != filepath.Join("pkg", "way", "main.cw.hcl") || !strings.Contains(diags[0].Detail, "32 levels") {
		t.Errorf("%v", diags)
	}
}

// Why a checkout can't be had is said once, at the first source that needs it.
func TestModuleFetchedSaysWhy(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"main.cw.hcl": "module \"a\" {\n  source = \"git@example.com:web.git//x?ref=v1\"\n}\nmodule \"b\" {\n  source = \"git@example.com:web.git?ref=v1\"\n}\n"})
	t.Chdir(dir)
	asked := 0
	cfg, diags := LoadWith(".", Options{Fetched: func(s ModuleSource) (string, *hcl.Diagnostic) {
		asked++
		return "", diag.New("CW0403", nil, "Not pinned", "%s is not pinned.", s.Key())
	}})
	if asked != 1 || len(diags) != 1 || diag.CodeOf(diags[0]) != "CW0403" || position(diags[0].Subject) != "main.cw.hcl:2:12" {
		t.Errorf("asked %d times: %v", asked, diags)
	}
	if cfg.Root.Modules[0].Config != nil || cfg.Root.Modules[1].Config != nil {
		t.Error("a module has a configuration from nowhere")
	}
}
