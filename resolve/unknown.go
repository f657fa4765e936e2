package resolve

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// The functions of this file report words that a resource type does not have.

func (b *builder) diagnose(n *Node, diags hcl.Diagnostics) {
	for _, d := range diags {
		b.report(diag.At(d, n.Address.String()))
	}
}

func (b *builder) unknownType(r *hclspec.Resource) {
	names := authorKinds(b.g.Kinds)
	detail := "There is no resource type %q."
	if near := hclspec.Nearest(r.Type, names); near != "" {
		detail += " Did you mean \"" + near + "\"?"
	} else {
		detail += " The types are " + strings.Join(names, ", ") + "."
	}
	b.report(diag.New("CW0201", r.TypeRange.Ptr(), "Unknown resource type", detail, r.Type))
}

func authorKinds(t schema.Table) []string {
	var names []string
	for _, k := range t {
		if !k.Internal {
			names = append(names, k.Name)
		}
	}
	return names
}

func (b *builder) unknownArgument(n *Node, attr *hclsyntax.Attribute) {
	names := append(attributeNames(n.Kind), hclspec.MetaArguments...)
	detail := "A %s has no argument %q."
	switch near := hclspec.Nearest(attr.Name, names); {
	case n.Kind.Attribute(attr.Name) != nil:
		detail = "In a %s, %q is written as a block: " + attr.Name + " { … }, without an equals sign."
	case n.Kind.Output(attr.Name) != nil:
		detail = "In a %s, %q can't be set: it is known only after deployment. Leave it out."
	case near != "":
		detail += " Did you mean \"" + near + "\"?"
	default:
		detail += " It takes " + strings.Join(attributeNames(n.Kind), ", ") + "."
	}
	b.report(diag.At(diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", detail, n.Kind.Name, attr.Name), n.Address.String()))
	if meant := hclspec.Nearest(attr.Name, attributeNames(n.Kind)); meant != "" && n.Block.Attributes[meant] == nil {
		// What was meant is not missing: one mistake is one error.
		n.attrs[meant] = &expression{expr: attr.Expr, frame: n.frame, broken: true}
	}
}

func attributeNames(k *schema.Kind) []string {
	names := make([]string, len(k.Attributes))
	for i, a := range k.Attributes {
		names[i] = a.Name
	}
	return names
}

func (b *builder) unknownBlock(n *Node, block *hclsyntax.Block, isAttribute bool) {
	detail := "A %s has no block %q."
	var names []string
	for _, a := range n.Kind.Attributes {
		if a.Block {
			names = append(names, a.Name)
		}
	}
	if isAttribute {
		detail = "In a %s, %q is an argument: write it with an equals sign."
	} else if near := hclspec.Nearest(block.Type, append(names, hclspec.MetaBlocks...)); near != "" {
		detail += " Did you mean \"" + near + "\"?"
	}
	b.report(diag.At(diag.New("CW0102", block.TypeRange.Ptr(), "Unknown block", detail, n.Kind.Name, block.Type), n.Address.String()))
}

func (b *builder) unknownBlockArgument(n *Node, block *hclsyntax.Block, attr *hclsyntax.Attribute, t cty.Type) {
	detail := "A block %q has no argument %q."
	if near := hclspec.Nearest(attr.Name, sortedKeys(t.AttributeTypes())); near != "" {
		detail += " Did you mean \"" + near + "\"?"
	}
	b.report(diag.At(diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", detail, block.Type, attr.Name), n.Address.String()))
}
