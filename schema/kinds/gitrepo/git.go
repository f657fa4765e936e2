package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// How long one run of git may take, where nothing else is said: fetching, and
// everything that only looks.
const (
	fetchTime = 10 * time.Minute
	lookTime  = 30 * time.Second
)

// settings win over every configuration file. A container may have the checkout
// mounted and write to it, hence no hooks and no monitor from there.
var settings = []string{
	"-c", "protocol.ext.allow=never",
	"-c", "core.hooksPath=" + os.DevNull,
	"-c", "core.fsmonitor=false",
	"-c", "core.quotePath=false",
	"-c", "advice.detachedHead=false",
}

// git runs the git program in dir for one repository.
type git struct {
	dir    string
	remote string
	// timeout bounds each run; 0 means the defaults.
	timeout time.Duration
}

// failedRun is a run of git that ended with an error.
type failedRun struct {
	command string
	output  string
}

func (f *failedRun) Error() string {
	if f.output == "" {
		return "git " + f.command + " failed"
	}
	return "git " + f.command + " failed: " + f.output
}

// fetch runs a command that talks to the remote at length.
func (g git) fetch(ctx context.Context, args ...string) (string, error) {
	return g.run(ctx, fetchTime, args)
}

// look runs a command that is done at once.
func (g git) look(ctx context.Context, args ...string) (string, error) {
	return g.run(ctx, lookTime, args)
}

func (g git) run(ctx context.Context, limit time.Duration, args []string) (string, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return "", errors.New("the git program is not in PATH; install git, then try again")
	}
	if g.timeout > 0 {
		limit = g.timeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, slices.Concat(settings, args)...)
	cmd.Dir = g.dir
	cmd.Env = environment(g.dir, isFile(g.remote))
	cmd.WaitDelay = 2 * time.Second
	isolate(cmd)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	switch {
	case err == nil:
		return strings.TrimRight(stdout.String(), "\n"), nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", fmt.Errorf("git %s took longer than %s and was stopped; is %s reachable?", args[0], limit, Redact(g.remote))
	case ctx.Err() != nil:
		return "", fmt.Errorf("git %s was stopped: %w", args[0], context.Cause(ctx))
	}
	return "", &failedRun{command: args[0], output: g.complaint(stderr.String())}
}

// complaint is what git said, without progress, without credentials, in at most
// a few lines.
func (g git) complaint(stderr string) string {
	var lines []string
	for line := range strings.Lines(Redact(stderr)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "Cloning into ") || strings.HasPrefix(line, "hint:") {
			continue
		}
		lines = append(lines, line)
	}
	const enough = 8
	if len(lines) > enough {
		lines = slices.Concat(lines[:enough/2], []string{"…"}, lines[len(lines)-enough/2:])
	}
	return strings.Join(lines, "\n")
}

// inherited are variables by which a git that started cw (a hook, an alias)
// would turn ours towards its own repository.
var inherited = []string{
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES",
	"GIT_TERMINAL_PROMPT", "GIT_ALLOW_PROTOCOL", "GIT_PROTOCOL_FROM_USER", "LC_ALL", "LANGUAGE",
}

// environment lets git ask nobody, use no helper that a URL names, speak
// English, and find no repository further up than dir. Files of this machine are
// a transport only where the repository is one, so that a submodule of a remote
// one can't name them.
func environment(dir string, file bool) []string {
	env := slices.DeleteFunc(os.Environ(), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.Contains(inherited, name)
	})
	protocols := "https:http:ssh:git"
	if file {
		protocols += ":file"
	}
	return append(env,
		"GIT_TERMINAL_PROMPT=0",
		"GIT_ALLOW_PROTOCOL="+protocols,
		"GIT_CEILING_DIRECTORIES="+filepath.Dir(dir),
		"LC_ALL=C",
	)
}
