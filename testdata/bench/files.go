package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// measure is one run of a process.
type measure struct {
	wall time.Duration
	// peak resident memory in bytes; 0 where nobody tells.
	peak int64
}

type bench struct {
	cw    string
	peer  *peer
	runs  int
	quick bool
}

// all measures every figure, in the order of the report.
func (b bench) all() ([]figure, error) {
	version, err := b.version()
	if err != nil {
		return nil, err
	}
	language, err := b.language(version.runs)
	if err != nil {
		return nil, err
	}
	all := append([]figure{version}, language...)
	for _, n := range b.sizes(1_000, 10_000) {
		figures, err := b.files(n)
		if err != nil {
			return nil, err
		}
		all = append(all, figures...)
	}
	containers, err := b.containers()
	return append(all, containers...), err
}

func (b bench) version() (figure, error) {
	f := figure{name: "version", limit: 50 * time.Millisecond}
	for range b.runs {
		m, err := b.run(".", "version")
		if err != nil {
			return f, err
		}
		f.runs = append(f.runs, m)
	}
	return f, nil
}

// files measures n file resources through their life, several times from
// nothing.
func (b bench) files(n int) ([]figure, error) {
	scale := time.Duration(n / 1_000)
	steps := []struct {
		args []string
		figure
	}{
		{[]string{"apply", "--yes"}, figure{name: "apply", limit: 1500 * time.Millisecond * scale}},
		{[]string{"apply", "--yes"}, figure{name: "apply, no change", limit: 500 * time.Millisecond * scale}},
		{[]string{"plan"}, figure{name: "plan, no change"}},
		{[]string{"destroy", "--yes"}, figure{name: "destroy"}},
	}
	for range b.runs {
		dir, err := fileProject(n)
		if err != nil {
			return nil, err
		}
		for i, step := range steps {
			m, err := b.run(dir, step.args...)
			if err != nil {
				return nil, err
			}
			steps[i].runs = append(steps[i].runs, m)
		}
		if err := os.RemoveAll(dir); err != nil {
			return nil, err
		}
	}
	var figures []figure
	for _, step := range steps {
		f := step.figure
		f.name = fmt.Sprintf("%s, %d files", f.name, n)
		if n == 1_000 {
			f.memory = 150e6
		}
		figures = append(figures, f)
	}
	return figures, nil
}

// fileProject writes a configuration of n files, every tenth of which uses the
// one before it.
func fileProject(n int) (string, error) {
	var text strings.Builder
	for i := range n {
		content := fmt.Sprintf("%q", fmt.Sprintf("file number %d\n", i))
		if i%10 == 9 {
			content = fmt.Sprintf(`"after ${file.f%d.content}"`, i-1)
		}
		fmt.Fprintf(&text, "resource \"file\" \"f%d\" {\n  directory = \"out/%d\"\n  content   = %s\n}\n\n", i, i%50, content)
	}
	return project(text.String())
}

func project(text string) (string, error) {
	return directory(map[string]string{"main.cw.hcl": text})
}

// process is something to be measured.
type process struct {
	path, dir string
	args, env []string
}

func (b bench) process(dir string, args ...string) process {
	return process{path: b.cw, dir: dir, args: args, env: cleanEnvironment()}
}

// run starts cw in dir and waits for it.
func (b bench) run(dir string, args ...string) (measure, error) { return b.process(dir, args...).run() }

// inTurn runs each process several times, all in turn, so that a slow moment
// hits them alike. It gives the runs of each.
func (b bench) inTurn(list ...process) ([][]measure, error) {
	runs := make([][]measure, len(list))
	for range b.runs {
		for i, p := range list {
			m, err := p.run()
			if err != nil {
				return runs, err
			}
			runs[i] = append(runs[i], m)
		}
	}
	return runs, nil
}

// run starts the process and waits for it.
func (p process) run() (measure, error) {
	cmd := exec.Command(p.path, p.args...)
	cmd.Dir, cmd.Env = p.dir, p.env
	started := time.Now()
	out, err := cmd.CombinedOutput()
	took := time.Since(started)
	if err != nil {
		return measure{}, fmt.Errorf("%s %s: %w\n%s", filepath.Base(p.path), strings.Join(p.args, " "), err, tail(out))
	}
	return measure{wall: took, peak: peakOf(cmd.ProcessState)}, nil
}

// foreign are the beginnings of settings that must not reach what is measured.
var foreign = []string{"CW_", "PULUMI_", "TF_", "TOFU_", "CI=", "GOMAXPROCS=", "GOGC=", "GOMEMLIMIT=", "GODEBUG="}

// cleanEnvironment has nothing of the caller's settings.
func cleanEnvironment() []string {
	var env []string
	for _, kv := range os.Environ() {
		if !slices.ContainsFunc(foreign, func(prefix string) bool { return strings.HasPrefix(kv, prefix) }) {
			env = append(env, kv)
		}
	}
	return env
}

// peakOf reads the peak resident size, which Linux counts in KiB and macOS in
// bytes.
func peakOf(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss * 1024
}

func tail(out []byte) string {
	const most = 2000
	if len(out) > most {
		out = out[len(out)-most:]
	}
	return string(out)
}
