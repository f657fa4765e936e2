package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"time"
)

// language measures what reads a configuration and changes nothing; startUp are
// the runs of a process that does nothing else.
func (b bench) language(startUp []measure) ([]figure, error) {
	validate, err := b.validate(startUp)
	if err != nil {
		return nil, err
	}
	format, err := b.format()
	if err != nil {
		return nil, err
	}
	sort, err := b.sort()
	if err != nil {
		return nil, err
	}
	instances, err := b.instances()
	return append(append(append(validate, format...), sort), instances...), err
}

// validate measures growing configurations, and the largest split over files.
func (b bench) validate(startUp []measure) ([]figure, error) {
	limits := map[int]figure{
		100:    {limit: 100 * time.Millisecond},
		1_000:  {limit: 150 * time.Millisecond, ratio: 0.25, memory: 150e6},
		10_000: {limit: 1500 * time.Millisecond, ratio: 0.25, memory: 250e6},
	}
	var figures []figure
	runs := map[int][]measure{}
	for _, n := range b.sizes(100, 1_000, 10_000) {
		of := fmt.Sprintf("validate, %d resources", n)
		ours, theirs, err := b.beside(n, 1, "validate")
		if err != nil {
			return nil, err
		}
		f := limits[n]
		f.name, f.runs, f.against = of, ours, theirs
		figures = append(figures, f)
		if theirs != nil {
			figures = append(figures, figure{name: b.peer.name + " " + of, runs: theirs})
		}
		runs[n] = ours
	}
	if b.quick {
		return figures, nil
	}
	figures = append(figures, figure{
		name: "validate, 10000 after 1000, net", runs: runs[10_000], against: runs[1_000], startUp: startUp, ratio: 12,
	})
	spread, err := b.spread(10_000)
	return append(figures, spread...), err
}

// spread compares a configuration in 100 files with the same in one. A large
// file is cut at its blocks and parsed on all processors, so that it gains from
// them what files would: the split must cost nothing against one file, and win
// against one processor.
func (b bench) spread(n int) ([]figure, error) {
	one, err := directory(split(n, 1, ".cw.hcl", ourBlock))
	defer os.RemoveAll(one)
	if err != nil {
		return nil, err
	}
	many, err := directory(split(n, 100, ".cw.hcl", ourBlock))
	defer os.RemoveAll(many)
	if err != nil {
		return nil, err
	}
	single := b.process(one, "validate")
	single.env = append(single.env, "GOMAXPROCS=1")
	runs, err := b.inTurn(b.process(many, "validate"), b.process(one, "validate"), single)
	if err != nil {
		return nil, err
	}
	figures := []figure{
		{name: fmt.Sprintf("validate, %d in 100 files, to 1 file", n), runs: runs[0], against: runs[1], ratio: 1.05},
		{name: "  the same 1 file, 1 processor", runs: runs[2]},
	}
	if runtime.NumCPU() > 1 {
		figures[1].name = "  100 files, to 1 file on 1 processor"
		figures[1].runs, figures[1].against, figures[1].ratio = runs[0], runs[2], 1
	}
	return figures, nil
}

// format measures fmt -check of files that are in canonical form.
func (b bench) format() ([]figure, error) {
	var figures []figure
	for _, n := range b.sizes(1_000, 10_000) {
		for _, files := range []int{1, 100} {
			of := fmt.Sprintf("fmt -check, %d, %s", n, plural(files, "file"))
			ours, theirs, err := b.beside(n, files, "fmt", "-check")
			if err != nil {
				return nil, err
			}
			figures = append(figures, figure{name: of, runs: ours, against: theirs, ratio: 0.5})
			if theirs != nil {
				figures = append(figures, figure{name: b.peer.name + " " + of, runs: theirs})
			}
		}
	}
	return figures, nil
}

// beside runs a command of the same name of cw and of the peer in turn, on as
// many resources; theirs is nil without a peer.
func (b bench) beside(n, files int, args ...string) (ours, theirs []measure, err error) {
	dir, err := directory(split(n, files, ".cw.hcl", ourBlock))
	defer os.RemoveAll(dir)
	if err != nil {
		return nil, nil, err
	}
	list := []process{b.process(dir, args...)}
	if b.peer != nil {
		other, err := b.peer.project(n, files)
		defer os.RemoveAll(other)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, b.peer.process(other, args...))
	}
	runs, err := b.inTurn(list...)
	if err != nil || b.peer == nil {
		return runs[0], nil, err
	}
	return runs[0], runs[1], nil
}

// instances measures blocks that stand for many resources.
func (b bench) instances() ([]figure, error) {
	var figures []figure
	for _, c := range []struct {
		figure
		files map[string]string
	}{
		{figure{name: "validate, count = 10000", limit: 1500 * time.Millisecond, memory: 250e6}, counted(10_000)},
		{figure{name: "validate, a module called 1000 times", limit: 300 * time.Millisecond, memory: 150e6}, called(1_000)},
	} {
		dir, err := directory(c.files)
		defer os.RemoveAll(dir)
		if err != nil {
			return nil, err
		}
		runs, err := b.inTurn(b.process(dir, "validate"))
		if err != nil {
			return nil, err
		}
		c.runs = runs[0]
		figures = append(figures, c.figure)
	}
	return figures, nil
}

// sort has Go's own benchmark sort a graph, without a process around it.
func (b bench) sort() (figure, error) {
	f := figure{name: "sort a graph of 100000 edges", limit: 200 * time.Millisecond}
	out, err := exec.Command("go", "test", "-run", "^$", "-bench", "^BenchmarkSort$", "-benchtime", "3x",
		"-count", strconv.Itoa(b.runs), "github.com/clockwork-hcl/cw/resolve").CombinedOutput()
	if err != nil {
		return f, fmt.Errorf("go test -bench BenchmarkSort: %w\n%s", err, tail(out))
	}
	f.runs, err = benchmarked(out)
	return f, err
}

var benchmarkLine = regexp.MustCompile(`(?m)^Benchmark\S+\s+\d+\s+([\d.]+) ns/op`)

// benchmarked reads the times that go test prints.
func benchmarked(out []byte) ([]measure, error) {
	var runs []measure
	for _, m := range benchmarkLine.FindAllSubmatch(out, -1) {
		ns, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			return nil, err
		}
		runs = append(runs, measure{wall: time.Duration(ns)})
	}
	if len(runs) == 0 {
		return nil, errors.New("go test printed no benchmark:\n" + tail(out))
	}
	return runs, nil
}

// sizes leaves out what -quick does.
func (b bench) sizes(all ...int) []int {
	var list []int
	for _, n := range all {
		if n <= 1_000 || !b.quick {
			list = append(list, n)
		}
	}
	return list
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
