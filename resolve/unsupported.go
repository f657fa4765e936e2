package resolve

import (
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// checkMeta checks meta-arguments that no attribute's check sees, and refuses
// those that this version would pass over in silence.
func (b *builder) checkMeta(n *Node) {
	if l := n.Block.Lifecycle; l != nil {
		if l.CreateBeforeDestroy {
			b.notYet(&l.Range, "create_before_destroy")
		}
		b.checkIgnored(n, l.IgnoreChanges)
	}
	if t := n.Block.Timeouts; t != nil {
		for _, e := range []hcl.Expression{t.Create, t.Update, t.Delete} {
			b.checkTimeout(n, e)
		}
	}
	if c := n.Block.Complete; c != nil {
		for _, e := range []hcl.Expression{c.Pin, c.Model} {
			if e != nil {
				b.notYet(e.Range().Ptr(), "This argument of complete")
			}
		}
	}
}

func (b *builder) notYet(at *hcl.Range, what string) {
	b.report(diag.New("CW0105", at, "Not supported yet", "%s is part of the language, but this version of cw does not have it yet.", what))
}

func (b *builder) checkIgnored(n *Node, names []hclspec.Name) {
	for _, name := range names {
		if n.Kind.Attribute(name.Name) != nil {
			continue
		}
		known := attributeNames(n.Kind)
		detail := "ignore_changes names attributes, and a %s has no %q."
		if near := hclspec.Nearest(name.Name, known); near != "" {
			detail += " Did you mean \"" + near + "\"?"
		} else {
			detail += " It has " + strings.Join(known, ", ") + "."
		}
		b.report(diag.At(diag.New("CW0204", name.Range.Ptr(), "Unknown attribute", detail, n.Kind.Name, name.Name), n.Address.String()))
	}
}

func (b *builder) checkTimeout(n *Node, e hcl.Expression) {
	if e == nil {
		return
	}
	v, diags := e.Value(nil)
	if !diags.HasErrors() && v.Type() == cty.String && !v.IsNull() && v.IsKnown() {
		if d, err := time.ParseDuration(v.AsString()); err == nil && d > 0 {
			return
		}
	}
	b.report(diag.At(diag.New("CW0302", e.Range().Ptr(), "Invalid duration",
		"A timeout is a positive duration, written out: \"30s\" or \"2m\"."), n.Address.String()))
}

// checkProviders knows one provider and one argument of it.
func (b *builder) checkProviders() {
	for _, p := range b.g.Config.Providers {
		if p.Name != "docker" {
			b.report(diag.New("CW0102", p.Range.Ptr(), "Unknown provider", "There is no provider %q; there is \"docker\".", p.Name))
			continue
		}
		for _, attr := range sortedAttributes(p.Attributes) {
			v, diags := attr.Expr.Value(nil)
			switch {
			case attr.Name != "host":
				b.report(diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", "provider \"docker\" has no argument %q; it takes host.", attr.Name))
			case diags.HasErrors() || v.IsNull() || v.Type() != cty.String:
				b.report(diag.New("CW0108", attr.Expr.Range().Ptr(), "Bad argument", "host is a literal text such as \"unix:///var/run/docker.sock\"."))
			}
		}
	}
}
