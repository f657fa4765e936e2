package resolve

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// maxInstances bounds how many resources and groups count and for_each may make
// of a configuration together.
const maxInstances = 50_000

// maxModules bounds how many module instances a configuration may have.
const maxModules = 5_000

// instance is one of what count, for_each or enabled make of a block.
type instance struct {
	key string
	own *repetition
}

// expand makes the nodes of a resource block.
func (b *builder) expand(d *declaration) {
	if !b.enter(&d.state, d.address().String(), d.block.Range) {
		return
	}
	defer b.leave(&d.state)
	list, x := b.instances(d.block.Repeat, d.scope.frame, d.address().String(), &d.open)
	d.deps = dependenciesOf(x)
	d.byKey = make(map[string]*Node, len(list))
	d.nodes = make([]*Node, 0, len(list))
	for _, i := range list {
		n := &Node{
			Address: schema.Address{Group: d.scope.path, Type: d.block.Type, Name: d.block.Name, Key: i.key},
			Kind:    d.kind, Block: d.block, declaration: d, frame: d.scope.frame,
		}
		if i.own != nil {
			n.frame = &frame{scope: d.scope, own: i.own, outer: d.scope.frame}
		}
		d.nodes = append(d.nodes, n)
		d.byKey[i.key] = n
		b.g.nodes[n.Address] = n
	}
}

// expandGroup makes the scopes of a composite or module block.
func (b *builder) expandGroup(g *groupDeclaration) {
	if !b.enter(&g.state, g.address(), g.at()) {
		return
	}
	defer b.leave(&g.state)
	list, x := b.instances(g.repeat(), g.scope.frame, g.address(), &g.open)
	g.deps = dependenciesOf(x)
	g.byKey = make(map[string]*scope, len(list))
	for _, i := range list {
		if g.module != nil && !b.moduleAllowed(g) {
			return
		}
		f := g.scope.frame
		if i.own != nil {
			f = &frame{scope: g.scope, own: i.own, outer: f}
		}
		s := b.groupScope(g, i, f)
		g.instances = append(g.instances, s)
		g.byKey[i.key] = s
	}
}

// moduleAllowed takes one module from what a configuration may have: modules
// that call modules twice grow beyond any measure in a few lines.
func (b *builder) moduleAllowed(g *groupDeclaration) bool {
	if b.called++; b.called <= maxModules {
		return true
	}
	g.open = true
	if b.called == maxModules+1 {
		b.report(diag.At(diag.New("CW0309", g.module.Range.Ptr(), "Too large",
			"A configuration may call %d modules, those that modules call included, and this is one more. Does each level call the next more than once?", maxModules), g.address()))
	}
	return false
}

// groupScope makes one instance of a group; f is the frame of the block itself.
func (b *builder) groupScope(g *groupDeclaration, i instance, f *frame) *scope {
	step := schema.GroupStep{Kind: g.kind, Name: g.name, Key: i.key}
	path := joinPath(g.scope.path, step.String())
	outer := overridesFor(g.scope.overrides, g.kind, g.name)
	b.g.Groups = append(b.g.Groups, &Group{Path: path, Parent: g.scope.path, Step: step, Range: g.at()})
	steps := append(slices.Clone(g.scope.steps), step)
	if g.module != nil {
		s := b.moduleScope(g, path, i, f, outer)
		s.steps = steps
		return s
	}
	s := newScope(g.scope.module, g.scope, path, g)
	s.steps = steps
	s.instance, s.call = i.key, f
	s.frame = &frame{scope: s, own: i.own, outer: g.scope.frame}
	b.fill(s, g.composite.Group, outer)
	b.groupAsserts(s, g.composite.Asserts)
	return s
}

// enter begins to expand a block; it reports false where that is done, or under
// way: then the block needs itself to say how many it is.
func (b *builder) enter(s *state, what string, at hcl.Range) bool {
	switch *s {
	case untouched:
		*s = underWay
		b.expanding = append(b.expanding, expansion{what, at})
		return true
	case underWay:
		b.expansionCycle(what)
	}
	return false
}

