package resolve

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// override is an override block on its way to the resource that it is for.
type override struct {
	block *hclspec.Override
	// group are the steps that are left to go: composite, web.
	group []string
	frame *frame
	used  bool
}

func overridesOf(blocks []*hclspec.Override, f *frame) []*override {
	list := make([]*override, len(blocks))
	for i, o := range blocks {
		list[i] = &override{block: o, group: o.Group, frame: f}
	}
	return list
}

// overridesFor gives those that lead into a group, one step taken off.
func overridesFor(list []*override, kind, name string) []*override {
	var inner []*override
	for _, o := range list {
		if len(o.group) >= 2 && o.group[0] == kind && o.group[1] == name {
			o.used = true
			inner = append(inner, &override{block: o.block, group: o.group[2:], frame: o.frame})
		}
	}
	return inner
}

// override applies what is meant for a resource: an argument takes the place
// of the one of the same name, blocks of a type that of those of that type. The
// outermost override comes last, and so wins.
func (s *scope) override(r *hclspec.Resource) (*hclspec.Resource, map[string]*frame) {
	var frames map[string]*frame
	for _, o := range s.overrides {
		if len(o.group) > 0 || o.block.Resource.Type != r.Type || o.block.Resource.Name != r.Name {
			continue
		}
		if frames == nil {
			frames = map[string]*frame{}
			r = new(*r)
			r.Attributes = maps.Clone(r.Attributes)
		}
		o.used = true
		o.apply(r, frames)
	}
	return r, frames
}

func (o *override) apply(r *hclspec.Resource, frames map[string]*frame) {
	from := o.block.Resource
	for name, attr := range from.Attributes {
		r.Attributes[name] = attr
		frames[name] = o.frame
	}
	replace(&r.Description, from.Description, from.Description != nil, "description", o.frame, frames)
	replace(&r.Connect, from.Connect, len(from.Connect) > 0, "connect", o.frame, frames)
	replace(&r.DependsOn, from.DependsOn, len(from.DependsOn) > 0, "depends_on", o.frame, frames)
	replace(&r.Connections, from.Connections, len(from.Connections) > 0, "connection", o.frame, frames)
	replace(&r.Asserts, from.Asserts, len(from.Asserts) > 0, "assert", o.frame, frames)
	replace(&r.Complete, from.Complete, from.Complete != nil, "complete", o.frame, frames)
	replace(&r.Lifecycle, from.Lifecycle, from.Lifecycle != nil, "lifecycle", o.frame, frames)
	replace(&r.Timeouts, from.Timeouts, from.Timeouts != nil, "timeouts", o.frame, frames)
	replace(&r.Provider, from.Provider, from.Provider != nil, "provider", o.frame, frames)
	o.blocks(r, frames)
}

func replace[T any](to *T, value T, given bool, name string, f *frame, frames map[string]*frame) {
	if given {
		*to, frames[name] = value, f
	}
}

// blocks replaces nested blocks of the types that the override has.
func (o *override) blocks(r *hclspec.Resource, frames map[string]*frame) {
	from := o.block.Resource.Blocks
	if len(from) == 0 {
		return
	}
	for _, b := range from {
		frames[b.Type] = o.frame
	}
	kept := slices.DeleteFunc(slices.Clone(r.Blocks), func(b *hclsyntax.Block) bool {
		return slices.ContainsFunc(from, func(other *hclsyntax.Block) bool { return other.Type == b.Type })
	})
	r.Blocks = append(kept, from...)
}

// checkOverrides reports those that no resource took.
func (b *builder) checkOverrides(s *scope) {
	for _, o := range s.overrides {
		if o.used {
			continue
		}
		r := o.block.Resource
		var names []string
		for _, d := range s.inOrder {
			names = append(names, d.block.Type+"."+d.block.Name)
		}
		written := r.Type + "." + r.Name
		detail := "There is no " + written + " to override in " + groupName(s) + "."
		if len(o.group) > 0 {
			detail = "There is no " + o.group[0] + " \"" + o.group[1] + "\" in " + groupName(s) + " to override something in."
		}
		if near := hclspec.Nearest(written, names); near != "" && len(o.group) == 0 {
			detail += " Did you mean " + near + "?"
		}
		b.report(diag.New("CW0202", r.Range.Ptr(), "Reference to nothing", "%s", detail))
	}
}

func groupName(s *scope) string {
	if s.path == "" {
		return "the configuration"
	}
	return s.path
}
