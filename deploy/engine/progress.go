package engine

import "context"

type progressKey struct{}

// WithProgress returns a context whose provider call reports through say: short
// messages for a person ("pulling layer 3 of 7"), which become EventProgress.
func WithProgress(ctx context.Context, say func(string)) context.Context {
	return context.WithValue(ctx, progressKey{}, say)
}

// ProgressFrom returns the function that a provider call reports its progress
// to. It is never nil, and may be called from several goroutines until the call
// returns.
func ProgressFrom(ctx context.Context) func(string) {
	if say, ok := ctx.Value(progressKey{}).(func(string)); ok && say != nil {
		return say
	}
	return func(string) {}
}
