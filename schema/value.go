package schema

import (
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// Origin says who chose a value: "author", "default", "derived(connect)",
// "catalog(postgres)", "model(NAME)", "generated", or a free form that a
// committed lock file carries. It is shown to people and kept in the lock; no
// decision hangs on it.
type Origin string

// The origins with no argument.
const (
	OriginAuthor    Origin = "author"
	OriginDefault   Origin = "default"
	OriginGenerated Origin = "generated"
)

// OriginCatalog, OriginModel and OriginDerived name the particular source.
func OriginCatalog(entry string) Origin { return Origin("catalog(" + entry + ")") }

// OriginModel names the model that proposed a value.
func OriginModel(name string) Origin { return Origin("model(" + name + ")") }

// OriginDerived names the rule that computed a value ("connect",
// "connection.database").
func OriginDerived(rule string) Origin { return Origin("derived(" + rule + ")") }

// Value is one proposed value and who proposed it.
type Value struct {
	Value  cty.Value
	Origin Origin
}

// Layer is what one source (the lock, the derivation, the catalogue, a model)
// says: per resource, per path. A path is an attribute's name ("image"), or
// for an attribute with Merge one key of it ("env.DATABASE_URL"), or a hole
// inside a value ("content:hint"). Values of a layer are data: strings in them
// are literals, except that a secret handle (see SecretHandle) stands for the
// secret.
type Layer map[Address]map[string]Value

// Set adds a value.
func (l Layer) Set(a Address, path string, v cty.Value, o Origin) {
	if l[a] == nil {
		l[a] = map[string]Value{}
	}
	l[a][path] = Value{Value: v, Origin: o}
}

// Hole is the mark of a value that nobody has given yet. A hole is an unknown
// value of the wanted type with this mark; the mark travels through
// expressions, so whatever depends on a hole carries it. A value that only the
// deployment will know is an unknown without it.
type Hole struct {
	Address Address
	Path    string
	// Hint is the argument of complete("…"), or "".
	Hint string
}

type sensitiveMark struct{}

// Sensitive marks a value that must not be shown or leave this machine.
var Sensitive = sensitiveMark{}

// IsSensitive reports whether v or anything in it is marked Sensitive.
func IsSensitive(v cty.Value) bool {
	if v == cty.NilVal {
		return false
	}
	_, paths := v.UnmarkDeepWithPaths()
	for _, p := range paths {
		if _, ok := p.Marks[Sensitive]; ok {
			return true
		}
	}
	return false
}

// HolesIn gives the holes that v carries, in no particular order.
func HolesIn(v cty.Value) []Hole {
	if v == cty.NilVal {
		return nil
	}
	_, marks := v.UnmarkDeep()
	var holes []Hole
	for m := range marks {
		if h, ok := m.(Hole); ok {
			holes = append(holes, h)
		}
	}
	return holes
}

// SecretHandle is the text that stands for a generated secret in layers, in
// the lock file and in requests to a model: <<secret:NAME>> or, percent-encoded
// for a URL, <<secret:NAME|urlenc>>. NAME is ADDRESS.KEY
// ("docker_container.db.POSTGRES_PASSWORD"); it names a resource of the
// internal kind "secret", whose value lives in the encrypted state.
func SecretHandle(name string, urlencoded bool) string {
	if urlencoded {
		return "<<secret:" + name + "|urlenc>>"
	}
	return "<<secret:" + name + ">>"
}

// SecretType is the internal kind of generated secrets.
const SecretType = "secret"

// SecretAddress is the address of the resource that keeps a generated secret.
func SecretAddress(name string) Address { return Address{Type: SecretType, Name: name} }

var handlePattern = regexp.MustCompile(`<<secret:((?:[A-Za-z0-9_.\-\[\]]|"(?:[^"\\]|\\.)*")+)(\|urlenc)?>>`)

// TextPart is a piece of a string that may hold handles: either a literal or a
// secret's name.
type TextPart struct {
	Literal    string
	Secret     string
	URLEncoded bool
}

// SplitHandles cuts s at its secret handles. A string without any gives nil,
// so the common case costs one search.
func SplitHandles(s string) []TextPart {
	if !strings.Contains(s, "<<secret:") {
		return nil
	}
	var parts []TextPart
	rest, found := s, false
	for {
		m := handlePattern.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		found = true
		if m[0] > 0 {
			parts = append(parts, TextPart{Literal: rest[:m[0]]})
		}
		parts = append(parts, TextPart{Secret: rest[m[2]:m[3]], URLEncoded: m[4] >= 0})
		rest = rest[m[1]:]
	}
	if !found {
		return nil
	}
	if rest != "" {
		parts = append(parts, TextPart{Literal: rest})
	}
	return parts
}
