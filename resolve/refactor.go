package resolve

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// Move is a moved block: what was deployed as From is To now. Both are
// resources, or both groups (then Type is "").
type Move struct {
	From, To schema.Address
	Range    hcl.Range

	// missing says that To is not in the configuration, unless it moved on.
	missing *hcl.Diagnostic
}

// Forget is a removed block: what was deployed as From, a resource or a group,
// is no longer cw's; it is destroyed only if Destroy says so.
type Forget struct {
	From    schema.Address
	Destroy bool
	Range   hcl.Range
}

// Import is an import block: To takes over what exists as ID.
type Import struct {
	To    schema.Address
	ID    string
	Range hcl.Range
}

// refactorings reads moved, removed and import blocks of the root, and moved of
// modules.
func (b *builder) refactorings(root *module) {
	for _, m := range b.g.modules {
		for _, block := range m.cfg.Moved {
			b.moved(m, block)
		}
	}
	b.checkMoves()
	for _, block := range root.cfg.Removed {
		from, ok := b.address(root, block.From, "removed")
		if !ok {
			continue
		}
		if b.exists(root, block.From) {
			b.report(diag.New("CW0310", block.From.Range.Ptr(), "Still there", "%s is still in the configuration. Take its block out, or the removed block.", groupOr(from)))
			continue
		}
		b.g.Forgets = append(b.g.Forgets, Forget{From: from, Destroy: block.Destroy, Range: block.Range})
	}
	for _, block := range root.cfg.Imports {
		b.imported(root, block)
	}
}

func (b *builder) moved(m *module, block *hclspec.Moved) {
	from, ok := b.address(m, block.From, "moved")
	to, okTo := b.address(m, block.To, "moved")
	switch {
	case !ok || !okTo:
		return
	case from == to:
		b.report(diag.New("CW0310", block.Range.Ptr(), "Moved to itself", "from and to are the same here: %s.", groupOr(from)))
	case (from.Type == "") != (to.Type == ""):
		b.report(diag.New("CW0310", block.Range.Ptr(), "Moved to another kind of thing", "%s and %s are not of one kind: a resource moves to a resource, a group to a group.", groupOr(from), groupOr(to)))
	case from.Type != to.Type:
		b.report(diag.New("CW0310", block.Range.Ptr(), "Moved to another type", "A %s can't become a %s: it would have to be made anew. Take the moved block out.", from.Type, to.Type))
	case b.exists(m, block.From):
		b.report(diag.New("CW0310", block.From.Range.Ptr(), "Still there", "%s is still in the configuration, so it can't have moved. Take its block out, or the moved block.", groupOr(from)))
	default:
		_, _, missing := b.place(block.To, m.root.frame)
		b.g.Moves = append(b.g.Moves, Move{From: from, To: to, Range: block.Range, missing: missing})
	}
}

// checkMoves reports moves that lead nowhere, back to where they began, or two
// things to one place. What has moved on is not missing.
func (b *builder) checkMoves() {
	from, to := map[schema.Address]Move{}, map[schema.Address]Move{}
	for _, m := range b.g.Moves {
		if first, taken := to[m.To]; taken {
			b.report(diag.New("CW0310", m.Range.Ptr(), "Moved to one place", "Both %s (%s:%d) and %s move to %s; only one of them can become it. Take one of the blocks out.",
				groupOr(first.From), first.Range.Filename, first.Range.Start.Line, groupOr(m.From), groupOr(m.To)))
		}
		from[m.From], to[m.To] = m, m
	}
	for _, m := range b.g.Moves {
		end, turns := m, 0
		for next, ok := from[end.To]; ok && turns <= len(b.g.Moves); next, ok = from[end.To] {
			end, turns = next, turns+1
		}
		switch {
		case turns > len(b.g.Moves):
			b.report(diag.New("CW0310", m.Range.Ptr(), "Moved in a circle", "From %s the moved blocks lead back to it. Take one of them out.", groupOr(m.From)))
			return
		case end.missing != nil && end.From == m.From:
			b.report(end.missing)
		}
	}
}

func groupOr(a schema.Address) string {
	if a.Type == "" {
		return a.Group
	}
	return a.String()
}

