package resolve

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
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

// form is what a variable's value has to be.
type form struct {
	want     cty.Type
	defaults *typeexpr.Defaults
}

func (f *form) unknown() cty.Value { return cty.UnknownVal(f.want.WithoutOptionalAttributesDeep()) }

// form reads a variable's type, once for all instances of its module.
func (b *builder) form(v *hclspec.Variable) *form {
	if f := b.forms[v]; f != nil {
		return f
	}
	f := &form{want: cty.DynamicPseudoType}
	b.forms[v] = f
	if v.Type == nil {
		return f
	}
	t, d, diags := typeexpr.TypeConstraintWithDefaults(v.Type)
	for _, d := range diags {
		b.report(diag.New("CW0301", d.Subject, "Invalid type", "%s", typeProblem(d)))
	}
	if !diags.HasErrors() {
		f.want, f.defaults = t, d
	}
	return f
}

var typeNames = []string{"string", "number", "bool", "any", "list", "set", "map", "tuple", "object"}

const typeList = "A type is string, number, bool, any, list(…), set(…), map(…), tuple([…]) or object({ … }) with optional(…) attributes."

// typeProblems are the library's complaints about a type, by a part of each, in
// plain words.
var typeProblems = []struct{ part, text string }{
	{"specifying the element type.", "A collection says what its elements are, as one type in brackets: list(string), set(number), map(bool)."},
	{"keys must be unique", "Two attributes of the object have the same name."},
	{"attribute", "An object names its attributes, with a type for each: object({ name = string, port = optional(number, 80) })."},
	{"element types", "A tuple lists the type of each element: tuple([string, number])."},
	{"does not expect arguments", "string, number, bool and any stand alone, without brackets."},
	{"either a primitive type keyword", "Write a type as a word without quotes, or a collection. " + typeList},
}

// typeProblem says what is wrong with a type.
func typeProblem(d *hcl.Diagnostic) string {
	word := strings.Trim(quotedWord.FindString(d.Detail), `"`)
	switch {
	case strings.HasPrefix(d.Detail, "This default value"):
		return "The default in optional(…) does not fit the type before it" + strings.TrimPrefix(d.Detail, "This default value is not compatible with the attribute's type constraint")
	case strings.Contains(d.Detail, "is not a valid type"):
		if near := hclspec.Nearest(word, typeNames); near != "" {
			return fmt.Sprintf("There is no type %q. Did you mean %q?", word, near)
		}
		return fmt.Sprintf("There is no type %q. %s", word, typeList)
	case strings.Contains(d.Detail, "valid only as a modifier"):
		return "optional(…) stands only inside of an object: object({ port = optional(number, 80) })."
	case strings.HasPrefix(d.Detail, "Optional attribute modifier"):
		return "optional(…) takes the attribute's type and, if wanted, its default: optional(number, 80)."
	}
	for _, p := range typeProblems {
		if strings.Contains(d.Detail, p.part) {
			return p.text
		}
	}
	return typeList
}

var quotedWord = regexp.MustCompile(`"[^"]*"`)

// fit gives a value the form of its variable, or says what is wrong with it.
func (f *form) fit(v *hclspec.Variable, raw cty.Value, at *hcl.Range, what string) (cty.Value, *hcl.Diagnostic) {
	bare, marks := raw.Unmark()
	if bare.IsKnown() && bare.IsNull() && !v.Nullable && v.Default != nil {
		if d, diags := v.Default.Value(nil); !diags.HasErrors() {
			bare = d
		}
	}
	if f.defaults != nil && !bare.IsNull() {
		bare = f.defaults.Apply(bare)
	}
	value, err := convert.Convert(bare.WithMarks(marks), f.want)
	if err != nil {
		return f.unknown(), diag.New("CW0306", at, "Wrong value for a variable", "%s %s.", what, wrongType(err, f.want))
	}
	if bare, _ := value.Unmark(); bare.IsKnown() && bare.IsNull() && !v.Nullable {
		return f.unknown(), diag.New("CW0306", at, "Wrong value for a variable", "%s can't be null.", what)
	}
	if v.Sensitive {
		value = value.Mark(schema.Sensitive)
	}
	return value, nil
}

// rootVariables gives the root's variables their values.
func (b *builder) rootVariables(m *module, given map[string]Given) {
	m.vars = make(map[string]*named, len(m.cfg.Variables))
	for _, v := range m.cfg.Variables {
		m.vars[v.Name] = &named{what: "variable", name: v.Name, at: v.NameRange, value: b.rootVariable(v, given)}
	}
	for _, name := range sortedKeys(given) {
		if m.vars[name] != nil || given[name].Undeclared {
			continue
		}
		detail := fmt.Sprintf("%s gives a value to %q, but the configuration has no variable of that name.", given[name].Source, name)
		if near := hclspec.Nearest(name, sortedKeys(m.vars)); near != "" {
			detail += fmt.Sprintf(" Did you mean %q?", near)
		}
		b.report(diag.New("CW0205", nil, "Unknown variable", "%s", detail))
	}
}

