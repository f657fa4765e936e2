package hclspec

import (
	"strings"

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
			"count":       expression(&c.Repeat.Count),
			"for_each":    expression(&c.Repeat.ForEach),
			"enabled":     expression(&c.Repeat.Enabled),
		},
		blocks: map[string]func(*hclsyntax.Block){
			"resource":  func(b *hclsyntax.Block) { d.resource(b, c.Group, inner) },
			"composite": func(b *hclsyntax.Block) { d.composite(b, c.Group, inner) },
			"module":    func(b *hclsyntax.Block) { d.module(b, c.Group, inner) },
			"override":  func(b *hclsyntax.Block) { d.override(b, &c.Group.Overrides, inner) },
			"assert":    func(b *hclsyntax.Block) { c.Asserts = d.assert(c.Asserts, b, ofGroup) },
		},
	})
	d.notBoth(&c.Repeat, b.Body.Attributes)
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

func (d *decoder) module(b *hclsyntax.Block, group *Group, path string) {
	named := d.labels(b, "NAME")
	m := &Module{Name: "?", Range: b.DefRange(), End: b.CloseBraceRange}
	if named {
		m.Name, m.NameRange = b.Labels[0], b.LabelRanges[0]
	}
	d.moduleArguments(m, b.Body.Attributes)
	for _, inner := range b.Body.Blocks {
		d.moduleBlock(m, inner, join(path, "module."+m.Name))
	}
	if source := b.Body.Attributes["source"]; source != nil {
		d.source(m, source)
	} else {
		d.report("CW0303", m.Range, "Missing value", "A module block needs the argument \"source\": where its files are, such as source = \"./web\" for a directory beside this file.")
	}
	if named && d.declare(declaration{path, "module", m.Name}, &m.Range) {
		group.Modules = append(group.Modules, m)
	}
}

// moduleArguments sorts a module's arguments into those of the language and the
// values of its variables.
func (d *decoder) moduleArguments(m *Module, attrs hclsyntax.Attributes) {
	m.Attributes = make(map[string]*hclsyntax.Attribute, len(attrs))
	for name, a := range attrs {
		switch name {
		case "source":
		case "description":
			m.Description = a.Expr
		case "connect":
			m.Connect = d.referenceList(a)
		case "depends_on":
			m.DependsOn = d.referenceList(a)
		case "count":
			m.Repeat.Count = a.Expr
		case "for_each":
			m.Repeat.ForEach = a.Expr
		case "enabled":
			m.Repeat.Enabled = a.Expr
		case "version", "providers":
			d.unexpectedArgument(a, "module", form{})
		case "assert", "override":
			d.blockAsArgument(a)
		default:
			m.Attributes[name] = a
		}
	}
	d.notBoth(&m.Repeat, attrs)
}

func (d *decoder) moduleBlock(m *Module, b *hclsyntax.Block, path string) {
	switch b.Type {
	case "assert":
		m.Asserts = d.assert(m.Asserts, b, ofGroup)
	case "override":
		d.override(b, &m.Overrides, path)
	case "source", "description", "connect", "depends_on", "count", "for_each", "enabled":
		d.argumentAsBlock(b)
	default:
		if near := Nearest(b.Type, moduleBlocks); elsewhere[b.Type] != "" || near != "" {
			d.unexpectedBlock(b, "In a module block", moduleBlocks)
			return
		}
		d.report("CW0102", b.TypeRange, "Unknown block", "In a module block there is no block %q. The blocks there are %s; a variable of the module gets its value with an equals sign: %s = { … }.",
			b.Type, strings.Join(moduleBlocks, ", "), b.Type)
	}
}

var moduleBlocks = []string{"assert", "override"}

// source takes where a module's files are, and has them read.
func (d *decoder) source(m *Module, a *hclsyntax.Attribute) {
	text, ok := plainText(a.Expr)
	if !ok {
		d.report("CW0108", a.Expr.Range(), "Invalid argument form",
			"Write source as a plain text in quotes, such as \"./web\": a module is read before anything is evaluated, so its source can't have references or functions in it.")
		return
	}
	m.Source, m.SourceRange = text, a.Expr.Range()
	d.call(m)
}

// override reads an override block into list. path leads to the group that the
// block stands in.
func (d *decoder) override(b *hclsyntax.Block, list *[]*Override, path string) {
	o, ok := d.overrideTarget(b)
	r := o.Resource
	at := path
	for _, step := range o.Group {
		at = join(at, step)
	}
	if ok {
		d.address = join(at, r.Type+"."+r.Name)
	}
	allowed := make(hclsyntax.Attributes, len(b.Body.Attributes))
	for name, a := range b.Body.Attributes {
		if why := notOverridden[name]; why != "" {
			d.report("CW0103", a.NameRange, "Unknown argument", "An override can't change %s: %s", name, why)
			continue
		}
		allowed[name] = a
	}
	d.resourceArguments(r, allowed)
	for _, inner := range b.Body.Blocks {
		d.resourceBlock(r, inner, b.Type)
	}
	target := join(strings.Join(o.Group, "."), r.Type+"."+r.Name)
	if ok && d.declare(declaration{path, "override of", target}, &r.Range) {
		*list = append(*list, o)
	}
	d.address = ""
}

// notOverridden says why an override can't have an argument that every resource
// has.
var notOverridden = map[string]string{
	"count":      repeatIsFixed,
	"for_each":   repeatIsFixed,
	"enabled":    repeatIsFixed,
	"depends_on": "it could only take away an order that the group relies on.",
}

const repeatIsFixed = "how often there is the resource is for its own block to say, since others in the group rely on it. Let it use a variable or a local there."

// overrideTarget gives an override with what its labels say.
func (d *decoder) overrideTarget(b *hclsyntax.Block) (*Override, bool) {
	o := &Override{Resource: &Resource{
		Range:     b.DefRange(),
		BodyRange: hcl.RangeBetween(b.OpenBraceRange, b.CloseBraceRange),
		End:       b.CloseBraceRange,
	}}
	if len(b.Labels) != 2 {
		d.wrongLabels(b, []string{"TYPE", "NAME"})
		return o, false
	}
	steps := strings.Split(b.Labels[0], ".")
	typ := steps[len(steps)-1]
	if o.Group = steps[:len(steps)-1]; !isGroupPath(o.Group) || !hclsyntax.ValidIdentifier(typ) {
		d.report("CW0106", b.LabelRanges[0], "Invalid name",
			"%q can't be the type of the resource to override: write \"docker_container\" for one in this group, or \"composite.NAME.docker_container\" or \"module.NAME.docker_container\" for one in a group of this group. An override is for all instances, so no [ ] stands there.", b.Labels[0])
		return o, false
	}
	if !d.identifier(b, 1, "NAME") {
		return o, false
	}
	r := o.Resource
	r.Type, r.TypeRange = typ, b.LabelRanges[0]
	r.Name, r.NameRange = b.Labels[1], b.LabelRanges[1]
	return o, true
}

// isGroupPath reports whether steps are composite or module and a name, in turn.
func isGroupPath(steps []string) bool {
	for i, step := range steps {
		if i%2 == 0 && step != "composite" && step != "module" || !hclsyntax.ValidIdentifier(step) {
			return false
		}
	}
	return len(steps)%2 == 0
}
