package assert

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/clockwork-hcl/cw/schema"
)

// grace is how long an attempt whose time is over may take to notice.
const grace = 2 * time.Second

// outcome is what one attempt came to.
type outcome struct {
	evidence schema.Evidence
	// err is our own fault: there is no use in trying again.
	err error
	// cut: its time was over before it had an answer.
	cut bool
}

// attempt makes one and enters it into the result. It reports whether there is
// no use in another.
func (r *runner) attempt(ctx context.Context, result *Result, left time.Duration) bool {
	check := &result.Check
	o := try(ctx, check, min(left, AttemptTime))
	result.Attempts++
	result.OK, result.Err = o.evidence.OK, check.redactError(o.err)
	// What an attempt saw that the end of the check's time cut short says less
	// than what the one before it saw.
	if o.cut && left < AttemptTime && result.Attempts > 1 {
		return o.err != nil
	}
	if o.evidence.Expected != "" {
		result.Expected = check.redact(o.evidence.Expected)
	}
	result.Seen = check.redact(o.evidence.Seen)
	return o.err != nil || check.Probe == nil
}

// try runs the probe or condition within its time, even one that does not look
// at the time, and without a panic.
func try(ctx context.Context, check *Check, limit time.Duration) outcome {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	done := make(chan outcome, 1)
	go func() { done <- guarded(ctx, check) }()
	select {
	case o := <-done:
		o.cut = !o.evidence.OK && ctx.Err() != nil
		return o
	case <-ctx.Done():
	}
	select {
	case o := <-done:
		o.cut = !o.evidence.OK
		return o
	case <-time.After(grace):
		return outcome{cut: true, evidence: schema.Evidence{Expected: check.Expected, Seen: "no answer in time"}}
	}
}

func guarded(ctx context.Context, check *Check) (o outcome) {
	defer func() {
		if v := recover(); v != nil {
			err := fmt.Errorf("the assertion %s failed in a way that it should not: %v. This is a bug in cw", check.Kind, v)
			o = outcome{err: err, evidence: schema.Evidence{Seen: err.Error()}}
		}
	}()
	switch {
	case check.Probe != nil:
		return outcome{evidence: check.Probe.Run(ctx, check.Input)}
	case check.Condition != nil:
		ok, message := check.Condition()
		if ok {
			message = "that it is"
		}
		return outcome{evidence: schema.Evidence{OK: ok, Expected: conditionExpected(check), Seen: message}}
	}
	err := errors.New("the assertion has nothing to look at. This is a bug in cw")
	return outcome{err: err, evidence: schema.Evidence{Seen: err.Error()}}
}

func conditionExpected(check *Check) string {
	if check.Expected != "" {
		return check.Expected
	}
	return "the condition to be true"
}
