package dockercontainer

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine/enginetest"
)

// BenchmarkTen makes ten containers, eight at a time: by plain requests to the
// engine, and by the driver; and looks at ten where nothing changed. The target
// is driver within 1.3 times plain.
func BenchmarkTen(b *testing.B) {
	api := enginetest.Client(b)
	image := enginetest.Image(b)
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			ids := make([]string, 10)
			eightAtATime(10, func(i int) {
				r, err := api.ContainerCreate(b.Context(), client.ContainerCreateOptions{
					Name: fmt.Sprintf("cwtest-bench-%d", i), Config: &container.Config{Image: image}, HostConfig: &container.HostConfig{},
				})
				if err == nil {
					ids[i] = r.ID
					_, err = api.ContainerStart(b.Context(), r.ID, client.ContainerStartOptions{})
				}
				if err != nil {
					b.Error(err)
				}
			})
			b.StopTimer()
			eightAtATime(10, func(i int) { remove(api, ids[i]) })
			b.StartTimer()
		}
	})
	b.Run("driver", func(b *testing.B) {
		for b.Loop() {
			states := createTen(b, image)
			b.StopTimer()
			eightAtATime(10, func(i int) { remove(api, states[i].ID) })
			b.StartTimer()
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		states := createTen(b, image)
		for b.Loop() {
			if _, err := (driver{}).ReadAll(b.Context(), callFor(b, "x"), states); err != nil {
				b.Error(err)
			}
		}
		eightAtATime(10, func(i int) { remove(api, states[i].ID) })
	})
}

func createTen(b *testing.B, image string) []schema.State {
	states := make([]schema.State, 10)
	eightAtATime(10, func(i int) {
		call := callFor(b, fmt.Sprintf("cwtest-bench-%d", i))
		in, _ := driver{}.Check(b.Context(), call, resource.NewPropertyMapFromMap(properties{"image": image}))
		var err error
		if states[i], err = (driver{}).Create(context.Background(), call, in); err != nil {
			b.Error(err)
		}
	})
	return states
}

func eightAtATime(n int, f func(int)) {
	slots := make(chan struct{}, 8)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			slots <- struct{}{}
			f(i)
			<-slots
		})
	}
	wg.Wait()
}
