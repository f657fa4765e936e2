// Package hclspec reads .cw.hcl files into blocks that remember where they
// stand, and formats them.
//
// It knows the blocks and meta-arguments of the language, but no resource type,
// and it evaluates nothing: expressions stay expressions.
package hclspec

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Config is one directory's configuration, all files taken together in name
// order.
type Config struct {
	// Dir is the configuration directory, absolute.
	Dir string
	// Files holds the sources by the name that diagnostics use: the path
	// relative to where cw was started, as short as possible.
	Files map[string]*hcl.File
	// Settings are the clockwork {} block; never nil.
	Settings  *Settings
	Variables []*Variable
	Locals    []*Local
	Outputs   []*Output
	Providers []*Provider
	// Root has the resources and composites outside any composite.
	Root *Group
}

// Settings is the clockwork {} block, everything as written.
type Settings struct {
	// Project, Stack, RequiredVersion, Engine, Backend, Model are literal
	// strings, "" where not given.
	Project, Stack, RequiredVersion, Engine, Backend, Model string
	// Attributes are the arguments with their places, by name.
	Attributes map[string]*hclsyntax.Attribute
	// Range is the block's header; zero when there is none.
	Range hcl.Range
}

// Variable is a variable "n" {} block.
type Variable struct {
	Name string
	// Type is nil where absent (any).
	Type        hcl.Expression
	Default     hcl.Expression
	Description string
	Sensitive   bool
	// Nullable is true unless the author says otherwise.
	Nullable    bool
	Validations []*Condition
	// Range is the header, NameRange the label.
	Range, NameRange hcl.Range
}

// Condition is a condition with the message that explains its failure.
type Condition struct {
	Condition    hcl.Expression
	ErrorMessage hcl.Expression
	Range        hcl.Range
}

// Local is one argument of a locals {} block; Range is its name.
type Local struct {
	Name  string
	Value hcl.Expression
	Range hcl.Range
}

// Output is an output "n" {} block.
type Output struct {
	Name             string
	Value            hcl.Expression
	Description      string
	Sensitive        bool
	Range, NameRange hcl.Range
}

// Provider is a provider "docker" {} block.
type Provider struct {
	Name string
	// Alias is "" where absent, which it has to be in this version.
	Alias      string
	Attributes map[string]*hclsyntax.Attribute
	Range      hcl.Range
}

// Group is what may stand at the root or in a composite.
type Group struct {
	Resources  []*Resource
	Composites []*Composite
}

// Composite is a composite "NAME" {} block.
type Composite struct {
	Name        string
	Description hcl.Expression // nil where absent
	Connect     []Reference
	DependsOn   []Reference
	Asserts     []*Assert
	Group       *Group
	// Range is the header, NameRange the label.
	Range, NameRange hcl.Range
}

// Resource is a resource "TYPE" "NAME" {} block.
type Resource struct {
	Type, Name string
	// Description is nil where absent.
	Description hcl.Expression
	Connect     []Reference
	Connections []*Connection
	DependsOn   []Reference
	Asserts     []*Assert
	Complete    *Complete  // nil where absent
	Lifecycle   *Lifecycle // nil where absent
	Timeouts    *Timeouts  // nil where absent
	// Attributes are those that are not meta-arguments; the type decides what
	// they mean.
	Attributes map[string]*hclsyntax.Attribute
	// Blocks are the nested blocks that are not meta-arguments.
	Blocks []*hclsyntax.Block
	// Range is the header (what a diagnostic about the resource underlines),
	// TypeRange and NameRange its labels, BodyRange from { to }, End the
	// closing brace: where an attribute that nobody wrote would stand.
	Range, TypeRange, NameRange, BodyRange, End hcl.Range
}

// Reference is one element of connect or depends_on.
type Reference struct {
	Traversal hcl.Traversal
	Range     hcl.Range
}

// Connection is a connection "KIND" {} block.
type Connection struct {
	Kind string
	To   Reference
	// Attributes are those other than to.
	Attributes       map[string]*hclsyntax.Attribute
	Range, KindRange hcl.Range
}

// Assert is an assert "KIND" {} block.
type Assert struct {
	Kind string
	// Attributes include timeout and interval.
	Attributes       map[string]*hclsyntax.Attribute
	Range, KindRange hcl.Range
}

// Complete is a complete {} block.
type Complete struct {
	// Fill and Exclude are attribute names with the place of each.
	Fill, Exclude []Name
	Hint, Model   hcl.Expression // nil where absent
	Pin           hcl.Expression // nil where absent
	Range         hcl.Range
}

// Name is a name with its place.
type Name struct {
	Name  string
	Range hcl.Range
}

// Lifecycle is a lifecycle {} block.
type Lifecycle struct {
	PreventDestroy      bool
	RetainOnDelete      bool
	CreateBeforeDestroy bool
	IgnoreChanges       []Name
	Range               hcl.Range
}

// Timeouts is a timeouts {} block: durations as written, nil where absent.
type Timeouts struct {
	Create, Update, Delete hcl.Expression
	Range                  hcl.Range
}
