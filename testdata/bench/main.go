// Command bench measures cw as a person meets it: whole processes, real files,
// real containers. It prints the median of several runs beside what was
// promised, and the peak memory; and beside it the peer, OpenTofu or else
// Terraform, where one is on PATH, doing the same with as many resources.
//
//	go run ./testdata/bench -cw bin/cw [-runs 5] [-quick] [-check]
//
// It starts no engine; the figures that need one say so where none answers.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// figure is one line of the report.
type figure struct {
	name string
	runs []measure
	// limit on the median time, 0 for none.
	limit time.Duration
	// ratio is a limit on the median time as a multiple of that of against; it
	// holds where there is something to compare with. Both are net of the median
	// of startUp, where that is given.
	ratio            float64
	against, startUp []measure
	// memory limit of the peak resident size in bytes, 0 for none.
	memory int64
}

func main() {
	binary := flag.String("cw", "bin/cw", "the `program` to measure")
	runs := flag.Int("runs", 5, "runs of each figure")
	quick := flag.Bool("quick", false, "leave the 10,000 resources out")
	check := flag.Bool("check", false, "exit 1 when a figure is over its limit")
	flag.Parse()
	path, err := filepath.Abs(*binary)
	if err != nil {
		fail(err)
	}
	b := bench{cw: path, peer: findPeer(), runs: *runs, quick: *quick}
	fmt.Println(surroundings())
	fmt.Println(b.peer.describe())
	all, err := b.all()
	if err != nil {
		fail(err)
	}
	if over := report(all); over > 0 && *check {
		os.Exit(1)
	}
}

// surroundings say what the figures are worth: those of a busy machine little.
func surroundings() string {
	text := fmt.Sprintf("machine: %s/%s, %s", runtime.GOOS, runtime.GOARCH, plural(runtime.NumCPU(), "processor"))
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		one, _, _ := strings.Cut(string(load), " ")
		text += ", load " + one + " before it began"
	}
	return text
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}

// report prints the table and gives the number of figures over their limit.
func report(all []figure) int {
	count := 0
	fmt.Printf("%-52s %10s %10s %8s  %-24s %s\n", "", "median", "slowest", "peak", "limit", "")
	for _, f := range all {
		verdict, over := f.verdict()
		if over {
			count++
		}
		fmt.Printf("%-52s %10s %10s %8s  %-24s %s\n", f.name,
			seconds(median(f.runs).wall), seconds(slowest(f.runs)), megabytes(median(f.runs).peak), f.promise(), verdict)
	}
	return count
}

// compared: there is a ratio, and something that it can be taken to.
func (f figure) compared() bool { return f.ratio > 0 && len(f.against) > 0 }

// is gives the ratio as it was measured.
func (f figure) is() float64 {
	net := time.Duration(0)
	if len(f.startUp) > 0 {
		net = median(f.startUp).wall
	}
	return (median(f.runs).wall - net).Seconds() / (median(f.against).wall - net).Seconds()
}

func (f figure) promise() string {
	var parts []string
	if f.limit > 0 {
		parts = append(parts, seconds(f.limit))
	}
	if f.compared() {
		parts = append(parts, fmt.Sprintf("%.2f x", f.ratio))
	}
	if f.memory > 0 {
		parts = append(parts, megabytes(f.memory))
	}
	if parts == nil {
		return "-"
	}
	return strings.Join(parts, ", ")
}

// verdict is what became of the promise, in words.
func (f figure) verdict() (text string, over bool) {
	took, peak := median(f.runs).wall, median(f.runs).peak
	over = f.limit > 0 && took > f.limit || f.memory > 0 && peak > f.memory || f.compared() && f.is() > f.ratio
	switch {
	case over:
		text = "OVER"
	case f.promise() != "-":
		text = "ok"
	}
	if f.compared() {
		text = fmt.Sprintf("%.2f x %s", f.is(), text)
	}
	return text, over
}

// median is of the times and of the peaks, each by itself.
func median(runs []measure) measure {
	walls, peaks := make([]time.Duration, len(runs)), make([]int64, len(runs))
	for i, r := range runs {
		walls[i], peaks[i] = r.wall, r.peak
	}
	slices.Sort(walls)
	slices.Sort(peaks)
	return measure{wall: walls[len(walls)/2], peak: peaks[len(peaks)/2]}
}

func slowest(runs []measure) time.Duration {
	var most time.Duration
	for _, r := range runs {
		most = max(most, r.wall)
	}
	return most
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f s", d.Seconds()) }

func megabytes(n int64) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f MB", float64(n)/1e6)
}
