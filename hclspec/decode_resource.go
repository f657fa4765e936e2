package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func (d *decoder) composite(b *hclsyntax.Block, group *Group, path string) {
	named := d.labels(b, "NAME")
	c := &Composite{Name: "?", Group: &Group{}, Range: b.DefRange()}
	if named {
		c.Name, c.NameRange = b.Labels[0], b.LabelRanges[0]
	}
	inner := join(path, "composite."+c.Name)
	d.read(b, form{
		arguments: map[string]func(*hclsyntax.Attribute){
			"description": expression(&c.Description),
			"connect":     d.references(&c.Connect),
			"depends_on":  d.references(&c.DependsOn),
		},
		blocks: map[string]func(*hclsyntax.Block){
			"resource":  func(b *hclsyntax.Block) { d.resource(b, c.Group, inner) },
			"composite": func(b *hclsyntax.Block) { d.composite(b, c.Group, inner) },
			"assert":    func(b *hclsyntax.Block) { c.Asserts = d.assert(c.Asserts, b) },
		},
		later: []string{"module", "override", "count", "for_each", "enabled"},
	})
	if named && d.declare(declaration{path, "composite", c.Name}, &c.Range) {
		group.Composites = append(group.Composites, c)
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (d *decoder) resource(b *hclsyntax.Block, group *Group, path string) {
	named := d.labels(b, "TYPE", "NAME")
	r := &Resource{
		Range:     b.DefRange(),
		BodyRange: hcl.RangeBetween(b.OpenBraceRange, b.CloseBraceRange),
		End:       b.CloseBraceRange,
	}
	if named {
		r.Type, r.TypeRange = b.Labels[0], b.LabelRanges[0]
		r.Name, r.NameRange = b.Labels[1], b.LabelRanges[1]
		d.address = join(path, r.Type+"."+r.Name)
	}
	d.resourceArguments(r, b.Body.Attributes)
	for _, inner := range b.Body.Blocks {
		d.resourceBlock(r, inner)
	}
	if named && d.declare(declaration{path, "resource", r.Type + "." + r.Name}, &r.Range) {
		group.Resources = append(group.Resources, r)
	}
	d.address = ""
}

// resourceArguments sorts a resource's arguments into those of the language and
// those of its type. With resourceBlock it is the hot path: it builds no form.
func (d *decoder) resourceArguments(r *Resource, attrs hclsyntax.Attributes) {
	r.Attributes = make(map[string]*hclsyntax.Attribute, len(attrs))
	for name, a := range attrs {
		switch name {
		case "description":
			r.Description = a.Expr
		case "connect":
			r.Connect = d.referenceList(a)
		case "depends_on":
			r.DependsOn = d.referenceList(a)
		case "count", "for_each", "enabled", "provider":
			d.notYet(a.NameRange, name, "argument")
		case "connection", "assert", "complete", "lifecycle", "timeouts":
			d.blockAsArgument(a)
		default:
			r.Attributes[name] = a
		}
	}
}

func (d *decoder) resourceBlock(r *Resource, b *hclsyntax.Block) {
	switch b.Type {
	case "assert":
		r.Asserts = d.assert(r.Asserts, b)
	case "connection":
		r.Connections = d.connection(r.Connections, b)
	case "complete":
		if c := d.complete(b); r.Complete == nil {
			r.Complete = c
		} else {
			d.second(b, r.Complete.Range)
		}
	case "lifecycle":
		if l := d.lifecycle(b); r.Lifecycle == nil {
			r.Lifecycle = l
		} else {
			d.second(b, r.Lifecycle.Range)
		}
	case "timeouts":
		if t := d.timeouts(b); r.Timeouts == nil {
			r.Timeouts = t
		} else {
			d.second(b, r.Timeouts.Range)
		}
	case "description", "connect", "depends_on", "count", "for_each", "enabled", "provider":
		d.argumentAsBlock(b)
	default:
		if elsewhere[b.Type] != "" {
			d.unexpectedBlock(b, "In a resource block", nil)
			return
		}
		r.Blocks = append(r.Blocks, b)
	}
}

func (d *decoder) second(b *hclsyntax.Block, first hcl.Range) {
	d.report("CW0104", b.DefRange(), "Duplicate definition", "The resource has a %s block already, in %s line %d. Put both into one.",
		b.Type, first.Filename, first.Start.Line)
}

func (d *decoder) assert(list []*Assert, b *hclsyntax.Block) []*Assert {
	if !d.labels(b, "KIND") {
		return list
	}
	for _, inner := range b.Body.Blocks {
		d.unexpectedBlock(inner, "In an assert block", nil)
	}
	return append(list, &Assert{Kind: b.Labels[0], Attributes: b.Body.Attributes, Range: b.DefRange(), KindRange: b.LabelRanges[0]})
}

func (d *decoder) connection(list []*Connection, b *hclsyntax.Block) []*Connection {
	if !d.labels(b, "KIND") {
		return list
	}
	for _, inner := range b.Body.Blocks {
		d.unexpectedBlock(inner, "In a connection block", nil)
	}
	c := &Connection{
		Kind: b.Labels[0], Range: b.DefRange(), KindRange: b.LabelRanges[0],
		Attributes: make(map[string]*hclsyntax.Attribute, len(b.Body.Attributes)),
	}
	for name, a := range b.Body.Attributes {
		if name != "to" {
			c.Attributes[name] = a
		}
	}
	to := b.Body.Attributes["to"]
	if to == nil {
		d.report("CW0303", c.Range, "Missing value", "A connection block needs the argument \"to\": what it connects to, such as to = docker_container.db.")
		return list
	}
	ref, ok := d.reference(to.Expr, "to")
	if !ok {
		return list
	}
	c.To = ref
	return append(list, c)
}

func (d *decoder) complete(b *hclsyntax.Block) *Complete {
	c := &Complete{Range: b.DefRange()}
	d.labels(b)
	d.read(b, form{arguments: map[string]func(*hclsyntax.Attribute){
		"fill":    d.names(&c.Fill),
		"exclude": d.names(&c.Exclude),
		"hint":    expression(&c.Hint),
		"model":   expression(&c.Model),
		"pin":     expression(&c.Pin),
	}})
	return c
}

func (d *decoder) lifecycle(b *hclsyntax.Block) *Lifecycle {
	l := &Lifecycle{Range: b.DefRange()}
	d.labels(b)
	d.read(b, form{
		arguments: map[string]func(*hclsyntax.Attribute){
			"prevent_destroy":       d.truth(&l.PreventDestroy),
			"retain_on_destroy":     d.truth(&l.RetainOnDelete),
			"create_before_destroy": d.truth(&l.CreateBeforeDestroy),
			"ignore_changes":        d.names(&l.IgnoreChanges),
		},
		later: []string{"replace_triggered_by", "precondition", "postcondition"},
	})
	return l
}

func (d *decoder) timeouts(b *hclsyntax.Block) *Timeouts {
	t := &Timeouts{Range: b.DefRange()}
	d.labels(b)
	d.read(b, form{arguments: map[string]func(*hclsyntax.Attribute){
		"create": expression(&t.Create),
		"update": expression(&t.Update),
		"delete": expression(&t.Delete),
	}})
	return t
}
