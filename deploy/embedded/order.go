package embedded

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/deploy/state"
)

// references lists the resources that the state of r names: what it depends on,
// its parent, its provider, what it is deleted with.
func references(r *state.Resource) []resource.URN {
	list := slices.Clone(r.Dependencies)
	for _, deps := range r.PropertyDependencies {
		list = append(list, deps...)
	}
	if provider, _ := splitReference(r.Provider); provider != "" {
		list = append(list, provider)
	}
	for _, u := range []resource.URN{r.Parent, r.DeletedWith} {
		if u != "" {
			list = append(list, u)
		}
	}
	return list
}

// dependents answers who references a resource, for a list in dependency order.
type dependents struct {
	list []*state.Resource
	of   map[resource.URN][]int
}

func newDependents(list []*state.Resource) *dependents {
	d := &dependents{list: list, of: make(map[resource.URN][]int, len(list))}
	for i, r := range list {
		for _, u := range references(r) {
			if known := d.of[u]; len(known) == 0 || known[len(known)-1] != i {
				d.of[u] = append(known, i)
			}
		}
	}
	return d
}

// closure lists, in the list's order, what references one of the roots, directly
// or by way of others.
func (d *dependents) closure(roots ...resource.URN) []*state.Resource {
	found := map[int]bool{}
	visited := map[resource.URN]bool{}
	for queue := slices.Clone(roots); len(queue) > 0; queue = queue[1:] {
		if visited[queue[0]] {
			continue
		}
		visited[queue[0]] = true
		for _, i := range d.of[queue[0]] {
			if !found[i] {
				found[i] = true
				queue = append(queue, d.list[i].URN)
			}
		}
	}
	out := make([]*state.Resource, 0, len(found))
	for i, r := range d.list {
		if found[i] {
			out = append(out, r)
		}
	}
	return out
}
