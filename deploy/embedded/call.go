package embedded

import (
	"context"
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// errStopped: the run was asked to stop before this was begun.
var errStopped = errors.New("not begun: the run was stopped")

// panicError is a provider's panic.
type panicError struct{ value any }

func (p panicError) Error() string {
	return fmt.Sprintf("the provider failed in a way it should not: %v. This is a bug in cw", p.value)
}

// calls bounds the provider calls under way, and begins none once the run is
// asked to stop.
type calls struct {
	slots chan struct{}
	// stop is done when the run is asked to stop; provider calls do not get
	// it.
	stop context.Context
	// ctx is the provider calls' own: it ends only when they must be cut
	// off.
	ctx context.Context
}

func (c *calls) stopped() bool { return c.stop.Err() != nil }

// cut reports whether calls under way were cancelled.
func (c *calls) cut() bool { return c.ctx.Err() != nil }

// do runs f in a slot. A panic in f is returned as a panicError.
func (c *calls) do(f func(context.Context) error) (err error) {
	select {
	case c.slots <- struct{}{}:
	case <-c.stop.Done():
		return errStopped
	}
	defer func() { <-c.slots }()
	if c.stopped() {
		return errStopped
	}
	defer func() {
		if p := recover(); p != nil {
			err = panicError{p}
		}
	}()
	return f(c.ctx)
}

// outcome is what is known of the world after a provider's create, update or
// delete.
type outcome int

const (
	done outcome = iota
	// refused: nothing was changed.
	refused
	// partial: it is there, but not as it should be.
	partial
	// unknown: it may or may not have happened.
	unknown
)

// outcomeOf judges what a provider answered.
func outcomeOf(s resource.Status, err error, cut bool) outcome {
	var initErr *plugin.InitError
	var crash panicError
	switch {
	case err == nil:
		return done
	case errors.Is(err, errStopped):
		return refused
	case errors.As(err, &initErr) || s == resource.StatusPartialFailure:
		return partial
	case cut || s == resource.StatusUnknown || errors.As(err, &crash):
		return unknown
	default:
		return refused
	}
}

// reasons are the messages that a half-made resource keeps in the state.
func reasons(err error) []string {
	var initErr *plugin.InitError
	if errors.As(err, &initErr) && len(initErr.Reasons) > 0 {
		return initErr.Reasons
	}
	return []string{err.Error()}
}

// unimplemented reports whether a provider lacks what it was asked for.
func unimplemented(err error) bool {
	return status.Code(err) == codes.Unimplemented || errors.Is(err, plugin.ErrNotYetImplemented)
}
