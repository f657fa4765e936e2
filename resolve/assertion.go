package resolve

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// ConditionKind is the assertion that holds an expression to be true; it fits
// every kind of resource.
const ConditionKind = "condition"

// Assertion is one assert block with its arguments evaluated against what is
// deployed.
type Assertion struct {
	// Address is the resource that is looked at; zero for none.
	Address schema.Address
	// Owner is where the block stands: the resource's address, "composite.web"
	// or "check.health".
	Owner string
	Kind  string
	// Index counts the assertions of the owner from 0.
	Index int
	Range hcl.Range
	// Probe is nil for ConditionKind.
	Probe *schema.Probe
	// Args has a value per attribute of the probe, defaults filled in; null
	// where absent. For ConditionKind: "condition" and "error_message".
	Args map[string]cty.Value
	// Timeout and Interval are 0 where not given.
	Timeout, Interval time.Duration
	// Self has the resource's attributes and outputs; nil without a resource.
	Self map[string]cty.Value
}

// assertBlock is an assert block, its names found.
type assertBlock struct {
	block *hclspec.Assert
	owner string
	index int
	// node is looked at; nil for none.
	node *Node
	// probe is nil for a condition.
	probe *schema.Probe
	rows  []schema.Attribute
	args  []assertArgument
	// dead: it can't be carried out, which has been reported.
	dead bool
}

type assertArgument struct {
	attr *hclsyntax.Attribute
	row  *schema.Attribute
	x    *expression
}

// checkBlock is a check block of a module instance.
type checkBlock struct {
	block   *hclspec.Check
	asserts []*assertBlock
}

// linkAsserts links a resource's own assertions.
func (b *builder) linkAsserts(n *Node) {
	for i, block := range n.Block.Asserts {
		a := &assertBlock{block: block, owner: n.Address.String(), index: i, node: n}
		b.linkAssert(a, n.frameOf("assert"), n.Kind.Probes, "A "+n.Kind.Name)
		n.asserts = append(n.asserts, a)
	}
}

// groupAsserts takes a group's assertions; they are linked once everything in
// the group can be named.
func (b *builder) groupAsserts(s *scope, blocks []*hclspec.Assert) {
	for i, block := range blocks {
		s.asserts = append(s.asserts, &assertBlock{block: block, owner: s.path, index: i})
	}
	if len(blocks) > 0 {
		b.g.asserting = append(b.g.asserting, s)
	}
}

// linkGroupAsserts links the assertions of composites and modules. Those of a
// module's call see what the caller sees.
func (b *builder) linkGroupAsserts() {
	for _, s := range b.g.asserting {
		f := s.frame
		if s.declaration.module != nil {
			f = s.call
		}
		for _, a := range s.asserts {
			b.linkTargeted(a, f)
		}
	}
}

func (b *builder) linkChecks(m *module) {
	for _, block := range m.cfg.Checks {
		c := &checkBlock{block: block}
		for i, inner := range block.Asserts {
			a := &assertBlock{block: inner, owner: joinPath(m.path, "check."+block.Name), index: i}
			b.linkTargeted(a, m.root.frame)
			c.asserts = append(c.asserts, a)
		}
		m.checks = append(m.checks, c)
	}
}

// linkTargeted links an assertion that stands in no resource: with target it
// looks at one, without it can be of a kind that needs none.
func (b *builder) linkTargeted(a *assertBlock, f *frame) {
	if a.block.Target == nil {
		b.linkAssert(a, f, b.general, "Without target, an assertion")
		return
	}
	p, c, d := b.place(*a.block.Target, f)
	switch {
	case d != nil:
		b.report(d)
	case p.unknown || p.absent:
	case p.node == nil || p.next < len(c):
		b.report(diag.New("CW0108", a.block.Target.Range.Ptr(), "Not a resource", "target names one resource: TYPE.NAME, or TYPE.NAME[KEY] of several."))
	default:
		a.node = p.node
		b.linkAssert(a, f, p.node.Kind.Probes, "A "+p.node.Kind.Name)
		return
	}
	a.dead = true
}

// linkAssert finds the kind among the probes, and the names of the arguments.
func (b *builder) linkAssert(a *assertBlock, f *frame, probes []schema.Probe, who string) {
	a.rows = conditionRows
	if a.block.Kind != ConditionKind {
		if a.probe = findProbe(probes, a.block.Kind); a.probe == nil {
			a.dead = true
			b.unknownProbe(a, probes, who)
			return
		}
		a.rows = a.probe.Attributes
	}
	for _, attr := range sortedAttributes(a.block.Attributes) {
		row := a.row(attr.Name)
		if row == nil {
			b.unknownAssertArgument(a, attr)
			continue
		}
		x, diags := b.link(attr.Expr, f, a.node != nil)
		b.at(a, diags)
		if x.constant && attr.Name == "condition" && a.probe == nil {
			b.at(a, hcl.Diagnostics{diag.New("CW0603", attr.Expr.Range().Ptr(), "Assertion that asserts nothing",
				"This condition names nothing, so it is the same whatever is deployed. Compare something of what is: self, or TYPE.NAME.ATTRIBUTE.")})
		}
		a.args = append(a.args, assertArgument{attr, row, x})
	}
	for _, row := range a.rows {
		if row.Fill == schema.FillNeeded && a.block.Attributes[row.Name] == nil {
			b.at(a, hcl.Diagnostics{diag.New("CW0603", a.block.Range.Ptr(), "Assertion that lacks an argument",
				"assert %q needs %s: %s", a.block.Kind, row.Name, row.Doc)})
			a.dead = true
		}
	}
}

