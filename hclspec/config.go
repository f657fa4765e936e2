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
	// Package is the directory that a module may not lead out of, absolute and
	// without links: the checkout of a git source, or the directory of the local
	// module that the root configuration called. "" for the root configuration,
	// which may go anywhere.
	Package string
	// Files holds the sources by the name that diagnostics use: the path
	// relative to where cw was started, as short as possible. The root
	// configuration and all modules that it leads to share one map.
	Files map[string]*hcl.File
	// Settings are the clockwork {} block; never nil.
	Settings  *Settings
	Variables []*Variable
	Locals    []*Local
	Outputs   []*Output
	Providers []*Provider
	Checks    []*Check
	Moved     []*Moved
	Removed   []*Removed
	Imports   []*Import
	// Root has what stands outside any composite.
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
	// Alias is "" where absent.
	Alias string
	// Blocks are the nested blocks: registry_auth {}, without labels and without
	// blocks in them.
	Blocks []*hclsyntax.Block
	// Attributes are those other than alias.
	Attributes map[string]*hclsyntax.Attribute
	Range      hcl.Range
}

// Group is what may stand at the root or in a composite.
type Group struct {
	Resources  []*Resource
	Composites []*Composite
	Modules    []*Module
	// Overrides change resources of the group, or of groups in it.
	Overrides []*Override
}

// Repeat says how often a block counts; all nil for once. At most one of Count
// and ForEach is set.
type Repeat struct {
	Count, ForEach, Enabled hcl.Expression
}

// Module is a module "NAME" {} block.
type Module struct {
	Name   string
	Repeat Repeat
	// Description is nil where absent.
	Description hcl.Expression
	// Source is what the author wrote: "./web", or a git address.
	Source      string
	SourceRange hcl.Range
	// Config is what stands in the source's directory; modules called with
	// the same source share it. Nil where it could not be had, which has been
	// reported.
	Config    *Config
	Connect   []Reference
	DependsOn []Reference
	// Attributes are the values of the module's variables.
	Attributes map[string]*hclsyntax.Attribute
	Overrides  []*Override
	Asserts    []*Assert
	// Range is the header, NameRange the label, End the closing brace.
	Range, NameRange, End hcl.Range
}

// Override is an override "TYPE" "NAME" {} block: arguments and nested blocks
// that take the place of those of the same name in a resource of the group that
// it stands in.
//
// It can have all that a resource has but what says how often and in which order
// the resource comes: count, for_each and enabled, which other resources of the
// group rely on where they name instances, and depends_on, which could only take
// away an order that the group relies on (Terraform's override files refuse that
// as well). One place has one override for a resource; of several places the
// outermost has the last word.
type Override struct {
	// Group leads from where the override stands to the resource's group:
	// ["composite", "web"], or nothing for a resource of the group itself. It is
	// written in front of the type: override "composite.web.file" "index" {}.
	Group []string
	// Resource has what the block sets; its Type and Name are the target's.
	Resource *Resource
}

// Check is a check "NAME" {} block: assertions about several resources, in the
// order written.
type Check struct {
	Name             string
	Description      hcl.Expression // nil where absent
	DependsOn        []Reference
	Asserts          []*Assert
	Range, NameRange hcl.Range
}

// Moved is a moved {} block: what was deployed as From is now To.
type Moved struct {
	From, To Reference
	Range    hcl.Range
}

// Removed is a removed {} block: From is no longer here. It is forgotten
// without being destroyed unless Destroy says otherwise.
type Removed struct {
	From    Reference
	Destroy bool
	Range   hcl.Range
}

// Import is an import {} block: To takes over what exists as ID.
type Import struct {
	To      Reference
	ID      hcl.Expression
	ForEach hcl.Expression // nil where absent
	Range   hcl.Range
}

// Composite is a composite "NAME" {} block.
type Composite struct {
	Name        string
	Repeat      Repeat
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
	Repeat     Repeat
	// Provider is the provider to use, nil for the default one.
	Provider *Reference
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

// Reference is one element of connect or depends_on, or another place that names
// a resource or a group: to, target, from. It has one of Traversal and Expr.
type Reference struct {
	// Traversal is the name, where it is written out: docker_container.web["eu"].
	Traversal hcl.Traversal
	// Expr is the name with an index that has to be evaluated, such as
	// docker_container.web[each.key]: a *hclsyntax.IndexExpr or
	// *hclsyntax.RelativeTraversalExpr, over others or over a
	// *hclsyntax.ScopeTraversalExpr at the bottom. Nil where Traversal is not.
	Expr  hclsyntax.Expression
	Range hcl.Range
}

// Connection is a connection "KIND" {} block.
type Connection struct {
	Kind string
	To   Reference
	// Attributes are those other than to.
	Attributes       map[string]*hclsyntax.Attribute
	Range, KindRange hcl.Range
}

// Assert is an assert "KIND" {} block. Without a label its kind is "condition".
type Assert struct {
	Kind string
	// Target is the resource that the assertion looks at, where it stands in a
	// check, a composite or a module; nil where absent, and in a resource.
	Target *Reference
	// Attributes include timeout and interval, not target.
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

// Lifecycle is a lifecycle {} block. Expressions are nil where absent.
type Lifecycle struct {
	PreventDestroy      hcl.Expression
	RetainOnDestroy     hcl.Expression
	CreateBeforeDestroy hcl.Expression
	// IgnoreChanges are attribute names with their places; IgnoreAll is
	// ignore_changes = all.
	IgnoreChanges []Name
	IgnoreAll     bool
	// ReplaceTriggeredBy are references to resources or their attributes.
	ReplaceTriggeredBy []Reference
	Preconditions      []*Condition
	Postconditions     []*Condition
	Range              hcl.Range
}

// Timeouts is a timeouts {} block: durations as written, nil where absent.
type Timeouts struct {
	Create, Update, Delete hcl.Expression
	Range                  hcl.Range
}