func (b *builder) rootVariable(v *hclspec.Variable, given map[string]Given) cty.Value {
	form := b.form(v)
	g, ok := given[v.Name]
	switch {
	case ok:
		raw, diags := g.read(v, form.want)
		b.diags = append(b.diags, diags...)
		if diags.HasErrors() {
			b.unset = true
			return form.unknown()
		}
		value, d := form.fit(v, raw, v.NameRange.Ptr(), "The variable "+strconv.Quote(v.Name))
		if d != nil {
			d.Detail += " " + g.Source + " gives it."
			b.report(d)
			b.unset = true
		}
		return value
	case v.Default != nil:
		return b.defaultValue(v, form)
	case !b.unset:
		b.report(diag.New("CW0307", v.NameRange.Ptr(), "Variable without a value",
			"The variable %q has no default and was given no value. Give it one with --var %s=…, CW_VAR_%s=…, or a line in clockwork.cwvars.", v.Name, v.Name, v.Name))
		b.unset = true
	}
	if v.Sensitive {
		return form.unknown().Mark(schema.Sensitive)
	}
	return form.unknown()
}

// defaultValue evaluates a variable's default, which refers to nothing.
func (b *builder) defaultValue(v *hclspec.Variable, form *form) cty.Value {
	raw, diags := v.Default.Value(&hcl.EvalContext{Functions: b.g.root.base.Functions})
	for _, d := range diags {
		b.report(diag.New("CW0108", d.Subject, "Invalid argument form", "A default is a plain value: it can't refer to anything. Put what is computed into locals { … }."))
		return form.unknown()
	}
	value, d := form.fit(v, raw, v.Default.Range().Ptr(), "The default of the variable "+strconv.Quote(v.Name))
	if d != nil {
		b.report(d)
	}
	return value
}

func (g Given) read(v *hclspec.Variable, want cty.Type) (cty.Value, hcl.Diagnostics) {
	if g.Text == nil {
		return g.Value, nil
	}
	if want == cty.String || v.Type == nil {
		return cty.StringVal(*g.Text), nil
	}
	if want == cty.Number || want == cty.Bool {
		return cty.StringVal(strings.TrimSpace(*g.Text)), nil
	}
	expr, diags := hclspec.ParseExpression(g.Source, []byte(*g.Text))
	if !diags.HasErrors() {
		var value cty.Value
		value, diags = hclspec.PlainValue(expr)
		if !diags.HasErrors() {
			return value, nil
		}
	}
	return cty.NilVal, hcl.Diagnostics{diag.New("CW0306", nil, "Wrong value for a variable",
		"%s gives the variable %q something that can't be read as %s: %s", g.Source, v.Name, typeName(want), diags[0].Detail)}
}

// linkValidations links the conditions of a module's variables.
func (b *builder) linkValidations(m *module) {
	for _, v := range m.cfg.Variables {
		for _, block := range v.Validations {
			if block.Condition == nil || block.ErrorMessage == nil {
				continue // reported by the reader
			}
			c := &validation{variable: v, block: block}
			x, diags := b.expression(block.Condition, m.root.frame)
			b.diags = append(b.diags, diags...)
			c.holds = x
			x, diags = b.expression(block.ErrorMessage, m.root.frame)
			b.diags = append(b.diags, diags...)
			c.message = x
			m.validations = append(m.validations, c)
		}
	}
}

// validation is a validation block of a variable, linked.
type validation struct {
	variable *hclspec.Variable
	block    *hclspec.Condition
	holds    *expression
	message  *expression
}

// validate reports what the validations of a module's variables refuse, as far
// as it is known.
func (ev *evaluator) validate(m *module) {
	for _, c := range m.validations {
		v, diags := ev.value(c.holds, nil)
		ev.diags = append(ev.diags, diags...)
		if diags.HasErrors() {
			continue
		}
		v, d := convertTo(v, cty.Bool, c.block.Condition.Range(), "condition")
		if d != nil {
			ev.report(d)
			continue
		}
		ok, _ := v.Unmark()
		if !ok.IsKnown() || !ok.IsNull() && ok.True() {
			continue
		}
		message := ev.message(c.message, nil)
		if message == "" {
			message = "The value does not meet the condition that the variable sets."
		}
		ev.report(diag.At(diag.New("CW0306", c.block.Range.Ptr(), "Wrong value for a variable", "The variable %q: %s", c.variable.Name, message), m.path))
	}
}
