package notation

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/docker/go-units"
)

// Duration reads "5s", "1m30s": 0 or at least a millisecond.
func Duration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil {
		if _, numErr := strconv.ParseFloat(s, 64); numErr == nil {
			return 0, fmt.Errorf("%q has no unit; write %q for seconds", s, s+"s")
		}
		return 0, fmt.Errorf("%q is not a duration; write a number with ms, s, m or h, as in \"5s\"", s)
	}
	if d < 0 || d != 0 && d < time.Millisecond {
		return 0, fmt.Errorf("%q is too short a time; the shortest is \"1ms\"", s)
	}
	return d, nil
}

// Size reads "512m", "1.5g" as bytes (powers of 1024).
func Size(s string) (int64, error) {
	n, err := units.RAMInBytes(s)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a size; write a number with b, k, m or g, as in \"512m\" or \"1.5g\"", s)
	}
	return n, nil
}

// FileMode reads three octal digits for owner, group and others, with a leading
// 0 if wanted.
func FileMode(s string) (uint32, error) {
	digits := s
	if len(s) == 4 && s[0] == '0' {
		digits = s[1:]
	}
	n, err := strconv.ParseUint(digits, 8, 32)
	if err == nil && len(digits) == 3 {
		return uint32(n), nil
	}
	const form = "write three octal digits in quotes, as in \"644\" (owner, group, others; 4 reads, 2 writes, 1 executes)"
	switch {
	case strings.ContainsAny(s, "+=rwx") && strings.Trim(s, "ugoarwxXst+-=,") == "":
		return 0, fmt.Errorf("%q says how to change a mode, not what it should be; %s", s, form)
	case err == nil && len(digits) == 4:
		return 0, fmt.Errorf("%q would set the set-user-ID, set-group-ID or sticky bit, which cw does not do; %s", s, form)
	case strings.Trim(s, "0123456789") == "" && strings.ContainsAny(s, "89"):
		return 0, fmt.Errorf("%q is not a file mode: its digits go from 0 to 7; %s", s, form)
	}
	return 0, fmt.Errorf("%q is not a file mode; %s", s, form)
}