func (b *builder) leave(s *state) {
	*s = settled
	b.expanding = b.expanding[:len(b.expanding)-1]
}

// expansion is a block whose instances are being worked out.
type expansion struct {
	what string
	at   hcl.Range
}

func (b *builder) expansionCycle(what string) {
	start := slices.IndexFunc(b.expanding, func(e expansion) bool { return e.what == what })
	cycle := b.expanding[max(start, 0):]
	var text strings.Builder
	for i, e := range cycle {
		next := cycle[(i+1)%len(cycle)]
		fmt.Fprintf(&text, "\n  %s needs %s (%s:%d)", e.what, next.what, e.at.Filename, e.at.Start.Line)
	}
	b.report(diag.New("CW0203", cycle[0].at.Ptr(), "Cycle",
		"How many there are of these depends on each other:%s\nRemove one of these references.", text.String()))
}

// instances works out count, for_each and enabled. x is nil where none is
// given. open is set where the number is not known since a variable is not set.
func (b *builder) instances(r hclspec.Repeat, f *frame, what string, open *bool) ([]instance, *expression) {
	e, word := repeatOf(r)
	switch {
	case e == nil:
		return []instance{{}}, nil
	case b.repeated > maxInstances:
		// That there are too many has been reported.
		*open = true
		return nil, nil
	}
	if r.Enabled != nil && e != r.Enabled {
		b.report(diag.At(diag.New("CW0104", r.Enabled.Range().Ptr(), "Duplicate definition",
			"%s says already how many there are, so enabled can't be there as well. Write it into that: %s.", word, withoutEnabled(r)), what))
	}
	x, diags := b.expression(e, f)
	b.diags = append(b.diags, diags...)
	if diags.HasErrors() {
		*open = true
		return nil, x
	}
	v, diags := b.evaluator().value(x, nil)
	b.diags = append(b.diags, diags...)
	if diags.HasErrors() {
		*open = true
		return nil, x
	}
	list, problem := b.repeat(r, v, x, open)
	if problem == "" && b.spend(len(list)) {
		return list, x
	}
	*open = true
	d := diag.New("CW0308", e.Range().Ptr(), "Invalid "+word, "%s", problem)
	if problem == "" || problem == tooMany {
		d = diag.New("CW0309", e.Range().Ptr(), "Too large", tooMany)
	}
	b.report(diag.At(d, what))
	return nil, x
}

func withoutEnabled(r hclspec.Repeat) string {
	if r.Count != nil {
		return "count = CONDITION ? NUMBER : 0"
	}
	return "for_each = { for k, v in MAP : k => v if CONDITION }"
}

// repeatOf is the argument that says how many there are, and its name; nil for
// none.
func repeatOf(r hclspec.Repeat) (e hcl.Expression, word string) {
	switch {
	case r.Count != nil:
		return r.Count, "count"
	case r.ForEach != nil:
		return r.ForEach, "for_each"
	}
	return r.Enabled, "enabled"
}

// repeat gives the instances for a value, or says in words why it can't.
func (b *builder) repeat(r hclspec.Repeat, v cty.Value, x *expression, open *bool) ([]instance, string) {
	_, word := repeatOf(r)
	if schema.IsSensitive(v) {
		return nil, word + " is sensitive, and the names of resources would show it. Use a value that is not, or nonsensitive(…)."
	}
	if len(schema.HolesIn(v)) > 0 || x.complete {
		return nil, word + " can't be completed: it has to be known before anything is. Write it out."
	}
	v, _ = v.UnmarkDeep()
	if v.IsKnown() && v.IsNull() {
		return nil, word + " is null. Give it a value, or leave it out."
	}
	if !v.IsKnown() || r.ForEach != nil && !knownKeys(v) {
		if !b.unsetBehind(x) {
			return nil, word + " depends on what only a deployment gives, so it is not known how many there will be. Use a value that the configuration itself says."
		}
		*open = true
		return []instance{placeholder(r)}, ""
	}
	switch {
	case r.Count != nil:
		return b.counted(v)
	case r.ForEach != nil:
		return b.keyed(v)
	}
	return enabled(v)
}

