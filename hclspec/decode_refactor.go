package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

func (d *decoder) moved(b *hclsyntax.Block) {
	d.labels(b)
	var from, to *Reference
	d.read(b, form{arguments: map[string]func(*hclsyntax.Attribute){
		"from": d.written(&from),
		"to":   d.written(&to),
	}})
	d.needArgument(b, "from")
	d.needArgument(b, "to")
	if from == nil || to == nil {
		return
	}
	m := &Moved{From: *from, To: *to, Range: b.DefRange()}
	if d.declare(declaration{kind: "move of", name: addressOf(from.Traversal).text}, &m.Range) {
		d.cfg.Moved = append(d.cfg.Moved, m)
	}
}

func (d *decoder) removed(b *hclsyntax.Block) {
	r := &Removed{Range: b.DefRange()}
	d.labels(b)
	var from *Reference
	var lifecycle *hclsyntax.Block
	d.read(b, form{
		arguments: map[string]func(*hclsyntax.Attribute){"from": d.written(&from)},
		blocks: map[string]func(*hclsyntax.Block){"lifecycle": func(b *hclsyntax.Block) {
			if lifecycle != nil {
				d.second(b, lifecycle.DefRange())
				return
			}
			lifecycle = b
			d.removedLifecycle(r, b)
		}},
	})
	d.needArgument(b, "from")
	if from == nil {
		return
	}
	r.From = *from
	if d.declare(declaration{kind: "removal of", name: addressOf(from.Traversal).text}, &r.Range) {
		d.cfg.Removed = append(d.cfg.Removed, r)
	}
}

func (d *decoder) removedLifecycle(r *Removed, b *hclsyntax.Block) {
	d.labels(b)
	destroy := false
	d.read(b, form{arguments: map[string]func(*hclsyntax.Attribute){"destroy": d.truth(&destroy)}})
	d.needArgument(b, "destroy")
	r.Destroy = destroy
}

// importing reads an import block.
func (d *decoder) importing(b *hclsyntax.Block) {
	i := &Import{Range: b.DefRange()}
	d.labels(b)
	d.read(b, form{arguments: map[string]func(*hclsyntax.Attribute){
		"to":       d.importTarget(i),
		"id":       expression(&i.ID),
		"for_each": expression(&i.ForEach),
	}})
	d.needArgument(b, "to")
	d.need(b, "id", i.ID)
	whole := i.ID != nil && (i.To.Traversal != nil || i.To.Expr != nil)
	if i.To.Traversal != nil {
		whole = d.declare(declaration{kind: "import into", name: addressOf(i.To.Traversal).text}, &i.Range) && whole
	}
	if whole {
		d.cfg.Imports = append(d.cfg.Imports, i)
	}
}

func (d *decoder) importTarget(i *Import) func(*hclsyntax.Attribute) {
	return func(a *hclsyntax.Attribute) {
		ref, ok := d.reference(a.Expr, "to")
		if ok && ref.Traversal != nil && addressOf(ref.Traversal).typ == "" {
			d.report("CW0108", ref.Range, "Invalid argument form", "to takes one resource, such as %s.", exampleReference)
			return
		}
		i.To = ref
	}
}

// needArgument is need for what is no expression.
func (d *decoder) needArgument(b *hclsyntax.Block, name string) {
	if a := b.Body.Attributes[name]; a != nil {
		d.need(b, name, a.Expr)
		return
	}
	d.need(b, name, nil)
}

// written takes the address of one resource or group, written out.
func (d *decoder) written(to **Reference) func(*hclsyntax.Attribute) {
	return func(a *hclsyntax.Attribute) {
		ref, ok := d.reference(a.Expr, a.Name)
		switch {
		case !ok:
		case ref.Traversal == nil:
			d.report("CW0108", ref.Range, "Invalid argument form", "%s takes an address that is written out: an index there is a number or a text in quotes, such as %s[0].", a.Name, exampleReference)
		case addressOf(ref.Traversal).text == "":
			d.report("CW0108", ref.Range, "Invalid argument form", "%s takes the address of a resource, a composite or a module, and nothing inside it: %s, composite.NAME or module.NAME.", a.Name, exampleReference)
		default:
			*to = &ref
		}
	}
}

// address is what a traversal says of a resource or group as a whole.
type address struct {
	// typ is a resource's type, "" for a group.
	typ string
	// text is the address as written, "" if it is none.
	text string
}

// addressOf takes a traversal apart: composite or module and a name, each with
// an index or none, and then perhaps a type, a name and an index.
func addressOf(t hcl.Traversal) address {
	var a address
	text := ""
	for rest := t; len(rest) > 0; {
		word, name := stepName(rest, 0), stepName(rest, 1)
		if word == "" || name == "" || a.typ != "" {
			return address{}
		}
		if word != "composite" && word != "module" {
			a.typ = word
		}
		text = join(text, word+"."+name)
		rest = rest[2:]
		if len(rest) > 0 {
			if index, ok := rest[0].(hcl.TraverseIndex); ok {
				text += "[" + indexText(index) + "]"
				rest = rest[1:]
			}
		}
	}
	a.text = text
	return a
}

// stepName gives the name of a traversal's step, "" if there is none.
func stepName(t hcl.Traversal, i int) string {
	if i >= len(t) {
		return ""
	}
	switch step := t[i].(type) {
	case hcl.TraverseRoot:
		return step.Name
	case hcl.TraverseAttr:
		return step.Name
	}
	return ""
}

func indexText(index hcl.TraverseIndex) string {
	return string(hclwrite.TokensForValue(index.Key).Bytes())
}
