package schema

import (
	"context"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"
)

// Kind is one row of the table of resource types: data, a Driver and Probes.
type Kind struct {
	// Name is what an author writes: "docker_container".
	Name string
	// Doc is Markdown: one summary sentence, then more.
	Doc string
	// Version is raised when the meaning of an attribute changes; it is part
	// of what a lock entry was derived from.
	Version int
	// Token is the Pulumi type token: "clockwork:index:File".
	Token string
	// Internal kinds are made by cw and can't be written by an author.
	Internal bool
	// Available says why a resource of this kind can't be deployed from this
	// machine by this version, in the author's words, or nil. It is asked by a
	// plan, never by a validation, and looks at nothing but the program itself.
	// Nil means always.
	Available func() error
	// PathID kinds have a host path for an id; an author may write it relative
	// to the configuration directory.
	PathID bool
	// Networked kinds can share a network with, and be reached by name from,
	// those that connect to them.
	Networked bool
	// Attributes in the order in which the docs list them.
	Attributes []Attribute
	// Outputs are what only the deployment knows.
	Outputs []Output
	// Driver makes it real.
	Driver Driver
	// Probes are the assertion kinds it understands.
	Probes []Probe
	// Validate checks what concerns more than one attribute. It sees
	// unmarked values and must cope with unknown ones. Optional.
	Validate func(attrs map[string]cty.Value) []Problem
	// Claims says what of the machine it needs for itself alone; two
	// resources with clashing claims are an error. Same input as Validate.
	// Optional.
	Claims func(attrs map[string]cty.Value) []Claim
	// Have reads the Outputs (by Output.Name) out of a deployed state. Nil
	// means: property of the output's camel-case name, converted.
	Have func(s State) map[string]cty.Value
}

// Fill says who may fill an attribute that the author left out.
type Fill int

const (
	// FillNever: takes its default.
	FillNever Fill = iota
	// FillNeeded: the resource can't be without it, so absence is a hole.
	FillNeeded
	// FillOptional: offered to a completer only when the resource has a hole
	// already or complete { fill = […] } names it.
	FillOptional
)

// Attribute is one argument of a kind.
type Attribute struct {
	Name string
	// Doc is one or two plain sentences, shown by hover, docs and the model's
	// schema.
	Doc string
	// Type may have optional object attributes (cty.ObjectWithOptionalAttrs).
	Type cty.Type
	// Default is cty.NilVal where there is none; absent is then null.
	Default cty.Value
	// DefaultFrom names where an absent value without Default comes from:
	// "label" (the block's name) or another attribute of the kind.
	DefaultFrom string
	Fill        Fill
	// Unless names attributes that do instead of a FillNeeded one: a file
	// with source needs no content.
	Unless []string
	// Merge attributes are maps that several sources fill key by key.
	Merge bool
	// Check says what is wrong with a known, non-null, unmarked value of
	// Type, in the author's words, or nil. Optional.
	Check func(cty.Value) *Problem
	// Replaces: a change can't be made in place.
	Replaces bool
	// Sensitive values are secrets from the moment they are read.
	Sensitive bool
	// Properties are the provider's names for it, where they are not
	// PropertyName(Name): pulumi-docker calls env "envs".
	Properties []resource.PropertyKey
	// Path values are host paths, relative to the configuration directory;
	// compile makes them absolute.
	Path bool
	// Local says which values of a Path attribute are paths; nil means all.
	Local func(string) bool
	// Block attributes are written as nested blocks (upload { … }); Type is
	// then a list of objects.
	Block bool
	// Example is an HCL expression that passes Check.
	Example string
	// Planned says what is not built yet, as a whole sentence for the author; ""
	// means built. Such an argument validates, and a plan refuses any value of it
	// but null and Default.
	Planned string
}

// Output is a value that only the deployment knows.
type Output struct {
	Name string
	Doc  string
	Type cty.Type
	// Sensitive outputs are secrets.
	Sensitive bool
	// DerivedFrom names attributes that the output gives away (a file's hash,
	// its content): it is a secret when one of them is.
	DerivedFrom []string
}

