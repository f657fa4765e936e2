package embedded

import (
	"context"
	"errors"
	"fmt"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

const (
	// organization is what Pulumi calls it on backends without any.
	organization = "organization"
	// pulumiVersion is the version of Pulumi whose protocol this is.
	pulumiVersion = "3.263.0"
)

// features are those whose requests are answered. The SDK relies on what is
// named here and fails late, or silently, where it should not have.
var features = []pulumirpc.ResourceMonitorFeature{
	pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_SECRETS,
	pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
	pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
	pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_DELETED_WITH,
	pulumirpc.ResourceMonitorFeature_RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
}

// featureNames are the same for an SDK that asks one by one.
var featureNames = map[string]bool{
	"secrets": true, "outputValues": true, "aliasSpecs": true, "deletedWith": true, "replaceWith": true,
}

// monitor turns the program's requests into goals and answers into responses.
// It decides nothing.
type monitor struct {
	pulumirpc.UnimplementedResourceMonitorServer
	run    *run
	host   host
	dryRun bool
}

// registered is what became of a registration. A resource that is not usable
// failed, or was not tried: its outputs are unknown, and so are those of all
// that builds on it. (Pulumi answers with an error, and never hears of the
// dependents; this way each can be named.)
type registered struct {
	urn     resource.URN
	id      resource.ID
	outputs resource.PropertyMap
	usable  bool
}

func (m *monitor) GetDeploymentInfo(context.Context, *emptypb.Empty) (*pulumirpc.DeploymentInfo, error) {
	return &pulumirpc.DeploymentInfo{
		Project:           m.run.opts.Project,
		Stack:             m.run.opts.Stack,
		Organization:      organization,
		DryRun:            m.dryRun,
		Parallel:          m.run.parallelism(),
		SupportedFeatures: features,
	}, nil
}

func (m *monitor) SupportsFeature(
	_ context.Context, req *pulumirpc.SupportsFeatureRequest,
) (*pulumirpc.SupportsFeatureResponse, error) {
	return &pulumirpc.SupportsFeatureResponse{HasSupport: featureNames[req.GetId()]}, nil
}

func (m *monitor) RegisterResource(
	_ context.Context, req *pulumirpc.RegisterResourceRequest,
) (*pulumirpc.RegisterResourceResponse, error) {
	if req.GetRemote() {
		return nil, fmt.Errorf("%s is a component served by a provider, which this engine does not run; "+
			"set CW_ENGINE=pulumi", req.GetName())
	}
	g, err := goalOf(m.run.opts, req)
	if err != nil {
		return nil, err
	}
	out := m.host.register(g)
	object, err := marshal(out.outputs, req.GetAcceptSecrets())
	if err != nil {
		return nil, fmt.Errorf("answering for %s: %w", g.URN.Name(), err)
	}
	return &pulumirpc.RegisterResourceResponse{
		Urn: string(out.urn), Id: string(out.id), Object: object, Unknown: !out.usable,
	}, nil
}

func (m *monitor) RegisterResourceOutputs(
	_ context.Context, req *pulumirpc.RegisterResourceOutputsRequest,
) (*emptypb.Empty, error) {
	if err := validURNs(req.GetUrn()); err != nil || req.GetUrn() == "" {
		return nil, errors.Join(err, errors.New("outputs need a resource. This is a bug in cw"))
	}
	return &emptypb.Empty{}, m.host.registerOutputs(req.GetUrn(), req)
}

func (m *monitor) ReadResource(
	_ context.Context, req *pulumirpc.ReadResourceRequest,
) (*pulumirpc.ReadResourceResponse, error) {
	g, err := readGoal(m.run.opts, req)
	if err != nil {
		return nil, err
	}
	out := m.host.read(g)
	if !out.usable {
		return nil, fmt.Errorf("%s could not be read", g.URN.Name())
	}
	object, err := marshal(out.outputs, req.GetAcceptSecrets())
	if err != nil {
		return nil, fmt.Errorf("answering for %s: %w", g.URN.Name(), err)
	}
	return &pulumirpc.ReadResourceResponse{Urn: string(out.urn), Properties: object}, nil
}

// readGoal is the goal of a resource that is read and not managed.
func readGoal(o Options, req *pulumirpc.ReadResourceRequest) (*goal, error) {
	g, err := goalHead(o, req.GetType(), req.GetName(), req.GetParent())
	if err != nil {
		return nil, err
	}
	props, err := plugin.UnmarshalProperties(req.GetProperties(), unmarshal)
	if err != nil {
		return nil, fmt.Errorf("reading the properties of %s: %w", req.GetName(), err)
	}
	g.PropertyDependencies = map[resource.PropertyKey][]resource.URN{}
	g.Inputs = plain(props, g.PropertyDependencies)
	if err := validURNs(req.GetDependencies()...); err != nil {
		return nil, err
	}
	g.Dependencies = urns(req.GetDependencies())
	g.Custom, g.Import = true, resource.ID(req.GetId())
	g.Provider, g.Version = req.GetProvider(), req.GetVersion()
	g.AdditionalSecretOutputs = keys(req.GetAdditionalSecretOutputs())
	return g, nil
}

func (m *monitor) Invoke(
	_ context.Context, req *pulumirpc.ResourceInvokeRequest,
) (*pulumirpc.ResourceInvokeResponse, error) {
	return m.host.invoke(req)
}

// SignalAndWaitForShutdown is for programs in another process, which must
// outlive their hooks; there are none.
func (m *monitor) SignalAndWaitForShutdown(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func marshal(props resource.PropertyMap, secrets bool) (*structpb.Struct, error) {
	return plugin.MarshalProperties(props, plugin.MarshalOptions{
		KeepUnknowns: true, KeepSecrets: secrets, KeepResources: true,
	})
}

// invoke calls a function of a provider.
func (r *run) invoke(req *pulumirpc.ResourceInvokeRequest) (*pulumirpc.ResourceInvokeResponse, error) {
	args, err := plugin.UnmarshalProperties(req.GetArgs(), unmarshal)
	if err != nil {
		return nil, fmt.Errorf("reading the arguments of %s: %w", req.GetTok(), err)
	}
	args = plain(args, map[resource.PropertyKey][]resource.URN{})
	if req.GetTok() == "pulumi:pulumi:getResource" {
		return r.invokeGetResource(args)
	}
	ref, err := r.providerReference(string(tokens.ModuleMember(req.GetTok()).Package()), req.GetVersion(), req.GetProvider())
	if err != nil {
		return nil, err
	}
	p, err := r.providers.get(ref)
	if err != nil {
		return nil, err
	}
	var resp plugin.InvokeResponse
	err = r.calls.do(func(ctx context.Context) (err error) {
		resp, err = p.Invoke(ctx, plugin.InvokeRequest{
			Tok: tokens.ModuleMember(req.GetTok()), Args: args, Preview: r.preview,
		})
		return err
	})
	if err != nil {
		return nil, redact(err, args)
	}
	return invokeResponse(resp)
}

func invokeResponse(resp plugin.InvokeResponse) (*pulumirpc.ResourceInvokeResponse, error) {
	props, err := marshal(resp.Properties, true)
	if err != nil {
		return nil, fmt.Errorf("answering an invocation: %w", err)
	}
	out := &pulumirpc.ResourceInvokeResponse{Return: props}
	for _, f := range resp.Failures {
		out.Failures = append(out.Failures, &pulumirpc.CheckFailure{Property: string(f.Property), Reason: f.Reason})
	}
	return out, nil
}

// invokeGetResource answers with a resource that is registered already.
func (r *run) invokeGetResource(args resource.PropertyMap) (*pulumirpc.ResourceInvokeResponse, error) {
	urn := args["urn"]
	if !urn.IsString() {
		return nil, fmt.Errorf("getResource needs the URN of a resource")
	}
	res := r.current(resource.URN(urn.StringValue()))
	if res == nil {
		return nil, fmt.Errorf("getResource: there is no resource %s", urn.StringValue())
	}
	return invokeResponse(plugin.InvokeResponse{Properties: resource.PropertyMap{
		"urn":   urn,
		"id":    resource.NewProperty(string(res.ID)),
		"state": resource.NewProperty(res.Outputs),
	}})
}

// engineService is the service for messages and the root resource.
type engineService struct {
	pulumirpc.UnimplementedEngineServer
	run *run
}

var severities = map[pulumirpc.LogSeverity]string{
	pulumirpc.LogSeverity_INFO:    "info",
	pulumirpc.LogSeverity_WARNING: "warning",
	pulumirpc.LogSeverity_ERROR:   "error",
}

// Log passes messages on, but for debugging ones and those that a terminal is
// to overwrite.
func (e *engineService) Log(_ context.Context, req *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	if severity, ok := severities[req.GetSeverity()]; ok && !req.GetEphemeral() {
		e.run.events.log(severity, req.GetMessage())
	}
	return &emptypb.Empty{}, nil
}

func (e *engineService) GetRootResource(
	context.Context, *pulumirpc.GetRootResourceRequest,
) (*pulumirpc.GetRootResourceResponse, error) {
	return &pulumirpc.GetRootResourceResponse{Urn: e.run.root.Load().(string)}, nil
}

func (e *engineService) SetRootResource(
	_ context.Context, req *pulumirpc.SetRootResourceRequest,
) (*pulumirpc.SetRootResourceResponse, error) {
	e.run.root.Store(req.GetUrn())
	return &pulumirpc.SetRootResourceResponse{}, nil
}

func (e *engineService) RequirePulumiVersion(
	_ context.Context, req *pulumirpc.RequirePulumiVersionRequest,
) (*pulumirpc.RequirePulumiVersionResponse, error) {
	want, err := semver.ParseRange(req.GetPulumiVersionRange())
	if err != nil {
		return nil, fmt.Errorf("%q is not a range of versions: %w", req.GetPulumiVersionRange(), err)
	}
	if !want(semver.MustParse(pulumiVersion)) {
		return nil, fmt.Errorf("the program needs Pulumi %s; this engine is of %s",
			req.GetPulumiVersionRange(), pulumiVersion)
	}
	return &pulumirpc.RequirePulumiVersionResponse{}, nil
}
