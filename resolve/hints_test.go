package resolve_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/resolve"
)

// All wrong names are told, but the right one is looked for only for the first
// hundred: of thousands, as where a file is missing, that would take minutes.
func TestHintsAreBounded(t *testing.T) {
	for _, wrong := range []string{"file.plam%d.content", "var.plam%d"} {
		var text strings.Builder
		for i := range 150 {
			fmt.Fprintf(&text, "variable \"palm%d\" {\n  default = \"x\"\n}\n\nresource \"file\" \"palm%d\" {\n  content = "+wrong+"\n}\n\n", i, i, i)
		}
		cfg, diags := hclspec.LoadBytes("main.cw.hcl", []byte(text.String()))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		_, diags = resolve.Build(cfg, kinds, resolve.Inputs{Project: "p", Stack: "s"})
		hinted := 0
		for _, d := range diags {
			if strings.Contains(d.Detail, "Did you mean ") {
				hinted++
			}
		}
		if len(diags) != 150 || hinted != 100 {
			t.Errorf("%s: %d errors, %d of them with a hint; want 150 and 100", wrong, len(diags), hinted)
		}
	}
}