// Problem is what a row found wrong with the author's (or anybody's) values.
type Problem struct {
	// Path is the attribute, or attribute.key, or attribute[index]; "" for
	// the resource as a whole.
	Path string
	// Code is the diagnostic's stable code, "CW0301"; "" gives the general
	// one.
	Code string
	// Summary is constant per kind of mistake; Detail says what, why and what
	// to do.
	Summary string
	Detail  string
}

// State is a deployed resource as the engine keeps it. Properties are in the
// provider's own shape (for docker kinds pulumi-docker's); secrets appear as
// resource secret values.
type State struct {
	// ID is the provider's id; "" means that it is not there.
	ID string
	// Inputs are what was asked for, after Check.
	Inputs resource.PropertyMap
	// Outputs are what came of it; they include the inputs.
	Outputs resource.PropertyMap
}

// Call carries what every driver call gets beside its properties.
type Call struct {
	// URN of the resource, for labels and messages.
	URN string
	// Address as the author knows it, derived from the URN.
	Address Address
	// Project and Stack from the URN, for ownership labels.
	Project, Stack string
	// Config is the provider's configuration ("host" for docker).
	Config resource.PropertyMap
	// Timeout bounds the call; 0 means the driver's own default.
	Timeout time.Duration
	// Progress tells people what is going on ("pulling 12 MB of 80 MB"). It
	// may be nil; use Report.
	Progress func(message string)
}

// Report calls Progress if there is one.
func (c Call) Report(message string) {
	if c.Progress != nil {
		c.Progress(message)
	}
}

// Driver makes one kind real. Properties are plain: secrets are unwrapped
// before, and wrapped again after, by deploy/provider. Every method honours ctx
// and call.Timeout. Errors are in the author's words and say what to do.
type Driver interface {
	// Create makes it. If it fails after something was made, it returns the
	// state so far with the error, and the engine records it.
	Create(ctx context.Context, call Call, inputs resource.PropertyMap) (State, error)
	// Read looks at the world: the same id with what is really there, or a
	// State with an empty ID when it is gone. What it reads back equals what
	// Create was given wherever nothing changed.
	Read(ctx context.Context, call Call, old State) (State, error)
	// Delete removes it; that it is gone already is no error.
	Delete(ctx context.Context, call Call, old State) error
}

// Checker is a Driver that normalises inputs and fills provider defaults, so
// that equal meanings are equal properties. Failures are Problems with Path in
// property names. In a preview inputs may hold unknown values
// (resource.Computed), which stay as they are.
type Checker interface {
	Check(ctx context.Context, call Call, inputs resource.PropertyMap) (resource.PropertyMap, []Problem)
}

// Differ is a Driver with its own idea of what changed. Without it the inputs
// are compared property by property, and a change of an attribute with Replaces
// replaces. In a preview inputs may hold unknown values (resource.Computed); they
// count as changed.
type Differ interface {
	Diff(ctx context.Context, call Call, old State, inputs resource.PropertyMap) (Difference, error)
}

// Updater is a Driver that can change some things in place. Without it every
// change replaces.
type Updater interface {
	Update(ctx context.Context, call Call, old State, inputs resource.PropertyMap) (State, error)
}

// Previewer is a Driver that knows which outputs a Create (old is empty) or an
// Update will give. It returns those that it knows, the inputs included; what it
// leaves out is unknown. It changes nothing. Inputs may hold unknown values
// (resource.Computed). Without it every Output is unknown in a preview.
type Previewer interface {
	Preview(ctx context.Context, call Call, old State, inputs resource.PropertyMap) (resource.PropertyMap, error)
}

// Adopter is a Driver that can find what a lost create left behind: the thing
// that carries this URN's labels (or stands at this path), or an empty State.
type Adopter interface {
	Find(ctx context.Context, call Call, inputs resource.PropertyMap) (State, error)
}

