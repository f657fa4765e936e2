// Package dockerengine is how the docker kinds talk to a container engine: one
// client per host, bounded in time and in number, and its errors in words that
// a person can act on.
//
// It knows how to reach an engine, fetch an image, read a log and label what is
// made. What a container, network or volume is lives with each kind.
package dockerengine

import (
	"context"
	"sync"
	"time"

	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"

	"github.com/clockwork-hcl/cw/schema"
)

// How long one request may take before the engine counts as hanging.
const (
	// Quick is for what only looks: inspect, list.
	Quick = 30 * time.Second
	// Slow is for what makes, starts and removes.
	Slow = 2 * time.Minute
)

// slots bounds the requests under way to one engine. An old engine was seen to
// hang when many containers stop at once beside a network change, so those
// take all slots (Alone).
const slots = 8

// Engine is a connection to one engine. It is safe for concurrent use.
type Engine struct {
	api   *client.Client
	host  string
	slots *semaphore.Weighted
	pulls singleflight.Group
	auth  credentials
}

var (
	enginesMu sync.Mutex
	engines   = map[string]*Engine{}
)

// Connect gives the engine that config names ("host"), else the one that the
// docker command would use: DOCKER_HOST, the current docker context, the
// default socket. It opens no connection yet.
func Connect(config resource.PropertyMap) (*Engine, error) {
	host, err := hostOf(config)
	if err != nil {
		return nil, err
	}
	enginesMu.Lock()
	defer enginesMu.Unlock()
	auth := configuredCredentials(config)
	if e, ok := engines[host]; ok && e.auth.equal(auth) {
		return e, nil
	}
	api, err := dial(host)
	if err != nil {
		return nil, err
	}
	e := &Engine{api: api, host: host, slots: semaphore.NewWeighted(slots), auth: auth}
	engines[host] = e
	return e, nil
}

// Host is the engine's address: "unix:///var/run/docker.sock".
func (e *Engine) Host() string { return e.host }

// Ping reports whether the engine answers; if not, the error is an
// ErrUnreachable.
func Ping(ctx context.Context, config resource.PropertyMap) error {
	e, err := Connect(config)
	if err != nil {
		return err
	}
	_, err = Call(ctx, e, "ping", 5*time.Second, func(ctx context.Context, api *client.Client) (client.PingResult, error) {
		return api.Ping(ctx, client.PingOptions{NegotiateAPIVersion: true})
	})
	return err
}

// Call makes one request, waiting for a slot first. what names it in errors
// ("start the container"); timeout bounds the request itself.
func Call[T any](ctx context.Context, e *Engine, what string, timeout time.Duration, f func(context.Context, *client.Client) (T, error)) (T, error) {
	return weighted(ctx, e, 1, what, timeout, f)
}

// Alone makes one request while no other is under way: network changes.
func Alone[T any](ctx context.Context, e *Engine, what string, timeout time.Duration, f func(context.Context, *client.Client) (T, error)) (T, error) {
	return weighted(ctx, e, slots, what, timeout, f)
}

func weighted[T any](ctx context.Context, e *Engine, n int64, what string, timeout time.Duration, f func(context.Context, *client.Client) (T, error)) (T, error) {
	var none T
	if err := e.slots.Acquire(ctx, n); err != nil {
		return none, e.explain(ctx, err, what, timeout)
	}
	defer e.slots.Release(n)
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	v, err := f(bounded, e.api)
	if err != nil {
		return v, e.explain(ctx, err, what, timeout)
	}
	return v, nil
}

// Bound applies a call's time-out, if it has one.
func Bound(ctx context.Context, call schema.Call) (context.Context, context.CancelFunc) {
	if call.Timeout > 0 {
		return context.WithTimeout(ctx, call.Timeout)
	}
	return context.WithCancel(ctx)
}
