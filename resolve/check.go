package resolve

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// check asks the row about a known value.
func (ev *evaluator) check(n *Node, row *schema.Attribute, v cty.Value, at hcl.Range, e hcl.Expression) {
	ev.diagnose(n, checkValue(row, v, at, e))
}

// checkValue says what a row finds wrong with a value, if anything.
func checkValue(row *schema.Attribute, v cty.Value, at hcl.Range, e hcl.Expression) hcl.Diagnostics {
	if row.Check == nil {
		return nil
	}
	bare := unmarked(v)
	if bare.IsNull() || !bare.IsWhollyKnown() {
		return nil
	}
	if p := row.Check(bare); p != nil {
		return hcl.Diagnostics{problemAt(row.Name, *p, at, e, schema.IsSensitive(v))}
	}
	return nil
}

// problemAt is a row's problem as a diagnostic, at the item of e that it is
// about.
func problemAt(attr string, p schema.Problem, at hcl.Range, e hcl.Expression, sensitive bool) *hcl.Diagnostic {
	code := diag.Code(p.Code)
	if code == "" {
		code = "CW0302"
	}
	detail := p.Detail
	if sensitive {
		detail = "The value of " + attr + " is not valid. It is sensitive, so it isn't shown here."
	}
	if e != nil {
		at = elementRange(e, strings.TrimPrefix(p.Path, attr))
	}
	return diag.New(code, at.Ptr(), p.Summary, "%s", detail)
}

// attributeIn is the attribute that a path such as "ports[1]" or "env.TZ" is
// about.
func attributeIn(path string) string {
	if i := strings.IndexAny(path, ".["); i >= 0 {
		return path[:i]
	}
	return path
}

// elementRange narrows an expression's range to the item that a path such as
// "[1]" or ".NAME" means.
func elementRange(e hcl.Expression, path string) hcl.Range {
	switch e := e.(type) {
	case *hclsyntax.TupleConsExpr:
		i, err := strconv.Atoi(strings.Trim(path, "[]"))
		if err == nil && i < len(e.Exprs) {
			return e.Exprs[i].Range()
		}
	case *hclsyntax.ObjectConsExpr:
		if item := itemOf(e, strings.TrimPrefix(path, ".")); item != nil {
			return item.Range()
		}
	}
	return e.Range()
}

// itemOf finds the expression that a written map gives to a key, or nil.
func itemOf(e hcl.Expression, key string) hcl.Expression {
	object, ok := e.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return nil
	}
	for _, item := range object.Items {
		written := hcl.ExprAsKeyword(item.KeyExpr)
		if written == "" {
			if v, diags := item.KeyExpr.Value(nil); !diags.HasErrors() && v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
				written = v.AsString()
			}
		}
		if written == key {
			return item.ValueExpr
		}
	}
	return nil
}

// unmarked is a value without marks, at any depth.
func unmarked(v cty.Value) cty.Value {
	if v.Type().IsPrimitiveType() {
		v, _ = v.Unmark() // nothing is inside, and UnmarkDeep allocates
		return v
	}
	v, _ = v.UnmarkDeep()
	return v
}

// bareValues are a resource's attributes without marks, as rows see them.
func (r *Resource) bareValues() map[string]cty.Value {
	values := make(map[string]cty.Value, len(r.Attributes))
	for name, a := range r.Attributes {
		values[name] = unmarked(a.Value)
	}
	return values
}

// checkResource asks the row about all attributes together, and holds a
// complete block against the row.
func (ev *evaluator) checkResource(r *Resource) {
	n := r.Node
	if n.Block == nil {
		return
	}
	ev.checkComplete(n)
	if n.Kind.Validate == nil {
		return
	}
	for _, p := range n.Kind.Validate(r.bareValues()) {
		name := attributeIn(p.Path)
		a := r.Attributes[name]
		at, e := n.Block.Range, hcl.Expression(nil)
		if a.Set && n.attrs[name] != nil {
			at, e = a.Range, n.attrs[name].expr
		}
		ev.diagnose(n, hcl.Diagnostics{problemAt(name, p, at, e, schema.IsSensitive(a.Value))})
	}
}

