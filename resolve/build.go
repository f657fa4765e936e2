package resolve

import (
	"slices"

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
	// Unset allows variables without a value: they are unknown, and so is what
	// depends on them. For checking what nobody deploys yet.
	Unset bool
	// General are the assertions that need no resource.
	General []schema.Probe
}

// Build finds every name of a configuration, makes the instances that count,
// for_each, enabled and modules say, and sorts its resources. With errors it
// still returns a graph of what could be understood. The configuration's
// syntax trees are the graph's from then on.
func Build(cfg *hclspec.Config, kinds schema.Table, in Inputs) (*Graph, hcl.Diagnostics) {
	b := &builder{
		g: &Graph{
			Project: in.Project, Stack: in.Stack, Dir: cfg.Dir, Config: cfg, Kinds: kinds,
			nodes: map[schema.Address]*Node{},
		},
		env: in.Env, unset: in.Unset, general: in.General, forms: map[*hclspec.Variable]*form{},
	}
	root := b.rootModule(cfg, in.Variables)
	b.collect(root.root)
	for _, n := range b.written {
		b.linkNode(n)
	}
	b.providers(root)
	for _, m := range b.g.modules {
		b.linkNames(m)
		b.linkValidations(m)
		b.linkChecks(m)
	}
	b.linkGroupAsserts()
	b.share()
	if b.countNeeds() {
		b.sort()
	} else {
		b.g.Order, b.g.tooLarge = b.written, true
	}
	b.finish()
	b.refactorings(root)
	return b.g, distinctErrors(b.diags)
}

type builder struct {
	g   *Graph
	env func(string) (string, bool)
	// unset: some variable has no value, so what depends on it is unknown for
	// no fault of its own.
	unset   bool
	general []schema.Probe
	// written are all nodes of resource blocks, in the order written.
	written []*Node
	forms   map[*hclspec.Variable]*form
	bases   map[string]*hcl.EvalContext
	// naming and expanding are what is under way, to show a cycle.
	naming    []*named
	expanding []expansion
	// repeated counts the instances made by count and for_each.
	repeated int
	// called counts the module instances.
	called int
	// hinted counts the unknown names.
	hinted int
	// needs counts the dependencies between nodes.
	needs, edges int
	network      *Node
	early        *evaluator
	diags        hcl.Diagnostics
}

func (b *builder) report(d *hcl.Diagnostic) { b.diags = append(b.diags, d) }

// evaluator evaluates what has to be known while the graph is being built: with
// the author's values alone. What is wrong with those is reported when they are
// evaluated for good.
func (b *builder) evaluator() *evaluator {
	if b.early == nil {
		b.early = b.g.newEvaluator(nil, nil, nil)
		b.early.building = b
	}
	return b.early
}

func (b *builder) rootModule(cfg *hclspec.Config, given map[string]Given) *module {
	m := &module{cfg: cfg}
	m.base = b.baseFor(cfg)
	m.root = newScope(m, nil, "", nil)
	m.root.frame = &frame{scope: m.root}
	b.g.root = m
	b.g.modules = append(b.g.modules, m)
	b.rootVariables(m, given)
	m.declareNames()
	b.fill(m.root, cfg.Root, nil)
	return m
}

// baseFor gives what every expression of a configuration may use; all instances
// of a module share it.
func (b *builder) baseFor(cfg *hclspec.Config) *hcl.EvalContext {
	if b.bases == nil {
		b.bases = map[string]*hcl.EvalContext{}
	}
	if b.bases[cfg.Dir] == nil {
		b.bases[cfg.Dir] = baseContext(b.g, cfg, b.env)
	}
	return b.bases[cfg.Dir]
}

// fill declares what stands in a group.
func (b *builder) fill(s *scope, group *hclspec.Group, outer []*override) {
	s.overrides = append(overridesOf(group.Overrides, s.frame), outer...)
	for _, r := range group.Resources {
		kind := b.g.Kinds.Kind(r.Type)
		if kind == nil || kind.Internal {
			b.unknownType(r)
			continue
		}
		block, frames := s.override(r)
		s.add(&declaration{block: block, frames: frames, kind: kind, scope: s})
	}
	for _, c := range group.Composites {
		s.addGroup(&groupDeclaration{kind: "composite", name: c.Name, composite: c, scope: s})
	}
	for _, c := range group.Modules {
		s.addGroup(&groupDeclaration{kind: "module", name: c.Name, module: c, scope: s})
	}
}

// collect expands everything in a scope and lists the nodes.
func (b *builder) collect(s *scope) {
	for _, d := range s.inOrder {
		b.expand(d)
		b.written = append(b.written, d.nodes...)
	}
	for _, g := range s.inner {
		b.expandGroup(g)
		for _, instance := range g.instances {
			b.collect(instance)
		}
	}
	b.checkOverrides(s)
}

