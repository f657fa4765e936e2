// Package engine is the contract that every deployment engine meets: what it is
// asked, what it tells while it works, what it answers. deploy chooses an
// engine; deploy/embedded and deploy/automation are engines.
//
// It runs nothing itself.
package engine

import (
	"context"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Engine makes a program real. The context asks for a graceful stop: when it is
// done, what runs is finished and saved, nothing new starts, and the result
// says Interrupted. It is never passed on to the program or a provider.
type Engine interface {
	// Preview says what Up would do, and changes nothing, neither world nor
	// state.
	Preview(ctx context.Context, r Request) (*Result, error)
	Up(ctx context.Context, r Request) (*Result, error)
	// Refresh brings the state in line with the world.
	Refresh(ctx context.Context, r Request) (*Result, error)
	// Destroy removes what the state owns; Program is not run.
	Destroy(ctx context.Context, r Request) (*Result, error)
}

// Request is one run.
type Request struct {
	// Program is needed by Preview and Up.
	Program pulumi.RunFunc
	// Refresh looks at the world before comparing (and, in Up, records what
	// it saw).
	Refresh bool
	// Targets limits the run to these URNs and what they depend on (for
	// Destroy: what depends on them). Empty means all.
	Targets []resource.URN
	// Parallelism bounds provider calls under way; 0 means 16.
	Parallelism int
	// Keep names the types (Pulumi tokens) whose resources Destroy removes
	// from the state but not from the world.
	Keep []string
	// Forget says of what left the program that it is to be removed from the
	// state but not from the world. Nil means nothing.
	Forget func(resource.URN) bool
	// PreviewOnly makes Destroy say what it would do.
	PreviewOnly bool
	// Events is called for each event, never at the same time twice. May be
	// nil.
	Events func(Event)
	// Force, when closed, stops now: provider calls are cancelled, the state
	// is left true (journal and pending operations). May be nil.
	Force <-chan struct{}
}

// Op is what is done to one resource.
type Op string

// The operations, Pulumi's names.
const (
	OpSame    Op = "same"
	OpCreate  Op = "create"
	OpUpdate  Op = "update"
	OpReplace Op = "replace"
	OpDelete  Op = "delete"
	// OpRefresh: the world was looked at and differs from the state.
	OpRefresh Op = "refresh"
	// OpForget: removed from the state only (Keep, retain_on_delete).
	OpForget Op = "forget"
	// OpAdopt: found in the world and taken into the state.
	OpAdopt Op = "adopt"
)

// EventKind says what an event is about.
type EventKind string

// The kinds of events.
const (
	// EventPlanned: a step is known (Step.Op; OpSame included).
	EventPlanned EventKind = "planned"
	// EventStarted and then EventDone or EventFailed frame a step's work.
	// Preview sends only EventPlanned.
	EventStarted EventKind = "started"
	EventDone    EventKind = "done"
	EventFailed  EventKind = "failed"
	// EventProgress carries a message about a started step.
	EventProgress EventKind = "progress"
	// EventLog carries a message of the program or the engine (Severity).
	EventLog EventKind = "log"
)

// Event is one thing that happened.
type Event struct {
	Time time.Time
	Kind EventKind
	// Step is set for all kinds but EventLog.
	Step *Step
	// Message of EventProgress, EventLog; never holds a secret.
	Message string
	// Severity of EventLog: "info", "warning", "error".
	Severity string
	// Err of EventFailed.
	Err error
	// Elapsed since EventStarted, of EventDone and EventFailed.
	Elapsed time.Duration
}

// Step is what is done, or would be, to one resource.
type Step struct {
	URN  resource.URN
	Type string
	Op   Op
	// Old and New are the inputs before and after, secrets as resource
	// secret values, unknown ones as resource.Computed. Nil where there is
	// none.
	Old, New resource.PropertyMap
	// OldOutputs and NewOutputs likewise.
	OldOutputs, NewOutputs resource.PropertyMap
	// Changes are the input properties that differ, each with whether it is
	// the reason for a replacement.
	Changes map[resource.PropertyKey]bool
	// DeleteBeforeReplace of OpReplace.
	DeleteBeforeReplace bool
	// Gone: the state knew it, the world does not have it (the reason of an
	// OpCreate after a refresh).
	Gone bool
	// Drift are the output properties that a refresh found changed by hand.
	Drift []resource.PropertyKey
	// Because of these dependencies (replaced first), for OpReplace without
	// changes of its own.
	Because []resource.URN
}

// Result is what came of a run.
type Result struct {
	// Steps in the order in which they were planned, OpSame included.
	Steps []Step
	// Failed has one entry per resource whose step failed.
	Failed []Failure
	// Skipped were not tried, because of a failure or an interruption.
	Skipped []resource.URN
	// Resources are the deployed states at the end (for Preview: after an
	// imagined success, unknowns included), by URN.
	Resources map[resource.URN]Deployed
	// Outputs are the stack's exports.
	Outputs resource.PropertyMap
	// Interrupted: the run was stopped from outside.
	Interrupted bool
	// Records: something was, or would be, written to the state. That can be
	// so without a step: a new output, a lifted protection.
	Records bool
}

// Deployed is one resource of a result.
type Deployed struct {
	URN             resource.URN
	Type            string
	ID              string
	Inputs, Outputs resource.PropertyMap
	Dependencies    []resource.URN
	Provider        string
}

// Failure is one failed step.
type Failure struct {
	URN resource.URN
	Op  Op
	Err error
}

// Changed reports whether anything but OpSame is in the steps.
func (r *Result) Changed() bool {
	for _, s := range r.Steps {
		if s.Op != OpSame {
			return true
		}
	}
	return false
}
