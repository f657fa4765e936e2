package embedded

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// targets are what a run is limited to; nil limits nothing.
type targets struct {
	// chosen are the targets and what goes with them: in a deployment what
	// they depend on, in a destruction what depends on them.
	chosen map[resource.URN]bool
	// removable are those of the state that may be deleted: targets that the
	// program no longer has, and what depended on them.
	removable map[resource.URN]bool
}

func (t *targets) includes(u resource.URN) bool { return t == nil || t.chosen[u] }

func (t *targets) deletes(u resource.URN) bool { return t == nil || t.removable[u] }

// inScope reports whether a resource is worked on in this run. The stack and
// default providers always are.
func (r *run) inScope(u resource.URN) bool {
	return bookkeeping(u) || r.targets.includes(u) || r.targets.deletes(u)
}

// selectTargets finds what a limited deployment covers. What a target depends
// on is known only from the program, which is run once for that, and does
// nothing.
func (r *run) selectTargets() error {
	if len(r.req.Targets) == 0 {
		return nil
	}
	s := &survey{run: r, needs: map[resource.URN][]resource.URN{}}
	if err := r.runProgram(s, true); err != nil {
		return fmt.Errorf("looking for the targets: the program ended early: %w", err)
	}
	r.targets = &targets{chosen: map[resource.URN]bool{}, removable: map[resource.URN]bool{}}
	var gone []resource.URN
	for _, u := range r.req.Targets {
		_, wanted := s.needs[u]
		switch {
		case wanted:
			s.choose(u, r.targets.chosen)
		case r.live[u] != nil:
			gone = append(gone, u)
			r.targets.removable[u] = true
		default:
			return fmt.Errorf("the target %s is neither in the configuration nor in the state", u)
		}
	}
	for _, res := range newDependents(r.old).closure(gone...) {
		r.targets.removable[res.URN] = true
	}
	return nil
}

// destroyTargets are the targets and what depends on them.
func (r *run) destroyTargets() *targets {
	if len(r.req.Targets) == 0 {
		return nil
	}
	t := &targets{chosen: map[resource.URN]bool{}, removable: map[resource.URN]bool{}}
	for _, u := range r.req.Targets {
		t.chosen[u] = true
	}
	for _, res := range newDependents(r.old).closure(r.req.Targets...) {
		t.chosen[res.URN] = true
	}
	return t
}

// survey is a host that only takes down what the program registers. Nothing is
// known of any resource, as in the preview of an empty stack.
type survey struct {
	run   *run
	needs map[resource.URN][]resource.URN
}

func (s *survey) register(g *goal) registered {
	s.run.mu.Lock()
	defer s.run.mu.Unlock()
	s.needs[g.URN] = g.needs()
	return registered{urn: g.URN, usable: !g.Custom}
}

func (s *survey) read(g *goal) registered {
	s.register(g)
	return registered{urn: g.URN, usable: true}
}

func (s *survey) registerOutputs(string, *pulumirpc.RegisterResourceOutputsRequest) error { return nil }

func (s *survey) invoke(req *pulumirpc.ResourceInvokeRequest) (*pulumirpc.ResourceInvokeResponse, error) {
	return s.run.invoke(req)
}

// choose adds a resource and all it needs.
func (s *survey) choose(u resource.URN, chosen map[resource.URN]bool) {
	if chosen[u] {
		return
	}
	chosen[u] = true
	for _, n := range s.needs[u] {
		s.choose(n, chosen)
	}
}
