// Package complete fills what nobody wrote: from the lock file, from
// connections, from the catalogue, with secrets made on this machine, and last
// from a model; and it remembers the answers in the lock file.
//
// It merges nothing itself (a source's values are layers, and resolve's
// Evaluate merges them), writes no file, and never sees a secret: a generated
// one is a handle throughout. Whatever it takes from the lock file, the
// catalogue or a model passes the same checks and the fence (fence.go).
package complete

import (
	"context"
	"net/http"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/complete/lock"
	"github.com/clockwork-hcl/cw/complete/openai"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// Who may be asked.
const (
	// CompleterAuto asks the catalogue, then a model if one is configured.
	CompleterAuto = "auto"
	// CompleterCatalog never asks a model.
	CompleterCatalog = "catalog"
	// CompleterModel has a model choose what a description means; the facts
	// that an image needs to run still come from the catalogue.
	CompleterModel = "model"
	// CompleterOff asks nobody: only the lock file and connections count.
	CompleterOff = "off"
)

// Request is a configuration to complete.
type Request struct {
	Graph *resolve.Graph
	// Lock is what was completed before; nil is an empty one.
	Lock *lock.File
	// Completer is one of the constants above; "" is CompleterAuto.
	Completer string
	Model     ModelConfig
	// Locked: what the lock file does not have is an error.
	Locked bool
}

// ModelConfig says which model may be asked.
type ModelConfig struct {
	BaseURL, APIKey, Model string
	// MaxRetries is how often a refused answer goes back to the model.
	MaxRetries int
	// Transport makes the requests (to record or replay them); nil is Go's
	// own.
	Transport http.RoundTripper
}

// Result is what came of it. It is complete only without errors.
type Result struct {
	// Layers are to be given to Graph.Evaluate in this order.
	Layers []schema.Layer
	// Values is the evaluation with these layers.
	Values *resolve.Values
	// Lock is the new lock file, LockChanged whether it differs from the old.
	Lock        *lock.File
	LockChanged bool
	// Asked lists the questions to a model.
	Asked []Asked
	Usage openai.Usage
	// Notes are choices that a person should see: a product chosen for a role,
	// with what else could have been chosen.
	Notes []Note
}

// Asked is one question to a model.
type Asked struct {
	Address schema.Address
	Model   string
	// Paths are the values asked for.
	Paths []string
	Usage openai.Usage
	// Failed: no usable answer came.
	Failed bool
}

// Note is a remark on how a resource was completed.
type Note struct {
	Address schema.Address
	Text    string
}

// Run completes a configuration. All holes that nobody can fill are reported
// at once. The result is usable beside errors: it has what could be filled.
func Run(ctx context.Context, req Request) (Result, hcl.Diagnostics) {
	if req.Lock == nil {
		req.Lock = lock.New()
	}
	if req.Completer == "" {
		req.Completer = CompleterAuto
	}
	values, diags := req.Graph.Evaluate()
	if diags.HasErrors() {
		return Result{Values: values, Lock: req.Lock}, diags
	}
	r := newRun(req, values)
	r.evaluation = diags
	r.rounds(ctx)
	return r.result()
}

// IsLockError reports whether diagnostics say that the lock file misses
// something under --locked.
func IsLockError(diags hcl.Diagnostics) bool {
	return slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool {
		return d.Severity == hcl.DiagError && diag.CodeOf(d) == "CW0403"
	})
}

// source is who a value came from; each is one layer.
type source int

const (
	fromLock source = iota
	fromConnections
	fromCatalog
	fromGenerator
	fromModel
	sources
)

// run is one completion under way.
type run struct {
	req   Request
	graph *resolve.Graph
	// values is the evaluation with the layers of the rounds before, evaluation
	// what it said.
	values     *resolve.Values
	evaluation hcl.Diagnostics
	layers     [sources]schema.Layer
	// found has all layers together: what was taken, per resource and path.
	found map[schema.Address]map[string]schema.Value
	done  map[schema.Address]bool
	// holes: somewhere in values is a hole, so that waiting may be needed.
	holes bool
	// tentative: what is left waits for holes that stay open. It is looked at
	// only to say what else is open, and nothing of it is kept.
	tentative bool
	entries   map[schema.Address]*lock.Entry
	// products of resources that are done.
	products map[schema.Address]*product
	// stale lists what --locked misses, and why.
	stale []staleEntry
	// blocked resources have an error that explains their open holes.
	blocked map[schema.Address]bool
	// reasons why the catalogue could not fill a resource.
	reasons map[schema.Address]string
	// hostPorts taken on the host, made on first use.
	hostPorts map[string]bool
	// taken counts values that the last evaluation does not have yet.
	taken int
	diags hcl.Diagnostics
	asked []Asked
	usage openai.Usage
	notes []Note
}

func newRun(req Request, values *resolve.Values) *run {
	r := &run{
		req: req, graph: req.Graph, values: values,
		found: map[schema.Address]map[string]schema.Value{}, done: map[schema.Address]bool{},
		entries: map[schema.Address]*lock.Entry{}, products: map[schema.Address]*product{},
		blocked: map[schema.Address]bool{}, reasons: map[schema.Address]string{},
	}
	for i := range r.layers {
		r.layers[i] = schema.Layer{}
	}
	return r
}
