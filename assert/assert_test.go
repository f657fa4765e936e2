package assert_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/assert"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/probe"
)

func fileExists(path string, timeout, interval time.Duration) assert.Check {
	return assert.Check{
		Kind: "file_exists", Label: "file_exists #1", Timeout: timeout, Interval: interval,
		Probe: &probe.FileExists, Input: schema.ProbeInput{Args: map[string]cty.Value{"path": cty.StringVal(path)}},
	}
}

func run(checks ...assert.Check) []assert.Result {
	return assert.Run(context.Background(), checks, assert.Options{})
}

// answering is a probe that a test decides.
func answering(f func(ctx context.Context) schema.Evidence) *schema.Probe {
	return &schema.Probe{Name: "answering", Run: func(ctx context.Context, _ schema.ProbeInput) schema.Evidence { return f(ctx) }}
}

func TestHoldsAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := run(fileExists(path, 0, 0))[0]
	if !r.OK || r.Attempts != 1 || r.Elapsed > 200*time.Millisecond || r.Err != nil || r.Seen != "a file of 1 bytes" {
		t.Errorf("%+v", r)
	}
	if r.Check.Timeout != assert.DefaultTimeout || r.Check.Interval != assert.DefaultInterval {
		t.Errorf("defaults %v, %v", r.Check.Timeout, r.Check.Interval)
	}
}

func TestRetriesUntilItHolds(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) < 4 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	check := assert.Check{
		Kind: "healthcheck", Timeout: 10 * time.Second, Interval: 10 * time.Millisecond, Probe: &probe.Healthcheck,
		Input: schema.ProbeInput{Args: map[string]cty.Value{"url": cty.StringVal(server.URL)}},
	}
	var seen []string
	results := assert.Run(context.Background(), []assert.Check{check}, assert.Options{Events: func(e assert.Event) {
		seen = append(seen, fmt.Sprintf("%s %d %s", e.Kind, e.Result.Attempts, strings.TrimSuffix(e.Result.Seen, " and no body")))
	}})
	if r := results[0]; !r.OK || r.Attempts != 4 {
		t.Errorf("%+v", r)
	}
	want := "retry 1 status 503; retry 2 status 503; retry 3 status 503; done 4 status 200"
	if got := strings.Join(seen, "; "); got != want {
		t.Errorf("events %q, want %q", got, want)
	}
}

func TestTimesOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none")
	r := run(fileExists(path, 300*time.Millisecond, 50*time.Millisecond))[0]
	if r.OK || r.Err != nil || r.Attempts < 3 || r.Attempts > 6 || r.Elapsed > 2*time.Second {
		t.Errorf("%+v", r)
	}
	want := fmt.Sprintf("expected %s to be a file, saw nothing there, after 0.%ds (%d attempts)", path, int(r.Elapsed.Seconds()*10+0.5), r.Attempts)
	if r.Message() != want {
		t.Errorf("message %q, want %q", r.Message(), want)
	}
	once := assert.Result{Expected: "a", Attempts: 1, Elapsed: 30 * time.Second}
	if once.Message() != "expected a, saw nothing, after 30.0s (1 attempt)" {
		t.Errorf("message %q", once.Message())
	}
}

// However many never hold, all are through after the time of one, and the order
// of the results is that of the checks.
func TestParallel(t *testing.T) {
	dir := t.TempDir()
	var checks []assert.Check
	for i := range 60 {
		checks = append(checks, fileExists(filepath.Join(dir, fmt.Sprint(i)), 300*time.Millisecond, 20*time.Millisecond))
	}
	var running, most atomic.Int64
	checks = append(checks, assert.Check{Probe: answering(func(context.Context) schema.Evidence { return schema.Evidence{OK: true} })})
	for i := range 20 {
		checks = append(checks, assert.Check{Kind: fmt.Sprint(i), Timeout: time.Second, Probe: answering(func(context.Context) schema.Evidence {
			most.Store(max(most.Load(), running.Add(1)))
			defer running.Add(-1)
			time.Sleep(time.Millisecond)
			return schema.Evidence{OK: true}
		})})
	}
	began := time.Now()
	results := assert.Run(context.Background(), checks, assert.Options{Parallelism: 4})
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("took %s", took)
	}
	for i := range 60 {
		if r := results[i]; r.OK || !strings.HasSuffix(r.Expected, fmt.Sprintf("/%d to be a file", i)) {
			t.Errorf("%d: %+v", i, r)
		}
	}
	if !results[60].OK || most.Load() > 4 {
		t.Errorf("%+v, %d at once", results[60], most.Load())
	}
}

