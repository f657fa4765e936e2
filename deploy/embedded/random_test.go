package embedded_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/clockwork-hcl/cw/deploy/engine"
)

var (
	rounds = flag.Int("rounds", 40, "stacks that TestRandomPrograms makes up")
	seed   = flag.Uint64("seed", 1, "of the first of them")
)

// spec is a resource of a made-up program. References are to specs before it.
type spec struct {
	name  string
	props map[string]string // literals
	refs  map[string]string // property → name of the resource whose token it is
	after []string
	first bool // delete_before_replace
}

func (s spec) String() string {
	return fmt.Sprintf("%s %v refs %v after %v first %v", s.name, s.props, s.refs, s.after, s.first)
}

func program(specs []spec) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		made := map[string]*handle{}
		for _, s := range specs {
			props := pulumi.Map{}
			for k, v := range s.props {
				props[k] = pulumi.String(v)
			}
			for k, r := range s.refs {
				props[k] = made[r].Token
			}
			var opts []pulumi.ResourceOption
			for _, a := range s.after {
				opts = append(opts, pulumi.DependsOn([]pulumi.Resource{made[a]}))
			}
			if s.first {
				opts = append(opts, pulumi.DeleteBeforeReplace(true))
			}
			made[s.name] = add(ctx, s.name, props, opts...)
		}
		return nil
	}
}

// wanted checks the world against a program.
func (s *stack) wanted(t *testing.T, specs []spec) {
	t.Helper()
	ids := map[string]string{}
	s.w.mu.Lock()
	for id, x := range s.w.things {
		ids[x.URN.Name()] = id
	}
	s.w.mu.Unlock()
	world := s.w.byName(t)
	for _, sp := range specs {
		x := world[sp.name]
		if x == nil {
			t.Errorf("%s is missing", sp.name)
			continue
		}
		for k, v := range sp.props {
			if x[k] != v {
				t.Errorf("%s.%s is %v, want %v", sp.name, k, x[k], v)
			}
		}
		for k, r := range sp.refs {
			if x[k] != "token-"+ids[r] {
				t.Errorf("%s.%s is %v, want the token of %s, token-%s", sp.name, k, x[k], r, ids[r])
			}
		}
		if len(x) != len(sp.props)+len(sp.refs)+1 { // and the default color
			t.Errorf("%s is %v, want %v", sp.name, x, sp)
		}
	}
	if len(world) != len(specs) {
		t.Errorf("the world has %v, want %d", s.w.names(t), len(specs))
	}
}

// invent makes up a program that goes on from an earlier one.
func invent(r *rand.Rand, old []spec) []spec {
	was := map[string]spec{}
	for _, s := range old {
		was[s.name] = s
	}
	var out []spec
	for i := range 10 {
		name := fmt.Sprintf("r%d", i)
		s, had := was[name]
		switch {
		case r.IntN(5) == 0: // leaves, or does not come
			continue
		case !had || r.IntN(3) == 0:
			s = inventSpec(r, name, out)
		}
		s = withoutDangling(s, out)
		out = append(out, s)
	}
	return out
}

func inventSpec(r *rand.Rand, name string, before []spec) spec {
	s := spec{name: name, props: map[string]string{}, refs: map[string]string{}, first: r.IntN(4) == 0}
	for _, k := range []string{"value", "fixed", "other"} {
		if r.IntN(2) == 0 {
			s.props[k] = fmt.Sprint(r.IntN(3))
		}
	}
	if r.IntN(3) == 0 {
		s.props["name"] = name + "-name" + fmt.Sprint(r.IntN(2))
	}
	for _, k := range []string{"net", "from", "fixed"} {
		if len(before) > 0 && r.IntN(3) == 0 {
			delete(s.props, k)
			s.refs[k] = before[r.IntN(len(before))].name
		}
	}
	if len(before) > 0 && r.IntN(4) == 0 {
		s.after = []string{before[r.IntN(len(before))].name}
	}
	return s
}

func withoutDangling(s spec, before []spec) spec {
	has := func(n string) bool { return slices.ContainsFunc(before, func(b spec) bool { return b.name == n }) }
	refs := map[string]string{}
	for k, n := range s.refs {
		if has(n) {
			refs[k] = n
		}
	}
	s.refs = refs
	s.after = slices.DeleteFunc(slices.Clone(s.after), func(n string) bool { return !has(n) })
	return s
}

// TestRandomPrograms makes up programs and edits, with failures and stops in
// between, and holds the world against what the program says: after a clean run
// it is that, the steps were those of the preview, and a second run does
// nothing.
func TestRandomPrograms(t *testing.T) {
	for i := range *rounds {
		seed := *seed + uint64(i)
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 0))
			s := newStack(t)
			var specs []spec
			for range 4 {
				specs = invent(r, specs)
				if r.IntN(2) == 0 {
					s.disturbed(t, r, specs)
					specs = invent(r, specs)
				}
				s.settles(t, specs)
				if t.Failed() {
					t.Fatalf("program: %v", specs)
				}
			}
			s.destroy()
			equal(t, "after destroy", s.w.names(t), nil)
		})
	}
}

// settles runs a program without disturbance.
func (s *stack) settles(t *testing.T, specs []spec) {
	t.Helper()
	planned := ops(s.preview(program(specs), withRefresh))
	equal(t, "steps as in the preview", ops(s.up(program(specs), withRefresh)), planned)
	s.wanted(t, specs)
	equal(t, "again", ops(s.up(program(specs))), nil)
	equal(t, "again, looking", ops(s.up(program(specs), withRefresh)), nil)
	if n := len(s.snapshot().Pending); n > 0 {
		t.Errorf("%d operations are still pending", n)
	}
}

// disturbed runs a program in which calls fail before or after they did their
// work, the run is stopped, or something is removed by hand.
func (s *stack) disturbed(t *testing.T, r *rand.Rand, specs []spec) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	chance := rand.New(rand.NewPCG(r.Uint64(), 0))
	stop := r.IntN(3) == 0
	luck := func(op string) error {
		s.w.mu.Lock()
		defer s.w.mu.Unlock()
		switch n := chance.IntN(8); {
		case n == 0 && op[:4] != "diff" && op[:4] != "read" && op[:4] != "find":
			return errors.New("bad luck with " + op)
		case n == 1 && stop:
			cancel()
		}
		return nil
	}
	s.w.before, s.w.after = luck, luck
	if names := s.w.names(t); len(names) > 0 && r.IntN(2) == 0 {
		s.w.change(names[r.IntN(len(names))], func(*thing) bool { return false })
	}
	if _, err := s.tryUp(ctx, program(specs), func(req *engine.Request) { req.Refresh = r.IntN(2) == 0 }); err != nil {
		t.Errorf("disturbed run: %v", err)
	}
	s.w.before, s.w.after = nil, nil
}
