package resolve

import (
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// fillFunc gives the value of a complete("hint") call.
type fillFunc func(hint string) cty.Value

// value evaluates an expression against just what it names.
func (ev *evaluator) value(x *expression, fill fillFunc) (cty.Value, hcl.Diagnostics) {
	if x.broken {
		return cty.DynamicVal, nil
	}
	v, diags := x.expr.Value(ev.context(x, fill))
	for _, d := range diags {
		d.Extra = diag.Extra{Code: "CW0305"}
		d.EvalContext, d.Expression = nil, nil
	}
	return v, diags
}

func (ev *evaluator) diagnose(n *Node, diags hcl.Diagnostics) {
	for _, d := range diags {
		ev.report(diag.At(d, n.Address.String()))
	}
}

func (ev *evaluator) context(x *expression, fill fillFunc) *hcl.EvalContext {
	if len(x.refs) == 0 && len(x.locals) == 0 && len(x.vars) == 0 && !x.complete {
		return ev.g.base
	}
	ctx := ev.g.base.NewChild()
	tree := valueTree{}
	for _, t := range x.vars {
		if v, ok := ev.g.vars[stepName(t, 1)]; ok {
			tree.set(v, "var", stepName(t, 1))
		}
	}
	for _, l := range x.locals {
		tree.set(ev.local(l), "local", l.block.Name)
	}
	for _, r := range x.refs {
		ev.addReference(tree, r)
	}
	ctx.Variables = tree.variables()
	if x.complete {
		if fill == nil {
			fill = func(string) cty.Value { return cty.DynamicVal }
		}
		ctx.Functions = map[string]function.Function{"complete": completeFunction(fill)}
	}
	return ctx
}

// addReference puts the attribute (or all of them) that r names into the tree.
func (ev *evaluator) addReference(tree valueTree, r reference) {
	names := []string{r.attr}
	if r.attr == "" {
		names = attributeNames(r.node.Kind)
		for _, o := range r.node.Kind.Outputs {
			names = append(names, o.Name)
		}
	}
	for _, name := range names {
		tree.set(ev.member(r.node, name), append(slices.Clone(r.prefix), name)...)
	}
}

// member is an attribute or an output of a resource.
func (ev *evaluator) member(n *Node, name string) cty.Value {
	if o := n.Kind.Output(name); o != nil && n.Kind.Attribute(name) == nil {
		return ev.deployedOutput(n, o)
	}
	return ev.attr(n, name).Value
}

func (ev *evaluator) deployedOutput(n *Node, o *schema.Output) cty.Value {
	v := cty.UnknownVal(o.Type)
	if ev.deployed != nil {
		if have, ok := ev.deployed(n.Address)[o.Name]; ok {
			v = have
		}
	}
	if o.Sensitive {
		v = v.Mark(schema.Sensitive)
	}
	return v
}

func (ev *evaluator) local(l *local) cty.Value {
	if v, ok := ev.locals[l]; ok {
		return v
	}
	if ev.locals == nil {
		ev.locals = map[*local]cty.Value{}
	}
	ev.locals[l] = cty.DynamicVal
	v, diags := ev.value(l.x, nil)
	ev.diags = append(ev.diags, diags...)
	ev.locals[l] = v
	return v
}

func (ev *evaluator) output(o *hclspec.Output) Output {
	out := Output{Name: o.Name, Description: o.Description, Block: o}
	x, diags := ev.g.expression(o.Value, ev.g.scopes[""])
	ev.diags = append(ev.diags, diags...)
	if diags.HasErrors() {
		out.Value = cty.DynamicVal
		return out
	}
	v, diags := ev.value(x, nil)
	ev.diags = append(ev.diags, diags...)
	if o.Sensitive {
		v = v.Mark(schema.Sensitive)
	}
	out.Value, out.Awaits = v, ev.awaits(v, x, schema.Address{})
	return out
}

// awaits lists the resources whose outputs an unknown value needs.
func (ev *evaluator) awaits(v cty.Value, x *expression, self schema.Address) []schema.Address {
	if bare, _ := v.UnmarkDeep(); bare.IsWhollyKnown() {
		return nil
	}
	var list []schema.Address
	for _, r := range x.resources() {
		if r.attr == "" || r.node.Kind.Attribute(r.attr) == nil {
			list = addAddresses(list, r.node.Address)
		}
		if r.attr != "" && r.node.Kind.Attribute(r.attr) != nil {
			list = addAddresses(list, ev.attr(r.node, r.attr).Awaits...)
			continue
		}
		for i := range r.node.Kind.Attributes {
			if r.attr == "" {
				list = addAddresses(list, ev.attr(r.node, r.node.Kind.Attributes[i].Name).Awaits...)
			}
		}
	}
	return addAddresses(list, ev.handlesOf(self, x)...)
}

// handlesOf lists the secrets that filled complete() calls of x brought in.
func (ev *evaluator) handlesOf(self schema.Address, x *expression) []schema.Address {
	if !x.complete {
		return nil
	}
	var list []schema.Address
	for _, l := range ev.layers {
		for _, p := range l[self] {
			_, awaits := ev.expand(p.Value)
			list = addAddresses(list, awaits...)
		}
	}
	return list
}

func addAddresses(list []schema.Address, more ...schema.Address) []schema.Address {
	for _, a := range more {
		if !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	return list
}

// expand replaces secret handles in a layer's value by the secrets, which are
// unknown until they are deployed.
func (ev *evaluator) expand(v cty.Value) (cty.Value, []schema.Address) {
	var awaits []schema.Address
	out, err := cty.Transform(v, func(_ cty.Path, v cty.Value) (cty.Value, error) {
		bare, marks := v.Unmark()
		if bare.Type() != cty.String || !bare.IsKnown() || bare.IsNull() {
			return v, nil
		}
		parts := schema.SplitHandles(bare.AsString())
		if parts == nil {
			return v, nil
		}
		text, secrets := ev.fillIn(parts)
		awaits = addAddresses(awaits, secrets...)
		return text.WithMarks(marks).Mark(schema.Sensitive), nil
	})
	if err != nil {
		return v, nil
	}
	return out, awaits
}

func (ev *evaluator) fillIn(parts []schema.TextPart) (cty.Value, []schema.Address) {
	text, known := "", true
	var secrets []schema.Address
	for _, p := range parts {
		if p.Secret == "" {
			text += p.Literal
			continue
		}
		a := schema.SecretAddress(p.Secret)
		ev.secrets[a] = true
		secrets = addAddresses(secrets, a)
		value, ok := ev.secret(a)
		known = known && ok
		if p.URLEncoded {
			value = strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
		}
		text += value
	}
	if !known {
		return cty.UnknownVal(cty.String), secrets
	}
	return cty.StringVal(text), secrets
}

func (ev *evaluator) secret(a schema.Address) (string, bool) {
	if ev.deployed == nil {
		return "", false
	}
	v, ok := ev.deployed(a)["value"]
	if !ok {
		return "", false
	}
	v, _ = v.Unmark()
	if !v.IsKnown() || v.IsNull() {
		return "", false
	}
	return v.AsString(), true
}

// valueTree collects values by path, to become nested objects.
type valueTree map[string]any

func (t valueTree) set(v cty.Value, path ...string) {
	for _, step := range path[:len(path)-1] {
		next, ok := t[step].(valueTree)
		if !ok {
			next = valueTree{}
			t[step] = next
		}
		t = next
	}
	t[path[len(path)-1]] = v
}

func (t valueTree) variables() map[string]cty.Value {
	values := make(map[string]cty.Value, len(t))
	for name, v := range t {
		switch v := v.(type) {
		case valueTree:
			values[name] = cty.ObjectVal(v.variables())
		case cty.Value:
			values[name] = v
		}
	}
	return values
}

// filler binds the complete() calls of an attribute to paths: a call that is
// the whole value stands for the attribute itself, one inside it for
// "attribute:hint".
func (ev *evaluator) filler(n *Node, path string, want cty.Type, x *expression) fillFunc {
	if !x.complete {
		return nil
	}
	return ev.fillerAt(n, path, want, x.expr)
}

func (ev *evaluator) fillerAt(n *Node, path string, want cty.Type, e hcl.Expression) fillFunc {
	direct := isComplete(e)
	return func(hint string) cty.Value {
		at, t := path, want
		if !direct {
			at, t = path+":"+hint, cty.String
		}
		if p, ok := ev.layered(n.Address, at); ok {
			v, _ := ev.expand(p.Value)
			return v
		}
		return ev.hole(n, at, hint, t, e.Range())
	}
}

func isComplete(e hcl.Expression) bool {
	for {
		switch inner := e.(type) {
		case *hclsyntax.ParenthesesExpr:
			e = inner.Expression
		case *hclsyntax.ObjectConsKeyExpr:
			e = inner.Wrapped
		case *hclsyntax.FunctionCallExpr:
			return inner.Name == "complete"
		default:
			return false
		}
	}
}

func (ev *evaluator) hole(n *Node, path, hint string, t cty.Type, at hcl.Range) cty.Value {
	h := schema.Hole{Address: n.Address, Path: path, Hint: hint}
	if !slices.ContainsFunc(ev.holes, func(o OpenHole) bool { return o.Hole == h }) {
		ev.holes = append(ev.holes, OpenHole{Hole: h, Type: t, Range: at})
	}
	return cty.UnknownVal(t).Mark(h)
}

// mapValue evaluates the map that an author wrote, item by item where a
// complete() call has to know its key.
func (ev *evaluator) mapValue(n *Node, row *schema.Attribute, x *expression) cty.Value {
	object, ok := x.expr.(*hclsyntax.ObjectConsExpr)
	if !x.complete || !ok || x.broken {
		v, diags := ev.value(x, ev.filler(n, row.Name, plainType(row), x))
		ev.diagnose(n, diags)
		v, d := convertTo(v, row.Type, x.expr.Range(), "The argument "+row.Name)
		if d != nil {
			ev.report(diag.At(d, n.Address.String()))
		}
		return v
	}
	values := map[string]cty.Value{}
	for _, item := range object.Items {
		key, diags := item.KeyExpr.Value(ev.context(x, nil))
		ev.diagnose(n, diags)
		if diags.HasErrors() || key.Type() != cty.String || !key.IsKnown() || key.IsNull() || key.IsMarked() {
			continue
		}
		values[key.AsString()] = ev.mapItem(n, row, x, key.AsString(), item.ValueExpr)
	}
	return mapOf(values, plainType(row), true)
}

func (ev *evaluator) mapItem(n *Node, row *schema.Attribute, x *expression, key string, e hcl.Expression) cty.Value {
	t := row.Type.ElementType()
	v, diags := e.Value(ev.context(x, ev.fillerAt(n, row.Name+"."+key, t, e)))
	for _, d := range diags {
		d.Extra = diag.Extra{Code: "CW0305"}
		d.EvalContext, d.Expression = nil, nil
	}
	ev.diagnose(n, diags)
	v, d := convertTo(v, t, e.Range(), row.Name+"."+key)
	if d != nil {
		ev.report(diag.At(d, n.Address.String()))
	}
	return v
}