// exists reports whether a reference leads to something in the configuration.
func (b *builder) exists(m *module, ref hclspec.Reference) bool {
	p, _, d := b.place(ref, m.root.frame)
	return d == nil && !p.unknown && !p.absent && (p.node != nil || p.scope != nil || p.declaration != nil && len(p.declaration.nodes) > 0)
}

// address reads a reference as an address, whether or not there is something.
// A module's addresses stand inside it.
func (b *builder) address(m *module, ref hclspec.Reference, word string) (schema.Address, bool) {
	if ref.Traversal != nil {
		c := traversalSteps(nil, ref.Traversal)
		if a, err := schema.ParseAddress(c.text()); err == nil && b.g.Kinds.Kind(a.Type) != nil {
			a.Group = joinPath(m.path, a.Group)
			return a, true
		}
		if a := (schema.Address{Group: joinPath(m.path, c.text())}); a.Groups() != nil {
			return a, true
		}
	}
	b.report(diag.New("CW0108", ref.Range.Ptr(), "Not a resource", "%s takes resources and groups that are written out: TYPE.NAME, TYPE.NAME[\"KEY\"], composite.NAME or module.NAME.", word))
	return schema.Address{}, false
}

// imported reads an import block, with for_each one per element.
func (b *builder) imported(root *module, block *hclspec.Import) {
	var open bool
	list, _ := b.instances(hclspec.Repeat{ForEach: block.ForEach}, root.root.frame, "import", &open)
	for _, i := range list {
		f := root.root.frame
		if i.own != nil {
			f = &frame{scope: root.root, own: i.own, outer: f}
		}
		p, c, d := b.place(block.To, f)
		switch {
		case d != nil:
			b.report(d)
			return
		case p.unknown || p.absent:
			continue
		case p.node == nil || p.next < len(c):
			b.report(diag.New("CW0108", block.To.Range.Ptr(), "Not a resource", "An import's to names one resource: TYPE.NAME, or TYPE.NAME[KEY]."))
			return
		}
		id, ok := b.earlyText(block.ID, "id", f)
		if !ok {
			continue
		}
		id, _ = id.Unmark()
		if id == cty.NilVal || id.AsString() == "" {
			b.report(diag.New("CW0302", block.ID.Range().Ptr(), "Invalid value", "An import's id is what the thing is called where it exists; it can't be empty."))
			continue
		}
		b.g.Imports = append(b.g.Imports, Import{To: p.node.Address, ID: id.AsString(), Range: block.Range})
	}
}

// Former lists the addresses that a node had before it moved to where it is:
// those that moved blocks name, and that of the only instance of a resource
// that count was added to.
func (g *Graph) Former(a schema.Address) []schema.Address {
	list := []schema.Address{a}
	if a.Key == "0" {
		plain := a
		plain.Key = ""
		list = append(list, plain)
	}
	// What something was before may itself have been something else before.
	for i := 0; i < len(list) && i <= len(g.Moves); i++ {
		for _, m := range g.Moves {
			if from, ok := m.former(list[i]); ok {
				list = addAddresses(list, from)
			}
		}
	}
	return list[1:]
}

// former gives the address that a moved block says a had.
func (m Move) former(a schema.Address) (schema.Address, bool) {
	if m.To.Type == "" {
		rest, ok := cutGroup(a.Group, m.To.Group)
		a.Group = m.From.Group + rest
		return a, ok
	}
	whole := m.To
	if whole.Key == "" {
		whole.Key = a.Key
	}
	if whole != a {
		return a, false
	}
	from := m.From
	if from.Key == "" && m.To.Key == "" {
		from.Key = a.Key
	}
	return from, true
}

// cutGroup takes a group path off the front of another; what is left begins
// with a dot or a key, or is empty.
func cutGroup(group, prefix string) (string, bool) {
	rest, ok := strings.CutPrefix(group, prefix)
	return rest, ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// Forgotten reports whether a removed block says that what was deployed at an
// address is to be left in the world.
func (g *Graph) Forgotten(a schema.Address) bool {
	for _, f := range g.Forgets {
		if f.Destroy {
			continue
		}
		from := f.From
		if from.Type == "" {
			if _, inside := cutGroup(a.Group, from.Group); inside {
				return true
			}
			continue
		}
		if from.Key == "" {
			from.Key = a.Key
		}
		if from == a {
			return true
		}
	}
	return false
}
