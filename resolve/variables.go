package resolve

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// Given is a value that a variable was given from outside.
type Given struct {
	// Text is the value as typed ("--var", CW_VAR_*): a string for a variable
	// of type string, an expression for others. Nil where Value is set.
	Text *string
	// Value comes from a variables file.
	Value cty.Value
	// Source says where it was given: "--var", "CW_VAR_port",
	// "prod.cwvars:3".
	Source string
	// Undeclared is allowed for environment variables and automatic files:
	// a name that no variable has is then left out without an error.
	Undeclared bool
}

// variables fills g.vars.
func (b *builder) variables(given map[string]Given) {
	b.g.vars = map[string]cty.Value{}
	declared := map[string]bool{}
	for _, v := range b.g.Config.Variables {
		declared[v.Name] = true
		b.g.vars[v.Name] = b.variable(v, given)
	}
	for _, name := range sortedKeys(given) {
		if declared[name] || given[name].Undeclared {
			continue
		}
		detail := fmt.Sprintf("%s gives a value to %q, but the configuration has no variable of that name.", given[name].Source, name)
		if near := hclspec.Nearest(name, sortedKeys(declared)); near != "" {
			detail += fmt.Sprintf(" Did you mean %q?", near)
		}
		b.report(diag.New("CW0205", nil, "Unknown variable", "%s", detail))
	}
	for _, v := range b.g.Config.Variables {
		b.validate(v)
	}
}

func (b *builder) variable(v *hclspec.Variable, given map[string]Given) cty.Value {
	want, defaults := cty.DynamicPseudoType, (*typeexpr.Defaults)(nil)
	if v.Type != nil {
		t, d, diags := typeexpr.TypeConstraintWithDefaults(v.Type)
		b.diags = append(b.diags, diags...)
		if diags.HasErrors() {
			return cty.DynamicVal
		}
		want, defaults = t, d
	}
	raw, at, ok := b.rawVariable(v, given, want)
	if !ok {
		return cty.UnknownVal(want.WithoutOptionalAttributesDeep())
	}
	if defaults != nil && !raw.IsNull() {
		raw = defaults.Apply(raw)
	}
	value, err := convert.Convert(raw, want)
	if err != nil {
		b.report(diag.New("CW0306", at, "Wrong value for a variable", "The variable %q %s.", v.Name, wrongType(err, want)))
		return cty.UnknownVal(want.WithoutOptionalAttributesDeep())
	}
	if value.IsNull() && !v.Nullable {
		b.report(diag.New("CW0306", at, "Wrong value for a variable", "The variable %q can't be null.", v.Name))
	}
	if v.Sensitive {
		value = value.Mark(schema.Sensitive)
	}
	return value
}

func (b *builder) rawVariable(v *hclspec.Variable, given map[string]Given, want cty.Type) (cty.Value, *hcl.Range, bool) {
	if g, ok := given[v.Name]; ok {
		value, diags := g.read(v.Name, want)
		b.diags = append(b.diags, diags...)
		return value, v.NameRange.Ptr(), !diags.HasErrors()
	}
	if v.Default != nil {
		value, diags := v.Default.Value(b.g.base)
		b.diags = append(b.diags, diags...)
		return value, v.Default.Range().Ptr(), !diags.HasErrors()
	}
	b.report(diag.New("CW0307", v.NameRange.Ptr(), "Variable without a value",
		"The variable %q has no default and was given no value. Give it one with --var %s=…, CW_VAR_%s=…, or a line in clockwork.cwvars.", v.Name, v.Name, v.Name))
	return cty.NilVal, nil, false
}

func (g Given) read(name string, want cty.Type) (cty.Value, hcl.Diagnostics) {
	if g.Text == nil {
		return g.Value, nil
	}
	if want == cty.String || want == cty.DynamicPseudoType {
		return cty.StringVal(*g.Text), nil
	}
	if want == cty.Number || want == cty.Bool {
		return cty.StringVal(strings.TrimSpace(*g.Text)), nil
	}
	expr, diags := hclsyntax.ParseExpression([]byte(*g.Text), g.Source, hcl.InitialPos)
	if !diags.HasErrors() {
		var value cty.Value
		value, diags = expr.Value(nil)
		if !diags.HasErrors() {
			return value, nil
		}
	}
	return cty.NilVal, hcl.Diagnostics{diag.New("CW0306", nil, "Wrong value for a variable",
		"%s gives the variable %q something that can't be read as %s: %s", g.Source, name, typeName(want), diags[0].Detail)}
}

func (b *builder) validate(v *hclspec.Variable) {
	for _, c := range v.Validations {
		ctx := b.g.base.NewChild()
		ctx.Variables = map[string]cty.Value{"var": cty.ObjectVal(map[string]cty.Value{v.Name: b.g.vars[v.Name]})}
		ok, diags := c.Condition.Value(ctx)
		b.diags = append(b.diags, diags...)
		ok, _ = ok.Unmark()
		if diags.HasErrors() || ok.Type() != cty.Bool || !ok.IsKnown() || ok.IsNull() || ok.True() {
			continue
		}
		message := "The value does not meet the condition that the variable sets."
		if text, diags := c.ErrorMessage.Value(ctx); !diags.HasErrors() && text.Type() == cty.String && text.IsWhollyKnown() && !text.IsNull() && !text.IsMarked() {
			message = text.AsString()
		}
		b.report(diag.New("CW0306", c.Range.Ptr(), "Wrong value for a variable", "The variable %q: %s", v.Name, message))
	}
}

func (g *Graph) checkVariable(t hcl.Traversal) *hcl.Diagnostic {
	if _, ok := g.vars[stepName(t, 1)]; ok {
		return nil
	}
	return unknownName(t, "variable", sortedKeys(g.vars))
}
