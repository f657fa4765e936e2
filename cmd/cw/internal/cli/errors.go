package cli

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// independent are the codes of mistakes that would be mistakes whatever else a
// configuration has. Others, such as a reference to nothing, may come of a block
// that could not be read.
var independent = []diag.Code{
	"CW0102", "CW0103", "CW0201", "CW0204", "CW0301", "CW0302", "CW0304", "CW0305", "CW0306", "CW0308", "CW0309", "CW0601", "CW0603",
}

// harmless are the codes of mistakes in reading that lose no declaration.
var harmless = []diag.Code{"CW0103", "CW0105", "CW0108", "CW0303"}

// furtherErrors are the mistakes in what could be read of a configuration that
// could not be read whole, so that one run tells them all.
func furtherErrors(c *cli.Context, cfg *hclspec.Config, found hcl.Diagnostics) hcl.Diagnostics {
	if len(cfg.Files) == 0 {
		return nil
	}
	set, diags := readSettings(c, cfg.Dir, cfg)
	if diags.HasErrors() {
		return diags
	}
	graph, diags := build(c, cfg, set, true)
	_, more := graph.Evaluate()
	lost := slices.ContainsFunc(found, func(d *hcl.Diagnostic) bool { return !slices.Contains(harmless, diag.CodeOf(d)) })
	return slices.DeleteFunc(append(diags, more...), func(d *hcl.Diagnostic) bool {
		return d.Severity != hcl.DiagError || lost && !slices.Contains(independent, diag.CodeOf(d))
	})
}
