package cli

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// furtherErrors are the mistakes in what could be read of a configuration that
// could not be read whole, so that one run tells them all.
func furtherErrors(c *cli.Context, cfg *hclspec.Config, found hcl.Diagnostics) hcl.Diagnostics {
	if cfg == nil || len(cfg.Files) == 0 {
		return nil
	}
	set, diags := readSettings(c, cfg.Dir, cfg)
	if diags.HasErrors() {
		return diags
	}
	graph, diags := build(c, cfg, set, true)
	_, more := graph.Evaluate()
	return diag.Further(found, append(diags, more...))
}
