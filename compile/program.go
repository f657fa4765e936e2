package compile

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
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
			composites: map[string]pulumi.Resource{},
			resources:  map[schema.Address]pulumi.Resource{},
			have:       map[schema.Address]pulumi.Output{},
			networks:   map[schema.Address]pulumi.StringOutput{},
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
	ready      pulumi.Output
	composites map[string]pulumi.Resource
	resources  map[schema.Address]pulumi.Resource
	// have resolves to a resource's outputs (map[string]cty.Value).
	have map[schema.Address]pulumi.Output
	// networks has each docker network's name as the deployment knows it, so
	// that who joins a network depends on it by property.
	networks map[schema.Address]pulumi.StringOutput
	docker   pulumi.ProviderResource
}

func (p *program) run() error {
	if err := p.provider(); err != nil {
		return err
	}
	for _, c := range p.values.Graph.Composites {
		if err := p.composite(c); err != nil {
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

// provider registers provider "docker" {} where the author wrote one.
func (p *program) provider() error {
	for _, block := range p.values.Graph.Config.Providers {
		if block.Name != "docker" || block.Alias != "" {
			continue
		}
		args := &docker.ProviderArgs{}
		if host := block.Attributes["host"]; host != nil {
			v, diags := host.Expr.Value(nil)
			if diags.HasErrors() || v.Type() != cty.String {
				return fmt.Errorf("%s: the host of provider \"docker\" must be a literal text such as \"unix:///var/run/docker.sock\"", host.SrcRange)
			}
			args.Host = pulumi.String(v.AsString())
		}
		provider, err := docker.NewProvider(p.ctx, "docker", args)
		if err != nil {
			return err
		}
		p.docker = provider
	}
	return nil
}

// composite registers the component resource of a group.
func (p *program) composite(c *resolve.Composite) error {
	name := schema.Address{Group: c.Parent, Name: c.Name}.PulumiName()
	var opts []pulumi.ResourceOption
	if parent := p.composites[c.Parent]; parent != nil {
		opts = append(opts, pulumi.Parent(parent))
	}
	component := &pulumi.ResourceState{}
	if err := p.ctx.RegisterComponentResource(schema.CompositeToken, name, component, opts...); err != nil {
		return err
	}
	p.composites[c.Path] = component
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
	opts, err := p.options(n)
	if err != nil {
		return err
	}
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

func (p *program) options(n *resolve.Node) ([]pulumi.ResourceOption, error) {
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
	if parent := p.composites[n.Address.Group]; parent != nil {
		opts = append(opts, pulumi.Parent(parent))
	}
	if p.docker != nil && n.Kind.Package() == "docker" {
		opts = append(opts, pulumi.Provider(p.docker))
	}
	if n.Block == nil {
		return opts, nil
	}
	if l := n.Block.Lifecycle; l != nil {
		opts = append(opts, pulumi.Protect(l.PreventDestroy), pulumi.RetainOnDelete(l.RetainOnDelete))
		var ignored []string
		for _, name := range l.IgnoreChanges {
			for _, key := range n.Kind.Attribute(name.Name).PropertyKeys() {
				ignored = append(ignored, string(key))
			}
		}
		opts = append(opts, pulumi.IgnoreChanges(ignored))
	}
	if t := n.Block.Timeouts; t != nil {
		timeouts, err := customTimeouts(t.Create, t.Update, t.Delete)
		if err != nil {
			return nil, err
		}
		opts = append(opts, pulumi.Timeouts(timeouts))
	}
	return opts, nil
}

func customTimeouts(create, update, remove hcl.Expression) (*pulumi.CustomTimeouts, error) {
	var timeouts pulumi.CustomTimeouts
	for _, t := range []struct {
		expr hcl.Expression
		to   *string
	}{{create, &timeouts.Create}, {update, &timeouts.Update}, {remove, &timeouts.Delete}} {
		if t.expr == nil {
			continue
		}
		v, diags := t.expr.Value(nil)
		if diags.HasErrors() || v.Type() != cty.String || v.IsNull() {
			return nil, fmt.Errorf("%s: a timeout is a duration such as \"2m\"", t.expr.Range())
		}
		*t.to = v.AsString()
	}
	return &timeouts, nil
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
