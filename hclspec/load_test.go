package hclspec

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

var update = flag.Bool("update", false, "write what the tests see into their golden sections")

// TestLoad runs the archives in testdata/load. Files of a configuration come
// first; a comment "# want CODE" stands on the line of every error expected,
// "# want+1 CODE" on the line above it ("-1" on the line below). The sections "outline" and "messages"
// hold what was understood and what a person reads.
func TestLoad(t *testing.T) {
	for _, file := range glob(t, "testdata/load/*.txtar") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { testArchive(t, file) })
	}
}

func testArchive(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{}
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, Suffix) {
			texts[f.Name] = f.Data
		}
	}
	cfg, diags := LoadSources(".", texts)
	if d := cmp.Diff(wanted(texts), placed(diags)); d != "" {
		t.Errorf("errors (-want +got):\n%s", d)
	}
	var messages bytes.Buffer
	if err := diag.WriteText(&messages, diags, cfg.Files, diag.TextOptions{Width: 100}); err != nil {
		t.Fatal(err)
	}
	golden(t, file, archive, "outline", outline(cfg))
	golden(t, file, archive, "messages", messages.String())
}

// golden compares a section of an archive, absent if empty, or updates it.
func golden(t *testing.T, file string, archive *txtar.Archive, name, got string) {
	t.Helper()
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
	want := ""
	if i >= 0 {
		want = string(archive.Files[i].Data)
	}
	if got == want {
		return
	}
	if !*update {
		t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(want, got))
		return
	}
	if i < 0 {
		archive.Files = append(archive.Files, txtar.File{Name: name})
		i = len(archive.Files) - 1
	}
	archive.Files[i].Data = []byte(got)
	if got == "" {
		archive.Files = slices.Delete(archive.Files, i, i+1)
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

var want = regexp.MustCompile(`[#/] want([+-]\d+)? (CW\d{4})`)

func wanted(texts map[string][]byte) []string {
	var list []string
	for name, src := range texts {
		for i, line := range strings.Split(string(src), "\n") {
			for _, m := range want.FindAllStringSubmatch(line, -1) {
				n, _ := strconv.Atoi(m[1])
				list = append(list, fmt.Sprintf("%s:%d %s", name, i+1+n, m[2]))
			}
		}
	}
	slices.Sort(list)
	return list
}

func placed(diags hcl.Diagnostics) []string {
	var list []string
	for _, d := range diags {
		list = append(list, fmt.Sprintf("%s:%d %s", d.Subject.Filename, d.Subject.Start.Line, diag.CodeOf(d)))
	}
	slices.Sort(list)
	return list
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files match %s (%v)", pattern, err)
	}
	return files
}

// archiveTexts gives the configuration files of an archive of testdata/load.
func archiveTexts(t testing.TB, name string) [][]byte {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "load", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var texts [][]byte
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, Suffix) {
			texts = append(texts, f.Data)
		}
	}
	return texts
}
