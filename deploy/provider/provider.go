// Package provider shows the drivers of the rows to a deployment engine as
// Pulumi providers: one for each package that the rows' tokens name.
//
// It translates and protects: requests to driver calls and back, secrets taken
// off and put on again, panics turned into errors, time-outs and cancellation
// passed on. What a resource is and does is in its row.
package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

// versions are what the packages call themselves. docker is the version of the
// SDK whose tokens and properties the rows have.
var versions = map[string]string{"clockwork": "1.0.0", "docker": "4.10.0"}

// Provider is a plugin.Provider. It is safe for concurrent use, in process or
// behind plugin.NewProviderServer.
type Provider struct {
	plugin.UnimplementedProvider

	pkg   string
	table schema.Table

	mu     sync.RWMutex
	config resource.PropertyMap

	// stopped is done once calls under way are to end.
	stopped context.Context
	stop    context.CancelFunc
}

var _ plugin.Provider = (*Provider)(nil)

// New makes the provider of a package over the rows of the table whose tokens
// name it.
func New(pkg string, table schema.Table) *Provider {
	stopped, stop := context.WithCancel(context.Background())
	return &Provider{pkg: pkg, table: table, stopped: stopped, stop: stop}
}

// Handshake says that secrets and outputs are understood.
func (p *Provider) Handshake(context.Context, plugin.ProviderHandshakeRequest) (*plugin.ProviderHandshakeResponse, error) {
	return &plugin.ProviderHandshakeResponse{AcceptSecrets: true, AcceptResources: true, AcceptOutputs: true}, nil
}

// CheckConfig takes every configuration as it is; what is wrong with it shows
// where it is used.
func (p *Provider) CheckConfig(_ context.Context, req plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	return plugin.CheckConfigResponse{Properties: req.News}, nil
}

// DiffConfig never calls for replacing the resources: one that the new
// configuration does not reach is found to be gone.
func (p *Provider) DiffConfig(_ context.Context, req plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	old, inputs := bare(req.OldInputs), bare(req.NewInputs)
	changes := map[string]bool{}
	for _, key := range changedKeys(old, inputs) {
		changes[string(key)] = false
	}
	return diffResult(schema.Difference{Changes: changes}, old, inputs, nil), nil
}

// Configure keeps the configuration for the calls to come.
func (p *Provider) Configure(_ context.Context, req plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	config := bare(req.Inputs).Copy()
	delete(config, "version")
	for key, v := range config {
		if v.ContainsUnknowns() {
			delete(config, key)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.config = config
	return plugin.ConfigureResponse{}, nil
}

func (p *Provider) configuration() resource.PropertyMap {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.config
}

// SignalCancellation ends the calls under way, and all later ones.
func (p *Provider) SignalCancellation(context.Context) error {
	p.stop()
	return nil
}

// Close frees nothing: the drivers hold nothing.
func (p *Provider) Close() error { return nil }

// GetPluginInfo gives the version.
func (p *Provider) GetPluginInfo(context.Context) (plugin.PluginInfo, error) {
	v, err := semver.Parse(p.version())
	return plugin.PluginInfo{Version: &v}, err
}

func (p *Provider) version() string {
	if v, ok := versions[p.pkg]; ok {
		return v
	}
	return "0.0.0"
}

// GetMapping has none.
func (p *Provider) GetMapping(context.Context, plugin.GetMappingRequest) (plugin.GetMappingResponse, error) {
	return plugin.GetMappingResponse{}, nil
}

// GetMappings has none.
func (p *Provider) GetMappings(context.Context, plugin.GetMappingsRequest) (plugin.GetMappingsResponse, error) {
	return plugin.GetMappingsResponse{}, nil
}

// row finds the row of a type.
func (p *Provider) row(t tokens.Type) (*schema.Kind, error) {
	k := p.table.ByToken(string(t))
	if k == nil || k.Package() != p.pkg {
		return nil, fmt.Errorf("this version of cw has no resource type %s; use the version that made the state, or a newer one", t)
	}
	return k, nil
}

// GetSchema describes the package as far as an engine needs it: which resources
// there are and which of their properties are secret.
func (p *Provider) GetSchema(context.Context, plugin.GetSchemaRequest) (plugin.GetSchemaResponse, error) {
	resources := map[string]packageResource{}
	for _, k := range p.table {
		if k.Package() == p.pkg {
			resources[k.Token] = describe(k)
		}
	}
	text, err := json.Marshal(map[string]any{"name": p.pkg, "version": p.version(), "resources": resources})
	return plugin.GetSchemaResponse{Schema: text}, err
}

type packageResource struct {
	Description     string                     `json:"description"`
	InputProperties map[string]packageProperty `json:"inputProperties"`
	Properties      map[string]packageProperty `json:"properties"`
}

type packageProperty struct {
	Description string       `json:"description"`
	Secret      bool         `json:"secret,omitempty"`
	Type        string       `json:"type,omitempty"`
	Items       *packageType `json:"items,omitempty"`
	Additional  *packageType `json:"additionalProperties,omitempty"`
	Ref         string       `json:"$ref,omitempty"`
}

type packageType struct {
	Type string `json:"type,omitempty"`
	Ref  string `json:"$ref,omitempty"`
}

func describe(k *schema.Kind) packageResource {
	r := packageResource{Description: k.Doc, InputProperties: map[string]packageProperty{}, Properties: map[string]packageProperty{}}
	for _, a := range k.Attributes {
		property := typed(a.Type, packageProperty{Description: a.Doc, Secret: a.Sensitive})
		r.InputProperties[string(schema.PropertyName(a.Name))] = property
		r.Properties[string(schema.PropertyName(a.Name))] = property
	}
	for _, o := range k.Outputs {
		r.Properties[string(schema.PropertyName(o.Name))] = typed(o.Type, packageProperty{Description: o.Doc, Secret: o.Sensitive})
	}
	return r
}

func typed(t cty.Type, p packageProperty) packageProperty {
	switch {
	case t.IsListType() || t.IsSetType():
		p.Type, p.Items = "array", elementType(t.ElementType())
	case t.IsMapType():
		p.Type, p.Additional = "object", elementType(t.ElementType())
	default:
		e := elementType(t)
		p.Type, p.Ref = e.Type, e.Ref
	}
	return p
}

func elementType(t cty.Type) *packageType {
	switch t {
	case cty.String:
		return &packageType{Type: "string"}
	case cty.Number:
		return &packageType{Type: "number"}
	case cty.Bool:
		return &packageType{Type: "boolean"}
	}
	return &packageType{Ref: "pulumi.json#/Any"}
}
