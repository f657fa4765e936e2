package resolve

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// Provider is a configured provider. There is one: docker.
type Provider struct {
	Name string
	// Alias is "" for the default one.
	Alias string
	// Host is the engine's address, "" where not given.
	Host string
	// RegistryAuth are credentials, by registry.
	RegistryAuth []RegistryAuth
	Range        hcl.Range
}

// RegistryAuth is a registry_auth {} block. Its values may carry marks.
type RegistryAuth struct{ Address, Username, Password cty.Value }

// providers evaluates the provider blocks, which only the root has, and gives
// every node its own.
func (b *builder) providers(root *module) {
	seen := map[string]hcl.Range{}
	for _, block := range root.cfg.Providers {
		if block.Name != "docker" {
			b.report(diag.New("CW0102", block.Range.Ptr(), "Unknown provider", "There is no provider %q; there is \"docker\".", block.Name))
			continue
		}
		if first, ok := seen[block.Alias]; ok {
			b.report(diag.New("CW0104", block.Range.Ptr(), "Duplicate definition",
				"provider \"docker\" is configured already, in %s line %d. Give this one an alias of its own.", first.Filename, first.Start.Line))
			continue
		}
		seen[block.Alias] = block.Range
		b.g.Providers = append(b.g.Providers, b.provider(block, root.root.frame))
	}
	for _, n := range b.written {
		if n.Block.Provider != nil {
			b.providerOf(n)
		}
	}
}

func (b *builder) provider(block *hclspec.Provider, f *frame) *Provider {
	p := &Provider{Name: block.Name, Alias: block.Alias, Range: block.Range}
	for _, attr := range sortedAttributes(block.Attributes) {
		if attr.Name != "host" {
			b.report(diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", "provider \"docker\" has no argument %q; it takes host, alias and registry_auth { … }.", attr.Name))
			continue
		}
		v, ok := b.earlyText(attr.Expr, attr.Name, f)
		if !ok {
			continue
		}
		v, _ = v.Unmark()
		p.Host = v.AsString()
		if scheme, rest, ok := strings.Cut(p.Host, "://"); !ok || rest == "" || !slices.Contains(hostSchemes, scheme) {
			b.report(diag.New("CW0302", attr.Expr.Range().Ptr(), "Invalid value",
				"host is an engine's address, such as \"unix:///var/run/docker.sock\", \"tcp://build.example:2376\" or \"ssh://me@build.example\"."))
		}
	}
	for _, inner := range block.Blocks {
		b.registryAuth(p, inner, f)
	}
	return p
}

var hostSchemes = []string{"unix", "tcp", "ssh", "http", "https", "npipe"}

// earlyText evaluates a text that has to be known before anything is deployed;
// false where there is none.
func (b *builder) earlyText(e hcl.Expression, name string, f *frame) (cty.Value, bool) {
	x, diags := b.expression(e, f)
	if diags.HasErrors() {
		b.diags = append(b.diags, diags...)
		return cty.NilVal, false
	}
	v, diags := b.evaluator().value(x, nil)
	b.diags = append(b.diags, diags...)
	if diags.HasErrors() {
		return cty.NilVal, false
	}
	v, d := convertTo(v, cty.String, e.Range(), "The argument "+name)
	if d != nil {
		b.report(d)
		return cty.NilVal, false
	}
	bare, _ := v.Unmark()
	switch {
	case bare.IsKnown() && !bare.IsNull():
		return v, true
	case bare.IsKnown() || b.unset && len(x.references()) == 0:
		return cty.NilVal, false
	}
	b.report(diag.New("CW0305", e.Range().Ptr(), "Evaluation failed",
		"%s has to be known before anything is deployed, and this depends on what only a deployment gives.", name))
	return cty.NilVal, false
}

func (b *builder) registryAuth(p *Provider, block *hclsyntax.Block, f *frame) {
	if block.Type != "registry_auth" {
		b.report(diag.New("CW0102", block.TypeRange.Ptr(), "Unknown block", "In a provider block there is no block %q. There is registry_auth.", block.Type))
		return
	}
	var auth RegistryAuth
	fields := map[string]*cty.Value{"address": &auth.Address, "username": &auth.Username, "password": &auth.Password}
	for _, attr := range sortedAttributes(block.Body.Attributes) {
		to := fields[attr.Name]
		if to == nil {
			b.report(diag.New("CW0103", attr.NameRange.Ptr(), "Unknown argument", "A registry_auth block has no argument %q. It takes address, username and password.", attr.Name))
			continue
		}
		if v, ok := b.earlyText(attr.Expr, attr.Name, f); ok {
			*to = v
		}
	}
	if block.Body.Attributes["address"] == nil {
		b.report(diag.New("CW0303", block.DefRange().Ptr(), "Missing value", "A registry_auth block needs address: the registry that it is for."))
	}
	p.RegistryAuth = append(p.RegistryAuth, auth)
}

// providerOf finds the provider that a resource names.
func (b *builder) providerOf(n *Node) {
	c, _ := referenceChain(*n.Block.Provider)
	alias := c.name(1)
	for _, p := range b.g.Providers {
		if p.Name == c.name(0) && p.Alias == alias && len(c) <= 2 {
			if n.Kind.Package() != p.Name {
				b.diagnose(n, hcl.Diagnostics{diag.New("CW0302", n.Block.Provider.Range.Ptr(), "Invalid value", "A %s is not made by provider %q. Leave provider out.", n.Kind.Name, p.Name)})
			}
			n.Provider = alias
			return
		}
	}
	var known []string
	for _, p := range b.g.Providers {
		if p.Alias != "" {
			known = append(known, p.Name+"."+p.Alias)
		}
	}
	detail := "There is no provider " + c.text() + "."
	if near := hclspec.Nearest(c.text(), known); near != "" {
		detail += " Did you mean " + near + "?"
	} else {
		detail += " Write provider \"docker\" { alias = … } for it."
	}
	b.diagnose(n, hcl.Diagnostics{diag.New("CW0202", n.Block.Provider.Range.Ptr(), "Reference to nothing", "%s", detail)})
}
