package resolve

import (
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

// share puts networked nodes that are connected into one network of the
// project, made for them.
func (b *builder) share() {
	for _, n := range b.written {
		for _, e := range n.Edges {
			to := b.g.nodes[e.To]
			if n.Kind.Networked && to.Kind.Networked {
				b.join(to)
				b.join(n)
			}
		}
	}
}

func (b *builder) join(n *Node) {
	if len(n.Networks) > 0 {
		return
	}
	network := b.sharedNetwork()
	if network == nil {
		return
	}
	aliases := []string{n.Label()}
	if n.Address.Key != "" {
		// All instances answer to the name that they share.
		aliases = append(aliases, n.groupLabel(n.Address.Name))
	}
	n.Networks = []Membership{{Network: network.Address, Aliases: aliases}}
	n.deps = append(n.deps, dependency{to: network, why: "network"})
}

// sharedNetwork makes the network's node on first use. Its name carries project
// and stack, so that two of them never meet.
func (b *builder) sharedNetwork() *Node {
	if b.network != nil {
		return b.network
	}
	kind := b.g.Kinds.Kind("docker_network")
	if kind == nil {
		return nil
	}
	a := schema.Address{Type: "docker_network", Name: "shared"}
	for b.g.nodes[a] != nil {
		a.Name += "_"
	}
	b.network = &Node{
		Address: a, Kind: kind, Description: "shared by the containers that connect to each other",
		linked:   settled,
		implicit: map[string]cty.Value{"name": cty.StringVal(b.g.Project + "-" + b.g.Stack)},
	}
	b.g.nodes[a] = b.network
	return b.network
}
