package schema

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// CompositeToken is the Pulumi type of a composite's component resource.
const CompositeToken = "clockwork:index:Composite"

// PulumiName is the name under which a resource is registered: its own name
// behind those of its composites, "web/api", with the instance key.
func (a Address) PulumiName() string {
	name := a.Name
	if a.Key != "" {
		name += "[" + a.Key + "]"
	}
	return strings.Join(append(a.GroupNames(), name), "/")
}

// URN is the identity that both engines give to the resource at a.
func URN(project, stack string, a Address, token string) resource.URN {
	var parent tokens.Type
	for range a.GroupNames() {
		parent = parentType(parent, CompositeToken)
	}
	return resource.NewURN(tokens.QName(stack), tokens.PackageName(project), parent, tokens.Type(token), a.PulumiName())
}

func parentType(outer tokens.Type, token string) tokens.Type {
	if outer == "" {
		return tokens.Type(token)
	}
	return outer + "$" + tokens.Type(token)
}

// AddressOf reads an address back from a URN. It reports false for what no
// author wrote: the stack itself, providers, composites.
func (t Table) AddressOf(urn resource.URN) (Address, bool) {
	k := t.ByToken(string(urn.Type()))
	if k == nil {
		return Address{}, false
	}
	if k.Name == SecretType {
		return SecretAddress(urn.Name()), true
	}
	names := strings.Split(urn.Name(), "/")
	a := Address{Type: k.Name, Name: names[len(names)-1]}
	if i := strings.IndexByte(a.Name, '['); i >= 0 && strings.HasSuffix(a.Name, "]") {
		a.Name, a.Key = a.Name[:i], a.Name[i+1:len(a.Name)-1]
	}
	var groups []string
	for _, n := range names[:len(names)-1] {
		groups = append(groups, "composite."+n)
	}
	a.Group = strings.Join(groups, ".")
	return a, true
}
