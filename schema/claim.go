package schema

import "net/netip"

// Claim is something that at most one resource of a graph can have.
type Claim struct {
	// Space is what is claimed, in words: "host port", "container name".
	Space string
	// Name within the space: "8080/tcp".
	Name string
	// Scope narrows a claim ("127.0.0.1"); an empty scope clashes with every
	// other, equal scopes clash, and the wildcard addresses 0.0.0.0 and :: clash
	// with every address of their family.
	Scope string
	// Shared claims clash only with those that aren't: many files lie in one
	// directory, but none in its place.
	Shared bool
	// Path is the attribute that says so (as Problem.Path).
	Path string
}

// Clashes reports whether two claims can't both be met.
func (c Claim) Clashes(d Claim) bool {
	if c.Shared && d.Shared {
		return false
	}
	return c.Space == d.Space && c.Name == d.Name && scopesMeet(c.Scope, d.Scope)
}

func scopesMeet(a, b string) bool {
	return a == "" || b == "" || a == b || coversFamily(a, b) || coversFamily(b, a)
}

// coversFamily reports whether wildcard is the one of address's family.
func coversFamily(wildcard, address string) bool {
	if wildcard != "0.0.0.0" && wildcard != "::" {
		return false
	}
	a, err := netip.ParseAddr(address)
	return err == nil && a.Unmap().Is4() == (wildcard == "0.0.0.0")
}

// Claimed keeps who claimed what; T names the claimant. The zero value is ready.
type Claimed[T any] struct {
	held map[claimKey][]holder[T]
}

type claimKey struct{ space, name string }

type holder[T any] struct {
	claim Claim
	by    T
}

// Add notes a claim and gives the first claimant that it clashes with. Any
// number of shared claims on one thing cost as much as one.
func (h *Claimed[T]) Add(c Claim, by T) (first T, clash bool) {
	if h.held == nil {
		h.held = map[claimKey][]holder[T]{}
	}
	key := claimKey{c.Space, c.Name}
	known := false
	for _, other := range h.held[key] {
		if other.claim.Clashes(c) {
			first, clash = other.by, true
			break
		}
		known = known || c.Shared && other.claim.Shared && other.claim.Scope == c.Scope
	}
	if !known {
		h.held[key] = append(h.held[key], holder[T]{c, by})
	}
	return first, clash
}
