package embedded

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

const (
	opSame    = engine.OpSame
	opCreate  = engine.OpCreate
	opUpdate  = engine.OpUpdate
	opReplace = engine.OpReplace
	opDelete  = engine.OpDelete
	opForget  = engine.OpForget
	opAdopt   = engine.OpAdopt
	opRefresh = engine.OpRefresh
)

// comparison is all that decides what is done to one resource.
type comparison struct {
	// old is nil where there is none; inputs are checked ones.
	old    *state.Resource
	inputs resource.PropertyMap
	// diff is the provider's, zero where it was not asked or has no answer.
	diff plugin.DiffResult
	// forced: something other than the properties calls for a replacement
	// (its provider's, replace_with).
	forced bool
	// deleted: the old one is gone already, in a replacement of what it
	// depends on.
	deleted bool

	deleteBeforeReplace *bool
	replaceOnChanges    []string
}

// verdict is what a comparison comes to.
type verdict struct {
	op          engine.Op
	changes     map[resource.PropertyKey]bool
	deleteFirst bool
	// done: the old one is deleted already; what is left is to create.
	done bool
}

// decide is the engine's judgement: what is done to a resource.
func decide(c comparison) verdict {
	if c.old == nil || c.old.External {
		return verdict{op: opCreate}
	}
	v := verdict{changes: changes(c)}
	switch {
	case c.deleted:
		v.op, v.deleteFirst, v.done = opReplace, true, true
	case c.old.PendingReplacement:
		return verdict{op: opCreate, done: true}
	case c.forced || slices.Contains(values(v.changes), true) || replaces(c.diff):
		v.op = opReplace
		v.deleteFirst = c.diff.DeleteBeforeReplace
		if c.deleteBeforeReplace != nil {
			v.deleteFirst = *c.deleteBeforeReplace
		}
	case differs(c) || len(c.old.InitErrors) > 0:
		v.op = opUpdate
	default:
		// What differs makes no difference, says the provider.
		v.op, v.changes = opSame, nil
	}
	return v
}

