package resolve

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/schema"
)

// module is one instance of a configuration: the root's, or that of a module
// call. Its names are its own.
type module struct {
	cfg *hclspec.Config
	// path is the group path, "" for the root.
	path string
	// base holds what every expression in it may use.
	base                  *hcl.EvalContext
	vars, locals, outputs map[string]*named
	root                  *scope
	checks                []*checkBlock
	validations           []*validation
}

// scope is one instance of a group, where names are looked up: its own, then
// those of the composites around it.
type scope struct {
	module *module
	// parent is the scope around a composite's; nil for a module's own.
	parent *scope
	path   string
	// steps are the groups of path.
	steps []schema.GroupStep
	// frame is where expressions stand that belong to no resource.
	frame *frame
	// call is where the group's own block stands.
	call *frame
	// declaration is the group of which this is an instance; nil for the root.
	declaration *groupDeclaration
	// instance is its key among the group's instances, "" for the only one.
	instance string

	resources map[string]map[string]*declaration
	groups    map[string]map[string]*groupDeclaration
	// inOrder are the resources, inner the groups, as written.
	inOrder []*declaration
	inner   []*groupDeclaration
	// overrides are for resources in here or further in.
	overrides []*override
	asserts   []*assertBlock
}

// frame is where an expression stands: the scope of its names, and what each
// and count mean there.
type frame struct {
	scope *scope
	own   *repetition
	outer *frame
}

// repetition is what tells one instance of a block from the others.
type repetition struct {
	// counted: by count, else by for_each.
	counted    bool
	key, value cty.Value
}

// repetition finds the innermost count or for_each around, or nil.
func (f *frame) repetition(counted bool) *repetition {
	for ; f != nil; f = f.outer {
		if f.own != nil && f.own.counted == counted {
			return f.own
		}
	}
	return nil
}

// state is how far something has come that is worked out when first needed.
type state int

const (
	untouched state = iota
	underWay
	settled
)

// declaration is a resource block in one scope, with its instances.
type declaration struct {
	// block has overrides applied; frames are those of overridden parts, by
	// argument name, else the instance's own.
	block  *hclspec.Resource
	frames map[string]*frame
	kind   *schema.Kind
	scope  *scope

	state state
	nodes []*Node
	byKey map[string]*Node
	// deps are what count, for_each and enabled refer to.
	deps []dependency
	// open: how many there are is known only once variables are set, so that
	// every key has to be taken for one that exists.
	open bool
}

func (d *declaration) address() schema.Address {
	return schema.Address{Group: d.scope.path, Type: d.block.Type, Name: d.block.Name}
}

// groupDeclaration is a composite or module block in one scope, with its
// instances.
type groupDeclaration struct {
	kind      string
	name      string
	composite *hclspec.Composite
	module    *hclspec.Module
	scope     *scope

	state     state
	instances []*scope
	byKey     map[string]*scope
	deps      []dependency
	open      bool
}

func (g *groupDeclaration) repeat() hclspec.Repeat {
	if g.module != nil {
		return g.module.Repeat
	}
	return g.composite.Repeat
}

func (g *groupDeclaration) at() hcl.Range {
	if g.module != nil {
		return g.module.Range
	}
	return g.composite.Range
}

// address is the group's, without an instance's key.
func (g *groupDeclaration) address() string { return joinPath(g.scope.path, g.kind+"."+g.name) }

func isRepeated(r hclspec.Repeat) bool { return r.Count != nil || r.ForEach != nil }

func newScope(m *module, parent *scope, path string, d *groupDeclaration) *scope {
	return &scope{
		module: m, parent: parent, path: path, declaration: d,
		resources: map[string]map[string]*declaration{}, groups: map[string]map[string]*groupDeclaration{},
	}
}

func (s *scope) add(d *declaration) {
	if s.resources[d.block.Type] == nil {
		s.resources[d.block.Type] = map[string]*declaration{}
	}
	s.resources[d.block.Type][d.block.Name] = d
	s.inOrder = append(s.inOrder, d)
}

func (s *scope) addGroup(g *groupDeclaration) {
	if s.groups[g.kind] == nil {
		s.groups[g.kind] = map[string]*groupDeclaration{}
	}
	s.groups[g.kind][g.name] = g
	s.inner = append(s.inner, g)
}

// find looks a resource up, in the scope and outwards.
func (s *scope) find(kind, name string) *declaration {
	for ; s != nil; s = s.parent {
		if d := s.resources[kind][name]; d != nil {
			return d
		}
	}
	return nil
}

// findGroup looks a group up, in the scope and outwards.
func (s *scope) findGroup(kind, name string) *groupDeclaration {
	for ; s != nil; s = s.parent {
		if g := s.groups[kind][name]; g != nil {
			return g
		}
	}
	return nil
}

// names lists what can be referred to from s, in reference form, sorted.
func (s *scope) names() []string {
	var names []string
	for ; s != nil; s = s.parent {
		for _, d := range s.inOrder {
			names = append(names, d.block.Type+"."+d.block.Name)
		}
		for _, g := range s.inner {
			names = append(names, g.kind+"."+g.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// members calls do for every instance of a resource in s and in the groups
// inside it, as far as they are expanded.
func (s *scope) members(do func(*Node)) {
	for _, d := range s.inOrder {
		for _, n := range d.nodes {
			do(n)
		}
	}
	for _, g := range s.inner {
		for _, instance := range g.instances {
			instance.members(do)
		}
	}
}

// size is how many members there are.
func (s *scope) size() int {
	count := 0
	for _, d := range s.inOrder {
		count += len(d.nodes)
	}
	for _, g := range s.inner {
		for _, instance := range g.instances {
			count += instance.size()
		}
	}
	return count
}

func joinPath(outer, inner string) string {
	if outer == "" || inner == "" {
		return outer + inner
	}
	return outer + "." + inner
}
