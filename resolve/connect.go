package resolve

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// connection is a connection block of a node, its arguments linked; the edges
// that it makes share it.
type connection struct {
	block *hclspec.Connection
	kind  *schema.ConnectionKind
	attrs map[string]*expression
	args  map[string]cty.Value
}

func (b *builder) linkConnections(n *Node) {
	if b.edges > maxNeeds {
		return
	}
	for _, ref := range n.Block.Connect {
		for _, to := range b.targets(n, n.frameOf("connect"), ref, "connect") {
			b.edge(n, Edge{Rule: "connect", To: to.Address, Range: ref.Range})
		}
	}
	f := n.frameOf("connection")
	for _, block := range n.Block.Connections {
		c := b.linkConnection(n, block, f)
		if c == nil {
			continue
		}
		for _, to := range b.targets(n, f, block.To, block.Kind) {
			if !b.connectable(n, c, to) {
				break
			}
			b.edge(n, Edge{Rule: block.Kind, To: to.Address, Range: block.Range, connection: c})
		}
	}
}

// connectable reports whether both ends of a connection are of types that it is
// for. What is for order alone, or shares files, connects anything.
func (b *builder) connectable(n *Node, c *connection, to *Node) bool {
	if c.kind.Name == "dependency" || c.kind.Name == "file" || n.Kind.Networked && to.Kind.Networked {
		return true
	}
	which, at := to, c.block.To.Range
	if !n.Kind.Networked {
		which, at = n, c.block.KindRange
	}
	b.diagnose(n, hcl.Diagnostics{diag.New("CW0302", at.Ptr(), "Invalid value",
		"A connection %q is between containers, and %s is a %s. Use connect or connection \"dependency\".", c.kind.Name, which.Address, which.Kind.Name)})
	return false
}

// edge adds a connection; one that is for order alone is none.
func (b *builder) edge(n *Node, e Edge) {
	b.edges++
	if e.Rule != "dependency" {
		n.Edges = append(n.Edges, e)
	}
}

func (b *builder) linkConnection(n *Node, block *hclspec.Connection, f *frame) *connection {
	kind := schema.Connection(block.Kind)
	if kind == nil {
		b.unknownConnection(n, block)
		return nil
	}
	c := &connection{block: block, kind: kind, attrs: map[string]*expression{}}
	for _, attr := range sortedAttributes(block.Attributes) {
		if kind.Attribute(attr.Name) == nil {
			b.unknownConnectionArgument(n, kind, attr)
			continue
		}
		c.attrs[attr.Name] = b.nodeExpression(n, attr.Expr, f)
	}
	return c
}

func (b *builder) unknownConnection(n *Node, block *hclspec.Connection) {
	var names []string
	for _, k := range schema.Connections {
		names = append(names, k.Name)
	}
	detail := "There is no connection kind %q."
	if near := hclspec.Nearest(block.Kind, names); near != "" {
		detail += " Did you mean \"" + near + "\"?"
	} else {
		detail += " The kinds are " + strings.Join(names, ", ") + "."
	}
	b.diagnose(n, hcl.Diagnostics{diag.New("CW0103", block.KindRange.Ptr(), "Unknown argument", detail, block.Kind)})
}

