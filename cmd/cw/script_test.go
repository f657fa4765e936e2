//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/cli"
	"github.com/clockwork-hcl/cw/testdata/enginetest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"cw": func() { os.Exit(cli.Main()) },
	})
}

// TestScripts runs testdata/script: cw as a person runs it. Beside testscript's
// own commands the scripts have:
//
//	exits N PROGRAM ARG…     runs it and wants this exit code
//	example NAME             copies examples/NAME here
//	project NAME FILE        gives the configuration a project name of its own
//	                         ($PROJECT) and removes what is left of it at the end
//	images NAME…             needs these images; one script at a time has the engine
//	freeport VAR             sets VAR to a TCP port that is free
//	replace OLD NEW FILE     edits FILE; OLD must stand in it
//	capture VAR              sets VAR to what the last command printed
//	snapshot FILE            writes the list of all files here with their sizes
//	refused DIR ARG…         cw apply DIR must exit 1, print nothing of Go's, and
//	                         change no file in DIR
//
// and the condition [engine]: a Docker engine answers.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(enginetest.Root(), "testdata", "script"),
		Setup:               setup,
		Condition:           condition,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"example":  example,
			"project":  project,
			"images":   images,
			"freeport": freeport,
			"replace":  replace,
			"capture":  capture,
			"snapshot": snapshot,
			"refused":  refused,
		},
	})
}

// setup lets a script see the engine and nothing else of the environment that
// could change what cw does.
func setup(env *testscript.Env) error {
	env.Setenv("NO_COLOR", "1")
	env.Setenv("CI", "")
	for _, name := range []string{"DOCKER_HOST", "DOCKER_CONFIG"} {
		if v := os.Getenv(name); v != "" {
			env.Setenv(name, v)
		}
	}
	return nil
}

func condition(name string) (bool, error) {
	if name != "engine" {
		return false, fmt.Errorf("no condition is called %q", name)
	}
	err := enginetest.Available()
	if err != nil && enginetest.Required() {
		return false, fmt.Errorf("CW_REQUIRE_ENGINE is set, but %w", err)
	}
	return err == nil, nil
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits N PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// example copies what is committed of an example, but not the sources of its
// images.
func example(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: example NAME")
	}
	from := filepath.Join(enginetest.Root(), "examples", args[0])
	leaveOut := []string{".demo", ".clockwork", "build", "services"}
	ts.Check(filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains(leaveOut, d.Name()) {
			return fs.SkipDir
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		return copyTo(path, filepath.Join(ts.MkAbs(args[0]), relative), d)
	}))
}

func copyTo(from, to string, d fs.DirEntry) error {
	if d.IsDir() {
		return os.MkdirAll(to, 0o755)
	}
	info, err := d.Info()
	if err != nil {
		return err
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, info.Mode())
}

func project(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: project NAME FILE")
	}
	name := fmt.Sprintf("%s-cwtest-%d", args[0], os.Getpid())
	edit(ts, fmt.Sprintf("project = %q", args[0]), fmt.Sprintf("project = %q", name), args[1])
	ts.Setenv("PROJECT", name)
	ts.Defer(func() { removeAll(ts, "label=clockwork.project="+name) })
}

// removeAll takes away what a script that failed half-way has left behind.
func removeAll(ts *testscript.TestScript, filter string) {
	steps := []struct{ list, remove []string }{
		{[]string{"ps", "--all", "--quiet"}, []string{"rm", "--force", "--volumes"}},
		{[]string{"network", "ls", "--quiet"}, []string{"network", "rm"}},
		{[]string{"volume", "ls", "--quiet"}, []string{"volume", "rm"}},
	}
	for _, s := range steps {
		out, err := exec.Command("docker", append(s.list, "--filter", filter)...).Output()
		if err != nil {
			ts.Logf("docker %v: %v", s.list, err)
			continue
		}
		if ids := strings.Fields(string(out)); len(ids) > 0 {
			if out, err := exec.Command("docker", append(s.remove, ids...)...).CombinedOutput(); err != nil {
				ts.Logf("docker %v: %v\n%s", s.remove, err, out)
			}
		}
	}
}

// images holds the engine until the script ends: containers are called by their
// labels, so two scripts at once would fight for names.
func images(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: images NAME…")
	}
	lock, err := os.OpenFile(filepath.Join(os.TempDir(), "cw-test-engine.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	ts.Check(err)
	ts.Check(syscall.Flock(int(lock.Fd()), syscall.LOCK_EX))
	ts.Defer(func() { lock.Close() })
	ts.Check(enginetest.Build(args...))
}

func freeport(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: freeport VAR")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	defer l.Close()
	ts.Setenv(args[0], strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
}

func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace OLD NEW FILE")
	}
	edit(ts, args[0], args[1], args[2])
}

func edit(ts *testscript.TestScript, old, new, file string) {
	path := ts.MkAbs(file)
	data, err := os.ReadFile(path)
	ts.Check(err)
	if !strings.Contains(string(data), old) {
		ts.Fatalf("%q does not stand in %s", old, file)
	}
	ts.Check(os.WriteFile(path, []byte(strings.ReplaceAll(string(data), old, new)), 0o644))
}

func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: capture VAR")
	}
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
}

// snapshot leaves cw's own state directory out: destroy keeps its history.
func snapshot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: snapshot FILE")
	}
	list, err := listing(ts.MkAbs("."))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(list), 0o644))
}

// listing names every file below dir with its mode and size, a line each.
func listing(dir string) (string, error) {
	var list strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == ".clockwork" {
			return fs.SkipDir
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		size := int64(0)
		if info.Mode().IsRegular() {
			size = info.Size()
		}
		fmt.Fprintf(&list, "%s %s %d\n", info.Mode(), strings.TrimPrefix(path, dir), size)
		return nil
	})
	return list.String(), err
}

// foreign are words that an author of a configuration never used: they come
// from Go, cty or the libraries, or from a crash.
var foreign = regexp.MustCompile(`cty\.|goroutine \d|panic:|runtime error|%!|0xc0|\bhcl\.[A-Z]|<nil>|rpc error|This is a bug in cw`)

func refused(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: refused DIR ARG…")
	}
	before, err := listing(ts.MkAbs(args[0]))
	ts.Check(err)
	exits(ts, false, append([]string{"1", "cw", "apply", "--yes"}, append(args[1:], args[0])...))
	after, err := listing(ts.MkAbs(args[0]))
	ts.Check(err)
	if before != after {
		ts.Fatalf("a refused configuration has changed %s:\nbefore:\n%safter:\n%s", args[0], before, after)
	}
	if word := foreign.FindString(ts.ReadFile("stderr")); word != "" {
		ts.Fatalf("%q is no word for a user", word)
	}
}
