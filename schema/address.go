package schema

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Address names one resource of a configuration. It is comparable, so it can
// key a map. Its String form is what an author writes in an expression.
type Address struct {
	// Group is the enclosing groups as written: "" at the root, else
	// "composite.web" or "composite.web.composite.inner".
	Group string
	// Type is the kind's name, "docker_container".
	Type string
	// Name is the block's second label.
	Name string
	// Key is the instance key in HCL form without brackets (`0`, `"eu"`), or
	// "" for a resource that is not repeated.
	Key string
}

// String gives the reference form: composite.web.docker_container.api["eu"].
func (a Address) String() string {
	s := a.Type + "." + a.Name
	if a.Group != "" {
		s = a.Group + "." + s
	}
	if a.Key != "" {
		s += "[" + a.Key + "]"
	}
	return s
}

// IsZero reports whether a names nothing.
func (a Address) IsZero() bool { return a == Address{} }

// Compare orders addresses by group, type, name and key: the order of the lock
// file and of every listing that has no better one.
func (a Address) Compare(b Address) int {
	return cmp.Or(
		cmp.Compare(a.Group, b.Group),
		cmp.Compare(a.Type, b.Type),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Key, b.Key),
	)
}

// GroupNames gives the names of the enclosing composites, outermost first.
func (a Address) GroupNames() []string {
	if a.Group == "" {
		return nil
	}
	parts := strings.Split(a.Group, ".")
	names := make([]string, 0, len(parts)/2)
	for i := 1; i < len(parts); i += 2 {
		names = append(names, parts[i])
	}
	return names
}

// ParseAddress reads the String form of an address.
func ParseAddress(s string) (Address, error) {
	rest, key := s, ""
	if i := strings.IndexByte(s, '['); i >= 0 {
		if !strings.HasSuffix(s, "]") || len(s)-i < 3 {
			return Address{}, badAddress(s)
		}
		rest, key = s[:i], s[i+1:len(s)-1]
	}
	parts := strings.Split(rest, ".")
	if len(parts) < 2 || len(parts)%2 != 0 {
		return Address{}, badAddress(s)
	}
	for _, p := range parts {
		if !hclsyntax.ValidIdentifier(p) {
			return Address{}, badAddress(s)
		}
	}
	n := len(parts)
	for i := 0; i < n-2; i += 2 {
		if parts[i] != "composite" {
			return Address{}, badAddress(s)
		}
	}
	return Address{Group: strings.Join(parts[:n-2], "."), Type: parts[n-2], Name: parts[n-1], Key: key}, nil
}

func badAddress(s string) error {
	return fmt.Errorf("%q is not a resource address; write TYPE.NAME or composite.GROUP.TYPE.NAME", s)
}
