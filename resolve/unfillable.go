package resolve

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec"
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
			if n.misspells(hole.Path) {
				continue
			}
			diags = append(diags, diag.At(diag.New("CW0303", n.Block.Range.Ptr(), "Missing value",
				"%s needs %s. Set it, or add a description that says what it should be, so that it can be completed.", n.Address, hole.Path), n.Address.String()))
		}
	}
	return diags
}

// misspells reports whether the block has an unknown argument that is likely to
// be meant for an attribute; that has been reported.
func (n *Node) misspells(attr string) bool {
	names := attributeNames(n.Kind)
	for name := range n.Block.Attributes {
		if n.Kind.Attribute(name) == nil && hclspec.Nearest(name, names) == attr {
			return true
		}
	}
	return false
}