// Lister is a Driver that reads many resources of its kind at once. The
// result has the same length and order as olds.
type Lister interface {
	ReadAll(ctx context.Context, call Call, olds []State) ([]State, error)
}

// Difference is what an update would do.
type Difference struct {
	// Changes maps property names to whether that change replaces.
	Changes map[string]bool
	// DeleteBeforeReplace: old and new can't exist side by side (a name or a
	// host port is held).
	DeleteBeforeReplace bool
}

// Probe is one kind of assertion.
type Probe struct {
	// Name is the block's label: "port_accessible".
	Name       string
	Doc        string
	Attributes []Attribute
	// Validate checks what concerns more than one argument, before deployment.
	// It sees unmarked values and must cope with absent and unknown ones.
	// Optional.
	Validate func(args map[string]cty.Value) []Problem
	// Run makes one attempt. The caller retries until it holds or the
	// assertion's time-out is over.
	Run func(ctx context.Context, in ProbeInput) Evidence
}

// ProbeInput is what one attempt gets.
type ProbeInput struct {
	Address Address
	// Self has the resource's attributes and outputs, unmarked.
	Self map[string]cty.Value
	// Args has one value per Attribute of the probe, defaults filled in,
	// unmarked; absent ones are null.
	Args map[string]cty.Value
	// State is the deployed state.
	State State
	// Config is the provider's configuration.
	Config resource.PropertyMap
	// Dir is the configuration directory.
	Dir string
}

// Evidence is what an attempt saw.
type Evidence struct {
	OK bool
	// Expected and Seen complete "expected …" and "saw …".
	Expected, Seen string
}

// Attribute finds an attribute by name, or nil.
func (k *Kind) Attribute(name string) *Attribute {
	for i := range k.Attributes {
		if k.Attributes[i].Name == name {
			return &k.Attributes[i]
		}
	}
	return nil
}

// PropertyKeys are the provider's properties that an attribute becomes.
func (a *Attribute) PropertyKeys() []resource.PropertyKey {
	if len(a.Properties) > 0 {
		return a.Properties
	}
	return []resource.PropertyKey{PropertyName(a.Name)}
}

// Output finds an output by name, or nil.
func (k *Kind) Output(name string) *Output {
	for i := range k.Outputs {
		if k.Outputs[i].Name == name {
			return &k.Outputs[i]
		}
	}
	return nil
}

// Probe finds a probe by name, or nil.
func (k *Kind) Probe(name string) *Probe {
	for i := range k.Probes {
		if k.Probes[i].Name == name {
			return &k.Probes[i]
		}
	}
	return nil
}

// Package is the Pulumi package of the kind's token: "docker".
func (k *Kind) Package() string {
	p, _, _ := strings.Cut(k.Token, ":")
	return p
}

// Table is the list of all kinds.
type Table []*Kind

// Kind finds a row by name, or nil.
func (t Table) Kind(name string) *Kind {
	for _, k := range t {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// ByToken finds a row by its Pulumi token, or nil.
func (t Table) ByToken(token string) *Kind {
	for _, k := range t {
		if k.Token == token {
			return k
		}
	}
	return nil
}

// PropertyName is the Pulumi property of an attribute: sensitive_content
// becomes sensitiveContent.
func PropertyName(attribute string) resource.PropertyKey {
	words := strings.Split(attribute, "_")
	for i, w := range words[1:] {
		if w != "" {
			words[i+1] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return resource.PropertyKey(strings.Join(words, ""))
}

// Outputted reads the kind's outputs out of a deployed state.
func (k *Kind) Outputted(s State) map[string]cty.Value {
	if k.Have != nil {
		return k.Have(s)
	}
	values := make(map[string]cty.Value, len(k.Outputs))
	for _, o := range k.Outputs {
		v, ok := s.Outputs[PropertyName(o.Name)]
		if o.Name == "id" && !ok {
			values[o.Name] = cty.StringVal(s.ID)
			continue
		}
		if ok {
			values[o.Name] = FromProperty(v, o.Type)
		}
	}
	return values
}
