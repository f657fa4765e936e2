package compile

import (
	"fmt"

	"github.com/pulumi/pulumi-docker/sdk/v4/go/docker"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// Program gives the inline program that deploys v. Every hole of v must have
// been filled; both engines run the program as it is.
func Program(v *resolve.Values) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		p := &program{
			ctx: ctx, values: v, ready: resolved(ctx),
			groups:    map[string]pulumi.Resource{},
			providers: map[string]pulumi.ProviderResource{},
			resources: map[schema.Address]pulumi.Resource{},
			have:      map[schema.Address]pulumi.Output{},
			networks:  map[schema.Address]pulumi.StringOutput{},
			imports:   map[schema.Address]string{},
		}
		for _, i := range v.Graph.Imports {
			p.imports[i.To] = i.ID
		}
		return p.run()
	}
}

// resolved is an output whose value is there already, and so does not change
// any more.
func resolved(ctx *pulumi.Context) pulumi.Output {
	out, resolve, _ := ctx.NewOutput()
	resolve(0)
	return out
}

// URNs gives the identity of every resource of v in the stack.
func URNs(v *resolve.Values) map[schema.Address]resource.URN {
	urns := make(map[schema.Address]resource.URN, len(v.Graph.Order))
	for _, n := range v.Graph.Order {
		urns[n.Address] = schema.URN(v.Graph.Project, v.Graph.Stack, n.Address, n.Kind.Token)
	}
	for _, a := range v.Secrets {
		urns[a] = schema.URN(v.Graph.Project, v.Graph.Stack, a, v.Graph.Kinds.Kind(schema.SecretType).Token)
	}
	return urns
}

type program struct {
	ctx    *pulumi.Context
	values *resolve.Values
	// ready is an output that is known from the start.
	ready pulumi.Output
	// groups has the component of each composite and module by path,
	// providers the docker providers by alias.
	groups    map[string]pulumi.Resource
	providers map[string]pulumi.ProviderResource
	resources map[schema.Address]pulumi.Resource
	// have resolves to a resource's outputs (map[string]cty.Value).
	have map[schema.Address]pulumi.Output
	// networks has each docker network's name as the deployment knows it, so
	// that who joins a network depends on it by property.
	networks map[schema.Address]pulumi.StringOutput
	// imports are the ids of what is to be taken over.
	imports map[schema.Address]string
}

func (p *program) run() error {
	for _, block := range p.values.Graph.Providers {
		if err := p.provider(block); err != nil {
			return err
		}
	}
	for _, g := range p.values.Graph.Groups {
		if err := p.group(g); err != nil {
			return err
		}
	}
	for _, a := range p.values.Secrets {
		if err := p.secret(a); err != nil {
			return err
		}
	}
	for _, n := range p.values.Graph.Order {
		if err := p.register(n); err != nil {
			return fmt.Errorf("%s: %w", n.Address, err)
		}
	}
	return p.export()
}

// provider registers a provider "docker" {} block.
func (p *program) provider(block *resolve.Provider) error {
	args := &docker.ProviderArgs{}
	if block.Host != "" {
		args.Host = pulumi.String(block.Host)
	}
	name := "docker"
	if block.Alias != "" {
		name += "-" + block.Alias
	}
	provider, err := docker.NewProvider(p.ctx, name, args)
	if err != nil {
		return err
	}
	p.providers[block.Alias] = provider
	return nil
}

// group registers the component resource of a composite or module.
func (p *program) group(g *resolve.Group) error {
	var opts []pulumi.ResourceOption
	if parent := p.groups[g.Parent]; parent != nil {
		opts = append(opts, pulumi.Parent(parent))
	}
	component := &pulumi.ResourceState{}
	if err := p.ctx.RegisterComponentResource(g.Step.Token(), schema.GroupPulumiName(g.Steps()), component, opts...); err != nil {
		return err
	}
	p.groups[g.Path] = component
	return p.ctx.RegisterResourceOutputs(component, pulumi.Map{})
}

// secret registers the resource that makes and keeps a generated secret.
func (p *program) secret(a schema.Address) error {
	kind := p.values.Graph.Kinds.Kind(schema.SecretType)
	res := &plain{}
	if err := p.ctx.RegisterResource(kind.Token, a.PulumiName(), pulumi.Map{}, res); err != nil {
		return err
	}
	p.keep(a, kind, res, res.Outputs)
	return nil
}

// plain is a resource of cw's own package: its outputs as they come.
type plain struct {
	pulumi.CustomResourceState
	Outputs pulumi.MapOutput `pulumi:""`
}

