package resolve

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// Unfillable reports the holes that nobody could fill, whoever is asked: those
// of resources with no description, no hint and no connection to work from.
func (v *Values) Unfillable() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, n := range v.Graph.Order {
		for _, hole := range v.resources[n.Address].Holes {
			if n.Description != "" || hole.Hint != "" || len(n.Edges) > 0 || n.Block.Complete != nil && n.Block.Complete.Hint != nil {
				continue
			}
			diags = append(diags, diag.At(diag.New("CW0303", n.Block.Range.Ptr(), "Missing value",
				"%s needs %s. Set it, or add a description that says what it should be, so that it can be completed.", n.Address, hole.Path), n.Address.String()))
		}
	}
	return diags
}
