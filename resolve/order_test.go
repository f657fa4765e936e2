package resolve

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/clockwork-hcl/cw/schema"
)

// layered makes nodes that each need some of those before them.
func layered(nodes, edges int) []*Node {
	random := rand.New(rand.NewPCG(1, 2))
	list := make([]*Node, nodes)
	for i := range list {
		list[i] = &Node{Address: schema.Address{Type: "file", Name: fmt.Sprint("f", i)}}
	}
	for range edges {
		to := random.IntN(nodes - 1)
		from := to + 1 + random.IntN(nodes-to-1)
		list[from].deps = append(list[from].deps, dependency{to: list[to]})
	}
	random.Shuffle(nodes, func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// Whatever the order in which they are written, each node comes after all that
// it needs.
func TestSort(t *testing.T) {
	b := &builder{g: &Graph{}, written: layered(500, 5_000)}
	b.sort()
	if len(b.diags) > 0 || len(b.g.Order) != 500 {
		t.Fatalf("%d nodes, %v", len(b.g.Order), b.diags)
	}
	place := map[schema.Address]int{}
	for i, n := range b.g.Order {
		place[n.Address] = i
		for _, a := range n.DependsOn {
			if before, ok := place[a]; !ok || before >= i {
				t.Fatalf("%s comes before %s, which it needs", n.Address, a)
			}
		}
	}
}

func BenchmarkSort(b *testing.B) {
	nodes := layered(20_000, 100_000)
	for b.Loop() {
		s := &builder{g: &Graph{}, written: nodes}
		s.sort()
	}
}
