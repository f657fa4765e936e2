// Command summary reads `go test -json` and prints what a person wants of it: a
// line per package, all output of what failed, and at the end what was skipped
// and why, with the counts. It exits 1 when anything failed.
//
// With CW_REQUIRE_ENGINE=1 a test that was skipped for want of a Docker engine
// has failed, whoever wrote it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// event is one line of `go test -json` (go doc test2json).
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
	Elapsed    float64
}

// report is what has been seen so far. Output of a test is kept until it is
// known whether anybody needs it.
type report struct {
	out                     io.Writer
	output                  map[string]*strings.Builder
	skips                   []string
	passed, failed, skipped int
	broken                  bool
	// needEngine makes a skip for want of an engine a failure.
	needEngine bool
}

// scriptSkip is how testscript shows a script's own skip command.
var scriptSkip = regexp.MustCompile(`^> .*skip '(.*)'$`)

var wantsEngine = regexp.MustCompile(`(?i)docker|engine`)

func main() {
	r := newReport(os.Stdout, os.Getenv("CW_REQUIRE_ENGINE") == "1")
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			r.line(line)
		}
		if err != nil {
			break
		}
	}
	os.Exit(r.finish())
}

func newReport(out io.Writer, needEngine bool) *report {
	return &report{out: out, output: map[string]*strings.Builder{}, needEngine: needEngine}
}

func (r *report) line(line []byte) {
	var e event
	if json.Unmarshal(line, &e) != nil {
		fmt.Fprintf(r.out, "%s", line)
		return
	}
	r.event(e)
}

func (r *report) event(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		r.keep(key, e)
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "build-fail":
		r.broken = true
	case "pass":
		if e.Test != "" {
			r.passed++
		}
	case "skip":
		r.skip(key, e)
	case "fail":
		r.fail(key, e)
	}
}

// keep shows what a package says of itself ("ok …", "FAIL …", a panic outside a
// test) at once and keeps what a test says.
func (r *report) keep(key string, e event) {
	if e.Test == "" {
		if e.Output != "PASS\n" && !strings.Contains(e.Output, "[no test files]") {
			fmt.Fprint(r.out, e.Output)
		}
		return
	}
	if r.output[key] == nil {
		r.output[key] = &strings.Builder{}
	}
	r.output[key].WriteString(e.Output)
}

func (r *report) skip(key string, e event) {
	if e.Test == "" {
		return
	}
	reason := r.reason(key)
	if r.needEngine && wantsEngine.MatchString(reason) {
		r.failed++
		fmt.Fprintf(r.out, "%s %s: was skipped although CW_REQUIRE_ENGINE is set: %s\n", e.Package, e.Test, reason)
		return
	}
	r.skipped++
	r.skips = append(r.skips, fmt.Sprintf("%s %s: %s", e.Package, e.Test, reason))
}

func (r *report) fail(key string, e event) {
	if e.Test == "" {
		r.broken = true
		return
	}
	r.failed++
	if kept := r.output[key]; kept != nil {
		fmt.Fprintf(r.out, "%s", kept)
	}
}

// reason is the last thing that a skipped test said before "--- SKIP".
func (r *report) reason(key string) string {
	kept := r.output[key]
	if kept == nil {
		return "no reason given"
	}
	lines := strings.Split(strings.TrimSpace(kept.String()), "\n")
	slices.Reverse(lines)
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "--- SKIP") || strings.HasPrefix(line, "=== ") {
			continue
		}
		if m := scriptSkip.FindStringSubmatch(line); m != nil {
			return m[1]
		}
		return line
	}
	return "no reason given"
}

func (r *report) finish() int {
	if len(r.skips) > 0 {
		fmt.Fprintln(r.out, "\nskipped:")
		for _, s := range r.skips {
			fmt.Fprintln(r.out, "  "+s)
		}
	}
	fmt.Fprintf(r.out, "\n%d passed, %d failed, %d skipped\n", r.passed, r.failed, r.skipped)
	if r.failed > 0 || r.broken {
		return 1
	}
	return 0
}
