package resolve

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// Inputs is what a configuration's meaning depends on beside its text.
type Inputs struct {
	Project, Stack string
	// Variables are the given values by variable name, already the first of
	// the sources that gives one.
	Variables map[string]Given
	// Env looks up an environment variable, .env included.
	Env func(string) (string, bool)
}

// Build finds every name of a configuration and sorts its resources. With
// errors it still returns a graph of what could be understood.
func Build(cfg *hclspec.Config, kinds schema.Table, in Inputs) (*Graph, hcl.Diagnostics) {
	b := &builder{
		g: &Graph{
			Project: in.Project, Stack: in.Stack, Dir: cfg.Dir, Config: cfg, Kinds: kinds,
			nodes: map[schema.Address]*Node{}, scopes: map[string]*scope{},
		},
	}
	b.g.base = baseContext(b.g, in.Env)
	b.checkProviders()
	b.variables(in.Variables)
	b.addGroup(cfg.Root, "", nil)
	b.collectLocals()
	for _, n := range b.written {
		b.link(n)
	}
	b.share()
	b.sort()
	return b.g, b.diags
}

type builder struct {
	g       *Graph
	written []*Node
	// composites gives the enclosing composites of a group path, innermost
	// first.
	composites map[string][]*Composite
	network    *Node
	diags      hcl.Diagnostics
}

func (b *builder) report(d *hcl.Diagnostic) { b.diags = append(b.diags, d) }

// addGroup declares the nodes of a group and of the groups in it.
func (b *builder) addGroup(group *hclspec.Group, path string, outer []*Composite) {
	if b.composites == nil {
		b.composites = map[string][]*Composite{}
	}
	b.composites[path] = outer
	s := &scope{path: path, nodes: map[string]map[string]*Node{}, composites: map[string]string{}}
	if len(outer) > 0 {
		s.parent = b.g.scopes[outer[0].Parent]
	}
	b.g.scopes[path] = s
	for _, r := range group.Resources {
		b.addResource(r, s)
	}
	for _, c := range group.Composites {
		inner := &Composite{Path: joinPath(path, "composite."+c.Name), Parent: path, Name: c.Name, Block: c}
		s.composites[c.Name] = inner.Path
		for _, a := range c.Asserts {
			b.notYet(&a.Range, "An assertion on a composite")
		}
		b.g.Composites = append(b.g.Composites, inner)
		b.addGroup(c.Group, inner.Path, append([]*Composite{inner}, outer...))
	}
}

func joinPath(outer, inner string) string {
	if outer == "" {
		return inner
	}
	return outer + "." + inner
}

func (b *builder) addResource(r *hclspec.Resource, s *scope) {
	kind := b.g.Kinds.Kind(r.Type)
	if kind == nil || kind.Internal {
		b.unknownType(r)
		return
	}
	n := &Node{
		Address: schema.Address{Group: s.path, Type: r.Type, Name: r.Name},
		Kind:    kind, Block: r,
		attrs: make(map[string]*expression, len(r.Attributes)),
	}
	b.g.nodes[n.Address] = n
	b.written = append(b.written, n)
	s.add(n)
}

func (b *builder) unknownType(r *hclspec.Resource) {
	names := authorKinds(b.g.Kinds)
	detail := "There is no resource type %q."
	if near := hclspec.Nearest(r.Type, names); near != "" {
		detail += " Did you mean \"" + near + "\"?"
	} else {
		detail += " The types are " + strings.Join(names, ", ") + "."
	}
	b.report(diag.New("CW0201", r.TypeRange.Ptr(), "Unknown resource type", detail, r.Type))
}

func authorKinds(t schema.Table) []string {
	var names []string
	for _, k := range t {
		if !k.Internal {
			names = append(names, k.Name)
		}
	}
	return names
}

// link finds everything that a node's block refers to.
func (b *builder) link(n *Node) {
	s := b.g.scopes[n.Address.Group]
	b.linkAttributes(n, s)
	b.linkBlocks(n, s)
	b.linkConnections(n, s, n.Block.Connect, n.Block.Connections)
	b.linkOrder(n, s, n.Block.DependsOn)
	b.checkMeta(n)
	for _, c := range b.composites[n.Address.Group] {
		outer := b.g.scopes[c.Parent]
		b.linkConnections(n, outer, c.Block.Connect, nil)
		b.linkOrder(n, outer, c.Block.DependsOn)
	}
	if n.Block.Description != nil {
		n.Description = b.literalText(n.Block.Description)
	}
}