func (b *builder) at(a *assertBlock, diags hcl.Diagnostics) {
	for _, d := range diags {
		b.report(diag.At(d, a.owner))
		a.dead = true
	}
}

func findProbe(probes []schema.Probe, name string) *schema.Probe {
	for i := range probes {
		if probes[i].Name == name {
			return &probes[i]
		}
	}
	return nil
}

var conditionRows = []schema.Attribute{
	{Name: "condition", Type: cty.Bool, Fill: schema.FillNeeded, Doc: "the expression that must be true."},
	{Name: "error_message", Type: cty.String, Doc: "what to say when it is not."},
}

// durationRows are the arguments that every assertion takes.
var durationRows = []schema.Attribute{{Name: "timeout", Type: cty.String}, {Name: "interval", Type: cty.String}}

func (a *assertBlock) row(name string) *schema.Attribute {
	for _, rows := range [][]schema.Attribute{durationRows, a.rows} {
		for i := range rows {
			if rows[i].Name == name {
				return &rows[i]
			}
		}
	}
	return nil
}

func (b *builder) unknownAssertArgument(a *assertBlock, attr *hclsyntax.Attribute) {
	names := []string{"timeout", "interval"}
	for _, row := range a.rows {
		names = append(names, row.Name)
	}
	detail := fmt.Sprintf("assert %q has no argument %q.", a.block.Kind, attr.Name)
	if near := hclspec.Nearest(attr.Name, names); near != "" {
		detail += fmt.Sprintf(" Did you mean %q?", near)
	} else {
		detail += " It takes " + strings.Join(names, ", ") + "."
	}
	b.at(a, hcl.Diagnostics{diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", "%s", detail)})
}

func (b *builder) unknownProbe(a *assertBlock, probes []schema.Probe, who string) {
	names := []string{ConditionKind}
	for _, p := range probes {
		names = append(names, p.Name)
	}
	detail := fmt.Sprintf("%s has no kind %q.", who, a.block.Kind)
	if a.node != nil {
		detail = fmt.Sprintf("%s has no assertion %q.", who, a.block.Kind)
	}
	near := hclspec.Nearest(a.block.Kind, names)
	switch {
	case near != "":
		detail += fmt.Sprintf(" Did you mean %q?", near)
	case a.node == nil && b.needsTarget(a.block.Kind):
		detail = fmt.Sprintf("assert %q looks at a resource. Say at which: target = TYPE.NAME.", a.block.Kind)
	default:
		detail += " It has " + strings.Join(names, ", ") + "."
	}
	b.at(a, hcl.Diagnostics{diag.New("CW0601", a.block.KindRange.Ptr(), "Unknown assertion", "%s", detail)})
}

// needsTarget reports whether some type of resource has an assertion of a kind.
func (b *builder) needsTarget(kind string) bool {
	for _, k := range b.g.Kinds {
		if k.Probe(kind) != nil {
			return true
		}
	}
	return false
}

// Assertions evaluates all assert blocks: those of resources in their order,
// then those of groups, then checks. What looks at resources that are not
// deployed (deployed gives nil) is left out.
func (v *Values) Assertions(deployed Deployed) ([]Assertion, hcl.Diagnostics) {
	ev := v.Graph.newEvaluator(v.layers, deployed, v)
	var list []Assertion
	for _, a := range v.Graph.assertBlocks() {
		if a.node != nil && deployed(a.node.Address) == nil {
			continue
		}
		if got, ok := ev.assertion(a, true); ok {
			list = append(list, got)
		}
	}
	for _, n := range v.Graph.Order {
		if deployed(n.Address) != nil {
			ev.postconditions(n)
		}
	}
	return list, ev.diags
}

// postconditions holds a deployed resource against its own conditions.
func (ev *evaluator) postconditions(n *Node) {
	for _, c := range n.conditions {
		if c.post {
			ev.condition(n, c, ev.self(n))
		}
	}
}

// assertBlocks are all assertions, in the order in which they are shown.
func (g *Graph) assertBlocks() []*assertBlock {
	var list []*assertBlock
	for _, n := range g.Order {
		list = append(list, n.asserts...)
	}
	for _, s := range g.asserting {
		list = append(list, s.asserts...)
	}
	for _, m := range g.modules {
		for _, c := range m.checks {
			list = append(list, c.asserts...)
		}
	}
	return list
}

// self is everything that a resource has.
func (ev *evaluator) self(n *Node) map[string]cty.Value {
	self := make(map[string]cty.Value, len(n.Kind.Attributes)+len(n.Kind.Outputs))
	for _, a := range n.Kind.Attributes {
		self[a.Name] = ev.member(n, a.Name)
	}
	for _, o := range n.Kind.Outputs {
		self[o.Name] = ev.member(n, o.Name)
	}
	return self
}

// checkAsserts checks assertions as far as that needs no deployment.
func (ev *evaluator) checkAsserts() {
	for _, a := range ev.g.assertBlocks() {
		ev.assertion(a, false)
	}
}

// assertion evaluates one block. Before deployment self is unknown.
func (ev *evaluator) assertion(a *assertBlock, deployed bool) (Assertion, bool) {
	got := Assertion{Owner: a.owner, Kind: a.block.Kind, Index: a.index, Range: a.block.Range, Probe: a.probe, Args: map[string]cty.Value{}}
	if a.dead {
		return got, false
	}
	if a.node != nil {
		got.Address = a.node.Address
		if deployed {
			got.Self = ev.self(a.node)
		}
	}
	before := len(ev.diags)
	for _, arg := range a.args {
		ev.assertArgument(a, arg, &got)
	}
	for i := range a.rows {
		row := &a.rows[i]
		if _, given := got.Args[row.Name]; given {
			continue
		}
		got.Args[row.Name] = cty.NullVal(plainType(row))
		if row.Default != cty.NilVal {
			got.Args[row.Name] = row.Default
		}
	}
	if a.probe != nil && a.probe.Validate != nil && !ev.diags[before:].HasErrors() {
		ev.validateAssertion(a, got.Args)
	}
	return got, !ev.diags[before:].HasErrors()
}

// validateAssertion asks the probe about all arguments together.
func (ev *evaluator) validateAssertion(a *assertBlock, args map[string]cty.Value) {
	bare := make(map[string]cty.Value, len(args))
	for name, v := range args {
		bare[name], _ = v.UnmarkDeep()
	}
	for _, p := range a.probe.Validate(bare) {
		at, e := a.block.Range, hcl.Expression(nil)
		if attr := a.block.Attributes[p.Path]; attr != nil {
			at, e = attr.Expr.Range(), attr.Expr
		}
		ev.report(diag.At(problemAt(p.Path, p, at, e, schema.IsSensitive(args[p.Path])), a.owner))
	}
}

func (ev *evaluator) assertArgument(a *assertBlock, arg assertArgument, got *Assertion) {
	at := func(diags ...*hcl.Diagnostic) {
		for _, d := range diags {
			ev.report(diag.At(d, a.owner))
		}
	}
	v, diags := ev.selfValue(arg.x, got.Self)
	at(diags...)
	if diags.HasErrors() {
		return
	}
	v, d := convertTo(v, arg.row.Type, arg.attr.Expr.Range(), "The argument "+arg.row.Name)
	if d != nil {
		at(d)
		return
	}
	if arg.attr.Name == "timeout" || arg.attr.Name == "interval" {
		if d := got.setDuration(arg.attr, v); d != nil {
			at(d)
		}
		return
	}
	at(checkValue(arg.row, v, arg.attr.Expr.Range(), arg.attr.Expr)...)
	got.Args[arg.row.Name] = v
}

// selfValue evaluates an expression in which self may be named; a nil self is
// unknown.
func (ev *evaluator) selfValue(x *expression, self map[string]cty.Value) (cty.Value, hcl.Diagnostics) {
	if x.broken || ev.size < 0 {
		return cty.DynamicVal, nil
	}
	ctx := ev.context(x, nil)
	if x.self {
		ctx = ctx.NewChild()
		value := cty.DynamicVal
		if self != nil {
			value = cty.ObjectVal(self)
		}
		ctx.Variables = map[string]cty.Value{"self": value}
	}
	return ev.valueIn(x, ctx)
}

func (a *Assertion) setDuration(attr *hclsyntax.Attribute, v cty.Value) *hcl.Diagnostic {
	bare, _ := v.Unmark()
	if !bare.IsKnown() || bare.IsNull() {
		return nil
	}
	length, err := time.ParseDuration(bare.AsString())
	if err != nil || length <= 0 {
		return diag.New("CW0302", attr.Expr.Range().Ptr(), "Invalid duration",
			"%s must be a positive duration such as \"10s\", \"500ms\" or \"2m\".", attr.Name)
	}
	if attr.Name == "timeout" {
		a.Timeout = length
	} else {
		a.Interval = length
	}
	return nil
}

func containsName(names []hclspec.Name, name string) bool {
	for _, n := range names {
		if n.Name == name {
			return true
		}
	}
	return false
}
