package resolve

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// dependency is one reason for an order, and where it is written (zero for a
// derived one).
type dependency struct {
	to *Node
	at hcl.Range
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

// step is an edge on the path from the node where the search began.
type step struct {
	from *Node
	dep  dependency
}

type sorter struct {
	state map[*Node]int
	path  []step
	order []*Node
	diags hcl.Diagnostics
}

func (s *sorter) visit(n *Node) {
	if s.state[n] != unseen {
		return
	}
	s.state[n] = onPath
	for _, d := range n.deps {
		s.path = append(s.path, step{from: n, dep: d})
		if s.state[d.to] == onPath {
			s.cycle(d.to)
		} else {
			s.visit(d.to)
		}
		s.path = s.path[:len(s.path)-1]
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
		fmt.Fprintf(&text, "\n  %s needs %s (%s:%d)", e.from.Address, e.dep.to.Address, e.dep.at.Filename, e.dep.at.Start.Line)
	}
	last := cycle[len(cycle)-1]
	s.diags = append(s.diags, diag.At(diag.New("CW0203", last.dep.at.Ptr(), "Cycle",
		"These resources need each other, so none of them can come first:%s\nRemove one of these references.", text.String()), last.from.Address.String()))
}

func distinct(deps []dependency) []schema.Address {
	if len(deps) == 0 {
		return nil
	}
	seen := make(map[schema.Address]bool, len(deps))
	var list []schema.Address
	for _, d := range deps {
		if !seen[d.to.Address] {
			seen[d.to.Address] = true
			list = append(list, d.to.Address)
		}
	}
	return list
}
