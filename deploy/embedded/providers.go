package embedded

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"github.com/clockwork-hcl/cw/deploy/state"
)

const providerPrefix = "pulumi:providers:"

func isProvider(t tokens.Type) bool { return strings.HasPrefix(string(t), providerPrefix) }

// providerPackage is the package that a provider resource of type t serves.
func providerPackage(t tokens.Type) string { return strings.TrimPrefix(string(t), providerPrefix) }

// splitReference takes a provider reference, "urn::id", apart.
func splitReference(ref string) (resource.URN, resource.ID) {
	i := strings.LastIndex(ref, "::")
	if i < 0 {
		return "", ""
	}
	return resource.URN(ref[:i]), resource.ID(ref[i+2:])
}

func reference(r *state.Resource) string { return string(r.URN) + "::" + string(r.ID) }

// isDefaultProvider tells the providers that the engine makes by itself from
// those that the program declares.
func isDefaultProvider(u resource.URN) bool {
	return isProvider(u.Type()) && (u.Name() == "default" || strings.HasPrefix(u.Name(), "default_"))
}

// bookkeeping tells what is in the state but is nobody's resource.
func bookkeeping(u resource.URN) bool {
	return u.QualifiedType() == resource.RootStackType || isDefaultProvider(u)
}

// defaultProviderName is Pulumi's name for a package's default provider.
func defaultProviderName(version string) (string, error) {
	if version == "" {
		return "default", nil
	}
	v, err := semver.ParseTolerant(version)
	if err != nil {
		return "", fmt.Errorf("the provider version %q is not a version: %w", version, err)
	}
	name := fmt.Sprintf("default_%d_%d_%d", v.Major, v.Minor, v.Patch)
	for _, pre := range v.Pre {
		name += "_" + pre.String()
	}
	for _, build := range v.Build {
		name += "_" + build
	}
	return name, nil
}

// newProviderID makes a random UUID.
func newProviderID() resource.ID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return resource.ID(fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:]))
}

// providers keeps the providers of a run: one instance for each configuration
// of a package, opened and configured when first used.
type providers struct {
	open  func(pkg string) (plugin.Provider, error)
	calls *calls

	mu        sync.Mutex
	byRef     map[string]*instance
	byPackage map[string][]*instance
}

// instance is one provider; urn, id and inputs are those that it was, or will
// be, configured with.
type instance struct {
	urn    resource.URN
	id     resource.ID
	inputs resource.PropertyMap

	opened     sync.Once
	configured sync.Once
	provider   plugin.Provider
	err        error
}

func newProviders(open func(string) (plugin.Provider, error), c *calls) *providers {
	return &providers{open: open, calls: c, byRef: map[string]*instance{}, byPackage: map[string][]*instance{}}
}

// declare says that a provider resource exists. It shares the instance of one
// with the same configuration.
func (p *providers) declare(r *state.Resource) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pkg, inputs := providerPackage(r.Type), configuration(r.Inputs)
	for _, i := range p.byPackage[pkg] {
		if i.inputs == nil {
			i.urn, i.id, i.inputs = r.URN, r.ID, inputs
		}
		if i.inputs.DeepEquals(inputs) {
			p.byRef[reference(r)] = i
			return
		}
	}
	i := &instance{urn: r.URN, id: r.ID, inputs: inputs}
	p.byRef[reference(r)] = i
	p.byPackage[pkg] = append(p.byPackage[pkg], i)
}

// configuration is what of a provider resource's inputs concerns the provider.
func configuration(inputs resource.PropertyMap) resource.PropertyMap {
	c := inputs.Copy()
	delete(c, "version")
	return c
}

// get returns the provider behind a reference, configured.
func (p *providers) get(ref string) (plugin.Provider, error) {
	p.mu.Lock()
	i := p.byRef[ref]
	p.mu.Unlock()
	if i == nil {
		urn, _ := splitReference(ref)
		return nil, fmt.Errorf("the state has no provider %s: it was changed from outside; "+
			"restore it from the backup beside it", urn.Name())
	}
	provider, err := p.start(i, providerPackage(i.urn.Type()))
	if err != nil {
		return nil, err
	}
	i.configured.Do(func() { i.err = p.configure(i) })
	return provider, i.err
}

// start opens the instance's provider.
func (p *providers) start(i *instance, pkg string) (plugin.Provider, error) {
	i.opened.Do(func() {
		i.provider, i.err = p.open(pkg)
		if i.err != nil {
			i.err = fmt.Errorf("starting the provider of %s: %w", pkg, i.err)
		}
	})
	if i.provider == nil {
		return nil, i.err
	}
	return i.provider, nil
}

func (p *providers) configure(i *instance) error {
	name, kind := i.urn.Name(), i.urn.Type()
	err := p.calls.do(func(ctx context.Context) error {
		_, err := i.provider.Configure(ctx, plugin.ConfigureRequest{
			URN: &i.urn, Name: &name, Type: &kind, ID: &i.id, Inputs: i.inputs,
		})
		return err
	})
	if err == nil || unimplemented(err) {
		return nil
	}
	return fmt.Errorf("configuring the provider of %s: %w", providerPackage(kind), redact(err, i.inputs))
}

// any returns some provider of a package, configured or not, for the calls that
// precede configuration.
func (p *providers) any(pkg string) (plugin.Provider, error) {
	p.mu.Lock()
	if len(p.byPackage[pkg]) == 0 {
		p.byPackage[pkg] = []*instance{{}}
	}
	i := p.byPackage[pkg][0]
	p.mu.Unlock()
	return p.start(i, pkg)
}

