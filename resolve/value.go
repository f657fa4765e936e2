package resolve

import (
	"fmt"
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
	if x.broken || ev.size < 0 {
		return cty.DynamicVal, nil
	}
	ctx := ev.context(x, fill)
	if ev.input(x) > maxInput {
		return cty.DynamicVal, hcl.Diagnostics{tooLarge(x.expr.Range(), "What it names is large, and it names it often.")}
	}
	return ev.valueIn(x, ctx)
}

// input is how much the names of an expression bring into it, each as often as
// it is written.
func (ev *evaluator) input(x *expression) int {
	if len(x.uses)+len(x.refs) < 2 {
		return 0
	}
	total := 0
	for _, u := range x.uses {
		total += ev.sizes[u.of]
		if u.of.x == nil {
			total += flatText(u.of.value)
		}
	}
	for _, r := range x.refs {
		if r.node != nil && r.attr != "" {
			total += flatText(ev.member(r.node, r.attr))
		}
	}
	return total
}

func (ev *evaluator) valueIn(x *expression, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, diags := x.evaluate(ctx)
	for _, d := range diags {
		if _, ours := d.Extra.(diag.Extra); !ours {
			d.Extra = diag.Extra{Code: "CW0305"}
		}
		sharpen(d)
		d.Detail = plainWords(d.Detail)
		if absent := x.absent(); absent != "" && strings.Contains(d.Summary, "null value") {
			d.Detail = fmt.Sprintf("%s is not enabled, so it is null and has no attributes. Ask first: %s == null ? … : ….", absent, absent)
		}
		d.EvalContext, d.Expression = nil, nil
	}
	if diags.HasErrors() {
		return cty.DynamicVal, diags
	}
	if ev.measured(x, v) {
		return v, diags
	}
	// From here on nothing is evaluated, so that it is reported once.
	return cty.DynamicVal, hcl.Diagnostics{tooLarge(x.expr.Range(), "The values of the configuration together are too large to be held.")}
}

// sharpen makes the place of a failed call the whole argument that is wrong, or
// the function's name; the library's is where they begin.
func sharpen(d *hcl.Diagnostic) {
	switch e := d.Expression.(type) {
	case *hclsyntax.FunctionCallExpr:
		if d.Summary == "Error in function call" {
			d.Subject = e.NameRange.Ptr()
		}
	case hclsyntax.Expression:
		if d.Summary == "Invalid function argument" {
			d.Subject = e.Range().Ptr()
		}
	}
}

// absent names a resource of an expression that is not enabled, or "".
func (x *expression) absent() string {
	for _, r := range x.refs {
		if r.absent {
			return strings.Join(r.prefix, ".")
		}
	}
	return ""
}

// plainWords says in an author's words what the library says in its own.
func plainWords(detail string) string {
	return libraryWords.Replace(detail)
}

var libraryWords = strings.NewReplacer(
	"a primitive-typed value", "a value that has none", "tuple", "list", "1 argument(s)", "1 argument", "argument(s)", "arguments",
)

// measured takes a value's size from what may still be made.
func (ev *evaluator) measured(x *expression, v cty.Value) bool {
	if isLiteral(x.expr) {
		ev.last = flatText(v)
		return true
	}
	before := ev.size
	fits := measure(v, &ev.size)
	ev.last = before - ev.size
	return fits
}

func (ev *evaluator) diagnose(n *Node, diags hcl.Diagnostics) {
	for _, d := range diags {
		ev.report(diag.At(d, n.Address.String()))
	}
}

// plain reports whether an expression needs nothing but what all share.
func (x *expression) plain() bool {
	return len(x.refs) == 0 && len(x.uses) == 0 && len(x.groups) == 0 && !x.complete && !x.each
}

