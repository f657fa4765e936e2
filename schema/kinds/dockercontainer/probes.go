package dockercontainer

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/kinds/probe"
	"github.com/clockwork-hcl/cw/schema/notation"
)

var probes = slices.Concat(ownProbes, probe.General)

var ownProbes = []schema.Probe{
	{
		Name: "container_running",
		Doc:  "Looks whether the container runs: started, neither paused nor about to be started again.",
		Run:  runRunning,
	},
	{
		Name: "container_healthy",
		Doc:  "Looks whether the container's health check, its own or its image's, passes.",
		Run:  runHealthy,
	},
	{
		Name: "log_contains",
		Doc:  "Searches what the container wrote, to standard output and standard error, line by line.",
		Attributes: []schema.Attribute{
			{Name: "pattern", Doc: "A regular expression that must match in some line.", Type: cty.String, Fill: schema.FillNeeded, Example: `"ready to accept connections"`, Check: checkRegexp("pattern")},
			{Name: "since", Doc: "How far back to look: a duration, or a time like 2026-01-31T12:00:00Z; by default from the beginning.", Type: cty.String, Example: `"5m"`, Check: checkSince},
		},
		Run: runLogContains,
	},
	{
		Name: "restart_count",
		Doc:  "Looks how often the engine had to start the container again.",
		Attributes: []schema.Attribute{
			{Name: "max", Doc: "The most restarts that are fine.", Type: cty.Number, Default: cty.NumberIntVal(0), Example: `1`, Check: checkWhole("max")},
		},
		Run: runRestartCount,
	},
	{
		Name: "command",
		Doc:  "Runs a command inside the container and looks at its exit code, and if wanted at what it wrote.",
		Attributes: []schema.Attribute{
			{Name: "argv", Doc: "The program and its arguments; no shell is put in front.", Type: strs, Fill: schema.FillNeeded, Example: `["pg_isready", "-U", "app"]`, Check: checkArgv},
			{Name: "expected_exit", Doc: "The exit code it must have.", Type: cty.Number, Default: cty.NumberIntVal(0), Example: `0`, Check: checkWhole("expected_exit")},
			{Name: "stdout_matches", Doc: "A regular expression that must match somewhere in its standard output.", Type: cty.String, Example: `"^1$"`, Check: checkRegexp("stdout_matches")},
		},
		Run: runCommand,
	},
	databaseConnects,
	databaseQuery,
}

func checkRegexp(name string) check {
	return oneString(name, "Invalid regular expression", func(s string) error {
		_, err := notation.Pattern(s)
		return err
	})
}

func checkWhole(name string) check {
	return func(v cty.Value) *schema.Problem {
		if n, exact := v.AsBigFloat().Int64(); exact != big.Exact || n < 0 {
			return problem(name, "Invalid number", fmt.Errorf("%s is not a whole number from 0 up", v.AsBigFloat().Text('g', 10)))
		}
		return nil
	}
}

func checkSince(v cty.Value) *schema.Problem {
	s := v.AsString()
	if _, err := time.Parse(time.RFC3339, s); err == nil {
		return nil
	}
	_, err := notation.Duration(s)
	return problem("since", "Invalid time", err)
}

func checkArgv(v cty.Value) *schema.Problem {
	if v.LengthInt() == 0 {
		return problem("argv", summaryCommand, fmt.Errorf("argv is empty; write the program and its arguments, as in [\"pg_isready\", \"-U\", \"app\"]"))
	}
	return eachString("argv", summaryCommand, checkWord)(v)
}

// attempt is one look at a deployed container.
type attempt struct {
	engine *dockerengine.Engine
	c      container.InspectResponse
}

