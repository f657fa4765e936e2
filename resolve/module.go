package resolve

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// moduleScope makes one instance of a module call; f is the frame of the call.
func (b *builder) moduleScope(g *groupDeclaration, path string, i instance, f *frame, outer []*override) *scope {
	call := g.module
	m := &module{cfg: call.Config, path: path}
	if m.cfg == nil {
		// That it could not be loaded has been reported.
		m.cfg = &hclspec.Config{Dir: b.g.Dir, Root: &hclspec.Group{}}
		g.open = true
	}
	m.base = b.baseFor(m.cfg)
	s := newScope(m, nil, path, g)
	s.instance, s.call, s.frame = i.key, f, &frame{scope: s}
	m.root = s
	m.declareNames()
	b.moduleVariables(m, call, f)
	outer = append(overridesOf(call.Overrides, f), outer...)
	b.fill(s, m.cfg.Root, outer)
	b.groupAsserts(s, call.Asserts)
	b.g.modules = append(b.g.modules, m)
	return s
}

// moduleVariables gives a module's variables the values of the call.
func (b *builder) moduleVariables(m *module, call *hclspec.Module, f *frame) {
	m.vars = make(map[string]*named, len(m.cfg.Variables))
	for _, v := range m.cfg.Variables {
		n := &named{what: "variable", name: v.Name, at: v.NameRange, frame: f}
		m.vars[v.Name] = n
		form := b.form(v)
		switch attr := call.Attributes[v.Name]; {
		case attr != nil:
			n.expr = attr.Expr
			n.convert = func(value cty.Value) (cty.Value, *hcl.Diagnostic) {
				return form.fit(v, value, attr.Expr.Range().Ptr(), "The argument "+v.Name)
			}
		case v.Default != nil:
			n.value = b.defaultValue(v, form)
		default:
			n.value = form.unknown()
			b.report(diag.At(diag.New("CW0303", call.Range.Ptr(), "Missing value",
				"The module %q needs the argument %s: a value for its variable of that name.", call.Name, v.Name), m.path))
		}
	}
	if call.Config == nil {
		return
	}
	for _, attr := range sortedAttributes(call.Attributes) {
		if m.vars[attr.Name] == nil {
			b.unknownVariable(m, call, attr)
		}
	}
}

func (b *builder) unknownVariable(m *module, call *hclspec.Module, attr *hclsyntax.Attribute) {
	known := sortedKeys(m.vars)
	detail := "The module has no variable %q."
	if near := hclspec.Nearest(attr.Name, known); near != "" {
		detail += " Did you mean \"" + near + "\"?"
	} else if len(known) == 0 {
		detail += " It has none at all."
	}
	b.report(diag.At(diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", detail, attr.Name), m.path))
}
