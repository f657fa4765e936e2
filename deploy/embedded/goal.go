package embedded

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/clockwork-hcl/cw/deploy/state"
)

// goal is what the program wants of one resource. What it inherits from its
// parent is filled in by inherit; then it no longer changes.
type goal struct {
	URN    resource.URN
	Type   tokens.Type
	Custom bool
	Parent resource.URN
	Inputs resource.PropertyMap

	Dependencies         []resource.URN
	PropertyDependencies map[resource.PropertyKey][]resource.URN
	DeletedWith          resource.URN
	ReplaceWith          []resource.URN

	// Provider is a reference, "urn::id", empty for the default one of
	// Version. Providers are a component's, by package, for its children.
	Provider  string
	Providers map[string]string
	Version   string

	// Nil means inherited.
	Protect, RetainOnDelete *bool
	// Nil means that the provider decides.
	DeleteBeforeReplace *bool

	AdditionalSecretOutputs         []resource.PropertyKey
	IgnoreChanges, ReplaceOnChanges []string
	Aliases                         []resource.URN
	Timeouts                        *resource.CustomTimeouts
	Import                          resource.ID

	// claimed is the URN of the old resource that this one continues, once
	// it is admitted.
	claimed resource.URN
}

var unmarshal = plugin.MarshalOptions{
	KeepUnknowns:       true,
	KeepSecrets:        true,
	KeepResources:      true,
	KeepOutputValues:   true,
	ComputeAssetHashes: true,
}

// urnOf names a resource below its parent.
func urnOf(o Options, parent resource.URN, t tokens.Type, name string) resource.URN {
	var parentType tokens.Type
	if parent != "" && parent.QualifiedType() != resource.RootStackType {
		parentType = parent.QualifiedType()
	}
	return resource.NewURN(tokens.QName(o.Stack), tokens.PackageName(o.Project), parentType, t, name)
}

// goalOf reads a registration.
func goalOf(o Options, req *pulumirpc.RegisterResourceRequest) (*goal, error) {
	g, err := goalHead(o, req.GetType(), req.GetName(), req.GetParent())
	if err != nil {
		return nil, err
	}
	if err := validReferences(req); err != nil {
		return nil, err
	}
	props, err := plugin.UnmarshalProperties(req.GetObject(), unmarshal)
	if err != nil {
		return nil, fmt.Errorf("reading the properties of %s: %w", g.URN.Name(), err)
	}
	g.PropertyDependencies = propertyDependencies(req)
	g.Inputs = plain(props, g.PropertyDependencies)
	g.Dependencies = urns(req.GetDependencies())
	for _, deps := range g.PropertyDependencies {
		g.Dependencies = union(g.Dependencies, deps)
	}
	if g.Timeouts, err = timeouts(req.GetCustomTimeouts()); err != nil {
		return nil, fmt.Errorf("%s: %w", g.URN.Name(), err)
	}
	g.options(o, req)
	return g, nil
}

func goalHead(o Options, t, name, parent string) (*goal, error) {
	if strings.Count(t, ":") != 2 || name == "" {
		return nil, fmt.Errorf("the program registered a resource of type %q named %q, which Pulumi does not allow. "+
			"This is a bug in cw", t, name)
	}
	if err := validURNs(parent); err != nil {
		return nil, err
	}
	g := &goal{Type: tokens.Type(t), Parent: resource.URN(parent)}
	g.URN = urnOf(o, g.Parent, g.Type, name)
	return g, nil
}

// validURNs reports the first of a list that is neither a URN nor empty.
func validURNs(list ...string) error {
	for _, u := range list {
		if u != "" && !resource.URN(u).IsValid() {
			return fmt.Errorf("the program named the resource %q, which is no URN. This is a bug in cw", u)
		}
	}
	return nil
}

// validReferences reports the first URN of a registration that is none.
func validReferences(req *pulumirpc.RegisterResourceRequest) error {
	list := slices.Concat(req.GetDependencies(), req.GetReplaceWith(), req.GetAliasURNs(), []string{req.GetDeletedWith()})
	for _, d := range req.GetPropertyDependencies() {
		list = append(list, d.GetUrns()...)
	}
	for _, a := range req.GetAliases() {
		list = append(list, a.GetUrn(), a.GetSpec().GetParentUrn())
	}
	refs := []string{req.GetProvider()}
	for _, ref := range req.GetProviders() {
		refs = append(refs, ref)
	}
	for _, ref := range refs {
		urn, _ := splitReference(ref)
		if ref != "" && urn == "" {
			return fmt.Errorf("the program named the provider %q, which is no reference. This is a bug in cw", ref)
		}
		list = append(list, string(urn))
	}
	return validURNs(list...)
}

// options reads the plain resource options.
func (g *goal) options(o Options, req *pulumirpc.RegisterResourceRequest) {
	g.Custom = req.GetCustom()
	g.DeletedWith = resource.URN(req.GetDeletedWith())
	g.ReplaceWith = urns(req.GetReplaceWith())
	g.Provider, g.Providers, g.Version = req.GetProvider(), req.GetProviders(), req.GetVersion()
	g.Protect, g.RetainOnDelete = req.Protect, req.RetainOnDelete
	if req.GetDeleteBeforeReplace() || req.GetDeleteBeforeReplaceDefined() {
		first := req.GetDeleteBeforeReplace()
		g.DeleteBeforeReplace = &first
	}
	g.AdditionalSecretOutputs = keys(req.GetAdditionalSecretOutputs())
	g.IgnoreChanges, g.ReplaceOnChanges = req.GetIgnoreChanges(), req.GetReplaceOnChanges()
	g.Aliases = aliases(o, g, req)
	g.Import = resource.ID(req.GetImportId())
}

