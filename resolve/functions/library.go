package functions

import (
	"maps"
	"slices"
	"sync"

	"github.com/zclconf/go-cty/cty/function"
)

// Environment is what functions may see of the world.
type Environment struct {
	// Dir is what relative paths of file functions count from, absolute.
	Dir string
	// Within, when not "", is the only directory (absolute) that file functions
	// may read from. Symbolic links are followed before this is checked.
	Within string
	// Env looks up an environment variable, those of .env included. Nil means
	// that none is set.
	Env func(name string) (string, bool)
}

// Row documents one function.
type Row struct {
	Name, Category string
	// Signature is the call with its parameters' names: "element(list, index)".
	Signature string
	// Doc is Markdown, a few sentences.
	Doc      string
	Examples []Example
	// Peer says who else has the function: PeerBoth, PeerOpenTofu or PeerNone.
	Peer string
}

// Example is an expression and the value it has, both in HCL.
type Example struct{ Expr, Result string }

// Omission is a function that Terraform or OpenTofu has and cw has not.
type Omission struct{ Name, Why string }

// The values of Row.Peer.
const (
	PeerBoth     = ""
	PeerOpenTofu = "opentofu"
	PeerNone     = "cw"
)

// Categories of Row.Category, in the order of the documentation.
const (
	Numeric    = "Numeric"
	Text       = "String"
	Collection = "Collection"
	Encoding   = "Encoding"
	Filesystem = "Filesystem"
	DateTime   = "Date and time"
	Hash       = "Hash and crypto"
	Network    = "IP network"
	Conversion = "Type conversion"
	Clockwork  = "Clockwork"
)

// Rows documents every function of the library, by category and then by name.
var Rows = slices.Concat(numericRows, textRows, collectionRows, encodingRows, filesystemRows,
	dateRows, hashRows, networkRows, conversionRows, clockworkRows)

// Library gives all functions by name. Its complete() gives an unknown value:
// the caller, who knows the place of the hole, replaces it. The map is the
// caller's own.
func Library(e Environment) map[string]function.Function {
	library := maps.Clone(pureFunctions())
	for name, fn := range fileFunctions(e) {
		library[name] = guard(name, fn, nil)
	}
	library["env"] = guard("env", envFunction(e.Env), nil)
	t := &templates{env: e, library: maps.Clone(library)}
	library["templatefile"] = guard("templatefile", t.fileFunction(), nil)
	library["templatestring"] = guard("templatestring", t.stringFunction(), nil)
	return library
}

// pureFunctions are those that see nothing of the world.
var pureFunctions = sync.OnceValue(func() map[string]function.Function {
	all := map[string]function.Function{}
	for _, group := range []map[string]bounded{
		numericFunctions(), textFunctions(), collectionFunctions(), encodingFunctions(),
		dateFunctions(), hashFunctions(), networkFunctions(), conversionFunctions(), assumptionFunctions(), clockworkFunctions(),
	} {
		for name, b := range group {
			all[name] = guard(name, b.fn, b.limit)
		}
	}
	return all
})

// bounded is a function and the check that a call is not too costly.
type bounded struct {
	fn    function.Function
	limit limit
}

func free(fn function.Function) bounded { return bounded{fn: fn} }
