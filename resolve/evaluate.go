package resolve

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// Evaluate merges what the author wrote with the layers, first wins, then the
// kinds' defaults. It is a pure function and the only place that merges. With
// errors it still returns every value that could be had; the others are
// unknown.
func (g *Graph) Evaluate(layers ...schema.Layer) (*Values, hcl.Diagnostics) {
	ev := g.newEvaluator(layers, nil, nil)
	v := &Values{Graph: g, layers: layers, resources: make(map[schema.Address]*Resource, len(g.Order))}
	for _, m := range g.modules {
		ev.names(m)
	}
	for _, n := range g.Order {
		v.resources[n.Address] = ev.resource(n)
	}
	v.Outputs = ev.outputs()
	ev.checkClaims(v)
	ev.checkAsserts()
	for a := range ev.secrets {
		v.Secrets = append(v.Secrets, a)
	}
	slices.SortFunc(v.Secrets, schema.Address.Compare)
	return v, distinctErrors(ev.diags)
}

// AttributeWith evaluates one attribute again, now that some outputs are known.
// The diagnostics name what is wrong with the author's expression.
func (v *Values) AttributeWith(deployed Deployed, a schema.Address, attr string) (cty.Value, hcl.Diagnostics) {
	ev := v.Graph.newEvaluator(v.layers, deployed, v)
	got := ev.attr(v.Graph.nodes[a], attr)
	return got.Value, ev.diags
}

// OutputWith evaluates one output of the configuration with deployed values.
func (v *Values) OutputWith(deployed Deployed, name string) (cty.Value, hcl.Diagnostics) {
	ev := v.Graph.newEvaluator(v.layers, deployed, v)
	for _, o := range v.Graph.Config.Outputs {
		if o.Name == name {
			return ev.output(o).Value, ev.diags
		}
	}
	return cty.DynamicVal, nil
}

// evaluator is one evaluation under way.
type evaluator struct {
	g        *Graph
	layers   []schema.Layer
	deployed Deployed
	// before is an evaluation without outputs whose known values hold; with
	// it, attributes are evaluated on demand.
	before *Values
	// building is the builder whose graph is not whole yet; nodes are then
	// linked when they are first looked at.
	building *builder
	done     map[*Node]map[string]Attribute
	values   map[*named]cty.Value
	wholes   map[*declaration]cty.Value
	secrets  map[schema.Address]bool
	// depth counts the names under way that need each other.
	depth int
	// sizes of the names, and that of the last value that was measured.
	sizes map[*named]int
	last  int
	// size is what may still be made, in the unit of maxSize.
	size int
	// holes opened while the current resource is evaluated.
	holes []OpenHole
	diags hcl.Diagnostics
}

func (g *Graph) newEvaluator(layers []schema.Layer, deployed Deployed, before *Values) *evaluator {
	ev := &evaluator{
		g: g, layers: layers, deployed: deployed, before: before,
		done:    make(map[*Node]map[string]Attribute, len(g.Order)),
		secrets: map[schema.Address]bool{},
		values:  map[*named]cty.Value{},
		sizes:   map[*named]int{},
		size:    maxSize,
	}
	if g.tooLarge {
		ev.size = -1
	}
	return ev
}

func (ev *evaluator) report(d *hcl.Diagnostic) { ev.diags = append(ev.diags, d) }

func (ev *evaluator) resource(n *Node) *Resource {
	ev.holes = nil
	attrs := make(map[string]Attribute, len(n.Kind.Attributes))
	ev.done[n] = attrs
	for i := range n.Kind.Attributes {
		name := n.Kind.Attributes[i].Name
		attrs[name] = ev.attr(n, name)
	}
	r := &Resource{Node: n, Attributes: attrs, Holes: ev.holes}
	r.Offers = ev.offers(r)
	ev.checkResource(r)
	ev.checkConditions(n)
	return r
}

// attr gives an attribute's value, evaluated at most once.
func (ev *evaluator) attr(n *Node, name string) Attribute {
	done := ev.done[n]
	if a, ok := done[name]; ok {
		return a
	}
	if ev.before != nil {
		if r := ev.before.resources[n.Address]; r != nil {
			if a := r.Attributes[name]; len(a.Awaits) == 0 {
				return a
			}
		}
	}
	if ev.building != nil && n.linked != settled && !ev.building.linkNow(n) {
		return Attribute{Value: cty.DynamicVal}
	}
	if done == nil {
		done = map[string]Attribute{}
		ev.done[n] = done
	}
	row := n.Kind.Attribute(name)
	// A value that needs itself (an error reported elsewhere) is unknown.
	done[name] = Attribute{Value: cty.UnknownVal(plainType(row))}
	a := ev.attribute(n, row)
	done[name] = a
	return a
}

func plainType(row *schema.Attribute) cty.Type { return row.Type.WithoutOptionalAttributesDeep() }

