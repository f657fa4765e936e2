package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/schema"
)

// job is one call of a driver.
type job struct {
	urn resource.URN
	// seconds is the time-out of the request; 0 means the driver's own.
	seconds float64
	secrets secrets
	do      func(ctx context.Context, call schema.Call) error
}

// crash is a driver's panic.
type crash struct{ value any }

func (c crash) Error() string {
	return fmt.Sprintf("it failed in a way that it should not: %v. This is a bug in cw.", c.value)
}

// run calls a driver: within its time, until the provider is stopped, and
// without a panic or a secret in what comes back.
func (p *Provider) run(ctx context.Context, j job) error {
	timeout := time.Duration(j.seconds * float64(time.Second))
	call := p.call(ctx, j, timeout)
	ctx, cancel := p.bound(ctx, timeout)
	defer cancel()
	err := guarded(ctx, call, j.do)
	if timeout > 0 && errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("it was not done within %s, the time that timeouts allows: %w", timeout, err)
	}
	return j.secrets.redactError(err)
}

func guarded(ctx context.Context, call schema.Call, do func(context.Context, schema.Call) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = crash{v}
		}
	}()
	return do(ctx, call)
}

// bound is a context that ends with ctx, with the provider, or after timeout.
func (p *Provider) bound(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	unhook := context.AfterFunc(p.stopped, cancel)
	if timeout <= 0 {
		return ctx, func() { unhook(); cancel() }
	}
	timed, done := context.WithTimeout(ctx, timeout)
	return timed, func() { done(); unhook(); cancel() }
}

func (p *Provider) call(ctx context.Context, j job, timeout time.Duration) schema.Call {
	say := engine.ProgressFrom(ctx)
	call := schema.Call{
		URN: string(j.urn), Config: p.configuration(), Timeout: timeout,
		Progress: func(message string) { say(j.secrets.redact(message)) },
	}
	if j.urn.IsValid() {
		call.Project, call.Stack = string(j.urn.Project()), string(j.urn.Stack())
		call.Address, _ = p.table.AddressOf(j.urn)
	}
	return call
}

// partialError says that a resource is there but not as it should be, in both
// ways that engines understand: it is a *plugin.InitError, and over gRPC it
// carries what there is.
type partialError struct {
	init   *plugin.InitError
	status *status.Status
}

func (e *partialError) Error() string { return e.init.Reasons[0] }

func (e *partialError) Unwrap() error { return e.init }

// GRPCStatus makes this error cross gRPC with its details.
func (e *partialError) GRPCStatus() *status.Status { return e.status }

func partial(id string, inputs, outputs resource.PropertyMap, cause error) error {
	reason := cause.Error()
	e := &partialError{init: &plugin.InitError{Reasons: []string{reason}}, status: status.New(codes.Unknown, reason)}
	options := plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, KeepResources: true}
	properties, err := plugin.MarshalProperties(outputs, options)
	if err != nil {
		return errors.Join(e, err)
	}
	asked, err := plugin.MarshalProperties(inputs, options)
	if err != nil {
		return errors.Join(e, err)
	}
	detailed := rpcerror.WithDetails(rpcerror.New(codes.Unknown, reason), &pulumirpc.ErrorResourceInitFailed{
		Id: id, Properties: properties, Inputs: asked, Reasons: e.init.Reasons,
	})
	e.status = status.Convert(detailed)
	return e
}

// statusOf is what is known of the world after a failed call: after a panic
// nothing, else that nothing was made.
func statusOf(err error) resource.Status {
	var c crash
	if errors.As(err, &c) {
		return resource.StatusUnknown
	}
	return resource.StatusOK
}
