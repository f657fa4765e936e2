package resolve

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/schema"
)

// Graph is a configuration whose every name has been found: resources in
// dependency order, and what connects them. It does not change once built.
type Graph struct {
	Project, Stack string
	// Dir is the configuration directory, absolute.
	Dir    string
	Config *hclspec.Config
	Kinds  schema.Table
	// Order lists all nodes, dependencies first, otherwise as written.
	Order []*Node
	// Groups are all instances of composites and modules, outer ones first.
	Groups []*Group
	// Providers are the configured ones, the default first.
	Providers []*Provider
	// Moves, Forgets and Imports are what moved, removed and import blocks say.
	Moves   []Move
	Forgets []Forget
	Imports []Import

	nodes map[schema.Address]*Node
	root  *module
	// modules are all instances, the root's first.
	modules []*module
	// tooLarge: so many resources need each other that nothing is evaluated.
	tooLarge bool
	// asserting are the groups that have assertions of their own.
	asserting []*scope
}

// Node is one resource in its place: one instance of a resource block.
type Node struct {
	Address schema.Address
	Kind    *schema.Kind
	// Block has overrides applied. It is nil for a node that no author wrote
	// (the shared network).
	Block *hclspec.Resource
	// Edges are the connections, connect and connection blocks alike.
	Edges []Edge
	// DependsOn are all nodes that must be there first, for whatever reason
	// (edges, references, depends_on, groups), without duplicates.
	DependsOn []schema.Address
	// Description is the author's, "" where absent.
	Description string
	Lifecycle   Lifecycle
	Timeouts    Timeouts
	// Provider is the alias of the provider to use, "" for the default one.
	Provider string

	// Networks are the shared networks that the node joins because of its
	// edges.
	Networks []Membership

	declaration *declaration
	frame       *frame
	linked      state
	// implicit holds the attribute values of a node without Block.
	implicit   map[string]cty.Value
	attrs      map[string]*expression
	blocks     map[string][]*nestedBlock
	conditions []*condition
	asserts    []*assertBlock
	deps       []dependency
}

// Membership is a place in a shared network.
type Membership struct {
	Network schema.Address
	// Aliases resolve to the node in that network.
	Aliases []string
}

// Edge is one connection from a node to another.
type Edge struct {
	// Rule is "connect", or the kind of the connection block: "database".
	Rule string
	To   schema.Address
	// Args are the evaluated arguments of a connection block.
	Args  map[string]cty.Value
	Range hcl.Range

	connection *connection
}

// Need is one reason why a node comes after another.
type Need struct {
	To schema.Address
	// Why is "connect", the kind of a connection block, "reference",
	// "depends_on", "replace_triggered_by" or "network".
	Why string
	// Range is where it is written; zero for what cw derived.
	Range hcl.Range
}

// Group is one instance of a composite or module: resources with one life
// cycle.
type Group struct {
	// Path is "composite.web" or `module.net["eu"]`, behind that of the groups
	// around it.
	Path string
	// Parent is the enclosing group's path, or "".
	Parent string
	Step   schema.GroupStep
	// Range is the block's header.
	Range hcl.Range
}

// Steps are the group and those around it, outermost first.
func (g *Group) Steps() []schema.GroupStep { return schema.Address{Group: g.Path}.Groups() }

// Node finds a node, or nil.
func (g *Graph) Node(a schema.Address) *Node { return g.nodes[a] }

// Values is the meaning of every attribute under some layers: the result of
// Graph.Evaluate. It does not change.
type Values struct {
	Graph *Graph
	// Secrets are the generated secrets that some value refers to by handle,
	// sorted by name.
	Secrets []schema.Address

	// Outputs of the configuration, in the order written.
	Outputs []Output

	layers    []schema.Layer
	resources map[schema.Address]*Resource
}

// Output is one output block's value.
type Output struct {
	Name, Description string
	// Value carries Sensitive where the block or the value says so.
	Value  cty.Value
	Awaits []schema.Address
	Block  *hclspec.Output
}