// linkNode finds everything that a node's block refers to.
func (b *builder) linkNode(n *Node) {
	if n.linked != untouched {
		return
	}
	n.linked = underWay
	n.deps = append(n.deps, n.declaration.deps...)
	b.linkAttributes(n)
	b.linkNested(n, n.Block.Blocks)
	b.linkConnections(n)
	b.linkOrder(n, n.frameOf("depends_on"), n.Block.DependsOn)
	b.linkLifecycle(n)
	b.linkAsserts(n)
	b.linkGroups(n)
	n.linked = settled
}

// linkNow links a node that is looked at while the graph is being built. A node
// whose links lead to this very question is a cycle.
func (b *builder) linkNow(n *Node) bool {
	if n.linked == underWay {
		b.diagnose(n, hcl.Diagnostics{diag.New("CW0203", n.Range(), "Cycle",
			"How many there are of something that %s refers to depends on %s itself. Remove one of these references.", n.Address, n.Address)})
		return false
	}
	b.linkNode(n)
	return true
}

// frameOf is where a part of the node's block stands: with the node, or with
// the override that it came from.
func (n *Node) frameOf(part string) *frame {
	if f := n.declaration.frames[part]; f != nil {
		return f
	}
	return n.frame
}

func (b *builder) linkAttributes(n *Node) {
	n.attrs = make(map[string]*expression, len(n.Block.Attributes))
	for _, attr := range sortedAttributes(n.Block.Attributes) {
		row := n.Kind.Attribute(attr.Name)
		if row != nil && row.Block && hclspec.IsJSON(attr.SrcRange.Filename) {
			if blocks, ok := hclspec.NestedBlocks(attr); ok {
				b.linkNested(n, blocks)
				continue
			}
		}
		if row == nil || row.Block {
			b.unknownArgument(n, attr)
			continue
		}
		n.attrs[attr.Name] = b.nodeExpression(n, attr.Expr, n.frameOf(attr.Name))
	}
}

// nodeExpression links an expression of a node and records what it depends on.
func (b *builder) nodeExpression(n *Node, e hcl.Expression, f *frame) *expression {
	x, diags := b.expression(e, f)
	b.diagnose(n, diags)
	n.deps = append(n.deps, x.dependencies()...)
	return x
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
	// misspelt are the arguments that were likely meant by unknown ones, which
	// have been reported.
	misspelt []string
}

// linkNested links nested blocks of a node's type.
func (b *builder) linkNested(n *Node, blocks []*hclsyntax.Block) {
	for _, block := range blocks {
		row := n.Kind.Attribute(block.Type)
		if row == nil || !row.Block {
			b.unknownBlock(n, block, row != nil)
			continue
		}
		nested := &nestedBlock{attrs: map[string]*expression{}, at: block.DefRange()}
		for _, attr := range sortedAttributes(block.Body.Attributes) {
			if !row.Type.ElementType().HasAttribute(attr.Name) {
				b.unknownBlockArgument(n, block, attr, row.Type.ElementType())
				nested.misspelt = append(nested.misspelt, hclspec.Nearest(attr.Name, sortedKeys(row.Type.ElementType().AttributeTypes())))
				continue
			}
			nested.attrs[attr.Name] = b.nodeExpression(n, attr.Expr, n.frameOf(block.Type))
		}
		if n.blocks == nil {
			n.blocks = map[string][]*nestedBlock{}
		}
		n.blocks[block.Type] = append(n.blocks[block.Type], nested)
	}
}

// finish evaluates what of a node has to be known before anything is completed:
// its description, the arguments of its connections, how it lives.
func (b *builder) finish() {
	ev := b.evaluator()
	for _, n := range b.written {
		if n.Block.Description != nil {
			n.Description = b.text(n, n.Block.Description)
		}
		for i := range n.Edges {
			b.finishEdge(ev, n, &n.Edges[i])
		}
		b.finishLifecycle(n)
	}
}

// text evaluates a description; "" where it is not known.
func (b *builder) text(n *Node, e hcl.Expression) string {
	v, ok := b.settled(n, e, n.frameOf("description"), cty.String, "description")
	if !ok || v.IsNull() || !v.IsKnown() {
		return ""
	}
	return v.AsString()
}

// settled evaluates an expression of a node now, as a value of a type, without
// marks.
func (b *builder) settled(n *Node, e hcl.Expression, f *frame, want cty.Type, what string) (cty.Value, bool) {
	x, diags := b.expression(e, f)
	if diags.HasErrors() {
		b.diagnose(n, diags)
		return cty.NilVal, false
	}
	v, diags := b.evaluator().value(x, nil)
	b.diagnose(n, diags)
	if diags.HasErrors() {
		return cty.NilVal, false
	}
	v, d := convertTo(v, want, e.Range(), "The argument "+what)
	if d != nil {
		b.diagnose(n, hcl.Diagnostics{d})
		return cty.NilVal, false
	}
	v, _ = v.UnmarkDeep()
	return v, true
}