func (ev *evaluator) checkComplete(n *Node) {
	if n.Block.Complete == nil {
		return
	}
	for _, name := range slices.Concat(n.Block.Complete.Fill, n.Block.Complete.Exclude) {
		row := n.Kind.Attribute(name.Name)
		if row == nil || row.Fill == schema.FillNever {
			ev.report(diag.At(diag.New("CW0302", name.Range.Ptr(), "Can't be completed",
				"%q of a %s can't be filled by a completer. These can: %s.", name.Name, n.Kind.Name, strings.Join(fillable(n.Kind), ", ")), n.Address.String()))
		}
	}
}

func fillable(k *schema.Kind) []string {
	var names []string
	for _, a := range k.Attributes {
		if a.Fill != schema.FillNever {
			names = append(names, a.Name)
		}
	}
	return names
}

// offers lists what a completer may fill beside the holes.
func (ev *evaluator) offers(r *Resource) []string {
	n := r.Node
	if n.Block == nil {
		return nil
	}
	var list []string
	for _, row := range n.Kind.Attributes {
		named, excluded := false, false
		if c := n.Block.Complete; c != nil {
			named = containsName(c.Fill, row.Name)
			excluded = containsName(c.Exclude, row.Name)
		}
		absent := row.Fill == schema.FillOptional && n.attrs[row.Name] == nil
		if !excluded && (named || absent && len(r.Holes) > 0) {
			list = append(list, row.Name)
		}
	}
	return list
}

// maxClaims bounds what all resources together may want for themselves; each
// port of a range is one.
const maxClaims = 500_000

// claimClash is who had claimed what an attribute claims again.
type claimClash struct {
	first *Node
	path  string
}

// checkClaims reports what two resources want for themselves alone.
func (ev *evaluator) checkClaims(v *Values) {
	var claimed schema.Claimed[*Node]
	count := 0
	for _, n := range ev.g.Order {
		if n.Kind.Claims == nil {
			continue
		}
		r := v.resources[n.Address]
		var last claimClash
		claims := n.Kind.Claims(r.bareValues())
		if count += len(claims); count > maxClaims {
			ev.report(diag.At(diag.New("CW0309", n.Range(), "Too large",
				"The resources of this configuration ask for more than %d host ports, names and paths in all. Publish fewer ports.", maxClaims), n.Address.String()))
			return
		}
		for _, c := range claims {
			first, clash := claimed.Add(c, n)
			// Ranges of ports that overlap clash port by port; it is one mistake.
			// What a node wants twice for itself, its kind has said.
			if this := (claimClash{first, c.Path}); clash && first != n && this != last {
				ev.clash(r, c, first)
				last = this
			}
		}
	}
}

func (ev *evaluator) clash(r *Resource, c schema.Claim, first *Node) {
	n := r.Node
	at, attr := hcl.Range{}, attributeIn(c.Path)
	if n.Block != nil {
		at = n.Block.Range
		if x := n.attrs[attr]; x != nil {
			at = elementRange(x.expr, strings.TrimPrefix(c.Path, attr))
		}
	}
	where := ""
	if first.Block != nil {
		where = fmt.Sprintf(" (%s:%d)", first.Block.Range.Filename, first.Block.Range.Start.Line)
	}
	ev.report(diag.At(diag.New("CW0304", at.Ptr(), "Wanted twice",
		"Both %s and %s%s want the %s %s; only one of them can have it. Change one of the two.", n.Address, first.Address, where, c.Space, c.Name), n.Address.String()))
}

// distinctErrors leaves one diagnostic of several that say the same of one
// place, as the instances of a repeated block do.
func distinctErrors(diags hcl.Diagnostics) hcl.Diagnostics {
	type key struct {
		code     diag.Code
		severity hcl.DiagnosticSeverity
		at       hcl.Range
		text     string
	}
	seen := make(map[key]bool, len(diags))
	var kept hcl.Diagnostics
	for _, d := range diags {
		k := key{code: diag.CodeOf(d), severity: d.Severity, text: d.Detail}
		if d.Subject != nil {
			k.at = *d.Subject
		}
		if isInstance(d) {
			k.text = d.Summary
		}
		if !seen[k] {
			seen[k] = true
			kept = append(kept, d)
		}
	}
	return kept
}

// isInstance reports whether a diagnostic is about something of which there can
// be several: an instance, or a part of a module.
func isInstance(d *hcl.Diagnostic) bool {
	extra, ok := d.Extra.(diag.Extra)
	return ok && (strings.Contains(extra.Address, "[") || strings.Contains(extra.Address, "module.") && extra.Code != "CW0304")
}
