package resolve

import (
	"fmt"
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
	Address schema.Address
	Kind    string
	// Index counts the assertions of the resource from 0.
	Index int
	Range hcl.Range
	// Probe is nil for ConditionKind.
	Probe *schema.Probe
	// Args has a value per attribute of the probe, defaults filled in; null
	// where absent. For ConditionKind: "condition" and "error_message".
	Args map[string]cty.Value
	// Timeout and Interval are 0 where not given.
	Timeout, Interval time.Duration
	// Self has the resource's attributes and outputs.
	Self map[string]cty.Value
}

// Assertions evaluates all assert blocks. Resources that are not deployed
// (deployed gives nil) are left out.
func (v *Values) Assertions(deployed Deployed) ([]Assertion, hcl.Diagnostics) {
	ev := v.Graph.newEvaluator(v.layers, deployed, v)
	var list []Assertion
	for _, n := range v.Graph.Order {
		if n.Block == nil || len(n.Block.Asserts) == 0 || deployed(n.Address) == nil {
			continue
		}
		self := ev.self(n)
		for i, block := range n.Block.Asserts {
			if a, ok := ev.assertion(n, block, self); ok {
				a.Index, a.Self = i, self
				list = append(list, a)
			}
		}
	}
	return list, ev.diags
}

// self is everything that a resource has.
func (ev *evaluator) self(n *Node) map[string]cty.Value {
	self := map[string]cty.Value{}
	for _, a := range n.Kind.Attributes {
		self[a.Name] = ev.member(n, a.Name)
	}
	for _, o := range n.Kind.Outputs {
		self[o.Name] = ev.member(n, o.Name)
	}
	return self
}

// checkAsserts checks assertions as far as that needs no deployment.
func (ev *evaluator) checkAsserts(n *Node) {
	for _, block := range n.Block.Asserts {
		ev.assertion(n, block, nil)
	}
}

// assertion evaluates one block. With a nil self (before deployment) self is
// unknown.
func (ev *evaluator) assertion(n *Node, block *hclspec.Assert, self map[string]cty.Value) (Assertion, bool) {
	a := Assertion{Address: n.Address, Kind: block.Kind, Range: block.Range, Args: map[string]cty.Value{}}
	rows := conditionRows
	if block.Kind != ConditionKind {
		a.Probe = n.Kind.Probe(block.Kind)
		if a.Probe == nil {
			ev.unknownProbe(n, block)
			return a, false
		}
		rows = a.Probe.Attributes
	}
	before := len(ev.diags)
	for _, attr := range sortedAttributes(block.Attributes) {
		ev.assertArgument(n, block, attr, rows, self, &a)
	}
	for _, row := range rows {
		if _, given := a.Args[row.Name]; given {
			continue
		}
		if row.Fill == schema.FillNeeded && block.Attributes[row.Name] == nil {
			ev.report(diag.At(diag.New("CW0603", block.Range.Ptr(), "Assertion that lacks an argument",
				"assert %q needs %s: %s", block.Kind, row.Name, row.Doc), n.Address.String()))
		}
		a.Args[row.Name] = cty.NullVal(row.Type.WithoutOptionalAttributesDeep())
		if row.Default != cty.NilVal {
			a.Args[row.Name] = row.Default
		}
	}
	return a, !ev.diags[before:].HasErrors()
}

var conditionRows = []schema.Attribute{
	{Name: "condition", Type: cty.Bool, Fill: schema.FillNeeded, Doc: "the expression that must be true."},
	{Name: "error_message", Type: cty.String, Doc: "what to say when it is not."},
}

func (ev *evaluator) assertArgument(n *Node, block *hclspec.Assert, attr *hclsyntax.Attribute, rows []schema.Attribute, self map[string]cty.Value, a *Assertion) {
	v, ok := ev.assertValue(n, attr, self)
	if !ok {
		return
	}
	if attr.Name == "timeout" || attr.Name == "interval" {
		ev.assertDuration(n, attr, v, a)
		return
	}
	var row *schema.Attribute
	names := []string{"timeout", "interval"}
	for i := range rows {
		names = append(names, rows[i].Name)
		if rows[i].Name == attr.Name {
			row = &rows[i]
		}
	}
	if row == nil {
		detail := fmt.Sprintf("assert %q has no argument %q.", block.Kind, attr.Name)
		if near := hclspec.Nearest(attr.Name, names); near != "" {
			detail += fmt.Sprintf(" Did you mean %q?", near)
		}
		ev.report(diag.At(diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", "%s", detail), n.Address.String()))
		return
	}
	v, d := convertTo(v, row.Type, attr.Expr.Range(), "The argument "+row.Name)
	if d != nil {
		ev.report(diag.At(d, n.Address.String()))
		return
	}
	ev.check(n, row, v, attr.Expr.Range(), attr.Expr)
	a.Args[row.Name] = v
}

func (ev *evaluator) assertValue(n *Node, attr *hclsyntax.Attribute, self map[string]cty.Value) (cty.Value, bool) {
	x, diags := ev.g.expression(attr.Expr, ev.g.scopes[n.Address.Group])
	if diags.HasErrors() {
		ev.diagnose(n, diags)
		return cty.NilVal, false
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
	v, diags := attr.Expr.Value(ctx)
	for _, d := range diags {
		d.Extra = diag.Extra{Code: "CW0305"}
		d.EvalContext, d.Expression = nil, nil
	}
	ev.diagnose(n, diags)
	return v, !diags.HasErrors()
}

func (ev *evaluator) assertDuration(n *Node, attr *hclsyntax.Attribute, v cty.Value, a *Assertion) {
	v, d := convertTo(v, cty.String, attr.Expr.Range(), attr.Name)
	bare, _ := v.Unmark()
	if d == nil && (!bare.IsKnown() || bare.IsNull()) {
		return
	}
	var length time.Duration
	var err error
	if d == nil {
		length, err = time.ParseDuration(bare.AsString())
	}
	if d != nil || err != nil || length <= 0 {
		ev.report(diag.At(diag.New("CW0302", attr.Expr.Range().Ptr(), "Invalid duration",
			"%s must be a positive duration such as \"10s\", \"500ms\" or \"2m\".", attr.Name), n.Address.String()))
		return
	}
	if attr.Name == "timeout" {
		a.Timeout = length
	} else {
		a.Interval = length
	}
}

func (ev *evaluator) unknownProbe(n *Node, block *hclspec.Assert) {
	names := []string{ConditionKind}
	for _, p := range n.Kind.Probes {
		names = append(names, p.Name)
	}
	detail := fmt.Sprintf("A %s has no assertion %q.", n.Kind.Name, block.Kind)
	if near := hclspec.Nearest(block.Kind, names); near != "" {
		detail += fmt.Sprintf(" Did you mean %q?", near)
	} else {
		detail += fmt.Sprintf(" It has %v.", names)
	}
	ev.report(diag.At(diag.New("CW0601", block.KindRange.Ptr(), "Unknown assertion", "%s", detail), n.Address.String()))
}

func containsName(names []hclspec.Name, name string) bool {
	for _, n := range names {
		if n.Name == name {
			return true
		}
	}
	return false
}