// Deployed gives the outputs of a deployed resource by name, or nil for one
// that is not deployed.
type Deployed func(schema.Address) map[string]cty.Value

// Resource is the values of one node.
type Resource struct {
	Node *Node
	// Attributes has an entry for every attribute of the kind.
	Attributes map[string]Attribute
	// Holes are what nobody has given yet, in the order of the kind's
	// attributes.
	Holes []OpenHole
	// Offers are the paths that a completer may fill as well, since there is
	// a hole or complete { fill } names them.
	Offers []string
}

// Attribute is one attribute's value and story.
type Attribute struct {
	// Value is of the attribute's type; null where absent. Marks: Sensitive,
	// Hole. Unknown without a Hole: known after deployment.
	Value cty.Value
	// Origin is who chose it; for a Merge attribute of several sources it is
	// the author's if he wrote any, and Keys has each key's.
	Origin schema.Origin
	Keys   map[string]schema.Origin
	// Set: somebody other than the default gave it.
	Set bool
	// Range is where it is written, or where it would stand.
	Range hcl.Range
	// Awaits are the resources whose outputs must be there before Value can
	// be known; none for a value that is known.
	Awaits []schema.Address
}

// OpenHole is a hole with what a completer has to know.
type OpenHole struct {
	schema.Hole
	// Type of the wanted value.
	Type cty.Type
	// Range is where it would stand.
	Range hcl.Range
}

// Get gives a node's values, or nil.
func (v *Values) Get(a schema.Address) *Resource { return v.resources[a] }

// References lists the resources that an attribute (or the blocks of that
// name) refers to.
func (n *Node) References(attr string) []schema.Address {
	var list []schema.Address
	add := func(x *expression) {
		for _, r := range x.references() {
			for _, to := range r.nodes() {
				list = addAddresses(list, to.Address)
			}
		}
	}
	if x := n.attrs[attr]; x != nil {
		add(x)
	}
	for _, b := range n.blocks[attr] {
		for _, x := range b.attrs {
			add(x)
		}
	}
	return list
}

// Needs lists why the node comes after others, each pair of resource and reason
// once, in the order written.
func (n *Node) Needs() []Need {
	type pair struct {
		to  *Node
		why string
	}
	seen := map[pair]bool{}
	var list []Need
	for _, d := range n.deps {
		d.each(func(to *Node) {
			if p := (pair{to, d.why}); !seen[p] {
				seen[p] = true
				list = append(list, Need{To: to.Address, Why: d.why, Range: d.at})
			}
		})
	}
	return list
}

// Range is the node's header, or nil for one that no author wrote.
func (n *Node) Range() *hcl.Range {
	if n.Block == nil {
		return nil
	}
	return n.Block.Range.Ptr()
}

// Label is the name that a node has where its author gives it none: the
// block's label, behind the modules that it stands in, before its keys:
// "shop-api-eu". No two instances have the same.
func (n *Node) Label() string {
	name := n.groupLabel(n.Address.Name)
	if n.Address.Key != "" {
		name += "-" + plainLabel(n.Address.Key)
	}
	return name
}

// groupLabel puts a name behind the modules, and before the keys of the groups,
// that the node stands in.
func (n *Node) groupLabel(name string) string {
	var before, after string
	if n.declaration == nil {
		return name
	}
	for _, g := range n.declaration.scope.steps {
		key := ""
		if g.Key != "" {
			key = plainLabel(g.Key)
		}
		switch {
		case g.Kind == "module" && key != "":
			before += g.Name + "-" + key + "-"
		case g.Kind == "module":
			before += g.Name + "-"
		case key != "":
			after += "-" + key
		}
	}
	return before + name + after
}

var notInLabels = regexp.MustCompile(`[^A-Za-z0-9_.]+`)

// plainLabel is a key with nothing in it that a name can't have.
func plainLabel(key string) string {
	return strings.Trim(notInLabels.ReplaceAllString(schema.KeyName(key), "-"), "-")
}
