package resolve

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// Undeployable lists what can be said in the language but not be deployed: by
// this version, or from this machine. A plan refuses it; a validation does not
// ask.
func (v *Values) Undeployable() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, n := range v.Graph.Order {
		for _, d := range v.undeployable(n) {
			diags = append(diags, diag.At(d, n.Address.String()))
		}
	}
	for _, p := range v.Graph.Providers {
		if len(p.RegistryAuth) > 0 {
			diags = append(diags, notYet(p.Range, "registry_auth can't be used yet. Log in with docker login, and fetch the images before."))
		}
	}
	return distinctErrors(diags)
}

func notYet(at hcl.Range, detail string) *hcl.Diagnostic {
	return diag.New("CW0105", at.Ptr(), "Not supported yet", "%s", detail)
}

func (v *Values) undeployable(n *Node) hcl.Diagnostics {
	if n.Block == nil {
		return nil
	}
	var diags hcl.Diagnostics
	if n.Kind.Available != nil {
		if err := n.Kind.Available(); err != nil {
			diags = append(diags, diag.New("CW0311", n.Range(), "Can't be deployed here", "%s", err))
		}
	}
	for i := range n.Kind.Attributes {
		row := &n.Kind.Attributes[i]
		if a := v.resources[n.Address].Attributes[row.Name]; row.Planned != "" && says(a.Value, row) {
			diags = append(diags, notYet(a.Range, row.Planned))
		}
	}
	for _, e := range n.Edges {
		if e.connection != nil {
			diags = append(diags, e.connection.undeployable()...)
		}
	}
	return append(diags, n.unplanned()...)
}

// says reports whether a value is more than an attribute's default.
func says(v cty.Value, row *schema.Attribute) bool {
	v, _ = v.UnmarkDeep()
	if v.IsKnown() && v.IsNull() {
		return false
	}
	return row.Default == cty.NilVal || !v.RawEquals(row.Default)
}

func (c *connection) undeployable() hcl.Diagnostics {
	if c.kind.Planned != "" {
		return hcl.Diagnostics{notYet(c.block.Range, c.kind.Planned)}
	}
	var diags hcl.Diagnostics
	for i := range c.kind.Attributes {
		row := &c.kind.Attributes[i]
		if x := c.attrs[row.Name]; row.Planned != "" && x != nil && says(c.args[row.Name], row) {
			diags = append(diags, notYet(x.expr.Range(), row.Planned))
		}
	}
	return diags
}

// unplanned are the meta-arguments that no engine carries out yet.
func (n *Node) unplanned() hcl.Diagnostics {
	var diags hcl.Diagnostics
	if l := n.Block.Lifecycle; l != nil {
		if n.Lifecycle.CreateBeforeDestroy {
			diags = append(diags, notYet(l.CreateBeforeDestroy.Range(), "create_before_destroy is not built yet: what a resource holds, such as a name or a host port, is freed before its replacement is made."))
		}
		for _, ref := range l.ReplaceTriggeredBy {
			diags = append(diags, notYet(ref.Range, "replace_triggered_by is not built yet. Use the other resource's attribute in an argument of this one whose change replaces it, such as a label."))
		}
	}
	if c := n.Block.Complete; c != nil {
		for name, e := range map[string]hcl.Expression{"pin": c.Pin, "model": c.Model} {
			if e != nil {
				diags = append(diags, notYet(e.Range(), fmt.Sprintf("complete { %s } is not built yet. Leave it out.", name)))
			}
		}
	}
	return diags
}

// Precondition is one that only the deployment can decide.
type Precondition struct {
	// Awaits are the resources that it looks at.
	Awaits []schema.Address
	c      *condition
}

// Preconditions lists those of a node that are not known to hold yet.
func (v *Values) Preconditions(a schema.Address) []Precondition {
	n := v.Graph.nodes[a]
	var list []Precondition
	for _, c := range n.conditions {
		if c.post {
			continue
		}
		ev := v.Graph.newEvaluator(v.layers, nil, v)
		value, diags := ev.value(c.holds, nil)
		if awaits := ev.awaits(value, c.holds, a); !diags.HasErrors() && len(awaits) > 0 {
			list = append(list, Precondition{Awaits: awaits, c: c})
		}
	}
	return list
}

// Holds asks a precondition of a node with what is deployed; the diagnostics
// say that it does not hold.
func (v *Values) Holds(p Precondition, a schema.Address, deployed Deployed) hcl.Diagnostics {
	ev := v.Graph.newEvaluator(v.layers, deployed, v)
	ev.condition(v.Graph.nodes[a], p.c, nil)
	return ev.diags
}
