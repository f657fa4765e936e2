package dockercontainer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/docker/go-units"
	"github.com/moby/moby/api/types/container"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

const (
	// settle is how long a container is given to fail at once.
	settle = 100 * time.Millisecond
	// firstLook and lastLook bound the pause between looks at a health.
	firstLook = 50 * time.Millisecond
	lastLook  = 500 * time.Millisecond
	// defaultWait is how long a container may take to become healthy, where
	// its own health check doesn't need longer.
	defaultWait = time.Minute
	// logLines of a failed container are shown.
	logLines = 20
)

// before is what a container had behind it when the watch began.
type before struct {
	// restarts is how often it had restarted.
	restarts int
	// checked is when its last finished health check had begun, by the
	// engine's clock; zero for none.
	checked time.Time
}

// beforeOf reads what a container has behind it.
func beforeOf(c container.InspectResponse) before {
	b := before{restarts: c.RestartCount}
	if c.State != nil && c.State.Health != nil && len(c.State.Health.Log) > 0 {
		log := c.State.Health.Log
		b.checked = log[len(log)-1].Start
	}
	return b
}

// stale reports whether a health may be older than the watch: the engine's
// status is as old as its last check, and the first check that ends during the
// watch may have begun before it.
func (b before) stale(h *container.Health) bool {
	if b.checked.IsZero() {
		return false
	}
	since := 0
	for _, check := range h.Log {
		if check.Start.After(b.checked) {
			since++
		}
	}
	return since < 2
}

// watched waits until a started container stands: it runs, and is healthy
// where a health is to be waited for.
func (o one) watched(ctx context.Context, id string, was before) (schema.State, error) {
	c, err := o.await(ctx, id, was)
	if c.State == nil {
		return o.partial(id), err
	}
	if err != nil {
		return notStanding(stateOf(c, o.want)), err
	}
	return stateOf(c, o.want), nil
}

// notStanding says that a container is not what it must be, so that the next
// run looks at it again even if it is left alone until then.
func notStanding(s schema.State) schema.State {
	s.Inputs["mustRun"] = resource.NewProperty(false)
	s.Outputs["mustRun"] = resource.NewProperty(false)
	return s
}

func (o one) await(ctx context.Context, id string, was before) (container.InspectResponse, error) {
	var c container.InspectResponse
	begun, pause := time.Now(), settle
	for {
		if err := sleep(ctx, pause); err != nil {
			return c, fmt.Errorf("the container %s was started, but not watched to the end: %w", o.want.Name, err)
		}
		now, err := inspect(ctx, o.engine, id)
		if err != nil {
			return c, err
		}
		c = now
		done, err := o.verdict(ctx, c, was, time.Since(begun))
		if done || err != nil {
			return c, err
		}
		if pause == settle {
			o.call.Report("waiting until healthy")
		}
		pause = nextLook(pause)
	}
}

func nextLook(pause time.Duration) time.Duration {
	if pause == settle {
		return firstLook
	}
	return min(pause*5/4, lastLook)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return errors.New("the resource's time-out was over; raise it with timeouts { }")
		}
		return ctx.Err()
	}
}

// verdict says whether there is nothing more to wait for, or what went wrong.
func (o one) verdict(ctx context.Context, c container.InspectResponse, was before, waited time.Duration) (bool, error) {
	if o.want.mustRun() && (!c.State.Running || c.State.Restarting || c.RestartCount > was.restarts) {
		return false, o.exited(ctx, c)
	}
	if !c.State.Running || o.want.Wait != nil && !*o.want.Wait {
		return true, nil
	}
	if c.State.Health == nil || c.State.Health.Status == container.NoHealthcheck {
		if o.want.Wait != nil {
			return false, fmt.Errorf("the container %s has wait = true, but neither it nor its image has a health check; add healthcheck = { test = […] } or take wait away", o.want.Name)
		}
		return true, nil
	}
	switch limit := o.patience(c); {
	case c.State.Health.Status == container.Healthy:
		return true, nil
	case c.State.Health.Status == container.Unhealthy && !was.stale(c.State.Health):
		return false, o.unhealthy(ctx, c, fmt.Sprintf("became unhealthy after %s", round(waited)))
	case waited > limit:
		return false, o.unhealthy(ctx, c, fmt.Sprintf("was not healthy within %s", round(waited)))
	}
	return false, nil
}

// patience is how long to wait for a health: what the resource says, else long
// enough for its check to fail for good.
func (o one) patience(c container.InspectResponse) time.Duration {
	if o.want.WaitTimeout > 0 {
		return time.Duration(o.want.WaitTimeout) * time.Second
	}
	h := c.Config.Healthcheck
	if h == nil {
		return defaultWait
	}
	interval, timeout, retries := orElse(h.Interval, 30*time.Second), orElse(h.Timeout, 30*time.Second), orElse(h.Retries, 3)
	return max(defaultWait, h.StartPeriod+time.Duration(retries+1)*(interval+timeout))
}

func orElse[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}

func (o one) exited(ctx context.Context, c container.InspectResponse) error {
	hint := "If it is meant to end, set must_run = false and restart = \"no\"."
	if c.State.OOMKilled {
		hint = "It was killed for using more memory than it may; raise memory."
	}
	how := fmt.Sprintf("ended at once with exit code %d", c.State.ExitCode)
	if c.State.Running && c.RestartCount > 0 {
		how = fmt.Sprintf("keeps ending at once (restarted %d times)", c.RestartCount)
	}
	return fmt.Errorf("the container %s %s. %s%s", o.want.Name, how, hint, o.lastLog(ctx, c))
}

func (o one) unhealthy(ctx context.Context, c container.InspectResponse, how string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "the container %s runs, but %s", o.want.Name, how)
	if log := c.State.Health.Log; len(log) > 0 {
		last := log[len(log)-1]
		fmt.Fprintf(&b, "; its health check %s last gave exit code %d", strings.Join(c.Config.Healthcheck.Test, " "), last.ExitCode)
		if text := strings.TrimSpace(last.Output); text != "" {
			fmt.Fprintf(&b, " and said:\n%s", dockerengine.Indent(o.redact(c, text), 5))
		}
	}
	return errors.New(o.redact(c, b.String()) + o.lastLog(ctx, c))
}

// lastLog is the end of the container's log, for an error. It never holds the
// value of an environment variable.
func (o one) lastLog(ctx context.Context, c container.InspectResponse) string {
	text, err := o.engine.LogTail(ctx, c.ID, logLines, c.Config.Tty)
	switch {
	case err != nil:
		return "\nIts log could not be read: " + err.Error()
	case strings.TrimSpace(text) == "":
		return "\nIts log is empty."
	}
	return "\nIts log ends:\n" + dockerengine.Indent(o.redact(c, text), logLines)
}

func (o one) redact(c container.InspectResponse, text string) string {
	return dockerengine.Redact(text, observeEnvs(c.Config.Env, o.want.Envs))
}

func round(d time.Duration) string {
	if d >= time.Minute {
		return units.HumanDuration(d)
	}
	return d.Round(100 * time.Millisecond).String()
}
