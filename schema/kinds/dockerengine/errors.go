package dockerengine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// ErrUnreachable is in the chain of every error that means: no engine answers.
var ErrUnreachable = errors.New("no Docker engine answers")

// ErrTimeout is in the chain of an error about a request that took too long.
var ErrTimeout = errors.New("the Docker engine took too long")

// engineError is what the engine refused, in its own words, with its class
// (not found, conflict, …) still to be asked for.
type engineError struct {
	message string
	cause   error
}

func (e *engineError) Error() string { return e.message }
func (e *engineError) Unwrap() error { return e.cause }

// IsNotFound reports whether the engine does not have what was asked about.
func IsNotFound(err error) bool { return cerrdefs.IsNotFound(err) }

// IsConflict reports whether something else stands in the way.
func IsConflict(err error) bool { return cerrdefs.IsConflict(err) }

func unreachable(host, reason string) error {
	return fmt.Errorf("%w at %s (%s); start it (Docker Desktop, or `sudo systemctl start docker`), "+
		"or say where it is: provider \"docker\" { host = \"unix:///…\" } or DOCKER_HOST", ErrUnreachable, host, reason)
}

// explain puts an error of a request into words. ctx is the caller's, so that
// its end is told from the request's own time-out.
func (e *Engine) explain(ctx context.Context, err error, what string, timeout time.Duration) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("could not %s: stopped before it was done: %w", what, context.Canceled)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("could not %s within the resource's time-out; raise it with timeouts { }: %w", what, errors.Join(ErrTimeout, context.DeadlineExceeded))
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("could not %s: %w: no answer from %s for %s; look at the engine's own log, or restart it", what, ErrTimeout, e.host, timeout)
	case client.IsErrConnectionFailed(err):
		return unreachable(e.host, connectionReason(err))
	}
	return &engineError{message: fmt.Sprintf("could not %s: %s", what, daemonText(err)), cause: err}
}

// connectionReason says in a few words why a connection failed.
func connectionReason(err error) string {
	text := err.Error()
	for _, known := range []struct{ sign, reason string }{
		{"permission denied", "permission denied: this user may not use it"},
		{"no such file", "nothing is there"},
		{"connection refused", "connection refused"},
		{"Is the docker daemon running", "connection refused"},
		{"no such host", "no such host"},
		{"EOF", "the connection broke off"},
		{"connection reset", "the connection broke off"},
	} {
		if strings.Contains(text, known.sign) {
			return known.reason
		}
	}
	return text
}

// daemonText is the engine's message without what its client puts around it.
func daemonText(err error) string {
	return strings.TrimSpace(strings.TrimPrefix(err.Error(), "Error response from daemon: "))
}

// Explained is a refusal of the engine told anew; its class can still be asked
// for.
func Explained(cause error, format string, args ...any) error {
	return &engineError{message: fmt.Sprintf(format, args...), cause: cause}
}