// attribute finds the first source that gives a value.
func (ev *evaluator) attribute(n *Node, row *schema.Attribute) Attribute {
	at := n.place(row.Name)
	if v, ok := n.implicit[row.Name]; ok {
		return Attribute{Value: v, Origin: schema.OriginDerived("connect"), Set: true, Range: at}
	}
	if blocks := n.blocks[row.Name]; row.Block && len(blocks) > 0 {
		return ev.fromBlocks(n, row, blocks)
	}
	x := n.attrs[row.Name]
	if row.Merge {
		return ev.merged(n, row, x, at)
	}
	if x != nil {
		return ev.fromAuthor(n, row, x)
	}
	if p, ok := ev.layered(n.Address, row.Name); ok {
		return ev.fromLayer(n, row, p, at)
	}
	if row.Fill == schema.FillNeeded && n.Block != nil && !ev.satisfied(n, row) {
		hole := ev.hole(n, row.Name, "", plainType(row), at)
		return Attribute{Value: hole, Range: at}
	}
	return ev.fallback(n, row, at)
}

// place is where an attribute is written, or would stand.
func (n *Node) place(attr string) hcl.Range {
	if n.Block == nil {
		return hcl.Range{}
	}
	if a := n.Block.Attributes[attr]; a != nil {
		return a.Expr.Range()
	}
	return n.Block.End
}

// satisfied reports whether another attribute that the author set does instead
// of a needed one.
func (ev *evaluator) satisfied(n *Node, row *schema.Attribute) bool {
	return slices.ContainsFunc(row.Unless, func(other string) bool { return n.attrs[other] != nil })
}

func (ev *evaluator) fallback(n *Node, row *schema.Attribute, at hcl.Range) Attribute {
	a := Attribute{Origin: schema.OriginDefault, Range: at, Value: cty.NullVal(plainType(row))}
	switch {
	case row.DefaultFrom == "label":
		a.Value = cty.StringVal(n.Label())
		if n.Block != nil {
			ev.check(n, row, a.Value, n.Block.NameRange, nil)
		}
	case row.DefaultFrom != "":
		from := ev.attr(n, row.DefaultFrom)
		a.Value, a.Awaits = from.Value, from.Awaits
	case row.Default != cty.NilVal:
		a.Value = row.Default
	}
	return a
}

func (ev *evaluator) fromAuthor(n *Node, row *schema.Attribute, x *expression) Attribute {
	a := Attribute{Origin: ev.originOf(n, row.Name, x.expr), Set: true, Range: x.expr.Range()}
	fill := ev.filler(n, row.Name, plainType(row), x)
	v, diags := ev.value(x, fill)
	ev.diagnose(n, diags)
	a.Value = ev.finish(n, row, v, x)
	if row.Fill == schema.FillNeeded && len(row.Unless) == 0 && a.Value.IsNull() {
		ev.report(diag.At(diag.New("CW0303", x.expr.Range().Ptr(), "Missing value",
			"A %s needs %s, and null says that nobody may give it. Give it a value, or leave it out to have it completed.", n.Kind.Name, row.Name), n.Address.String()))
	}
	a.Awaits = ev.awaits(a.Value, x, n.Address)
	return a
}

// finish converts, checks and marks an author's value.
func (ev *evaluator) finish(n *Node, row *schema.Attribute, v cty.Value, x *expression) cty.Value {
	v, d := convertTo(v, row.Type, x.expr.Range(), "The argument "+row.Name)
	if d != nil {
		ev.report(diag.At(d, n.Address.String()))
		return v
	}
	if row.Sensitive {
		v = v.Mark(schema.Sensitive)
	}
	ev.check(n, row, v, x.expr.Range(), x.expr)
	return v
}

func (ev *evaluator) fromLayer(n *Node, row *schema.Attribute, p schema.Value, at hcl.Range) Attribute {
	v, awaits := ev.expand(p.Value)
	v, d := convertTo(v, row.Type, at, "The completed value of "+row.Name)
	if d != nil {
		d.Extra = diag.Extra{Code: "CW0406", Address: n.Address.String()}
		ev.report(d)
	} else {
		if row.Sensitive {
			v = v.Mark(schema.Sensitive)
		}
		ev.check(n, row, v, at, nil)
	}
	return Attribute{Value: v, Origin: p.Origin, Set: true, Range: at, Awaits: awaits}
}

// layered finds the first layer that has a value at path.
func (ev *evaluator) layered(a schema.Address, path string) (schema.Value, bool) {
	for _, l := range ev.layers {
		if v, ok := l[a][path]; ok {
			return v, true
		}
	}
	return schema.Value{}, false
}

// merged evaluates a map that several sources fill key by key. An author's null
// (the whole map, or one key) says that nobody else may.
func (ev *evaluator) merged(n *Node, row *schema.Attribute, x *expression, at hcl.Range) Attribute {
	a := Attribute{Origin: schema.OriginDefault, Range: at, Keys: map[string]schema.Origin{}}
	values := map[string]cty.Value{}
	if x != nil {
		written := ev.mapValue(n, row, x)
		a.Origin, a.Set = schema.OriginAuthor, true
		a.Awaits = ev.awaits(written, x, n.Address)
		if _, marks := written.Unmark(); !written.IsKnown() || written.IsNull() || len(marks) > 0 {
			a.Value = written
			return a
		}
		for key, v := range written.AsValueMap() {
			values[key], a.Keys[key] = v, ev.originOf(n, row.Name+"."+key, itemOf(x.expr, key))
		}
	}
	ev.addKeys(n, row, values, &a)
	a.Value = mapOf(values, plainType(row), a.Set)
	if len(values) > 0 {
		ev.check(n, row, a.Value, at, exprOf(x))
	}
	return a
}