// close closes all that were opened.
func (p *providers) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, list := range p.byPackage {
		for _, i := range list {
			if i.provider != nil {
				_ = i.provider.Close() // there is nobody to tell
			}
		}
	}
}

// providerReference returns the reference of the provider that serves a
// package: the one that is asked for, else the default one, which is registered
// when first needed.
func (r *run) providerReference(pkg, version, ref string) (string, error) {
	if ref == "" {
		return r.defaultProvider(pkg, version)
	}
	urn, id := splitReference(ref)
	if id != plugin.UnknownStringValue {
		return ref, nil
	}
	res := r.current(urn)
	if res == nil {
		return "", fmt.Errorf("the provider %s is not registered", urn.Name())
	}
	return reference(res), nil
}

// defaults are the default providers of a run.
type defaults struct {
	mu sync.Mutex
	by map[resource.URN]*defaultProvider
}

type defaultProvider struct {
	once sync.Once
	ref  string
	err  error
}

func (r *run) defaultProvider(pkg, version string) (string, error) {
	name, err := defaultProviderName(version)
	if err != nil {
		return "", err
	}
	kind := tokens.Type(providerPrefix + pkg)
	urn := urnOf(r.opts, "", kind, name)
	r.defaults.mu.Lock()
	d := r.defaults.by[urn]
	if d == nil {
		d = &defaultProvider{}
		r.defaults.by[urn] = d
	}
	r.defaults.mu.Unlock()
	d.once.Do(func() {
		inputs := resource.PropertyMap{}
		if version != "" {
			inputs["version"] = resource.NewProperty(version)
		}
		d.ref, d.err = r.registerDefault(&goal{URN: urn, Type: kind, Custom: true, Inputs: inputs})
	})
	return d.ref, d.err
}

func (r *run) registerDefault(g *goal) (string, error) {
	w := &work{goal: g}
	defer r.conclude(g)
	var err error
	if w.old, err = r.admit(g); err != nil {
		return "", err
	}
	g.inherit(nil, nil)
	res, err := r.registerProvider(w)
	if err != nil {
		return "", err
	}
	return reference(res), nil
}

// registerProvider makes a provider resource: a record with an identity, and
// the configuration of the provider in this process.
func (r *run) registerProvider(w *work) (*state.Resource, error) {
	v, err := r.compareProvider(w.goal, w.old)
	if err != nil {
		return nil, err
	}
	v.deleteFirst = false
	w.inputs, w.verdict = w.goal.Inputs, v
	w.step = newStep(w.goal, w.old, w.inputs, v)
	return r.carry(w, r.recordProvider)
}

// recordProvider keeps the identity unless the provider is replaced: a new one
// makes its resources replaced too. A replaced one stays until its resources
// are gone.
func (r *run) recordProvider(w *work) (*state.Resource, error) {
	r.begin(w)
	res := w.goal.record(w.base(), w.inputs)
	if w.base() == nil {
		res.ID, res.Created = newProviderID(), r.stamp()
	}
	if w.verdict.op != opSame {
		res.Modified = r.stamp()
	}
	res.Outputs = res.Inputs
	if w.verdict.op == opReplace {
		if err := r.doom(w.old, w.step); err != nil {
			return nil, err
		}
	}
	if err := r.store(0, w.base(), res); err != nil {
		return nil, err
	}
	r.providers.declare(res)
	return res, nil
}

// compareProvider checks the configuration, and says whether it changed so that
// its resources have to be replaced.
func (r *run) compareProvider(g *goal, old *state.Resource) (verdict, error) {
	p, err := r.providers.any(g.pkg())
	if err != nil {
		return verdict{}, err
	}
	if g.Inputs, err = r.checkConfig(p, g, old); err != nil {
		return verdict{}, err
	}
	c := comparison{old: old, inputs: g.Inputs}
	if old == nil || old.Inputs.DeepEquals(g.Inputs) {
		return decide(c), nil
	}
	err = r.calls.do(func(ctx context.Context) (err error) {
		c.diff, err = p.DiffConfig(ctx, plugin.DiffConfigRequest{
			URN: g.URN, Name: g.URN.Name(), Type: g.Type, OldInputs: configuration(old.Inputs),
			OldOutputs: configuration(old.Outputs), NewInputs: configuration(g.Inputs), AllowUnknowns: r.preview,
		})
		return err
	})
	if err != nil && !unimplemented(err) {
		return verdict{}, fmt.Errorf("comparing the configuration of %s: %w", g.pkg(), redact(err, g.Inputs, old.Inputs))
	}
	return decide(c), nil
}

func (r *run) checkConfig(p plugin.Provider, g *goal, old *state.Resource) (resource.PropertyMap, error) {
	req := plugin.CheckConfigRequest{
		URN: g.URN, Name: g.URN.Name(), Type: g.Type, News: g.Inputs, AllowUnknowns: r.preview,
	}
	if old != nil {
		req.Olds = old.Inputs
	}
	var resp plugin.CheckConfigResponse
	err := r.calls.do(func(ctx context.Context) (err error) {
		resp, err = p.CheckConfig(ctx, req)
		return err
	})
	switch {
	case unimplemented(err):
		return g.Inputs, nil
	case err != nil:
		return nil, fmt.Errorf("checking the configuration of %s: %w", g.pkg(), redact(err, g.Inputs))
	case len(resp.Failures) > 0:
		return nil, redact(checkError(resp.Failures), g.Inputs)
	case resp.Properties == nil:
		return g.Inputs, nil
	}
	return resp.Properties, nil
}
