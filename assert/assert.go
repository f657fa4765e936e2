// Package assert holds the world against what the author said: it runs checks,
// each retried until it holds or its time is over, and keeps the evidence.
//
// What a kind of assertion looks at is a Probe of the resource type's row;
// evaluating the arguments is resolve's, rendering the results the command's.
package assert

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/schema"
)

// What holds where nothing else is said.
const (
	DefaultTimeout     = 30 * time.Second
	DefaultInterval    = 250 * time.Millisecond
	DefaultParallelism = 16
	// AttemptTime bounds one attempt.
	AttemptTime = 10 * time.Second
)

// Check is one assertion, ready to run.
type Check struct {
	Address schema.Address
	// Owner is where it stands, as a person would name it: the resource,
	// "composite.web" or "check.health".
	Owner string
	// Kind is the block's label, "healthcheck"; Index counts the resource's
	// assertions from 0; Label is both for a person: healthcheck #1.
	Kind  string
	Index int
	Label string
	// Range is where it is written.
	Range hcl.Range
	// Timeout and Interval are the defaults where 0.
	Timeout, Interval time.Duration
	// Probe with its Input, or Condition with the message that explains its
	// failure. A condition is asked once: its values don't change any more.
	Probe     *schema.Probe
	Input     schema.ProbeInput
	Condition func() (ok bool, message string)
	// Expected says what was expected where the evidence doesn't.
	Expected string
	// Redact are texts that must not be shown.
	Redact []string
}

// Result is what came of a check.
type Result struct {
	Check Check
	OK    bool
	// Expected and Seen are those of the last attempt that said something,
	// redacted; they complete "expected …" and "saw …".
	Expected, Seen string
	Attempts       int
	Elapsed        time.Duration
	// Err is set where the check could not be carried through: the run was
	// stopped, or cw failed.
	Err error
}

// Message says in one line what came of the check.
func (r Result) Message() string {
	seen := r.Seen
	if seen == "" {
		seen = "nothing"
	}
	attempts := "1 attempt"
	if r.Attempts != 1 {
		attempts = fmt.Sprintf("%d attempts", r.Attempts)
	}
	return fmt.Sprintf("expected %s, saw %s, after %.1fs (%s)", r.Expected, seen, r.Elapsed.Seconds(), attempts)
}

// EventKind says what an event tells.
type EventKind string

// The kinds of events: an attempt did not hold and another will follow, or the
// check has its result.
const (
	EventRetry EventKind = "retry"
	EventDone  EventKind = "done"
)

// Event is for a live view.
type Event struct {
	Kind EventKind
	// Index of the check in the list.
	Index int
	// Result so far; final with EventDone.
	Result Result
}

// Options of a run.
type Options struct {
	// Parallelism bounds the attempts under way; 0 means DefaultParallelism.
	Parallelism int
	// Events is called for each event, never at the same time twice. May be
	// nil.
	Events func(Event)
	// Now is the clock by which time is told; nil means time.Now.
	Now func() time.Time
}

// Run carries out all checks at the same time. Results are in the order of the
// checks. When ctx ends, checks that have not held yet end with its error.
func Run(ctx context.Context, checks []Check, o Options) []Result {
	if o.Parallelism <= 0 {
		o.Parallelism = DefaultParallelism
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	r := &runner{slots: make(chan struct{}, o.Parallelism), options: o}
	results := make([]Result, len(checks))
	var all sync.WaitGroup
	for i, check := range checks {
		all.Go(func() {
			results[i] = r.carryOut(ctx, i, check)
			r.tell(EventDone, i, results[i])
		})
	}
	all.Wait()
	return results
}

type runner struct {
	slots   chan struct{}
	options Options
	mu      sync.Mutex
}

func (r *runner) tell(kind EventKind, index int, result Result) {
	if r.options.Events == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.options.Events(Event{Kind: kind, Index: index, Result: result})
}

// carryOut retries one check until it holds or its time is over. An attempt
// takes a slot, waiting for the next one does not, so that a check that never
// holds keeps no other from its turn.
func (r *runner) carryOut(ctx context.Context, index int, check Check) Result {
	if check.Timeout <= 0 {
		check.Timeout = DefaultTimeout
	}
	if check.Interval <= 0 {
		check.Interval = DefaultInterval
	}
	result := Result{Check: check, Expected: check.Expected}
	if !r.enter(ctx) {
		return stopped(ctx, result)
	}
	began := r.options.Now()
	deadline := began.Add(check.Timeout)
	for {
		at := r.options.Now()
		final := r.attempt(ctx, &result, deadline.Sub(at))
		<-r.slots
		now := r.options.Now()
		result.Elapsed = now.Sub(began)
		next := at.Add(check.Interval)
		switch {
		case result.OK || final:
			return result
		case ctx.Err() != nil:
			return stopped(ctx, result)
		case !next.Before(deadline) || !now.Before(deadline):
			return result
		}
		r.tell(EventRetry, index, result)
		if !sleep(ctx, next.Sub(now)) || !r.enter(ctx) {
			return stopped(ctx, result)
		}
	}
}

// enter takes a slot, or reports false when the run is stopped.
func (r *runner) enter(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	select {
	case r.slots <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func stopped(ctx context.Context, result Result) Result {
	result.Err = fmt.Errorf("the assertion was not carried through: %w", context.Cause(ctx))
	return result
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
