package resolve_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"
	"golang.org/x/tools/txtar"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// Whatever a file says, resolving it ends, with errors that have a code and in
// which nothing of Go's or cty's shows.
func FuzzResolve(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".cw.hcl") {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		cfg, diags := hclspec.LoadSources("/config", map[string][]byte{"main.cw.hcl": src})
		if diags.HasErrors() {
			return
		}
		graph, diags := resolve.Build(cfg, kinds, resolve.Inputs{Project: "p", Stack: "s"})
		values, more := graph.Evaluate()
		diags = append(append(diags, more...), values.Unfillable()...)
		if !diags.HasErrors() {
			deployed := func(schema.Address) map[string]cty.Value { return map[string]cty.Value{} }
			_, more := values.Assertions(deployed)
			diags = append(diags, more...)
		}
		for _, d := range diags {
			for _, word := range []string{"cty.", "goroutine", "runtime error", "%!", "<nil>"} {
				if strings.Contains(d.Summary+d.Detail, word) && !strings.Contains(string(src), word) {
					t.Errorf("%s: %s", d.Summary, d.Detail)
				}
			}
		}
	})
}
