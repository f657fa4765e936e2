// Package deploy makes a program real and reports what came of it: it puts a
// deployment engine, a state store and cw's providers together.
//
// It does not know what is in the program, and shows nothing to anybody.
package deploy

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"github.com/clockwork-hcl/cw/deploy/embedded"
	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/deploy/provider"
	"github.com/clockwork-hcl/cw/deploy/state"
	"github.com/clockwork-hcl/cw/schema"
)

// Options say which stack is deployed, and with what.
type Options struct {
	// Engine is "embedded"; others are an error.
	Engine string
	// Backend is where state is kept, file://DIR.
	Backend        string
	Project, Stack string
	// Passphrase of the secrets in the state; asked for only when there are
	// some.
	Passphrase func() (string, error)
	// Version of cw, for the state's manifest.
	Version string
	Kinds   schema.Table
}

// Stack is one stack with its engine.
type Stack struct {
	Engine engine.Engine
	Store  *state.Store
}

// Open prepares a stack; nothing is read or written yet.
func Open(o Options) (*Stack, error) {
	if o.Engine != "embedded" {
		return nil, fmt.Errorf("there is no engine %q in this version; use embedded", o.Engine)
	}
	store, err := state.Open(state.Options{
		URL: o.Backend, Project: o.Project, Stack: o.Stack, Passphrase: o.Passphrase, Version: o.Version,
	})
	if err != nil {
		return nil, err
	}
	e := embedded.New(embedded.Options{
		Store: store, Project: o.Project, Stack: o.Stack,
		Providers: func(pkg string) (plugin.Provider, error) { return provider.New(pkg, o.Kinds), nil },
	})
	return &Stack{Engine: e, Store: store}, nil
}

// Deployed reads what the state says is deployed, as a result's Resources are.
func (s *Stack) Deployed() ([]engine.Deployed, error) {
	snapshot, _, err := s.Store.Load()
	if err != nil {
		return nil, err
	}
	var list []engine.Deployed
	for _, r := range snapshot.Resources {
		if r.Delete || r.PendingReplacement {
			continue
		}
		list = append(list, engine.Deployed{
			URN: r.URN, Type: string(r.Type), ID: string(r.ID), Inputs: r.Inputs, Outputs: r.Outputs,
			Dependencies: r.Dependencies, Provider: r.Provider,
		})
	}
	return list, nil
}