// placeholder stands for instances that are not known before variables are set.
func placeholder(r hclspec.Repeat) instance {
	switch {
	case r.Count != nil:
		return instance{key: "0", own: &repetition{counted: true, key: cty.UnknownVal(cty.Number), value: cty.DynamicVal}}
	case r.ForEach != nil:
		return instance{key: `"*"`, own: &repetition{key: cty.UnknownVal(cty.String), value: cty.DynamicVal}}
	}
	return instance{}
}

func knownKeys(v cty.Value) bool {
	if v.Type().IsSetType() {
		return v.IsWhollyKnown()
	}
	return true
}

func (b *builder) counted(v cty.Value) ([]instance, string) {
	n, problem := wholeNumber(v)
	if problem != "" {
		return nil, problem
	}
	if n > maxInstances {
		return nil, tooMany
	}
	list := make([]instance, n)
	for i := range list {
		index := cty.NumberIntVal(int64(i))
		list[i] = instance{key: fmt.Sprint(i), own: &repetition{counted: true, key: index}}
	}
	return list, ""
}

func wholeNumber(v cty.Value) (int64, string) {
	const wanted = "count must be a whole number, 0 or more"
	number, d := convertTo(v, cty.Number, hcl.Range{}, "count")
	if d != nil || number.IsNull() {
		return 0, wanted + "."
	}
	n, accuracy := number.AsBigFloat().Int64()
	if accuracy != big.Exact && number.AsBigFloat().IsInt() {
		return maxInstances + 1, ""
	}
	if accuracy != big.Exact || n < 0 {
		return 0, fmt.Sprintf("%s; this is %s.", wanted, number.AsBigFloat().Text('g', 10))
	}
	return n, ""
}

// spend takes n instances from what a configuration may have.
func (b *builder) spend(n int) bool {
	b.repeated += n
	return b.repeated <= maxInstances
}

var tooMany = fmt.Sprintf("All count and for_each of a configuration together may make %d instances, and with this one there are more.", maxInstances)

func (b *builder) keyed(v cty.Value) ([]instance, string) {
	t := v.Type()
	switch {
	case t.IsMapType(), t.IsObjectType():
	case t.IsSetType() && (t.ElementType() == cty.String || v.LengthInt() == 0):
	case t.IsListType(), t.IsTupleType():
		return nil, "for_each takes a map or a set of texts, and this is a list. Its items would change names with their places; write toset(…) around it if each is a text."
	default:
		return nil, "for_each takes a map or a set of texts: { eu = …, us = … } or toset([\"eu\", \"us\"])."
	}
	if v.LengthInt() > maxInstances {
		return nil, tooMany
	}
	list := make([]instance, 0, v.LengthInt())
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if t.IsSetType() {
			key = value
		}
		if key.IsNull() {
			return nil, "for_each has null among its keys. Take it out, as with compact(…)."
		}
		list = append(list, instance{key: schema.KeyText(key), own: &repetition{key: key, value: value}})
	}
	return list, ""
}

func enabled(v cty.Value) ([]instance, string) {
	truth, d := convertTo(v, cty.Bool, hcl.Range{}, "enabled")
	if d != nil || truth.IsNull() {
		return nil, "enabled must be true or false."
	}
	if truth.False() {
		return nil, ""
	}
	return []instance{{}}, ""
}

// unsetBehind reports whether an expression is unknown because of a variable
// that has no value.
func (b *builder) unsetBehind(x *expression) bool {
	return b.unset && len(x.references()) == 0
}

func dependenciesOf(x *expression) []dependency {
	if x == nil {
		return nil
	}
	return x.dependencies()
}

// dependencies are the resources that an expression needs first.
func (x *expression) dependencies() []dependency {
	refs := x.references()
	if len(refs) == 0 {
		return nil
	}
	deps := make([]dependency, 0, len(refs))
	for _, r := range refs {
		switch {
		case r.node != nil:
			deps = append(deps, dependency{to: r.node, at: r.at, why: "reference"})
		case !r.absent:
			deps = append(deps, dependency{all: r.declaration, at: r.at, why: "reference"})
		}
	}
	return deps
}
