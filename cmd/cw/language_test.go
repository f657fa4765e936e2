package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clockwork-hcl/cw/hclspec"
)

const (
	languageDir = "../../testdata/language"
	// mostTime is what one case may take, expansion bombs included, on a machine
	// that does other things as well.
	mostTime = 60 * time.Second
	// answersFile of a case in a directory has what has no place in an HCL file.
	answersFile = "expected"
)

// Each file and directory below a topic of testdata/language is a configuration
// whose comments say what cw finds in it: the values of a good form, the
// diagnostics of a bad one. testdata/language/README.md explains the comments.
//
// A file is right if writing its comments anew changes nothing, and its code
// stands as cw fmt would have it.
func TestLanguage(t *testing.T) {
	said := newVocabulary()
	for _, c := range languageCases(t) {
		t.Run(c.name, func(t *testing.T) { c.test(t, said) })
	}
	if !t.Failed() && !isFiltered() {
		said.check(t)
	}
}

// languageCase is a configuration: its files by their path in its directory.
type languageCase struct {
	name  string
	path  string
	isDir bool
	files map[string]string
}

// languageCases reads testdata/language/TOPIC/NAME.cw.hcl and
// testdata/language/TOPIC/NAME/.
func languageCases(t *testing.T) []*languageCase {
	t.Helper()
	root, err := filepath.Abs(languageDir)
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(root, "*", "*"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases found")
	}
	var cases []*languageCase
	for _, path := range paths {
		rel, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		c := &languageCase{name: strings.TrimSuffix(rel, hclspec.Suffix), path: path, isDir: info.IsDir(), files: map[string]string{}}
		c.read(t)
		cases = append(cases, c)
	}
	return cases
}

func (c *languageCase) read(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(c.path, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := filepath.Base(path)
		if c.isDir {
			name, _ = filepath.Rel(c.path, path)
		}
		text, err := os.ReadFile(path)
		c.files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (c *languageCase) test(t *testing.T, said *vocabulary) {
	t.Chdir(c.unpack(t, c.files))
	if *update {
		c.rewrite(t)
	}
	start := time.Now()
	m := read(t, ".")
	if took := time.Since(start); took > mostTime {
		t.Errorf("it took %v", took)
	}
	said.hear(m)
	got := annotate(t, m, c.files)
	if diff := cmp.Diff(c.files, got); diff != "" {
		t.Errorf("the comments of %s do not say what is so (-file +so; go test -update rewrites them):\n%s", c.path, diff)
	}
	c.checkLayout(t)
}

// unpack writes a case's files into a directory of its own, whose name is the
// case's.
func (c *languageCase) unpack(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "case")
	for name, text := range files {
		write(t, filepath.Join(dir, name), []byte(text))
	}
	return dir
}

// mostRounds until the comments don't change: a message can tell a line's
// number, which the comments above it move.
const mostRounds = 4

// rewrite formats the code and writes the comments anew.
func (c *languageCase) rewrite(t *testing.T) {
	t.Helper()
	for name, text := range c.files {
		c.files[name] = formatted(name, bare(name, text))
		write(t, name, []byte(c.files[name]))
	}
	for range mostRounds {
		next := annotate(t, read(t, "."), c.files)
		for name, text := range next {
			write(t, name, []byte(text))
		}
		done := maps.Equal(next, c.files)
		c.files = next
		if done {
			break
		}
	}
	for name, text := range c.files {
		path := c.path
		if c.isDir {
			path = filepath.Join(path, name)
		}
		write(t, path, []byte(text))
	}
}

// unformatted, in a file, says that it is about how it is written.
const unformatted = "# --unformatted"

func formatted(name, text string) string {
	if !strings.HasSuffix(name, hclspec.Suffix) || strings.Contains(text, unformatted) {
		return text
	}
	out, diags := hclspec.FormatFile(name, []byte(text))
	if diags.HasErrors() {
		return text
	}
	return string(out)
}

func (c *languageCase) checkLayout(t *testing.T) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		code := bare(name, c.files[name])
		if diff := cmp.Diff(formatted(name, code), code); diff != "" {
			t.Errorf("%s is not formatted (-cw fmt +file):\n%s", name, diff)
		}
	}
}

// isFiltered reports whether only some cases run.
func isFiltered() bool { return strings.Contains(flagText("test.run"), "/") }
