package main

import (
	"testing"
	"time"
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
		{"a ratio is shown", figure{runs: at(120), against: at(100), ratio: 1.3}, "1.20 x"},
		{"a ratio may be over", figure{runs: at(140), against: at(100), ratio: 1.3}, "OVER"},
		{"nothing was promised", figure{runs: at(900)}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.verdict(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