func (b *builder) unknownConnectionArgument(n *Node, kind *schema.ConnectionKind, attr *hclsyntax.Attribute) {
	names := []string{"to"}
	for _, a := range kind.Attributes {
		names = append(names, a.Name)
	}
	detail := "A connection %q has no argument %q."
	if near := hclspec.Nearest(attr.Name, names); near != "" {
		detail += " Did you mean \"" + near + "\"?"
	} else {
		detail += " It takes " + strings.Join(names, ", ") + "."
	}
	b.diagnose(n, hcl.Diagnostics{diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", detail, kind.Name, attr.Name)})
}

// finishEdge evaluates a connection's arguments, once for all its edges.
func (b *builder) finishEdge(ev *evaluator, n *Node, e *Edge) {
	c := e.connection
	if c == nil {
		return
	}
	if c.args == nil {
		c.args = b.connectionArgs(ev, n, c)
	}
	e.Args = c.args
}

func (b *builder) connectionArgs(ev *evaluator, n *Node, c *connection) map[string]cty.Value {
	args := make(map[string]cty.Value, len(c.attrs))
	bare := make(map[string]cty.Value, len(c.kind.Attributes))
	for i := range c.kind.Attributes {
		row := &c.kind.Attributes[i]
		bare[row.Name] = cty.NullVal(plainType(row))
		if row.Default != cty.NilVal {
			bare[row.Name] = row.Default
		}
		x := c.attrs[row.Name]
		if x == nil {
			if row.Fill == schema.FillNeeded && c.block.Attributes[row.Name] == nil {
				b.diagnose(n, hcl.Diagnostics{diag.New("CW0303", c.block.Range.Ptr(), "Missing value",
					"A connection %q needs %s: %s", c.kind.Name, row.Name, row.Doc)})
			}
			continue
		}
		v, diags := ev.value(x, nil)
		b.diagnose(n, diags)
		v, d := convertTo(v, row.Type, x.expr.Range(), c.kind.Name+"."+row.Name)
		if diags.HasErrors() || d != nil {
			if d != nil {
				b.diagnose(n, hcl.Diagnostics{d})
			}
			continue
		}
		if row.Sensitive {
			v = v.Mark(schema.Sensitive)
		}
		args[row.Name] = v
		bare[row.Name], _ = v.UnmarkDeep()
		b.diagnose(n, checkValue(row, v, x.expr.Range(), x.expr))
	}
	b.validateConnection(n, c, bare)
	return args
}

func (b *builder) validateConnection(n *Node, c *connection, bare map[string]cty.Value) {
	if c.kind.Validate == nil {
		return
	}
	for _, p := range c.kind.Validate(bare) {
		at, e := c.block.Range, hcl.Expression(nil)
		if x := c.attrs[p.Path]; x != nil {
			at, e = x.expr.Range(), x.expr
		}
		b.diagnose(n, hcl.Diagnostics{problemAt(p.Path, p, at, e, false)})
	}
}

func (b *builder) linkOrder(n *Node, f *frame, refs []hclspec.Reference) {
	for _, ref := range refs {
		b.targets(n, f, ref, "depends_on")
	}
}

// linkGroups gives a node what the groups around it connect to and wait for.
func (b *builder) linkGroups(n *Node) {
	for s := n.declaration.scope; s.declaration != nil; s = s.declaration.scope {
		g := s.declaration
		n.deps = append(n.deps, g.deps...)
		connect, dependsOn := g.order()
		if len(connect) == 0 && len(dependsOn) == 0 {
			continue
		}
		for _, ref := range connect {
			for _, to := range b.targets(n, s.call, ref, "connect") {
				b.edge(n, Edge{Rule: "connect", To: to.Address, Range: ref.Range})
			}
		}
		b.linkOrder(n, s.call, dependsOn)
	}
}

func (g *groupDeclaration) order() (connect, dependsOn []hclspec.Reference) {
	if g.module != nil {
		return g.module.Connect, g.module.DependsOn
	}
	return g.composite.Connect, g.composite.DependsOn
}

// targets finds what a reference in connect or depends_on names, and makes the
// node wait for it: a resource, one or all instances, or all resources of a
// group.
func (b *builder) targets(n *Node, f *frame, ref hclspec.Reference, why string) []*Node {
	p, c, d := b.place(ref, f)
	switch {
	case d != nil:
		b.diagnose(n, hcl.Diagnostics{d})
		return nil
	case p.unknown || p.absent:
		return nil
	case p.next < len(c) && !(p.all && c[p.next].splat && p.next+1 == len(c)):
		b.notAResource(n, ref, p)
		return nil
	}
	dep := dependency{at: ref.Range, why: why}
	switch {
	case p.node == n:
		b.diagnose(n, hcl.Diagnostics{diag.New("CW0203", ref.Range.Ptr(), "Cycle", "%s names itself here. Remove the reference.", n.Address)})
		return nil
	case p.node != nil:
		dep.to = p.node
		n.deps = append(n.deps, dep)
		return []*Node{p.node}
	case p.declaration != nil:
		dep.all = p.declaration
		n.deps = append(n.deps, dep)
		return p.declaration.nodes
	}
	return b.groupTargets(n, ref, p, dep)
}

func (b *builder) notAResource(n *Node, ref hclspec.Reference, p place) {
	text := "the resource itself"
	if p.group != nil && p.group.kind == "module" {
		text = "the module itself: module." + p.group.name
	}
	b.diagnose(n, hcl.Diagnostics{diag.New("CW0108", ref.Range.Ptr(), "Not a resource",
		"A resource or a group is wanted here, not what it has. Name %s.", text)})
}

// place finds what a reference names.
func (b *builder) place(ref hclspec.Reference, f *frame) (place, chain, *hcl.Diagnostic) {
	c, ok := referenceChain(ref)
	if !ok {
		return place{}, nil, diag.New("CW0108", ref.Range.Ptr(), "Not a resource", "Write a reference to a resource or a group: TYPE.NAME, composite.NAME or module.NAME.")
	}
	if c[0].name == "var" || c[0].name == "local" || c[0].name == "each" || c[0].name == "count" || c[0].name == "self" || builtins[c[0].name] != nil {
		return place{}, nil, diag.New("CW0108", ref.Range.Ptr(), "Not a resource", "A resource or a group is wanted here: TYPE.NAME, composite.NAME or module.NAME.")
	}
	p, d := b.locate(c, f)
	return p, c, d
}

func referenceChain(ref hclspec.Reference) (chain, bool) {
	if ref.Expr != nil {
		c, ok := chainOf(ref.Expr)
		return c, ok && len(c) > 0
	}
	c := traversalSteps(nil, ref.Traversal)
	return c, len(c) > 0
}

// groupTargets are the members of a group, of one instance or of all.
func (b *builder) groupTargets(n *Node, ref hclspec.Reference, p place, dep dependency) []*Node {
	scopes := p.group.instances
	if p.scope != nil {
		scopes = []*scope{p.scope}
	}
	var nodes []*Node
	for _, s := range scopes {
		if n.Address.Group == s.path || strings.HasPrefix(n.Address.Group, s.path+".") {
			b.diagnose(n, hcl.Diagnostics{diag.New("CW0203", ref.Range.Ptr(), "Cycle",
				"%s stands inside %s, so it can't depend on all of it. Name the sibling that it needs.", n.Address, s.path)})
			return nil
		}
		b.expandInside(s)
		dep.group = s
		n.deps = append(n.deps, dep)
		if dep.why != "depends_on" && dep.why != "dependency" {
			s.members(func(m *Node) { nodes = append(nodes, m) })
		}
	}
	return nodes
}

// expandInside expands everything in a scope, so that its members are known.
func (b *builder) expandInside(s *scope) {
	for _, d := range s.inOrder {
		b.expand(d)
	}
	for _, g := range s.inner {
		b.expandGroup(g)
		for _, instance := range g.instances {
			b.expandInside(instance)
		}
	}
}
