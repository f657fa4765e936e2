package hclspec

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func (d *decoder) settings(b *hclsyntax.Block) {
	s := &Settings{Attributes: b.Body.Attributes, Range: b.DefRange()}
	bare := d.labels(b)
	d.read(b, form{
		arguments: map[string]func(*hclsyntax.Attribute){
			"project":          d.text(&s.Project),
			"stack":            d.text(&s.Stack),
			"required_version": d.text(&s.RequiredVersion),
			"engine":           d.text(&s.Engine),
			"backend":          d.text(&s.Backend),
			"model":            d.text(&s.Model),
		},
	})
	d.checkConstraint(s)
	if !bare {
		return
	}
	if first := d.cfg.Settings.Range; first.Filename != "" {
		d.report("CW0104", s.Range, "Duplicate definition", "There is a clockwork block already, in %s line %d. Put both into one.", first.Filename, first.Start.Line)
		return
	}
	d.cfg.Settings = s
}

func (d *decoder) variable(b *hclsyntax.Block) {
	named := d.labels(b, "NAME")
	v := &Variable{Nullable: true, Range: b.DefRange()}
	d.read(b, form{
		arguments: map[string]func(*hclsyntax.Attribute){
			"type":        expression(&v.Type),
			"default":     expression(&v.Default),
			"description": d.text(&v.Description),
			"sensitive":   d.truth(&v.Sensitive),
			"nullable":    d.truth(&v.Nullable),
		},
		blocks: map[string]func(*hclsyntax.Block){
			"validation": d.conditions(&v.Validations),
		},
	})
	if !named {
		return
	}
	v.Name, v.NameRange = b.Labels[0], b.LabelRanges[0]
	if reservedVariables[v.Name] {
		d.report("CW0106", v.NameRange, "Invalid name", "A variable can't be called %q: the word has a meaning of its own where a variable gets its value. Choose another.", v.Name)
		return
	}
	if d.declare(declaration{kind: "variable", name: v.Name}, &v.Range) {
		d.cfg.Variables = append(d.cfg.Variables, v)
	}
}

func (d *decoder) locals(b *hclsyntax.Block) {
	d.labels(b)
	for _, inner := range b.Body.Blocks {
		d.unexpectedBlock(inner, "In a locals block", nil)
	}
	for _, a := range sortedAttributes(b.Body.Attributes) {
		l := &Local{Name: a.Name, Value: a.Expr, Range: a.NameRange}
		if d.declare(declaration{kind: "local", name: l.Name}, &l.Range) {
			d.cfg.Locals = append(d.cfg.Locals, l)
		}
	}
}

func (d *decoder) output(b *hclsyntax.Block) {
	named := d.labels(b, "NAME")
	o := &Output{Range: b.DefRange()}
	d.read(b, form{
		arguments: map[string]func(*hclsyntax.Attribute){
			"value":       expression(&o.Value),
			"description": d.text(&o.Description),
			"sensitive":   d.truth(&o.Sensitive),
		},
	})
	d.need(b, "value", o.Value)
	if !named {
		return
	}
	o.Name, o.NameRange = b.Labels[0], b.LabelRanges[0]
	if d.declare(declaration{kind: "output", name: o.Name}, &o.Range) && o.Value != nil {
		d.cfg.Outputs = append(d.cfg.Outputs, o)
	}
}

func (d *decoder) provider(b *hclsyntax.Block) {
	named := d.labels(b, "NAME")
	p := &Provider{Attributes: b.Body.Attributes, Range: b.DefRange()}
	if a := b.Body.Attributes["alias"]; a != nil {
		p.Attributes = without(p.Attributes, "alias")
		named = d.alias(p, a) && named
	}
	for _, inner := range b.Body.Blocks {
		d.providerBlock(p, inner)
	}
	if !named {
		return
	}
	p.Name = b.Labels[0]
	name := p.Name
	if p.Alias != "" {
		name += "." + p.Alias
	}
	if d.declare(declaration{kind: "provider", name: name}, &p.Range) {
		d.cfg.Providers = append(d.cfg.Providers, p)
	}
}

// alias reports whether it is one, or null.
func (d *decoder) alias(p *Provider, a *hclsyntax.Attribute) bool {
	faults := len(d.diags)
	d.text(&p.Alias)(a)
	if p.Alias != "" && !hclsyntax.ValidIdentifier(p.Alias) {
		d.report("CW0106", a.Expr.Range(), "Invalid name", "%q can't be an alias: it begins with a letter or _, and has only letters, digits, _ and - in it.", p.Alias)
	}
	return len(d.diags) == faults
}

func (d *decoder) providerBlock(p *Provider, b *hclsyntax.Block) {
	if b.Type != "registry_auth" {
		d.unexpectedBlock(b, "In a provider block", []string{"registry_auth"})
		return
	}
	for _, inner := range b.Body.Blocks {
		d.unexpectedBlock(inner, "In a registry_auth block", nil)
	}
	if d.labels(b) {
		p.Blocks = append(p.Blocks, b)
	}
}
