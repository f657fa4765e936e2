package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

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
		d.resourceBlock(r, inner, b.Type)
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
		case "count":
			r.Repeat.Count = a.Expr
		case "for_each":
			r.Repeat.ForEach = a.Expr
		case "enabled":
			r.Repeat.Enabled = a.Expr
		case "provider":
			r.Provider = d.providerOf(a)
		case "connection", "assert", "complete", "lifecycle", "timeouts":
			d.blockAsArgument(a)
		default:
			r.Attributes[name] = a
		}
	}
	d.notBoth(&r.Repeat, attrs)
}

// notBoth keeps the first of count and for_each where both are given.
func (d *decoder) notBoth(r *Repeat, attrs hclsyntax.Attributes) {
	if r.Count == nil || r.ForEach == nil {
		return
	}
	first, second := attrs["count"], attrs["for_each"]
	if first.SrcRange.Start.Byte > second.SrcRange.Start.Byte {
		first, second = second, first
		r.Count = nil
	} else {
		r.ForEach = nil
	}
	d.report("CW0104", second.NameRange, "Duplicate definition", "A block is repeated by count or by for_each, not by both, and %s stands in line %d already. Remove one of the two.",
		first.Name, first.SrcRange.Start.Line)
}

// providerOf takes a resource's provider argument.
func (d *decoder) providerOf(a *hclsyntax.Attribute) *Reference {
	const want = "provider takes the name of a provider, or that with an alias: docker, or docker.remote"
	t, ok := a.Expr.(*hclsyntax.ScopeTraversalExpr)
	text, isText := plainText(a.Expr)
	switch {
	case ok && isName(t.Traversal):
		return &Reference{Traversal: t.Traversal, Range: t.SrcRange}
	case isText && looksLikeReference(text):
		d.report("CW0108", a.Expr.Range(), "Invalid argument form", "%s. Write %s, without quotes.", want, text)
	default:
		d.report("CW0108", a.Expr.Range(), "Invalid argument form", "%s. This is something else.", want)
	}
	return nil
}

// isName reports whether a traversal is NAME or NAME.NAME.
func isName(t hcl.Traversal) bool {
	if len(t) == 2 {
		_, ok := t[1].(hcl.TraverseAttr)
		return ok
	}
	return len(t) == 1
}

// resourceBlock takes a block of a resource or an override; outer says which.
func (d *decoder) resourceBlock(r *Resource, b *hclsyntax.Block, outer string) {
	switch b.Type {
	case "assert":
		r.Asserts = d.assert(r.Asserts, b, ofResource)
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
			d.unexpectedBlock(b, "In "+article(outer)+" block", nil)
			return
		}
		r.Blocks = append(r.Blocks, b)
	}
}

func (d *decoder) second(b *hclsyntax.Block, first hcl.Range) {
	d.report("CW0104", b.DefRange(), "Duplicate definition", "There is a %s block already, in %s line %d. Put both into one.",
		b.Type, first.Filename, first.Start.Line)
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
			"prevent_destroy":       expression(&l.PreventDestroy),
			"retain_on_destroy":     expression(&l.RetainOnDestroy),
			"create_before_destroy": expression(&l.CreateBeforeDestroy),
			"ignore_changes":        d.ignored(l),
			"replace_triggered_by":  d.references(&l.ReplaceTriggeredBy),
		},
		blocks: map[string]func(*hclsyntax.Block){
			"precondition":  d.conditions(&l.Preconditions),
			"postcondition": d.conditions(&l.Postconditions),
		},
	})
	return l
}

// ignored takes ignore_changes: names, or the word all.
func (d *decoder) ignored(l *Lifecycle) func(*hclsyntax.Attribute) {
	list := d.names(&l.IgnoreChanges)
	return func(a *hclsyntax.Attribute) {
		if tuple, ok := a.Expr.(*hclsyntax.TupleConsExpr); ok && len(tuple.Exprs) == 1 && hcl.ExprAsKeyword(tuple.Exprs[0]) == "all" {
			d.report("CW0108", a.Expr.Range(), "Invalid argument form", "To ignore changes of every argument, write ignore_changes = all, without brackets.")
			return
		}
		if nameOf(a.Expr) == "all" {
			l.IgnoreAll = true
			return
		}
		list(a)
	}
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
