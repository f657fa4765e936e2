package resolve

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// dependency is one reason for an order, and where it is written (zero for a
// derived one). Either to or all or group is set.
type dependency struct {
	to    *Node
	all   *declaration
	group *scope
	at    hcl.Range
	// why is "connect", a connection's kind, "reference", "depends_on" or
	// "network".
	why string
}

// each calls do for every node that a dependency means.
func (d dependency) each(do func(*Node)) {
	switch {
	case d.to != nil:
		do(d.to)
	case d.all != nil:
		for _, n := range d.all.nodes {
			do(n)
		}
	case d.group != nil:
		d.group.members(do)
	}
}

// maxNeeds bounds how often nodes may need each other, all together.
const maxNeeds = 250_000

// countNeeds reports whether there are few enough dependencies to be sorted.
func (b *builder) countNeeds() bool {
	for _, n := range b.written {
		for _, d := range n.deps {
			b.needs += d.size()
			if b.needs > maxNeeds {
				b.report(diag.At(diag.New("CW0309", d.at.Ptr(), "Too large",
					"The resources of this configuration need each other more than %d times, since many need all of many others. Let each name the one that it needs, as in file.a[each.key].", maxNeeds), n.Address.String()))
				return false
			}
		}
	}
	return true
}

// size is how many nodes a dependency means.
func (d dependency) size() int {
	switch {
	case d.all != nil:
		return len(d.all.nodes)
	case d.group != nil:
		return d.group.size()
	}
	return 1
}

// sort fills Order and every node's DependsOn: dependencies first, otherwise as
// written. Each cycle is one error.
func (b *builder) sort() {
	s := &sorter{state: make(map[*Node]int, len(b.written))}
	if b.network != nil {
		s.visit(b.network)
	}
	for _, n := range b.written {
		s.visit(n)
	}
	b.g.Order = s.order
	b.diags = append(b.diags, s.diags...)
	for _, n := range s.order {
		n.DependsOn = distinct(n.deps)
	}
}

const (
	unseen = iota
	onPath
	done
)

// stage is a dependency on the path from the node where the search began.
type stage struct {
	from, to *Node
	at       hcl.Range
}

type sorter struct {
	state map[*Node]int
	path  []stage
	order []*Node
	diags hcl.Diagnostics
}

func (s *sorter) visit(n *Node) {
	if s.state[n] != unseen {
		return
	}
	s.state[n] = onPath
	for _, d := range n.deps {
		d.each(func(to *Node) {
			if s.state[to] == done {
				return
			}
			s.path = append(s.path, stage{n, to, d.at})
			if s.state[to] == onPath {
				s.cycle(to)
			} else {
				s.visit(to)
			}
			s.path = s.path[:len(s.path)-1]
		})
	}
	s.state[n] = done
	s.order = append(s.order, n)
}

// cycle reports the part of the path that leads from n back to it.
func (s *sorter) cycle(n *Node) {
	start := len(s.path) - 1
	for s.path[start].from != n {
		start--
	}
	cycle := s.path[start:]
	var text strings.Builder
	for _, e := range cycle {
		fmt.Fprintf(&text, "\n  %s needs %s (%s:%d)", e.from.Address, e.to.Address, e.at.Filename, e.at.Start.Line)
	}
	last := cycle[len(cycle)-1]
	s.diags = append(s.diags, diag.At(diag.New("CW0203", last.at.Ptr(), "Cycle",
		"These resources need each other, so none of them can come first:%s\nRemove one of these references.", text.String()), last.from.Address.String()))
}

func distinct(deps []dependency) []schema.Address {
	if len(deps) == 0 {
		return nil
	}
	seen := make(map[*Node]bool, len(deps))
	var list []schema.Address
	for _, d := range deps {
		d.each(func(n *Node) {
			if !seen[n] {
				seen[n] = true
				list = append(list, n.Address)
			}
		})
	}
	return list
}
