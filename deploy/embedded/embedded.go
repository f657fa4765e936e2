// Package embedded is a deployment engine inside this process: Pulumi's resource
// monitor and step generation without the pulumi CLI, its plugins or a login.
//
// A run is a pipeline. The program speaks Pulumi's wire protocol (server.go,
// monitor.go) and states goals (goal.go); each goal is compared with the state
// (steps.go, pure) and carried out (register.go, execution.go); what is no
// longer wanted is deleted once the program has ended (deletion.go), but for what
// has to go before its replacement comes (replacement.go). Before the program,
// the operations of a dead run are settled (recovery.go) and the world is looked
// at (refresh.go). Providers are called in this process (providers.go, call.go),
// every change is recorded before the next begins (ledger.go), and told as it
// happens (events.go).
//
// It leaves out what a program of this project has no use for: component
// providers, policy packs, transforms, hooks, state migrations, parameterized
// packages. It keeps no state itself (deploy/state) and knows no resource type
// (deploy/provider).
//
// The root stack resource and default providers are bookkeeping: they are in the
// state and in Result.Resources, but are no Steps and send no events. The deletion
// that is part of a replacement is no step of its own either, but progress of it.
// Adopted and unchanged resources are planned and nothing more.
package embedded

import (
	"context"
	"errors"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/state"
)

// Options are what an engine works with.
type Options struct {
	// Store is the stack's state.
	Store *state.Store
	// Project and Stack name it, as in Store's own options.
	Project, Stack string
	// Providers makes the provider of a Pulumi package ("clockwork",
	// "docker"). It is called in a run when the package is first needed,
	// and again only for a second provider resource of the package whose
	// configuration differs. The engine closes what it gets.
	Providers func(pkg string) (plugin.Provider, error)
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

type embedded struct{ opts Options }

// New returns the engine. Several runs may follow one another; two at once on
// one stack are kept apart by the store's lock.
func New(o Options) engine.Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &embedded{opts: o}
}

var errNoProgram = errors.New("this run needs a program and was given none. This is a bug in cw")

// Preview runs the program against the state without changing state or world.
// It takes no lock. Recovery and refresh are done in memory, so that the steps
// are those that Up would take.
func (e *embedded) Preview(ctx context.Context, req engine.Request) (*engine.Result, error) {
	if req.Program == nil {
		return &engine.Result{}, errNoProgram
	}
	return e.run(ctx, req, runOptions{preview: true}, (*run).apply)
}

// Up makes the world what the program says.
func (e *embedded) Up(ctx context.Context, req engine.Request) (*engine.Result, error) {
	if req.Program == nil {
		return &engine.Result{}, errNoProgram
	}
	return e.run(ctx, req, runOptions{lock: "up"}, (*run).apply)
}

// Refresh records what the world looks like. Resources that are gone leave the
// state.
func (e *embedded) Refresh(ctx context.Context, req engine.Request) (*engine.Result, error) {
	return e.run(ctx, req, runOptions{lock: "refresh"}, (*run).refreshOnly)
}

// Destroy deletes what the state owns, dependents first. Types in Keep are
// forgotten instead. The state's file stays; Store.Remove removes it.
func (e *embedded) Destroy(ctx context.Context, req engine.Request) (*engine.Result, error) {
	o := runOptions{lock: "destroy"}
	if req.PreviewOnly {
		o = runOptions{preview: true}
	}
	return e.run(ctx, req, o, (*run).destroy)
}
