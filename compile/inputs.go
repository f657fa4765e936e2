package compile

import (
	"fmt"
	"path/filepath"
	"runtime/debug"

	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// inputs reads one resource's attributes as Pulumi inputs.
type inputs struct {
	p        *program
	node     *resolve.Node
	resource *resolve.Resource
}

// when is an output that resolves once the given resources are deployed: to
// their outputs, in that order, and those of others behind them.
func (p *program) when(awaits []schema.Address, others ...any) pulumi.Output {
	if len(awaits) == 0 {
		return p.ready
	}
	outputs := make([]any, len(awaits), len(awaits)+len(others))
	for i, a := range awaits {
		outputs[i] = p.have[a]
	}
	return pulumi.All(append(outputs, others...)...)
}

// deployed makes a lookup of what when resolved to.
func (p *program) deployed(awaits []schema.Address, have any) resolve.Deployed {
	list, _ := have.([]any)
	return func(a schema.Address) map[string]cty.Value {
		for i, b := range awaits {
			if a == b && i < len(list) {
				values, _ := list[i].(map[string]cty.Value)
				return values
			}
		}
		return nil
	}
}

// settle gives an attribute's final value.
func (in *inputs) settle(name string, have any) (cty.Value, error) {
	a := in.resource.Attributes[name]
	if len(a.Awaits) == 0 {
		return in.located(name, a.Value), nil
	}
	v, diags := in.p.values.AttributeWith(in.p.deployed(a.Awaits, have), in.node.Address, name)
	if diags.HasErrors() {
		return cty.NilVal, diagnosticError(diags)
	}
	bare, _ := v.UnmarkDeep()
	if !bare.IsWhollyKnown() {
		return cty.NilVal, fmt.Errorf("%s.%s is still unknown although everything it needs is deployed. This is a bug in cw.", in.node.Address, name)
	}
	return in.located(name, v), nil
}

// located makes host paths absolute.
func (in *inputs) located(name string, v cty.Value) cty.Value {
	row := in.node.Kind.Attribute(name)
	bare, marks := v.Unmark()
	if !row.Path || bare.IsNull() || !bare.IsKnown() || bare.Type() != cty.String {
		return v
	}
	if row.Local != nil && !row.Local(bare.AsString()) {
		return v
	}
	return cty.StringVal(in.p.path(bare.AsString())).WithMarks(marks)
}

func (p *program) path(s string) string {
	if filepath.IsAbs(s) {
		return filepath.Clean(s)
	}
	return filepath.Join(p.values.Graph.Dir, s)
}

// absent reports whether an attribute says nothing.
func (in *inputs) absent(name string) bool {
	v, _ := in.resource.Attributes[name].Value.Unmark()
	return v == cty.NilVal || v.IsKnown() && v.IsNull()
}

// field reads an attribute as a typed Pulumi input; nil where it is absent. The
// input depends by property on every resource that the attribute refers to,
// whether or not its value had to wait for them.
func field[V any, I pulumi.Input](in *inputs, name string, read func(cty.Value) (V, error)) I {
	var none I
	if in.absent(name) {
		return none
	}
	a := in.resource.Attributes[name]
	out := in.when(name, a.Awaits).ApplyT(func(have any) (V, error) {
		return guarded(func() (V, error) {
			v, err := in.settle(name, have)
			if err != nil {
				var zero V
				return zero, err
			}
			bare, _ := v.UnmarkDeep()
			return read(bare)
		})
	})
	if schema.IsSensitive(a.Value) {
		out = pulumi.ToSecret(out)
	}
	return any(out).(I)
}

// when is the program's when, with a dependency on every resource that an
// attribute refers to. The dependencies are put on an output that is resolved:
// the SDK reads those of a pending one without its lock.
func (in *inputs) when(name string, awaits []schema.Address) pulumi.Output {
	var on []pulumi.Resource
	for _, a := range in.node.References(name) {
		if res := in.p.resources[a]; res != nil {
			on = append(on, res)
		}
	}
	if len(on) == 0 {
		return in.p.when(awaits)
	}
	dependent := pulumi.OutputWithDependencies(in.p.ctx.Context(), in.p.ready, on...)
	if len(awaits) == 0 {
		return dependent
	}
	return in.p.when(awaits, dependent)
}

// properties gives the inputs of one of cw's own kinds: every attribute that
// says something, under its property name.
func (in *inputs) properties() pulumi.Map {
	m := pulumi.Map{}
	for i := range in.node.Kind.Attributes {
		row := &in.node.Kind.Attributes[i]
		if in.absent(row.Name) {
			continue
		}
		m[string(schema.PropertyName(row.Name))] = in.property(row)
	}
	return m
}

// property is the cheap way for what is known and refers to nothing, which is
// nearly everything in a large configuration.
func (in *inputs) property(row *schema.Attribute) pulumi.Input {
	a := in.resource.Attributes[row.Name]
	if len(a.Awaits) > 0 || len(in.node.References(row.Name)) > 0 {
		return field[any, pulumi.Input](in, row.Name, func(v cty.Value) (any, error) { return goValue(v), nil })
	}
	input := inputOf(in.located(row.Name, a.Value))
	if schema.IsSensitive(a.Value) {
		return pulumi.ToSecret(input)
	}
	return input
}

// inputOf converts a known value.
func inputOf(v cty.Value) pulumi.Input {
	bare, _ := v.Unmark()
	if bare.Type() == cty.String && !bare.IsNull() {
		return pulumi.String(bare.AsString())
	}
	return pulumi.Any(goValue(v))
}

// goValue converts a known value to what Pulumi's marshaller takes: nil, bool,
// float64, string, []any, map[string]any. Nulls inside maps and objects are
// left out.
func goValue(v cty.Value) any {
	v, _ = v.UnmarkDeep()
	if v.IsNull() || !v.IsKnown() {
		return nil
	}
	switch t := v.Type(); {
	case t == cty.String:
		return v.AsString()
	case t == cty.Bool:
		return v.True()
	case t == cty.Number:
		f, _ := v.AsBigFloat().Float64()
		return f
	case t.IsMapType(), t.IsObjectType():
		m := map[string]any{}
		for key, item := range v.AsValueMap() {
			if !item.IsNull() {
				m[key] = goValue(item)
			}
		}
		return m
	}
	list := []any{}
	for it := v.ElementIterator(); it.Next(); {
		_, item := it.Element()
		list = append(list, goValue(item))
	}
	return list
}

// guarded runs f in a Pulumi apply, whose goroutine must not panic: that would
// end the process in the middle of a deployment.
func guarded[T any](f func() (T, error)) (result T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("evaluating an expression failed: %v. This is a bug in cw.\n%s", r, debug.Stack())
		}
	}()
	return f()
}

// Error is what was wrong with an expression, or a condition that did not hold,
// once the deployment had given its values.
type Error struct{ Diagnostic *hcl.Diagnostic }

// Error implements error.
func (e *Error) Error() string {
	where := ""
	if at := e.Diagnostic.Subject; at != nil {
		where = fmt.Sprintf("%s:%d: ", at.Filename, at.Start.Line)
	}
	return fmt.Sprintf("%s%s: %s", where, e.Diagnostic.Summary, e.Diagnostic.Detail)
}

// diagnosticError makes an error of the first of diags that is one.
func diagnosticError(diags hcl.Diagnostics) error {
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			return &Error{d}
		}
	}
	return nil
}
