package schema

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// CompositeToken and ModuleToken are the Pulumi types of a group's component
// resource.
const (
	CompositeToken = "clockwork:index:Composite"
	ModuleToken    = "clockwork:index:Module"
)

// Token is the Pulumi type of the group's component resource.
func (s GroupStep) Token() string {
	if s.Kind == "module" {
		return ModuleToken
	}
	return CompositeToken
}

// PulumiName is the name under which a resource is registered: its own name
// behind those of its groups, "web/api", with the instance keys.
func (a Address) PulumiName() string {
	return joinNames(a.Groups(), keyed(a.Name, a.Key))
}

// GroupPulumiName is the name under which a group's component is registered.
func GroupPulumiName(steps []GroupStep) string {
	last := steps[len(steps)-1]
	return joinNames(steps[:len(steps)-1], keyed(last.Name, last.Key))
}

func joinNames(groups []GroupStep, name string) string {
	if len(groups) == 0 {
		return name
	}
	names := make([]string, 0, len(groups)+1)
	for _, g := range groups {
		names = append(names, keyed(g.Name, g.Key))
	}
	return strings.Join(append(names, name), "/")
}

// URN is the identity that both engines give to the resource at a.
func URN(project, stack string, a Address, token string) resource.URN {
	var parent tokens.Type
	for _, g := range a.Groups() {
		parent = parentType(parent, g.Token())
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
// author wrote: the stack itself, providers, groups.
func (t Table) AddressOf(urn resource.URN) (Address, bool) {
	k := t.ByToken(string(urn.Type()))
	if k == nil {
		return Address{}, false
	}
	if k.Name == SecretType {
		return SecretAddress(urn.Name()), true
	}
	names := splitNames(urn.Name())
	types := strings.Split(string(urn.QualifiedType()), "$")
	if len(names) != len(types) {
		return Address{}, false
	}
	a := Address{Type: k.Name}
	var groups []GroupStep
	for i, name := range names {
		name, key := splitKey(name)
		switch {
		case i == len(names)-1:
			a.Name, a.Key = name, key
		case types[i] == ModuleToken:
			groups = append(groups, GroupStep{Kind: "module", Name: name, Key: key})
		default:
			groups = append(groups, GroupStep{Kind: "composite", Name: name, Key: key})
		}
	}
	a.Group = GroupPath(groups)
	return a, true
}

// splitNames cuts a Pulumi name at the slashes that stand in no quotes.
func splitNames(s string) []string {
	var names []string
	quoted, start := false, 0
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '/' && !quoted:
			names = append(names, s[start:i])
			start = i + 1
		}
	}
	return append(names, s[start:])
}

func splitKey(s string) (name, key string) {
	if i := strings.IndexByte(s, '['); i >= 0 && strings.HasSuffix(s, "]") {
		return s[:i], s[i+1 : len(s)-1]
	}
	return s, ""
}
