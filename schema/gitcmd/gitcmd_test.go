package gitcmd

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func repository(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	dir := t.TempDir()
	if out, err := exec.Command("git", "init", "--quiet", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

// A failure says what git said, without the credentials of an address.
func TestFailedRun(t *testing.T) {
	dir := repository(t)
	g := Git{Dir: dir, Remote: "http://me:hunter2@127.0.0.1:1/x"}
	_, err := g.Fetch(t.Context(), "fetch", "--", g.Remote)
	var failed *FailedRun
	if !errors.As(err, &failed) || failed.Command != "fetch" || !strings.Contains(failed.Output, "127.0.0.1") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v", err)
	}
}

// Nothing that the caller's environment or an address asks for turns git
// elsewhere.
func TestIsolated(t *testing.T) {
	dir := repository(t)
	t.Setenv("GIT_DIR", filepath.Join(dir, "elsewhere"))
	t.Setenv("GIT_ALLOW_PROTOCOL", "ext:file")
	g := Git{Dir: dir, Remote: "https://example.com/x"}
	if top, err := g.Look(t.Context(), "rev-parse", "--git-dir"); err != nil || top != ".git" {
		t.Errorf("%q, %v", top, err)
	}
	for _, remote := range []string{"ext::sh -c touch% pwned", "file://" + dir} {
		if _, err := g.Look(t.Context(), "ls-remote", "--", remote); err == nil || !strings.Contains(err.Error(), "not allowed") {
			t.Errorf("%s: %v", remote, err)
		}
	}
	g.Remote = "file://" + dir
	if _, err := g.Look(t.Context(), "ls-remote", "--", g.Remote); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
		t.Error("a helper ran")
	}
}

// A run ends with its context, and in its time.
func TestStopped(t *testing.T) {
	dir := repository(t)
	g := Git{Dir: dir, Remote: "https://example.com/x", Timeout: 100 * time.Millisecond}
	begun := time.Now()
	if _, err := g.Fetch(t.Context(), "-c", "alias.wait=!sleep 20", "wait"); err == nil || !strings.Contains(err.Error(), "took longer than 100ms") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	if _, err := g.Look(ctx, "status"); err == nil || !strings.Contains(err.Error(), "enough") {
		t.Errorf("%v", err)
	}
	if spent := time.Since(begun); spent > 10*time.Second {
		t.Errorf("it took %s", spent)
	}
}

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"https://me:pw@h/x and ssh://u@h:22/y": "https://h/x and ssh://h:22/y",
		"git@h:x":                              "git@h:x",
		"https://h/a@b":                        "https://h/a@b",
	} {
		if got := Redact(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}