// keep remembers a registered resource and what the deployment knows of it.
func (p *program) keep(a schema.Address, kind *schema.Kind, res pulumi.CustomResource, outputs pulumi.Output) {
	p.resources[a] = res
	p.have[a] = pulumi.All(res.ID(), outputs).ApplyT(func(args []any) (map[string]cty.Value, error) {
		id, _ := args[0].(pulumi.ID)
		properties, ok := args[1].(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%s answered with %T instead of its properties. This is a bug in cw.", a, args[1])
		}
		return kind.Outputted(schema.State{ID: string(id), Outputs: resource.NewPropertyMapFromMap(properties)}), nil
	})
}

func (p *program) register(n *resolve.Node) error {
	in := &inputs{p: p, node: n, resource: p.values.Get(n.Address)}
	if holes := in.resource.Holes; len(holes) > 0 {
		return fmt.Errorf("%s is still open. This is a bug in cw.", holes[0].Path)
	}
	opts := p.options(n)
	if register := typed[n.Kind.Name]; register != nil {
		return register(in, opts)
	}
	res := &plain{}
	if err := p.ctx.RegisterResource(n.Kind.Token, n.Address.PulumiName(), in.properties(), res, opts...); err != nil {
		return err
	}
	p.keep(n.Address, n.Kind, res, res.Outputs)
	return nil
}

// typed are the kinds that go through pulumi-docker's SDK.
var typed = map[string]func(*inputs, []pulumi.ResourceOption) error{
	"docker_container": container,
	"docker_network":   network,
	"docker_volume":    volume,
}

func (p *program) options(n *resolve.Node) []pulumi.ResourceOption {
	var opts []pulumi.ResourceOption
	var after []pulumi.Resource
	for _, a := range n.DependsOn {
		if res := p.resources[a]; res != nil {
			after = append(after, res)
		}
	}
	if len(after) > 0 {
		opts = append(opts, pulumi.DependsOn(after))
	}
	if parent := p.groups[n.Address.Group]; parent != nil {
		opts = append(opts, pulumi.Parent(parent))
	}
	if provider := p.providers[n.Provider]; provider != nil && n.Kind.Package() == "docker" {
		opts = append(opts, pulumi.Provider(provider))
	}
	if n.Block == nil {
		return opts
	}
	if former := p.values.Graph.Former(n.Address); len(former) > 0 {
		aliases := make([]pulumi.Alias, len(former))
		for i, a := range former {
			urn := schema.URN(p.values.Graph.Project, p.values.Graph.Stack, a, n.Kind.Token)
			aliases[i] = pulumi.Alias{URN: pulumi.URN(urn)}
		}
		opts = append(opts, pulumi.Aliases(aliases))
	}
	if id := p.imports[n.Address]; id != "" {
		if n.Kind.PathID {
			id = p.path(id)
		}
		opts = append(opts, pulumi.Import(pulumi.ID(id)))
	}
	if n.Block.Lifecycle != nil {
		opts = append(opts, lifecycle(n)...)
		opts = append(opts, p.preconditions(n)...)
	}
	if t := n.Timeouts; !t.IsZero() {
		opts = append(opts, pulumi.Timeouts(&pulumi.CustomTimeouts{Create: t.Create, Update: t.Update, Delete: t.Delete}))
	}
	return opts
}

// preconditions hold a resource back until what they look at is deployed, and
// for good where it is not as they say.
func (p *program) preconditions(n *resolve.Node) []pulumi.ResourceOption {
	var opts []pulumi.ResourceOption
	for _, c := range p.values.Preconditions(n.Address) {
		held := p.when(c.Awaits).ApplyT(func(have any) ([]pulumi.Resource, error) {
			return guarded(func() ([]pulumi.Resource, error) {
				return nil, diagnosticError(p.values.Holds(c, n.Address, p.deployed(c.Awaits, have)))
			})
		})
		opts = append(opts, pulumi.DependsOnInputs(held.(pulumi.ResourceArrayOutput)))
	}
	return opts
}

func lifecycle(n *resolve.Node) []pulumi.ResourceOption {
	var ignored []string
	for _, name := range n.Lifecycle.IgnoreChanges {
		for _, key := range n.Kind.Attribute(name).PropertyKeys() {
			ignored = append(ignored, string(key))
		}
	}
	return []pulumi.ResourceOption{
		pulumi.Protect(n.Lifecycle.PreventDestroy), pulumi.RetainOnDelete(n.Lifecycle.RetainOnDestroy), pulumi.IgnoreChanges(ignored),
	}
}

// export makes the configuration's outputs the stack's.
func (p *program) export() error {
	for _, o := range p.values.Outputs {
		name := o.Name
		out := p.when(o.Awaits).ApplyT(func(have any) (any, error) {
			return guarded(func() (any, error) {
				v, diags := p.values.OutputWith(p.deployed(o.Awaits, have), name)
				if diags.HasErrors() {
					return nil, diagnosticError(diags)
				}
				return goValue(v), nil
			})
		})
		if schema.IsSensitive(o.Value) {
			out = pulumi.ToSecret(out)
		}
		p.ctx.Export(name, out)
	}
	return nil
}