func (ev *evaluator) context(x *expression, fill fillFunc) *hcl.EvalContext {
	base := x.frame.scope.module.base
	if x.plain() {
		return base
	}
	ctx := base.NewChild()
	tree := valueTree{}
	for _, u := range x.uses {
		tree.set(ev.named(u.of), u.path...)
	}
	for _, g := range x.groups {
		tree.set(ev.moduleValue(g), g.prefix...)
	}
	for _, r := range x.refs {
		ev.addReference(tree, r)
	}
	if x.each {
		addRepetition(tree, x.frame)
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

// addRepetition puts each and count into the tree.
func addRepetition(tree valueTree, f *frame) {
	if r := f.repetition(true); r != nil {
		tree.set(r.key, "count", "index")
	}
	if r := f.repetition(false); r != nil {
		tree.set(r.key, "each", "key")
		tree.set(r.value, "each", "value")
	}
}

// addReference puts the attribute (or all of them) that r names into the tree.
func (ev *evaluator) addReference(tree valueTree, r reference) {
	switch {
	case r.absent:
		tree.set(cty.NullVal(cty.DynamicPseudoType), r.prefix...)
	case r.node == nil:
		tree.set(ev.whole(r.declaration), r.prefix...)
	case r.attr == "":
		tree.set(ev.object(r.node), r.prefix...)
	default:
		tree.set(ev.member(r.node, r.attr), append(slices.Clone(r.prefix), r.attr)...)
	}
}

// object is everything that a resource has.
func (ev *evaluator) object(n *Node) cty.Value { return cty.ObjectVal(ev.self(n)) }

// whole is all instances of a resource: a list by count, an object by for_each.
func (ev *evaluator) whole(d *declaration) cty.Value {
	if v, ok := ev.wholes[d]; ok {
		return v
	}
	if d.open {
		return cty.DynamicVal
	}
	keys, values := make([]string, len(d.nodes)), make([]cty.Value, len(d.nodes))
	for i, n := range d.nodes {
		keys[i], values[i] = n.Address.Key, ev.object(n)
	}
	v := collected(d.block.Repeat, keys, values)
	// Before all instances are evaluated, a value may still be a placeholder.
	if ev.before != nil || ev.building == nil {
		if ev.wholes == nil {
			ev.wholes = map[*declaration]cty.Value{}
		}
		ev.wholes[d] = v
	}
	return v
}

// collected are the values of a block's instances as references see them.
func collected(r hclspec.Repeat, keys []string, values []cty.Value) cty.Value {
	if r.Count != nil {
		return cty.TupleVal(values)
	}
	byKey := make(map[string]cty.Value, len(values))
	for i, key := range keys {
		byKey[schema.KeyName(key)] = values[i]
	}
	return cty.ObjectVal(byKey)
}

// moduleValue is all outputs of a module.
func (ev *evaluator) moduleValue(g groupReference) cty.Value {
	if g.scope != nil {
		return ev.moduleOutputs(g.scope.module)
	}
	if g.group.open {
		return cty.DynamicVal
	}
	if !isRepeated(g.group.repeat()) {
		return cty.NullVal(cty.DynamicPseudoType)
	}
	keys, values := groupKeys(g.group), make([]cty.Value, len(g.group.instances))
	for i, s := range g.group.instances {
		values[i] = ev.moduleOutputs(s.module)
	}
	return collected(g.group.repeat(), keys, values)
}

func (ev *evaluator) moduleOutputs(m *module) cty.Value {
	values := make(map[string]cty.Value, len(m.outputs))
	for name, o := range m.outputs {
		values[name] = ev.named(o)
	}
	return cty.ObjectVal(values)
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

// maxDepth bounds how long a chain of names may be, each of which needs the
// next: a computer's stack does not hold a million of them.
const maxDepth = 2_000

// named gives a name's value, evaluated at most once.
func (ev *evaluator) named(n *named) cty.Value {
	if n.x == nil {
		return n.value
	}
	if v, ok := ev.values[n]; ok {
		return v
	}
	ev.values[n] = cty.DynamicVal
	if ev.depth >= maxDepth {
		ev.report(diag.New("CW0309", n.at.Ptr(), "Too large", "More than %d names need each other in a row here. Shorten the chain.", maxDepth))
		return cty.DynamicVal
	}
	ev.depth++
	v, diags := ev.value(n.x, nil)
	ev.depth--
	if !diags.HasErrors() {
		ev.sizes[n] = ev.last
	}
	ev.diags = append(ev.diags, diags...)
	if n.convert != nil && !diags.HasErrors() {
		var d *hcl.Diagnostic
		if v, d = n.convert(v); d != nil {
			ev.report(d)
		}
	}
	if n.sensitive {
		v = v.Mark(schema.Sensitive)
	}
	ev.values[n] = v
	return v
}

func (ev *evaluator) output(o *hclspec.Output) Output {
	n := ev.g.root.outputs[o.Name]
	out := Output{Name: o.Name, Description: o.Description, Block: o, Value: ev.named(n)}
	if n.x != nil && !n.x.broken {
		out.Awaits = ev.awaits(out.Value, n.x, schema.Address{})
	}
	return out
}

// awaits lists the resources whose outputs an unknown value needs.
func (ev *evaluator) awaits(v cty.Value, x *expression, self schema.Address) []schema.Address {
	if unmarked(v).IsWhollyKnown() || ev.size < 0 {
		return nil
	}
	var list []schema.Address
	for _, r := range x.references() {
		for _, n := range r.nodes() {
			list = ev.awaitsOf(list, n, r.attr)
		}
	}
	return addAddresses(list, ev.handlesOf(self, x)...)
}

// awaitsOf adds what one attribute or output of a resource waits for, or all of
// them.
func (ev *evaluator) awaitsOf(list []schema.Address, n *Node, attr string) []schema.Address {
	if attr == "" || n.Kind.Attribute(attr) == nil {
		list = addAddresses(list, n.Address)
	}
	if attr != "" && n.Kind.Attribute(attr) != nil {
		return addAddresses(list, ev.attr(n, attr).Awaits...)
	}
	for i := range n.Kind.Attributes {
		if attr == "" {
			list = addAddresses(list, ev.attr(n, n.Kind.Attributes[i].Name).Awaits...)
		}
	}
	return list
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

// valueTree collects values by path, to become nested objects. A value that is
// set as a whole holds whatever else is set inside it.
type valueTree map[string]any

func (t valueTree) set(v cty.Value, path ...string) {
	for _, step := range path[:len(path)-1] {
		next, ok := t[step].(valueTree)
		if !ok {
			if _, whole := t[step].(cty.Value); whole {
				return
			}
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

// fillerInside binds the complete() calls of a nested block to "block:hint".
func (ev *evaluator) fillerInside(n *Node, block string, x *expression) fillFunc {
	if !x.complete {
		return nil
	}
	return func(hint string) cty.Value {
		at := block + ":" + hint
		if p, ok := ev.layered(n.Address, at); ok {
			v, _ := ev.expand(p.Value)
			return v
		}
		return ev.hole(n, at, hint, cty.String, x.expr.Range())
	}
}

// completeFunction is complete("hint"): the value that fill gives.
func completeFunction(fill fillFunc) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "hint", Type: cty.String}},
		Type:   func([]cty.Value) (cty.Type, error) { return cty.DynamicPseudoType, nil },
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return fill(args[0].AsString()), nil
		},
	})
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
	item := &expression{expr: e, frame: x.frame, loops: x.loops}
	v, diags := ev.valueIn(item, ev.context(x, ev.fillerAt(n, row.Name+"."+key, t, e)))
	ev.diagnose(n, diags)
	if diags.HasErrors() {
		return cty.UnknownVal(t)
	}
	v, d := convertTo(v, t, e.Range(), row.Name+"."+key)
	if d != nil {
		ev.report(diag.At(d, n.Address.String()))
	}
	return v
}