// look inspects the container. When there is nothing to look at, the evidence
// says so and ok is false.
func look(ctx context.Context, in schema.ProbeInput, expected string) (a attempt, e schema.Evidence, ok bool) {
	engine, err := dockerengine.Connect(in.Config)
	if err != nil {
		return a, schema.Evidence{Expected: expected, Seen: err.Error()}, false
	}
	if in.State.ID == "" {
		return a, schema.Evidence{Expected: expected, Seen: "no container: it is not deployed"}, false
	}
	c, err := inspect(ctx, engine, in.State.ID)
	switch {
	case dockerengine.IsNotFound(err):
		return a, schema.Evidence{Expected: expected, Seen: "no container: it was removed"}, false
	case err != nil:
		return a, schema.Evidence{Expected: expected, Seen: err.Error()}, false
	}
	return attempt{engine: engine, c: c}, e, true
}

// condition says in words how a container is.
func (a attempt) condition() string {
	s := a.c.State
	switch s.Status {
	case container.StateRunning:
		return "it running since " + clock(s.StartedAt)
	case container.StateExited:
		return fmt.Sprintf("it stopped since %s, with exit code %d", clock(s.FinishedAt), s.ExitCode)
	case container.StateRestarting:
		return fmt.Sprintf("it about to be started again after exit code %d (restarted %d times)", s.ExitCode, a.c.RestartCount)
	case container.StateCreated:
		return "it created, but never started"
	}
	return "it " + string(s.Status)
}

// clock is an engine's time to the second.
func clock(s string) string {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return s
	}
	return t.Local().Format(time.TimeOnly)
}

func runRunning(ctx context.Context, in schema.ProbeInput) schema.Evidence {
	const expected = "the container to be running"
	a, e, ok := look(ctx, in, expected)
	if !ok {
		return e
	}
	return schema.Evidence{OK: a.c.State.Status == container.StateRunning, Expected: expected, Seen: a.condition()}
}

func runHealthy(ctx context.Context, in schema.ProbeInput) schema.Evidence {
	const expected = "the container to be healthy"
	a, e, ok := look(ctx, in, expected)
	if !ok {
		return e
	}
	if a.c.State.Status != container.StateRunning {
		return schema.Evidence{Expected: expected, Seen: a.condition()}
	}
	h := a.c.State.Health
	if h == nil || h.Status == container.NoHealthcheck {
		return schema.Evidence{Expected: expected, Seen: "that neither it nor its image has a health check; add healthcheck = { test = […] }"}
	}
	seen := "it " + string(h.Status)
	if n := len(h.Log); n > 0 && h.Status != container.Healthy {
		seen += fmt.Sprintf(": the check last gave exit code %d", h.Log[n-1].ExitCode)
		if said := probe.Excerpt(h.Log[n-1].Output); said != "" {
			seen += " and said " + said
		}
	}
	return schema.Evidence{OK: h.Status == container.Healthy, Expected: expected, Seen: dockerengine.Redact(seen, a.c.Config.Env)}
}

func runLogContains(ctx context.Context, in schema.ProbeInput) schema.Evidence {
	pattern := in.Args["pattern"].AsString()
	expected := fmt.Sprintf("a line in the log that matches %q", pattern)
	re, err := regexp.Compile(pattern)
	if err != nil {
		return schema.Evidence{Expected: expected, Seen: "that this is not a regular expression"}
	}
	a, e, ok := look(ctx, in, expected)
	if !ok {
		return e
	}
	count, last, found := 0, "", false
	err = a.engine.EachLogLine(ctx, a.c.ID, argument(in, "since"), a.c.Config.Tty, func(line string) bool {
		count, last, found = count+1, line, re.MatchString(line)
		return !found
	})
	switch {
	case found:
		return schema.Evidence{OK: true, Expected: expected, Seen: "such a line"}
	case err != nil:
		return schema.Evidence{Expected: expected, Seen: err.Error()}
	case count == 0:
		return schema.Evidence{Expected: expected, Seen: "an empty log"}
	}
	last = dockerengine.Redact(probe.Excerpt(last), a.c.Config.Env)
	return schema.Evidence{Expected: expected, Seen: fmt.Sprintf("%d lines without a match, the last one: %s", count, last)}
}

