// Package gitcmd runs the git program as cw wants it run: it asks nobody, runs
// no hook and no helper that an address names, ends in time, and what it says of
// a failure has no credentials in it.
//
// It knows the command line of git and nothing of what is made with it: that is
// for the kind git_repo and for modules from repositories.
package gitcmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// Git runs the git program for one repository.
type Git struct {
	// Dir is where it runs, absolute.
	Dir string
	// Remote is the address of the repository: a URL, HOST:PATH, or a path.
	Remote string
	// Timeout bounds each run; 0 means the defaults, ten minutes for what talks
	// to the remote at length and half a minute for the rest.
	Timeout time.Duration
}

// FailedRun is a run of git that ended with an error.
type FailedRun struct {
	// Command is git's own: "fetch".
	Command string
	// Output is what git said, in a few lines.
	Output string
}

func (f *FailedRun) Error() string {
	if f.Output == "" {
		return "git " + f.Command + " failed"
	}
	return "git " + f.Command + " failed: " + f.Output
}

// Fetch runs a command that talks to the remote at length, and gives what it
// printed. A run that git ended with an error gives a *FailedRun.
func (g Git) Fetch(ctx context.Context, args ...string) (string, error) {
	return g.run(ctx, fetchTime, args)
}

// Look is Fetch for a command that is done at once.
func (g Git) Look(ctx context.Context, args ...string) (string, error) {
	return g.run(ctx, lookTime, args)
}

func (g Git) run(ctx context.Context, limit time.Duration, args []string) (string, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return "", errors.New("the git program is not in PATH; install git, then try again")
	}
	if g.Timeout > 0 {
		limit = g.Timeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, slices.Concat(settings, args)...)
	cmd.Dir = g.Dir
	cmd.Env = environment(g.Dir, IsFile(g.Remote))
	cmd.WaitDelay = 2 * time.Second
	isolate(cmd)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	switch {
	case err == nil:
		return strings.TrimRight(stdout.String(), "\n"), nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", fmt.Errorf("git %s took longer than %s and was stopped; is %s reachable?", args[0], limit, Redact(g.Remote))
	case ctx.Err() != nil:
		return "", fmt.Errorf("git %s was stopped: %w", args[0], context.Cause(ctx))
	}
	return "", &FailedRun{Command: args[0], Output: complaint(stderr.String())}
}

// complaint is what git said, without progress, without credentials, in at most
// a few lines.
func complaint(stderr string) string {
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

// IsLocal reports whether an address is a path of this machine: it begins with
// ./, ../ or /, or is . or .. alone.
func IsLocal(address string) bool {
	for _, prefix := range []string{"/", "./", "../"} {
		if strings.HasPrefix(address, prefix) {
			return true
		}
	}
	return address == "." || address == ".."
}

// IsFile reports whether git reads the repository from this machine's files.
func IsFile(address string) bool {
	return IsLocal(address) || strings.HasPrefix(address, "file://")
}

var userinfo = regexp.MustCompile(`://[^/\s'"]*@`)

// Redact takes user and password out of every URL in a text.
func Redact(text string) string { return userinfo.ReplaceAllString(text, "://") }

var commitPattern = regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`)

// IsCommit reports whether a text is a whole commit name.
func IsCommit(text string) bool { return commitPattern.MatchString(text) }