// literalText evaluates an expression that may use variables and locals only.
func (b *builder) literalText(e hcl.Expression) string {
	x, diags := b.g.expression(e, b.g.scopes[""])
	b.diags = append(b.diags, diags...)
	if diags.HasErrors() {
		return ""
	}
	v, diags := b.g.newEvaluator(nil, nil, nil).value(x, nil)
	b.diags = append(b.diags, diags...)
	v, _ = v.UnmarkDeep()
	if v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
		return v.AsString()
	}
	return ""
}

func (b *builder) linkAttributes(n *Node, s *scope) {
	for _, attr := range sortedAttributes(n.Block.Attributes) {
		row := n.Kind.Attribute(attr.Name)
		if row == nil || row.Block {
			b.unknownAttribute(n, attr)
			continue
		}
		n.attrs[attr.Name] = b.expression(n, attr.Expr, s)
	}
}

// expression links an expression of a node and records what it depends on.
func (b *builder) expression(n *Node, e hcl.Expression, s *scope) *expression {
	x, diags := b.g.expression(e, s)
	b.diags = append(b.diags, diags...)
	for _, ref := range x.resources() {
		n.deps = append(n.deps, dependency{to: ref.node, at: ref.at})
	}
	return x
}

func (b *builder) unknownAttribute(n *Node, attr *hclsyntax.Attribute) {
	names := append(attributeNames(n.Kind), hclspec.MetaArguments...)
	detail := "A %s has no argument %q."
	switch near := hclspec.Nearest(attr.Name, names); {
	case n.Kind.Attribute(attr.Name) != nil:
		detail = "In a %s, %q is written as a block: " + attr.Name + " { … }, without an equals sign."
	case n.Kind.Output(attr.Name) != nil:
		detail = "In a %s, %q can't be set: it is known only after deployment. Leave it out."
	case near != "":
		detail += " Did you mean \"" + near + "\"?"
	default:
		detail += " It takes " + strings.Join(attributeNames(n.Kind), ", ") + "."
	}
	b.report(diag.At(diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", detail, n.Kind.Name, attr.Name), n.Address.String()))
}

func attributeNames(k *schema.Kind) []string {
	names := make([]string, len(k.Attributes))
	for i, a := range k.Attributes {
		names[i] = a.Name
	}
	return names
}

func sortedAttributes(m map[string]*hclsyntax.Attribute) []*hclsyntax.Attribute {
	list := make([]*hclsyntax.Attribute, 0, len(m))
	for _, a := range m {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *hclsyntax.Attribute) int { return a.SrcRange.Start.Byte - b.SrcRange.Start.Byte })
	return list
}

// nestedBlock is one upload { … } of a resource, its expressions linked.
type nestedBlock struct {
	attrs map[string]*expression
	at    hcl.Range
}

func (b *builder) linkBlocks(n *Node, s *scope) {
	for _, block := range n.Block.Blocks {
		row := n.Kind.Attribute(block.Type)
		if row == nil || !row.Block {
			b.unknownBlock(n, block, row != nil)
			continue
		}
		nested := &nestedBlock{attrs: map[string]*expression{}, at: block.DefRange()}
		for _, attr := range sortedAttributes(block.Body.Attributes) {
			if !row.Type.ElementType().HasAttribute(attr.Name) {
				b.unknownBlockArgument(n, block, attr, row.Type.ElementType())
				continue
			}
			nested.attrs[attr.Name] = b.expression(n, attr.Expr, s)
		}
		if n.blocks == nil {
			n.blocks = map[string][]*nestedBlock{}
		}
		n.blocks[block.Type] = append(n.blocks[block.Type], nested)
	}
}

func (b *builder) unknownBlock(n *Node, block *hclsyntax.Block, isAttribute bool) {
	detail := "A %s has no block %q."
	var names []string
	for _, a := range n.Kind.Attributes {
		if a.Block {
			names = append(names, a.Name)
		}
	}
	if isAttribute {
		detail = "In a %s, %q is an argument: write it with an equals sign."
	} else if near := hclspec.Nearest(block.Type, append(names, hclspec.MetaBlocks...)); near != "" {
		detail += " Did you mean \"" + near + "\"?"
	}
	b.report(diag.At(diag.New("CW0102", block.TypeRange.Ptr(), "Unknown block", detail, n.Kind.Name, block.Type), n.Address.String()))
}

func (b *builder) unknownBlockArgument(n *Node, block *hclsyntax.Block, attr *hclsyntax.Attribute, t cty.Type) {
	detail := "A block %q has no argument %q."
	if near := hclspec.Nearest(attr.Name, sortedKeys(t.AttributeTypes())); near != "" {
		detail += " Did you mean \"" + near + "\"?"
	}
	b.report(diag.At(diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", detail, block.Type, attr.Name), n.Address.String()))
}

func (b *builder) linkOrder(n *Node, s *scope, refs []hclspec.Reference) {
	for _, ref := range refs {
		for _, to := range b.targets(n, s, ref) {
			n.deps = append(n.deps, dependency{to: to, at: ref.Range})
		}
	}
}

func (b *builder) linkConnections(n *Node, s *scope, connect []hclspec.Reference, blocks []*hclspec.Connection) {
	for _, ref := range connect {
		for _, to := range b.targets(n, s, ref) {
			b.edge(n, Edge{Rule: "connect", To: to.Address, Range: ref.Range}, to)
		}
	}
	for _, c := range blocks {
		args, ok := b.connectionArgs(n, s, c)
		if !ok {
			continue
		}
		for _, to := range b.targets(n, s, c.To) {
			b.edge(n, Edge{Rule: c.Kind, To: to.Address, Args: args, Range: c.Range}, to)
		}
	}
}

func (b *builder) edge(n *Node, e Edge, to *Node) {
	n.deps = append(n.deps, dependency{to: to, at: e.Range})
	if e.Rule != "dependency" {
		n.Edges = append(n.Edges, e)
	}
}

// connectionKinds lists the typed connections and their arguments.
var connectionKinds = map[string]map[string]cty.Type{
	"dependency": {},
	"database": {
		"env_var": cty.String, "username": cty.String, "password": cty.String,
		"database_name": cty.String, "url_template": cty.String,
	},
}

// laterConnections are kinds and arguments of the language that this version
// does not have yet.
var laterConnections = []string{"network", "file", "service_mesh", "wait_for_ready", "timeout", "schema_files", "migrations_dir", "extensions"}

func (b *builder) connectionArgs(n *Node, s *scope, c *hclspec.Connection) (map[string]cty.Value, bool) {
	types, ok := connectionKinds[c.Kind]
	if !ok {
		b.unknownConnection(c.KindRange, "connection kind", c.Kind, sortedKeys(connectionKinds))
		return nil, false
	}
	args := map[string]cty.Value{}
	for _, attr := range sortedAttributes(c.Attributes) {
		want, ok := types[attr.Name]
		if !ok {
			b.unknownConnection(attr.NameRange, "argument of connection \""+c.Kind+"\"", attr.Name, sortedKeys(types))
			continue
		}
		x := b.expression(n, attr.Expr, s)
		v, diags := b.g.newEvaluator(nil, nil, nil).value(x, nil)
		b.diags = append(b.diags, diags...)
		v, d := convertTo(v, want, attr.Expr.Range(), c.Kind+"."+attr.Name)
		if d != nil {
			b.report(d)
			continue
		}
		args[attr.Name] = v
	}
	return args, true
}

func (b *builder) unknownConnection(at hcl.Range, what, name string, known []string) {
	if slices.Contains(laterConnections, name) {
		b.report(diag.New("CW0105", at.Ptr(), "Not supported yet", "The %s %q is part of the language, but this version of cw does not have it yet.", what, name))
		return
	}
	detail := "There is no %s %q."
	if near := hclspec.Nearest(name, known); near != "" {
		detail += " Did you mean \"" + near + "\"?"
	}
	b.report(diag.New("CW0103", at.Ptr(), "Unknown argument", detail, what, name))
}

// targets finds what a reference in connect or depends_on names: a resource,
// or all resources of a composite.
func (b *builder) targets(n *Node, s *scope, ref hclspec.Reference) []*Node {
	t, d := b.g.lookup(ref.Traversal, s)
	if d != nil {
		b.report(diag.At(d, n.Address.String()))
		return nil
	}
	switch {
	case t.node == n:
		b.report(diag.At(diag.New("CW0203", ref.Range.Ptr(), "Cycle", "%s connects to itself. Remove the reference.", n.Address), n.Address.String()))
		return nil
	case t.node != nil:
		return []*Node{t.node}
	case t.composite != "":
		return b.members(t.composite, n, ref)
	}
	b.report(diag.New("CW0108", ref.Range.Ptr(), "Not a resource", "connect and depends_on take resources and composites: TYPE.NAME or composite.NAME."))
	return nil
}

func (b *builder) members(path string, n *Node, ref hclspec.Reference) []*Node {
	if n.Address.Group == path || strings.HasPrefix(n.Address.Group, path+".") {
		b.report(diag.At(diag.New("CW0203", ref.Range.Ptr(), "Cycle", "%s stands inside %s, so it can't depend on all of it. Name the sibling that it needs.", n.Address, path), n.Address.String()))
		return nil
	}
	var nodes []*Node
	for _, m := range b.written {
		if m.Address.Group == path || strings.HasPrefix(m.Address.Group, path+".") {
			nodes = append(nodes, m)
		}
	}
	return nodes
}