// originOf is the author, or who filled the complete() that he wrote.
func (ev *evaluator) originOf(n *Node, path string, e hcl.Expression) schema.Origin {
	if isComplete(e) {
		if p, ok := ev.layered(n.Address, path); ok {
			return p.Origin
		}
	}
	return schema.OriginAuthor
}

func exprOf(x *expression) hcl.Expression {
	if x == nil {
		return nil
	}
	return x.expr
}

func (ev *evaluator) addKeys(n *Node, row *schema.Attribute, values map[string]cty.Value, a *Attribute) {
	prefix := row.Name + "."
	for _, l := range ev.layers {
		for path, p := range l[n.Address] {
			key, ok := strings.CutPrefix(path, prefix)
			if !ok || taken(values, key) {
				continue
			}
			v, awaits := ev.expand(p.Value)
			v, d := convertTo(v, row.Type.ElementType(), a.Range, "The completed value of "+path)
			if d != nil {
				d.Extra = diag.Extra{Code: "CW0406", Address: n.Address.String()}
				ev.report(d)
				continue
			}
			values[key], a.Keys[key] = v, p.Origin
			a.Awaits = addAddresses(a.Awaits, awaits...)
			if !a.Set {
				a.Set, a.Origin = true, p.Origin
			}
		}
	}
}

// taken reports whether a key has a value already, or is the path of a hole
// inside one (KEY:hint).
func taken(values map[string]cty.Value, key string) bool {
	outer, _, _ := strings.Cut(key, ":")
	_, whole := values[key]
	_, inside := values[outer]
	return whole || inside
}

func mapOf(values map[string]cty.Value, t cty.Type, set bool) cty.Value {
	switch {
	case len(values) > 0:
		return cty.MapVal(values)
	case set:
		return cty.MapValEmpty(t.ElementType())
	}
	return cty.NullVal(t)
}

// fromBlocks makes a list of objects of nested blocks.
func (ev *evaluator) fromBlocks(n *Node, row *schema.Attribute, blocks []*nestedBlock) Attribute {
	a := Attribute{Origin: schema.OriginAuthor, Set: true, Range: blocks[0].at}
	items := make([]cty.Value, len(blocks))
	for i, b := range blocks {
		items[i] = ev.fromBlock(n, row, b)
		for _, name := range sortedKeys(b.attrs) {
			a.Awaits = addAddresses(a.Awaits, ev.awaits(items[i].GetAttr(name), b.attrs[name], n.Address)...)
		}
	}
	a.Value = cty.ListVal(items)
	ev.check(n, row, a.Value, a.Range, nil)
	return a
}

// fromBlock makes the object of one nested block; what is wrong with it is
// unknown.
func (ev *evaluator) fromBlock(n *Node, row *schema.Attribute, b *nestedBlock) cty.Value {
	t := row.Type.ElementType()
	fields := map[string]cty.Value{}
	for _, name := range sortedKeys(t.AttributeTypes()) {
		want, x := t.AttributeType(name).WithoutOptionalAttributesDeep(), b.attrs[name]
		switch {
		case x != nil:
			v, diags := ev.value(x, ev.fillerInside(n, row.Name, x))
			ev.diagnose(n, diags)
			v, d := convertTo(v, want, x.expr.Range(), "The argument "+name+" of "+row.Name)
			if d != nil {
				ev.report(diag.At(d, n.Address.String()))
			}
			fields[name] = v
		case t.AttributeOptional(name):
			fields[name] = cty.NullVal(want)
		default:
			fields[name] = cty.UnknownVal(want)
			if !slices.Contains(b.misspelt, name) {
				ev.report(diag.At(diag.New("CW0303", b.at.Ptr(), "Missing value", "The block %s needs %s.", row.Name, name), n.Address.String()))
			}
		}
	}
	return cty.ObjectVal(fields)
}

// names evaluates everything that has a name in a module, so that what is wrong
// with it is said even where nothing uses it.
func (ev *evaluator) names(m *module) {
	for _, v := range m.cfg.Variables {
		ev.named(m.vars[v.Name])
	}
	ev.validate(m)
	for _, l := range m.cfg.Locals {
		ev.named(m.locals[l.Name])
	}
	for _, o := range m.cfg.Outputs {
		if m.path != "" {
			ev.named(m.outputs[o.Name])
		}
	}
}

func (ev *evaluator) outputs() []Output {
	list := make([]Output, 0, len(ev.g.Config.Outputs))
	for _, o := range ev.g.Config.Outputs {
		list = append(list, ev.output(o))
	}
	return list
}
