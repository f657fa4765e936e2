package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clockwork-hcl/cw/hclspec"
)

func TestVerdict(t *testing.T) {
	at := func(walls ...int) []measure {
		var runs []measure
		for _, ms := range walls {
			runs = append(runs, measure{wall: time.Duration(ms) * time.Millisecond, peak: int64(ms)})
		}
		return runs
	}
	tests := []struct {
		name string
		figure
		want string
	}{
		{"one slow run does not count", figure{runs: at(10, 900, 11), limit: 50 * time.Millisecond}, "ok"},
		{"the median does", figure{runs: at(10, 60, 70), limit: 50 * time.Millisecond}, "OVER"},
		{"memory counts too", figure{runs: at(10, 10, 10), limit: 50 * time.Millisecond, memory: 9}, "OVER"},
		{"a ratio is shown", figure{runs: at(120), against: at(100), ratio: 1.3}, "1.20 x ok"},
		{"a ratio may be over", figure{runs: at(140), against: at(100), ratio: 1.3}, "1.40 x OVER"},
		{"a ratio may be good and the time over", figure{runs: at(120), against: at(100), ratio: 1.3, limit: 110 * time.Millisecond}, "1.20 x OVER"},
		{"a ratio may be net of the start", figure{runs: at(1020), against: at(120), startUp: at(20), ratio: 9}, "10.00 x OVER"},
		{"without a peer there is no ratio", figure{runs: at(140), ratio: 0.25, limit: 150 * time.Millisecond}, "ok"},
		{"nothing was promised", figure{runs: at(900)}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, over := tt.verdict()
			if got != tt.want || over != strings.HasSuffix(tt.want, "OVER") {
				t.Errorf("got %q, over %v, want %q", got, over, tt.want)
			}
		})
	}
}

// What is measured are nine lines a resource, in canonical form, however they
// are split over files.
func TestBlocks(t *testing.T) {
	for suffix, block := range map[string]func(int) string{".cw.hcl": ourBlock, ".tf": peerBlock} {
		one, many := split(205, 1, suffix, block), split(205, 100, suffix, block)
		if len(one) != 1 || len(many) != 100 {
			t.Fatalf("%s: %d files and %d", suffix, len(one), len(many))
		}
		for _, files := range []map[string]string{one, many} {
			lines := 0
			for name, text := range files {
				formatted, diags := hclspec.FormatFile(name, []byte(text))
				if diags.HasErrors() || string(formatted) != text {
					t.Fatalf("%s is not in canonical form: %v", name, diags)
				}
				lines += strings.Count(strings.ReplaceAll(text, "\n\n", "\n"), "\n")
			}
			if lines != 9*205 {
				t.Errorf("%s: %d lines in %d files", suffix, lines, len(files))
			}
		}
	}
}

func TestInstancesAreCanonical(t *testing.T) {
	for _, files := range []map[string]string{counted(3), called(3)} {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			formatted, diags := hclspec.FormatFile(name, []byte(files[name]))
			if diags.HasErrors() || string(formatted) != files[name] {
				t.Errorf("%s is not in canonical form: %v\n%s", name, diags, formatted)
			}
		}
	}
}

func TestBenchmarked(t *testing.T) {
	runs, err := benchmarked([]byte("goos: linux\nBenchmarkSort-2   \t       3\t  12500000 ns/op\nBenchmarkSort \t 3\t 7.5 ns/op\nPASS\n"))
	if err != nil || len(runs) != 2 || runs[0].wall != 12500*time.Microsecond || runs[1].wall != 7 {
		t.Errorf("got %v, %v", runs, err)
	}
	if _, err := benchmarked([]byte("PASS\n")); err == nil {
		t.Error("no benchmark is no error")
	}
}
