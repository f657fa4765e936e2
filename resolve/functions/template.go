package functions

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/clockwork-hcl/cw/hclspec"
)

const (
	// maxTemplateDepth is how deep templates may call templates.
	maxTemplateDepth = 32
	// maxTemplates is how many templates one call may render, all together.
	maxTemplates = 1_000
)

// templates renders templates. One that is rendered by another shares its count
// of renderings.
type templates struct {
	env Environment
	// library is what a template may call besides templates. It is shared and
	// not written to.
	library map[string]function.Function
	depth   int
	left    *int
}

func (t *templates) fileFunction() function.Function {
	return flexible(func(args []cty.Value) (cty.Value, error) {
		name := args[0].AsString()
		if err := t.enter(); err != nil {
			return cty.NilVal, err
		}
		source, err := t.env.readText(name)
		if err != nil {
			return cty.NilVal, wrong(0, err)
		}
		return t.render(name, source, args[1])
	}, text("path"), marked(value("vars")))
}

func (t *templates) stringFunction() function.Function {
	return flexible(func(args []cty.Value) (cty.Value, error) {
		if err := t.enter(); err != nil {
			return cty.NilVal, err
		}
		return t.render("the template", args[0].AsString(), args[1])
	}, text("str"), marked(value("vars")))
}

// errEndless is passed on as it is by each template that called another.
var errEndless = refuse("templates call each other more than %d levels deep, or %d times in all; probably one calls itself", maxTemplateDepth, maxTemplates)

func (t *templates) enter() error {
	if t.depth > maxTemplateDepth || t.left != nil && *t.left <= 0 {
		return errEndless
	}
	if t.left != nil {
		*t.left--
	}
	return nil
}

func (t *templates) render(name, source string, vars cty.Value) (cty.Value, error) {
	variables, marks, err := templateVariables(vars)
	if err != nil {
		return cty.NilVal, wrong(1, err)
	}
	expr, diags := hclspec.ParseTemplate(name, []byte(source))
	if diags.HasErrors() {
		return cty.NilVal, templateError(diags)
	}
	if err := checkVariables(expr, variables); err != nil {
		return cty.NilVal, err
	}
	result, diags := expr.Value(&hcl.EvalContext{Variables: variables, Functions: t.inner()})
	if diags.HasErrors() {
		return cty.NilVal, templateError(diags)
	}
	return result.WithMarks(marks), nil
}

// templateVariables are a template's names. Marks of a variable stay with it;
// those of the object as a whole go to the result.
func templateVariables(vars cty.Value) (map[string]cty.Value, cty.ValueMarks, error) {
	vars, marks := vars.Unmark()
	if t := vars.Type(); !t.IsMapType() && !t.IsObjectType() {
		return nil, nil, refuse("an object with the template's variables is needed, such as { name = \"x\" }, not %s", friendly(t))
	}
	variables := vars.AsValueMap()
	for name := range variables {
		if !hclsyntax.ValidIdentifier(name) {
			return nil, nil, fmt.Errorf("%q can't be the name of a template variable; a name begins with a letter and has only letters, digits, _ and - in it", name)
		}
	}
	return variables, marks, nil
}

func checkVariables(expr hcl.Expression, variables map[string]cty.Value) error {
	for _, traversal := range expr.Variables() {
		name := traversal.RootName()
		if _, ok := variables[name]; !ok {
			return fmt.Errorf("%s uses the variable %q, which it is not given; a template sees only the variables in its second argument", place(traversal.SourceRange()), name)
		}
	}
	return nil
}

// inner are the functions of a template: all but complete, since a template is
// no value with a place of its own.
func (t *templates) inner() map[string]function.Function {
	left := t.left
	if left == nil {
		left = new(maxTemplates)
	}
	next := &templates{env: t.env, library: t.library, depth: t.depth + 1, left: left}
	all := maps.Clone(t.library)
	all["templatefile"] = guard("templatefile", next.fileFunction(), nil)
	all["templatestring"] = guard("templatestring", next.stringFunction(), nil)
	all["complete"] = plain(cty.String, func([]cty.Value) (cty.Value, error) {
		return cty.NilVal, refuse("a template can't have holes of its own; pass one as a variable: templatefile(\"…\", { x = complete(\"…\") })")
	}, text("hint"))
	return all
}

// templateError reports the first mistake in a template.
func templateError(diags hcl.Diagnostics) error {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		call, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d)
		if ok && errors.Is(call.FunctionCallError(), errEndless) {
			return errEndless
		}
		detail := strings.TrimSuffix(d.Detail, ".")
		if d.Subject == nil {
			return errors.New(detail)
		}
		return fmt.Errorf("%s: %s", place(*d.Subject), detail)
	}
	return nil
}

func place(r hcl.Range) string {
	return fmt.Sprintf("%s, line %d, column %d", r.Filename, r.Start.Line, r.Start.Column)
}