func propertyDependencies(req *pulumirpc.RegisterResourceRequest) map[resource.PropertyKey][]resource.URN {
	deps := make(map[resource.PropertyKey][]resource.URN, len(req.GetPropertyDependencies()))
	for k, d := range req.GetPropertyDependencies() {
		deps[resource.PropertyKey(k)] = urns(d.GetUrns())
	}
	return deps
}

// aliases are the URNs under which the resource may stand in the state.
func aliases(o Options, g *goal, req *pulumirpc.RegisterResourceRequest) []resource.URN {
	found := urns(req.GetAliasURNs())
	for _, a := range req.GetAliases() {
		if u := a.GetUrn(); u != "" {
			found = append(found, resource.URN(u))
		} else if s := a.GetSpec(); s != nil {
			found = append(found, aliasURN(o, g, s))
		}
	}
	return slices.DeleteFunc(found, func(u resource.URN) bool { return u == g.URN })
}

func aliasURN(o Options, g *goal, s *pulumirpc.Alias_Spec) resource.URN {
	parent := g.Parent
	if s.GetNoParent() {
		parent = ""
	} else if p := s.GetParentUrn(); p != "" {
		parent = resource.URN(p)
	}
	o.Project, o.Stack = or(s.GetProject(), o.Project), or(s.GetStack(), o.Stack)
	return urnOf(o, parent, tokens.Type(or(s.GetType(), string(g.Type))), or(s.GetName(), g.URN.Name()))
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// timeouts are nil where none is set.
func timeouts(req *pulumirpc.RegisterResourceRequest_CustomTimeouts) (*resource.CustomTimeouts, error) {
	var t resource.CustomTimeouts
	for _, f := range []struct {
		into *float64
		text string
	}{
		{&t.Create, req.GetCreate()}, {&t.Update, req.GetUpdate()},
		{&t.Delete, req.GetDelete()}, {&t.Read, req.GetRead()},
	} {
		if f.text == "" {
			continue
		}
		d, err := time.ParseDuration(f.text)
		if err != nil {
			return nil, fmt.Errorf("the timeout %q is not a duration such as 90s or 5m", f.text)
		}
		*f.into = d.Seconds()
	}
	if !t.IsNotEmpty() {
		return nil, nil
	}
	return &t, nil
}

func urns(list []string) []resource.URN {
	if len(list) == 0 {
		return nil
	}
	out := make([]resource.URN, len(list))
	for i, u := range list {
		out[i] = resource.URN(u)
	}
	slices.Sort(out)
	return out
}

func keys(list []string) []resource.PropertyKey {
	if len(list) == 0 {
		return nil
	}
	out := make([]resource.PropertyKey, len(list))
	for i, k := range list {
		out[i] = resource.PropertyKey(k)
	}
	return out
}

// inherit fills in what the goal leaves to its parent: the parent's state and
// the providers that the parent hands down. Both may be missing.
func (g *goal) inherit(parent *state.Resource, handedDown map[string]string) {
	no := false
	if parent == nil {
		parent = &state.Resource{}
	}
	if g.Protect == nil {
		g.Protect = &parent.Protect
	}
	if g.RetainOnDelete == nil {
		g.RetainOnDelete = &parent.RetainOnDelete
	}
	if g.isStack() {
		g.Protect, g.RetainOnDelete = &no, &no
	}
	if g.DeletedWith == "" {
		g.DeletedWith = parent.DeletedWith
	}
	if g.Custom {
		g.Provider = or(g.Provider, handedDown[g.pkg()])
		return
	}
	all := make(map[string]string, len(handedDown)+len(g.Providers)+1)
	for _, source := range []map[string]string{handedDown, ownProvider(g.Provider), g.Providers} {
		for pkg, ref := range source {
			all[pkg] = ref
		}
	}
	g.Providers = all
}

// ownProvider is the provider option of a component, by its package.
func ownProvider(ref string) map[string]string {
	if ref == "" {
		return nil
	}
	urn, _ := splitReference(ref)
	return map[string]string{providerPackage(urn.Type()): ref}
}

func (g *goal) isStack() bool { return g.Type == resource.RootStackType }

// pkg is the package whose provider serves the goal.
func (g *goal) pkg() string {
	if isProvider(g.Type) {
		return providerPackage(g.Type)
	}
	return string(g.Type.Package())
}

// needs lists the resources that must be there before this one.
func (g *goal) needs() []resource.URN {
	list := slices.Clone(g.Dependencies)
	if g.Parent != "" {
		list = append(list, g.Parent)
	}
	if urn, _ := splitReference(g.Provider); urn != "" {
		list = append(list, urn)
	}
	return list
}

// record returns what the state says of the goal, without ID and outputs. It
// starts from old, where there is one to go on from.
func (g *goal) record(old *state.Resource, inputs resource.PropertyMap) *state.Resource {
	set := func(r *state.Resource) {
		r.URN, r.Type, r.Custom, r.Parent = g.URN, g.Type, g.Custom, g.Parent
		r.Provider, r.Inputs = g.Provider, inputs
		r.Dependencies, r.PropertyDependencies = g.Dependencies, g.PropertyDependencies
		r.DeletedWith = g.DeletedWith
		r.Protect, r.RetainOnDelete = *g.Protect, *g.RetainOnDelete
		r.External, r.Delete, r.PendingReplacement = false, false, false
		r.AdditionalSecretOutputs = g.AdditionalSecretOutputs
		r.Aliases, r.InitErrors = g.Aliases, nil
		r.CustomTimeouts = g.Timeouts
		r.IgnoreChanges, r.ReplaceOnChanges = g.IgnoreChanges, g.ReplaceOnChanges
		if !g.Custom {
			r.Provider = ""
		}
	}
	if old == nil {
		r := &state.Resource{}
		set(r)
		return r
	}
	return old.With(set)
}