// An attempt that hangs is bounded by what is left, and what was seen before it
// is worth more.
func TestHangingAttempt(t *testing.T) {
	attempts := 0
	check := assert.Check{Timeout: 300 * time.Millisecond, Interval: 10 * time.Millisecond, Probe: answering(func(ctx context.Context) schema.Evidence {
		attempts++
		if attempts == 1 {
			return schema.Evidence{Expected: "status 200", Seen: "status 503"}
		}
		<-ctx.Done()
		return schema.Evidence{Expected: "status 200", Seen: "nothing came back in time"}
	})}
	r := run(check)[0]
	if r.OK || r.Seen != "status 503" || r.Attempts != 2 || r.Elapsed > 2*time.Second {
		t.Errorf("%+v", r)
	}
}

func TestAttemptThatIgnoresTheTime(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	check := assert.Check{Expected: "an answer", Timeout: 50 * time.Millisecond, Probe: answering(func(context.Context) schema.Evidence {
		<-release
		return schema.Evidence{}
	})}
	r := run(check)[0]
	if r.OK || r.Seen != "no answer in time" || r.Expected != "an answer" || r.Elapsed > 5*time.Second {
		t.Errorf("%+v", r)
	}
}

func TestPanic(t *testing.T) {
	check := assert.Check{Kind: "answering", Redact: []string{"hunter2"}, Probe: answering(func(context.Context) schema.Evidence { panic("hunter2") })}
	nothing := assert.Check{}
	for _, r := range run(check, nothing) {
		if r.OK || r.Attempts != 1 || r.Err == nil || !strings.Contains(r.Err.Error(), "This is a bug in cw") || strings.Contains(r.Err.Error()+r.Seen, "hunter2") {
			t.Errorf("%+v", r)
		}
	}
}

func TestCondition(t *testing.T) {
	holds := assert.Check{Kind: "condition", Condition: func() (bool, string) { return true, "" }}
	fails := assert.Check{Kind: "condition", Condition: func() (bool, string) { return false, "three replicas are needed" }}
	results := run(holds, fails)
	if !results[0].OK {
		t.Errorf("%+v", results[0])
	}
	if r := results[1]; r.OK || r.Attempts != 1 || r.Seen != "three replicas are needed" || r.Expected != "the condition to be true" {
		t.Errorf("%+v", r)
	}
}

func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	interrupted := errors.New("interrupted")
	checks := []assert.Check{fileExists("/nonexistent/f", time.Minute, 10*time.Millisecond), fileExists("/", time.Minute, time.Minute)}
	checks[1].Probe = &probe.DirectoryExists
	began := time.Now()
	results := assert.Run(ctx, checks, assert.Options{Events: func(e assert.Event) {
		if e.Kind == assert.EventRetry {
			cancel(interrupted)
		}
	}})
	if time.Since(began) > 5*time.Second || !errors.Is(results[0].Err, interrupted) || results[0].OK || results[0].Seen != "nothing there" {
		t.Errorf("%+v", results[0])
	}
	later := assert.Run(ctx, checks[1:], assert.Options{})
	if !errors.Is(later[0].Err, interrupted) || later[0].Attempts != 0 {
		t.Errorf("%+v", later[0])
	}
}

func TestRedact(t *testing.T) {
	long := strings.Repeat("word\n", 100)
	for _, c := range []struct{ secret, seen, want string }{
		{"hunter2", "status 401, body: bad token hunter2!", "status 401, body: bad token (sensitive)!"},
		{"a  b\nc", "no match in: x a b c y", "no match in: x (sensitive) y"},
		{long, "no match in: " + probe.Excerpt(long), "no match in: (sensitive)…"},
		{"", "nothing", "nothing"},
		{"secretive", "it is … and secr… and secretive…", "it is … and (sensitive)… and (sensitive)…"},
	} {
		check := assert.Check{Timeout: time.Millisecond, Redact: []string{c.secret}, Probe: answering(func(context.Context) schema.Evidence {
			return schema.Evidence{Expected: c.seen, Seen: c.seen}
		})}
		if r := run(check)[0]; r.Seen != c.want || r.Expected != c.want {
			t.Errorf("%q: saw %q, want %q", c.seen, r.Seen, c.want)
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("hunter2", "say ", " twice")
	f.Add("a b\tc", "…", "…")
	f.Fuzz(func(t *testing.T, secret, before, after string) {
		if strings.TrimSpace(secret) == "" || strings.Contains("(sensitive)", secret) {
			return
		}
		check := assert.Check{Timeout: time.Nanosecond, Redact: []string{secret}, Probe: answering(func(context.Context) schema.Evidence {
			return schema.Evidence{OK: true, Seen: before + secret + after}
		})}
		r := run(check)[0]
		if n := strings.Count(r.Seen, secret); n > 0 && !strings.Contains(strings.ReplaceAll(r.Seen, "(sensitive)", ""), secret) {
			return // our own word brought it in
		} else if n > 0 {
			t.Errorf("%q is in %q", secret, r.Seen)
		}
	})
}