// argument is a string argument, or "".
func argument(in schema.ProbeInput, name string) string {
	v, ok := in.Args[name]
	if !ok || v == cty.NilVal || v.IsNull() || !v.IsKnown() {
		return ""
	}
	return v.AsString()
}

func whole(in schema.ProbeInput, name string) int {
	v, ok := in.Args[name]
	if !ok || v == cty.NilVal || v.IsNull() || !v.IsKnown() {
		return 0
	}
	n, _ := v.AsBigFloat().Int64() // whole: the row checked it
	return int(n)
}

func runRestartCount(ctx context.Context, in schema.ProbeInput) schema.Evidence {
	most := whole(in, "max")
	expected := fmt.Sprintf("at most %d restarts", most)
	a, e, ok := look(ctx, in, expected)
	if !ok {
		return e
	}
	return schema.Evidence{OK: a.c.RestartCount <= most, Expected: expected, Seen: fmt.Sprintf("%d restarts", a.c.RestartCount)}
}

func runCommand(ctx context.Context, in schema.ProbeInput) schema.Evidence {
	var argv []string
	for _, v := range in.Args["argv"].AsValueSlice() {
		argv = append(argv, v.AsString())
	}
	exit, pattern := whole(in, "expected_exit"), argument(in, "stdout_matches")
	expected := fmt.Sprintf("%s to end with exit code %d", strings.Join(argv, " "), exit)
	if pattern != "" {
		expected += fmt.Sprintf(" and to write what matches %q", pattern)
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return schema.Evidence{Expected: expected, Seen: "that this is not a regular expression"}
	}
	a, e, ok := look(ctx, in, expected)
	if !ok {
		return e
	}
	if a.c.State.Status != container.StateRunning {
		return schema.Evidence{Expected: expected, Seen: a.condition()}
	}
	r, err := a.execute(ctx, argv, nil)
	if err != nil {
		return schema.Evidence{Expected: expected, Seen: err.Error()}
	}
	held := r.exit == exit && (pattern == "" || re.MatchString(r.stdout))
	return schema.Evidence{OK: held, Expected: expected, Seen: dockerengine.Redact(r.String(), a.c.Config.Env)}
}

// executed is what came of a command inside a container.
type executed struct {
	stdout, stderr string
	exit           int
}

func (r executed) String() string {
	s := fmt.Sprintf("exit code %d", r.exit)
	if r.stdout != "" {
		s += ", standard output " + probe.Excerpt(r.stdout)
	}
	if r.stderr != "" {
		s += ", standard error " + probe.Excerpt(r.stderr)
	}
	return s
}

// execute runs a command inside the container, with variables ("K=V") beside
// the container's own, until it ends or ctx does.
func (a attempt) execute(ctx context.Context, argv, env []string) (executed, error) {
	return dockerengine.Call(ctx, a.engine, "run "+argv[0]+" in the container", dockerengine.Slow,
		func(ctx context.Context, api *client.Client) (executed, error) {
			exec, err := api.ExecCreate(ctx, a.c.ID, client.ExecCreateOptions{Cmd: argv, Env: env, AttachStdout: true, AttachStderr: true})
			if err != nil {
				return executed{}, err
			}
			stream, err := api.ExecAttach(ctx, exec.ID, client.ExecAttachOptions{})
			if err != nil {
				return executed{}, err
			}
			defer stream.Close()
			defer context.AfterFunc(ctx, stream.Close)()
			r := executed{}
			r.stdout, r.stderr, err = dockerengine.Split(io.LimitReader(stream.Reader, 16<<20))
			if ctx.Err() != nil {
				return r, ctx.Err()
			}
			if err != nil {
				return r, err
			}
			done, err := api.ExecInspect(ctx, exec.ID, client.ExecInspectOptions{})
			r.exit = done.ExitCode
			return r, err
		})
}
