// Command bench measures cw as a person meets it: whole processes, real files,
// real containers. It prints the median of several runs beside what was
// promised, and the peak memory.
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
	"slices"
	"time"
)

// figure is one line of the report.
type figure struct {
	name string
	runs []measure
	// limit on the median time, 0 for none; or on a ratio, where against is
	// set.
	limit   time.Duration
	against []measure
	ratio   float64
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
	all, err := bench{cw: path, runs: *runs, quick: *quick}.all()
	if err != nil {
		fail(err)
	}
	if over := report(all); over > 0 && *check {
		os.Exit(1)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}

// report prints the table and gives the number of figures over their limit.
func report(all []figure) int {
	over := 0
	fmt.Printf("%-34s %10s %10s %10s %10s  %s\n", "", "median", "slowest", "peak", "limit", "")
	for _, f := range all {
		verdict := f.verdict()
		if verdict == "OVER" {
			over++
		}
		fmt.Printf("%-34s %10s %10s %10s %10s  %s\n", f.name,
			seconds(median(f.runs).wall), seconds(slowest(f.runs)), megabytes(median(f.runs).peak), f.promise(), verdict)
	}
	return over
}

func (f figure) promise() string {
	switch {
	case f.ratio > 0:
		return fmt.Sprintf("%.2f x", f.ratio)
	case f.limit > 0:
		return seconds(f.limit)
	}
	return "-"
}

func (f figure) verdict() string {
	took, peak := median(f.runs).wall, median(f.runs).peak
	if f.ratio > 0 {
		is := took.Seconds() / median(f.against).wall.Seconds()
		if is > f.ratio {
			return "OVER"
		}
		return fmt.Sprintf("%.2f x", is)
	}
	if f.limit > 0 && took > f.limit || f.memory > 0 && peak > f.memory {
		return "OVER"
	}
	if f.limit == 0 {
		return ""
	}
	return "ok"
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
