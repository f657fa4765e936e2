package hclspec

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLoadTakesTheFilesOfOneDirectory(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"b.cw.hcl":              "locals {\n  b = 1\n}\n",
		"a.cw.hcl":              "locals {\n  a = 1\n}\n",
		"aa.cw.json":            `{"locals": {"aa": 1}}`,
		".hidden.cw.json":       "nonsense",
		"c.cw.hcl":              "",
		".hidden.cw.hcl":        "nonsense",
		"clockwork.lock.hcl":    "nonsense",
		"notes.txt":             "nonsense",
		"backup.cw.hcl~":        "nonsense",
		"sub/sub.cw.hcl":        "nonsense",
		"folder.cw.hcl/x.txt":   "nonsense",
		"x.cwtest.hcl":          "nonsense",
		"a.cw.hcl.orig":         "nonsense",
		"other/main.cw.hcl.bak": "nonsense",
	})
	t.Chdir(dir)
	cfg, diags := Load(".")
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	if cfg.Dir != dir {
		t.Errorf("Dir is %s, not %s", cfg.Dir, dir)
	}
	var locals []string
	for _, l := range cfg.Locals {
		locals = append(locals, l.Range.Filename+" "+l.Name)
	}
	if want := []string{"a.cw.hcl a", "aa.cw.json aa", "b.cw.hcl b"}; !slices.Equal(locals, want) {
		t.Errorf("locals are %q, not %q", locals, want)
	}
	if len(cfg.Files) != 4 {
		t.Errorf("there are %d files, not 4", len(cfg.Files))
	}
}

func TestLoadNamesFilesAsShortAsPossible(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{"conf/main.cw.hcl": "locals {\n}\n", "else/deep/x": ""})
	for from, want := range map[string]string{
		".":         filepath.Join("conf", "main.cw.hcl"),
		"conf":      "main.cw.hcl",
		"else/deep": filepath.Join("..", "..", "conf", "main.cw.hcl"),
		"/":         filepath.Join(root, "conf", "main.cw.hcl")[1:],
	} {
		t.Chdir(filepath.Join(root, from))
		if from == "/" {
			t.Chdir("/")
		}
		cfg, diags := Load(filepath.Join(root, "conf"))
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		if cfg.Files[want] == nil {
			t.Errorf("from %s there is no file %s", from, want)
		}
	}
}

func TestLoadWithoutConfiguration(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"file":           "",
		"empty/.x":       "",
		"wrong/main.hcl": "",
	})
	for _, c := range []struct {
		dir, code string
		says      []string
	}{
		{"missing", "CW0001", []string{"no directory", "missing", "main.cw.hcl"}},
		{"file", "CW0001", []string{"is a file", "*.cw.hcl"}},
		{"empty", "CW0001", []string{filepath.Join(dir, "empty"), "*.cw.hcl", "main.cw.hcl"}},
		{"wrong", "CW0001", []string{"*.cw.hcl", "main.hcl is there"}},
	} {
		cfg, diags := Load(filepath.Join(dir, c.dir))
		if cfg == nil || cfg.Root == nil || cfg.Settings == nil {
			t.Errorf("%s: the configuration is not whole", c.dir)
		}
		if len(diags) != 1 || string(diag.CodeOf(diags[0])) != c.code {
			t.Errorf("%s: %v, want one %s", c.dir, diags, c.code)
			continue
		}
		for _, s := range c.says {
			if !strings.Contains(diags[0].Detail, s) {
				t.Errorf("%s: %q does not say %q", c.dir, diags[0].Detail, s)
			}
		}
	}
}

// An unreadable file does not keep the mistakes of the others from being told.
func TestLoadUnreadableFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"a.cw.hcl":     "resouce \"x\" \"y\" {\n}\n",
		"latin.cw.hcl": "# fine\nlocals {\n  x = \"é\xe9\"\n}\n",
		"utf16.cw.hcl": "\xff\xfel\x00o\x00",
		"large.cw.hcl": strings.Repeat("#", maxFileSize+1),
		"m1.cw.json":   strings.Repeat(" ", maxFileSize+1),
		"m2.cw.json":   "{\n\"locals\": {\"a\": \"\xe9\"}}",
		"m3.cw.json":   "{\n<<<<<<< ours\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> theirs\n}\n",
	})
	if err := os.Symlink("nowhere", filepath.Join(dir, "link.cw.hcl")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	_, diags := Load(".")
	want := []string{
		"a.cw.hcl:1:1 CW0102 there is no block",
		"large.cw.hcl:1:1 CW0002 larger than 16 MB",
		"latin.cw.hcl:3:9 CW0002 0xe9",
		"link.cw.hcl:1:1 CW0002 link to nowhere",
		"m1.cw.json:1:1 CW0002 larger than 16 MB",
		"m2.cw.json:2:18 CW0002 0xe9",
		"m3.cw.json:2:1 CW0107 Lines 2 to 6",
		"utf16.cw.hcl:1:1 CW0002 UTF-16",
	}
	if len(diags) != len(want) {
		t.Fatalf("%d diagnostics, want %d: %v", len(diags), len(want), diags)
	}
	for i, w := range want {
		place, says, _ := strings.Cut(w, " CW")
		d := diags[i]
		if got := position(d.Subject); got != place || !strings.HasPrefix(says, string(diag.CodeOf(d))[2:]) || !strings.Contains(d.Detail, says[5:]) {
			t.Errorf("got %s %s %q, want %s", got, diag.CodeOf(d), d.Detail, w)
		}
	}
}
