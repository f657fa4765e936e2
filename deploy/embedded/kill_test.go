//go:build unix

package embedded_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// A child is this test binary, run again to do one Up and die in it. It is told
// what to do by the environment.
const (
	childDir   = "CW_TEST_CHILD_DIR"
	childWorld = "CW_TEST_CHILD_WORLD"
	// childKill is "before create a" or "after create a".
	childKill = "CW_TEST_CHILD_KILL"
	// childLimit makes the disk full at that point instead.
	childLimit = "CW_TEST_CHILD_LIMIT"
)

func TestMain(m *testing.M) {
	if os.Getenv(childDir) == "" {
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

func child() error {
	s := &stack{t: &testing.T{}, dir: os.Getenv(childDir), w: newWorld()}
	s.w.dir = os.Getenv(childWorld)
	s.w.load()
	when, op, _ := strings.Cut(os.Getenv(childKill), " ")
	hook := func(o string) error {
		if o != op {
			return nil
		}
		if os.Getenv(childLimit) != "" {
			return fillDisk()
		}
		return syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	if when == "before" {
		s.w.before = hook
	} else {
		s.w.after = hook
	}
	res, err := s.engine().Up(context.Background(), s.request(network("2")))
	for _, f := range res.Failed {
		fmt.Printf("failed %s: %v\n", f.URN.Name(), f.Err)
	}
	return err
}

// fillDisk lets no file grow any more.
func fillDisk() error {
	signal.Ignore(syscall.SIGXFSZ)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1, Max: 1})
}

// inChild runs a child against a stack whose world is in files.
func (s *stack) inChild(t *testing.T, kill string, env ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(append(os.Environ(), childDir+"="+s.dir, childWorld+"="+s.w.dir, childKill+"="+kill), env...)
	// What dies cannot clean up.
	cmd.Env = append(cmd.Env, "TMPDIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	s.w.mu.Lock()
	s.w.load()
	s.w.mu.Unlock()
	return string(out), err
}

// newFileStack is a stack whose world outlives processes.
func newFileStack(t *testing.T) *stack {
	s := newStack(t)
	s.w.dir = t.TempDir()
	return s
}

// TestBehaviours1And2Killed kills a run with SIGKILL at each point of a first
// deployment and of a replacement; the next run finds what was done, does the
// rest, and nothing is there twice or left over.
func TestBehaviours1And2Killed(t *testing.T) {
	fresh := []string{"create net", "create db", "create api", "create note"}
	replaced := []string{"delete api", "delete db", "delete net", "create net", "create db", "create api"}
	for _, tt := range []struct {
		name  string
		first pulumi.RunFunc
		ops   []string
	}{{"first deployment", nil, fresh}, {"replacement", network("1"), replaced}} {
		for _, op := range tt.ops {
			for _, when := range []string{"before ", "after "} {
				t.Run(tt.name+" "+when+op, func(t *testing.T) {
					s := newFileStack(t)
					if tt.first != nil {
						s.up(tt.first)
					}
					if out, err := s.inChild(t, when+op); err == nil || !strings.Contains(err.Error(), "killed") {
						t.Fatalf("the child was not killed: %v\n%s", err, out)
					}
					s.converges(t)
				})
			}
		}
	}
}

// converges takes the stack from wherever it is to network("2").
func (s *stack) converges(t *testing.T) {
	t.Helper()
	want := ops(s.preview(network("2")))
	equal(t, "steps as in the preview", ops(s.up(network("2"))), want)
	equal(t, "world", s.w.names(t), []string{"api", "db", "net", "note"})
	if got := s.w.byName(t)["net"]["fixed"]; got != "2" {
		t.Errorf("net.fixed is %v", got)
	}
	if n := len(s.snapshot().Pending); n > 0 {
		t.Errorf("%d operations are still pending", n)
	}
	equal(t, "again", ops(s.up(network("2"), withRefresh)), nil)
	s.destroy()
	equal(t, "after destroy", s.w.names(t), nil)
}

func TestBehaviour2TornJournal(t *testing.T) {
	s := newFileStack(t)
	if out, err := s.inChild(t, "after create api"); err == nil {
		t.Fatalf("the child was not killed: %s", out)
	}
	path := filepath.Join(s.dir, ".pulumi/stacks/proj/dev.journal")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data[:len(data)-7], 0o600); err != nil {
		t.Fatal(err)
	}
	// The last record was that api is being created. Without it the engine
	// cannot know of it, but the name is taken.
	res, err := s.tryUp(context.Background(), network("2"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "all before the torn record counts", s.w.names(t), []string{"api", "db", "net", "note"})
	if len(res.Failed) > 1 {
		t.Errorf("failed: %v", res.Failed)
	}
}

func TestBehaviour11DiskFull(t *testing.T) {
	s := newFileStack(t)
	s.up(network("1"))
	path := filepath.Join(s.dir, ".pulumi/stacks/proj/dev.json")
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.inChild(t, "after delete api", childLimit+"=1")
	if err == nil {
		t.Fatalf("the child had no error: %s", out)
	}
	if !strings.Contains(out, "saving the state") {
		t.Errorf("the error does not say what failed: %s", out)
	}
	now, err := os.ReadFile(path)
	if err != nil || string(now) != string(was) {
		t.Errorf("the state was touched: %v", err)
	}
	s.checkState()
	s.converges(t)
}
