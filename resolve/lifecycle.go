package resolve

import (
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// Lifecycle says how a resource is treated when it changes or goes.
type Lifecycle struct {
	PreventDestroy, RetainOnDestroy, CreateBeforeDestroy bool
	// IgnoreChanges are attribute names.
	IgnoreChanges []string
	// ReplaceTriggeredBy are resources (attribute "") or attributes of them
	// whose change replaces this one.
	ReplaceTriggeredBy []Trigger
}

// Trigger is one element of replace_triggered_by.
type Trigger struct {
	Address   schema.Address
	Attribute string
}

// Timeouts bound what a driver may take; "" where not given, else a duration
// such as "2m".
type Timeouts struct{ Create, Update, Delete string }

// IsZero reports whether nothing is given.
func (t Timeouts) IsZero() bool { return t == Timeouts{} }

// condition is a precondition or postcondition, linked.
type condition struct {
	block   *hclspec.Condition
	holds   *expression
	message *expression
	post    bool
}

func (b *builder) linkLifecycle(n *Node) {
	l := n.Block.Lifecycle
	if l == nil {
		return
	}
	f := n.frameOf("lifecycle")
	for _, c := range l.Preconditions {
		b.linkCondition(n, c, f, false)
	}
	for _, c := range l.Postconditions {
		b.linkCondition(n, c, f, true)
	}
	for _, ref := range l.ReplaceTriggeredBy {
		b.linkTrigger(n, ref, f)
	}
	b.checkIgnored(n, l.IgnoreChanges)
}

func (b *builder) linkCondition(n *Node, block *hclspec.Condition, f *frame, post bool) {
	if block.Condition != nil { // its lack has been reported by the reader
		n.conditions = append(n.conditions, b.condition(n, block, f, post))
	}
}

// condition links a condition. A precondition makes the node wait for what it
// looks at; a postcondition is asked when the node is there.
func (b *builder) condition(n *Node, block *hclspec.Condition, f *frame, post bool) *condition {
	c := &condition{block: block, post: post}
	for _, part := range []struct {
		e  hcl.Expression
		to **expression
	}{{block.Condition, &c.holds}, {block.ErrorMessage, &c.message}} {
		if part.e == nil {
			continue
		}
		x, diags := b.link(part.e, f, post)
		b.diagnose(n, diags)
		*part.to = x
		if !post {
			n.deps = append(n.deps, x.dependencies()...)
		}
	}
	return c
}

func (b *builder) linkTrigger(n *Node, ref hclspec.Reference, f *frame) {
	p, c, d := b.place(ref, f)
	switch {
	case d != nil:
		b.diagnose(n, hcl.Diagnostics{d})
		return
	case p.unknown || p.absent:
		return
	case p.declaration == nil:
		b.diagnose(n, hcl.Diagnostics{diag.New("CW0108", ref.Range.Ptr(), "Not a resource", "replace_triggered_by takes resources and attributes of resources, such as file.config or file.config.content.")})
		return
	}
	attr := c.name(p.next)
	if kind := p.declaration.kind; attr != "" && kind.Attribute(attr) == nil && kind.Output(attr) == nil {
		b.diagnose(n, hcl.Diagnostics{unknownAttribute(kind, attr, c[p.next].at)})
		return
	}
	dep := dependency{to: p.node, at: ref.Range, why: "replace_triggered_by"}
	if p.node == nil {
		dep.all = p.declaration
	}
	n.deps = append(n.deps, dep)
	dep.each(func(to *Node) {
		n.Lifecycle.ReplaceTriggeredBy = append(n.Lifecycle.ReplaceTriggeredBy, Trigger{to.Address, attr})
	})
}

func (b *builder) checkIgnored(n *Node, names []hclspec.Name) {
	for _, name := range names {
		if n.Kind.Attribute(name.Name) != nil {
			continue
		}
		known := attributeNames(n.Kind)
		detail := "ignore_changes names attributes, and a %s has no %q."
		if near := hclspec.Nearest(name.Name, known); near != "" {
			detail += " Did you mean \"" + near + "\"?"
		} else {
			detail += " It has " + strings.Join(known, ", ") + "."
		}
		b.diagnose(n, hcl.Diagnostics{diag.New("CW0204", name.Range.Ptr(), "Unknown attribute", detail, n.Kind.Name, name.Name)})
	}
}

// finishLifecycle evaluates lifecycle and timeouts.
func (b *builder) finishLifecycle(n *Node) {
	if l := n.Block.Lifecycle; l != nil {
		n.Lifecycle.PreventDestroy = b.truth(n, l.PreventDestroy, "prevent_destroy")
		n.Lifecycle.RetainOnDestroy = b.truth(n, l.RetainOnDestroy, "retain_on_destroy")
		n.Lifecycle.CreateBeforeDestroy = b.truth(n, l.CreateBeforeDestroy, "create_before_destroy")
		for _, name := range l.IgnoreChanges {
			n.Lifecycle.IgnoreChanges = append(n.Lifecycle.IgnoreChanges, name.Name)
		}
		if l.IgnoreAll {
			n.Lifecycle.IgnoreChanges = attributeNames(n.Kind)
		}
	}
	if t := n.Block.Timeouts; t != nil {
		n.Timeouts = Timeouts{b.timeout(n, t.Create), b.timeout(n, t.Update), b.timeout(n, t.Delete)}
	}
}

// truth evaluates a setting that has to be known before anything is deployed.
func (b *builder) truth(n *Node, e hcl.Expression, what string) bool {
	if e == nil {
		return false
	}
	v, ok := b.settled(n, e, n.frameOf("lifecycle"), cty.Bool, what)
	if !ok || v.IsKnown() && v.IsNull() {
		return false
	}
	if !v.IsKnown() {
		if !b.unset {
			b.diagnose(n, hcl.Diagnostics{diag.New("CW0305", e.Range().Ptr(), "Evaluation failed",
				"%s has to be known before anything is deployed, and this depends on what only a deployment gives.", what)})
		}
		return false
	}
	return v.True()
}

func (b *builder) timeout(n *Node, e hcl.Expression) string {
	if e == nil {
		return ""
	}
	v, ok := b.settled(n, e, n.frameOf("timeouts"), cty.String, "timeout")
	if !ok || v.IsKnown() && v.IsNull() || !v.IsKnown() && b.unset {
		return ""
	}
	if v.IsKnown() {
		if d, err := time.ParseDuration(v.AsString()); err == nil && d > 0 {
			return v.AsString()
		}
	}
	b.diagnose(n, hcl.Diagnostics{diag.New("CW0302", e.Range().Ptr(), "Invalid duration",
		"A timeout is a positive duration that is known before the deployment: \"30s\" or \"2m\".")})
	return ""
}

// checkConditions reports preconditions that are known not to hold, and what is
// wrong with any of them.
func (ev *evaluator) checkConditions(n *Node) {
	for _, c := range n.conditions {
		if c.post && ev.deployed == nil {
			continue
		}
		ev.condition(n, c, nil)
	}
}

// condition asks a condition, as far as it is known; self is nil before the
// deployment.
func (ev *evaluator) condition(n *Node, c *condition, self map[string]cty.Value) {
	v, diags := ev.selfValue(c.holds, self)
	ev.diagnose(n, diags)
	if diags.HasErrors() {
		return
	}
	v, d := convertTo(v, cty.Bool, c.holds.expr.Range(), "condition")
	if d != nil {
		ev.diagnose(n, hcl.Diagnostics{d})
		return
	}
	bare, _ := v.Unmark()
	if !bare.IsKnown() || !bare.IsNull() && bare.True() {
		return
	}
	what := "precondition"
	if c.post {
		what = "postcondition"
	}
	ev.report(diag.At(diag.New("CW0604", c.block.Range.Ptr(), "Condition does not hold", "%s: the %s does not hold. %s",
		n.Address, what, ev.message(c.message, self)), n.Address.String()))
}

// message evaluates an error_message; a secret in it is not shown.
func (ev *evaluator) message(x *expression, self map[string]cty.Value) string {
	if x == nil {
		return ""
	}
	v, diags := ev.selfValue(x, self)
	if diags.HasErrors() || schema.IsSensitive(v) {
		return ""
	}
	v, _ = v.UnmarkDeep()
	if v.Type() != cty.String || !v.IsKnown() || v.IsNull() {
		return ""
	}
	return v.AsString()
}
