package embedded_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// many is n resources, one in ten of which uses the one before.
func many(n int, value string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		var last *handle
		for i := range n {
			props := pulumi.Map{"path": pulumi.String(fmt.Sprintf("out/file-%d.txt", i)), "value": pulumi.String(value)}
			if i%10 == 9 {
				props["from"] = last.Token
			}
			last = add(ctx, fmt.Sprintf("file-%d", i), props)
		}
		return nil
	}
}

func BenchmarkRun(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprintf("create/%d", n), func(b *testing.B) {
			for b.Loop() {
				newStack(b).run(b, n, "1")
			}
		})
		b.Run(fmt.Sprintf("same/%d", n), func(b *testing.B) {
			s := newStack(b)
			s.run(b, n, "1")
			for b.Loop() {
				s.run(b, n, "1")
			}
		})
		b.Run(fmt.Sprintf("update/%d", n), func(b *testing.B) {
			s := newStack(b)
			s.run(b, n, "1")
			for i := 0; b.Loop(); i++ {
				s.run(b, n, fmt.Sprint("update", i))
			}
		})
		b.Run(fmt.Sprintf("destroy/%d", n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := newStack(b)
				s.run(b, n, "1")
				b.StartTimer()
				s.destroy()
			}
		})
	}
}

// run is an Up without the test's own checks, which would be measured too.
func (s *stack) run(b *testing.B, n int, value string) {
	b.Helper()
	req := s.request(many(n, value))
	req.Events = nil
	s.must(s.engine().Up(b.Context(), req))
}