func values(m map[resource.PropertyKey]bool) []bool {
	out := make([]bool, 0, len(m))
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

// replaces: unlike DiffResult.Replace, an answer that nothing changed is
// believed.
func replaces(d plugin.DiffResult) bool { return d.Changes != plugin.DiffNone && d.Replace() }

// differs: the provider's word counts, and where it has none, the inputs'.
func differs(c comparison) bool {
	switch c.diff.Changes {
	case plugin.DiffSome:
		return true
	case plugin.DiffNone:
		return false
	default:
		return c.diff.Replace() || !c.old.Inputs.DeepEquals(c.inputs)
	}
}

// changes are the inputs that differ, each with whether it makes for a
// replacement.
func changes(c comparison) map[resource.PropertyKey]bool {
	out := map[resource.PropertyKey]bool{}
	for _, k := range differing(c.old.Inputs, c.inputs) {
		out[k] = false
	}
	if c.diff.Changes == plugin.DiffNone {
		return out
	}
	for _, k := range c.diff.ReplaceKeys {
		out[rootKey(string(k))] = true
	}
	for path, d := range c.diff.DetailedDiff {
		k := rootKey(path)
		out[k] = out[k] || d.Kind.IsReplace() || replacesOnChange(c.replaceOnChanges, path)
	}
	for k := range out {
		out[k] = out[k] || len(c.diff.DetailedDiff) == 0 && replacesOnChange(c.replaceOnChanges, string(k))
	}
	return out
}

// rootKey is the property that a path starts with.
func rootKey(path string) resource.PropertyKey {
	if p, err := resource.ParsePropertyPath(path); err == nil && len(p) > 0 {
		if s, ok := p[0].(string); ok {
			return resource.PropertyKey(s)
		}
	}
	return resource.PropertyKey(path)
}

// replacesOnChange reports whether a changed path lies in, or holds, one whose
// change is to replace.
func replacesOnChange(selectors []string, path string) bool {
	changed, err := resource.ParsePropertyPath(path)
	if err != nil {
		changed = resource.PropertyPath{path}
	}
	for _, s := range selectors {
		selected, err := resource.ParsePropertyPath(s)
		if err == nil && (selected.Contains(changed) || changed.Contains(selected)) {
			return true
		}
	}
	return false
}

// ignoring returns inputs in which the paths to ignore are as they were. It may
// change inputs.
func ignoring(paths []string, old, inputs resource.PropertyMap) (resource.PropertyMap, error) {
	for _, path := range paths {
		p, err := resource.ParsePropertyPath(path)
		if err != nil {
			return nil, fmt.Errorf("ignore_changes: %q is not a path to a property", path)
		}
		if !p.Reset(old, inputs) {
			return nil, fmt.Errorf("ignore_changes: changes to %q cannot be ignored: its surroundings changed too", path)
		}
	}
	return inputs, nil
}

// newStep describes a verdict to a person.
func newStep(g *goal, old *state.Resource, inputs resource.PropertyMap, v verdict) *engine.Step {
	s := &engine.Step{
		URN: g.URN, Type: string(g.Type), Op: v.op, New: inputs,
		Changes: v.changes, DeleteBeforeReplace: v.op == opReplace && v.deleteFirst,
	}
	if old != nil && v.op != opCreate {
		s.Old, s.OldOutputs = old.Inputs, old.Outputs
	}
	s.Gone = v.op == opCreate && v.done
	return s
}

// protection is the error for what would delete a protected resource.
func protection(r *state.Resource, why string) error {
	return fmt.Errorf("the resource %s is protected (prevent_destroy) and %s; nothing was done to it. "+
		"To allow it, set prevent_destroy to false, apply, and try again", r.URN.Name(), why)
}

// checkError is the error for inputs that a provider refuses.
func checkError(failures []plugin.CheckFailure) error {
	var lines []string
	for _, f := range failures {
		if f.Property == "" {
			lines = append(lines, f.Reason)
		} else {
			lines = append(lines, fmt.Sprintf("%s: %s", f.Property, f.Reason))
		}
	}
	return fmt.Errorf("%s", strings.Join(lines, "; "))
}

// sameRecord reports whether two states of a resource say the same, times aside.
func sameRecord(a, b *state.Resource) bool {
	return a.URN == b.URN && a.Type == b.Type && a.Custom == b.Custom && a.ID == b.ID && a.Parent == b.Parent &&
		a.Provider == b.Provider && a.DeletedWith == b.DeletedWith && a.Protect == b.Protect &&
		a.RetainOnDelete == b.RetainOnDelete && a.External == b.External && a.Delete == b.Delete &&
		a.PendingReplacement == b.PendingReplacement && sameLists(a, b) && sameTimeouts(a.CustomTimeouts, b.CustomTimeouts) &&
		a.Inputs.DeepEquals(b.Inputs) && a.Outputs.DeepEquals(b.Outputs)
}

func sameLists(a, b *state.Resource) bool {
	return slices.Equal(a.Dependencies, b.Dependencies) && slices.Equal(a.Aliases, b.Aliases) &&
		slices.Equal(a.InitErrors, b.InitErrors) && slices.Equal(a.IgnoreChanges, b.IgnoreChanges) &&
		slices.Equal(a.ReplaceOnChanges, b.ReplaceOnChanges) &&
		slices.Equal(a.AdditionalSecretOutputs, b.AdditionalSecretOutputs) &&
		samePropertyDependencies(a.PropertyDependencies, b.PropertyDependencies) &&
		samePropertyDependencies(b.PropertyDependencies, a.PropertyDependencies)
}

// samePropertyDependencies reports whether b has all that a has; a property
// without any is as one that is not there.
func samePropertyDependencies(a, b map[resource.PropertyKey][]resource.URN) bool {
	for k, deps := range a {
		if !slices.Equal(deps, b[k]) {
			return false
		}
	}
	return true
}

func sameTimeouts(a, b *resource.CustomTimeouts) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
