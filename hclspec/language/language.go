// Package language is the table of the language's own words: its blocks, their
// arguments, and which stand in which. The reference pages and cw schema are
// made from it.
//
// It reads nothing (that is hclspec, against which a test holds it), and knows
// neither resource types nor kinds of connection and assertion, which are tables
// of their own.
package language

// Block is one row: a block, and what stands in it.
type Block struct {
	Name string
	// Labels are what is written between the name and the brace.
	Labels []string
	// Once means that its place has at most one of it.
	Once bool
	// Doc is Markdown: one summary sentence, then more.
	Doc       string
	Arguments []Argument
	// Blocks stand only in this block.
	Blocks []Block
	// Also are the names of blocks of the top level that may stand here too.
	Also []string
	// Others says in words which arguments and blocks it takes that are not of
	// the language; "" for none.
	Others string
	// Example is a whole configuration. Nested blocks have none: they stand in
	// the example of the outer one.
	Example string
}

// Argument is one argument of a block.
type Argument struct {
	Name string
	Type Type
	// Doc is one or two sentences.
	Doc string
	// Needed arguments can't be left out.
	Needed bool
	// Literal values are written out: no references, no functions.
	Literal bool
	// Default is an HCL expression, "" where absent means nothing.
	Default string
}

// Type is what an argument takes, in words for people and machines.
type Type string

// The types.
const (
	String     Type = "string"
	Bool       Type = "bool"
	Number     Type = "number"
	Duration   Type = "duration"  // a string: "30s"
	Any        Type = "any"       // any value
	Constraint Type = "type"      // list(string), …
	Reference  Type = "reference" // a resource or group
	References Type = "list of references"
	Names      Type = "list of names" // of arguments
	Collection Type = "map or set"    // for for_each
	Provider   Type = "provider"      // docker, or docker.ALIAS
)

// Find finds a block of the top level, or nil.
func Find(name string) *Block {
	for i := range Blocks {
		if Blocks[i].Name == name {
			return &Blocks[i]
		}
	}
	return nil
}

// Argument finds an argument, or nil.
func (b Block) Argument(name string) *Argument {
	for i := range b.Arguments {
		if b.Arguments[i].Name == name {
			return &b.Arguments[i]
		}
	}
	return nil
}
