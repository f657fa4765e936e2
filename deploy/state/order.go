package state

import (
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// sorter puts what a resource needs before it: provider, parent, dependencies,
// and what it is deleted with. Otherwise the order stays.
type sorter struct {
	// live and doomed are by URN: a replaced resource stands beside its
	// successor until it is deleted. providers are by URN and id.
	live, doomed, providers map[string]*entry
	state                   map[*entry]visit
	sorted                  []*entry
}

type visit int

const (
	unvisited visit = iota
	visiting
	visited
)

// inOrder sorts the entries so that each comes after what it needs. Edges to
// resources that are not there are dropped from the resources that have them,
// which the pulumi CLI would refuse. A cycle is left as it is.
func inOrder(entries []*entry) []*entry {
	s := &sorter{
		live: map[string]*entry{}, doomed: map[string]*entry{}, providers: map[string]*entry{},
		state: make(map[*entry]visit, len(entries)),
	}
	present := make([]*entry, 0, len(entries))
	for _, e := range entries {
		if e == nil {
			continue
		}
		present = append(present, e)
		s.register(e)
	}
	for i, e := range present {
		if pruned := s.withoutDangling(e); pruned != e {
			present[i] = pruned
			s.register(pruned)
		}
	}
	for _, e := range present {
		s.visit(e)
	}
	return s.sorted
}

func (s *sorter) register(e *entry) {
	urn := string(e.res.URN)
	if e.res.Delete {
		s.doomed[urn] = e
	} else {
		s.live[urn] = e
	}
	if strings.HasPrefix(string(e.res.Type), "pulumi:providers:") {
		s.providers[urn+resource.URNNameDelimiter+string(e.res.ID)] = e
	}
}

// lookup finds what a resource means by a URN: one that is to be deleted means
// its contemporaries.
func (s *sorter) lookup(from *entry, urn string) *entry {
	first, second := s.live, s.doomed
	if from.res.Delete {
		first, second = s.doomed, s.live
	}
	if e := first[urn]; e != nil {
		return e
	}
	return second[urn]
}

func (s *sorter) visit(e *entry) {
	if s.state[e] != unvisited {
		return
	}
	s.state[e] = visiting
	if provider := s.provider(e); provider != nil {
		s.visit(provider)
	}
	for _, urn := range needs(e.res) {
		if other := s.lookup(e, string(urn)); other != nil {
			s.visit(other)
		}
	}
	s.state[e] = visited
	s.sorted = append(s.sorted, e)
}

func (s *sorter) provider(e *entry) *entry {
	if provider := s.providers[e.res.Provider]; provider != nil {
		return provider
	}
	if i := strings.LastIndex(e.res.Provider, resource.URNNameDelimiter); i >= 0 {
		return s.lookup(e, e.res.Provider[:i])
	}
	return nil
}

func needs(r *Resource) []resource.URN {
	urns := append([]resource.URN{r.Parent}, r.Dependencies...)
	for _, key := range slices.Sorted(maps.Keys(r.PropertyDependencies)) {
		urns = append(urns, r.PropertyDependencies[key]...)
	}
	return append(urns, r.DeletedWith)
}

func (s *sorter) withoutDangling(e *entry) *entry {
	gone := func(urn resource.URN) bool { return s.lookup(e, string(urn)) == nil }
	edges := needs(e.res)[1:]
	if !slices.ContainsFunc(edges, func(urn resource.URN) bool { return urn != "" && gone(urn) }) {
		return e
	}
	pruned := e.res.With(func(r *Resource) {
		r.Dependencies = slices.DeleteFunc(r.Dependencies, gone)
		for key, urns := range r.PropertyDependencies {
			r.PropertyDependencies[key] = slices.DeleteFunc(slices.Clone(urns), gone)
		}
		if gone(r.DeletedWith) {
			r.DeletedWith = ""
		}
	})
	return &entry{res: pruned}
}
