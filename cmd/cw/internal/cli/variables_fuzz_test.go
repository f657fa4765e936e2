package cli

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
)

// Whatever a file of values says, reading it ends, with known values or with
// errors that have a code and a place.
func FuzzVariables(f *testing.F) {
	for _, seed := range []string{
		"port = 8080\nname = \"shop\"\n", "list = [1, \"a\", { b = null }]\n", "x = <<EOT\n  text\nEOT\n",
		"x = [for a in [1] : a]\n", "x = file(\"y\")\n", "x = var.y\n", "x = -1\n", "block {}\n", "x = !!!true", "x = 1e99999", "\xef\xbb\xbfx = 1\r\n", "x = \"${1}\"",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		given := map[string]resolve.Given{}
		for _, d := range parseVariables("x.cwvars", text, false, given) {
			if d.Severity == hcl.DiagError && (d.Subject == nil || diag.CodeOf(d) == "") {
				t.Errorf("no place or code: %s: %s", d.Summary, d.Detail)
			}
			if strings.Contains(d.Detail, "cty.") {
				t.Errorf("a library's word: %s", d.Detail)
			}
		}
		for name, g := range given {
			if !g.Value.IsWhollyKnown() {
				t.Errorf("%s is not known", name)
			}
		}
	})
}
