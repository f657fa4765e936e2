package state

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// Resource is one deployed resource in memory. Property maps hold secrets as
// resource secret values with their plaintext; they are encrypted on their way
// to disk. A Resource is not changed once it is in a Snapshot or a Journal: a
// new state is a new Resource made with With.
type Resource struct {
	URN    resource.URN
	Type   tokens.Type
	Custom bool
	// ID is empty for components.
	ID              resource.ID
	Parent          resource.URN
	Provider        string // "urn::id" of the provider resource
	Inputs, Outputs resource.PropertyMap

	Dependencies         []resource.URN
	PropertyDependencies map[resource.PropertyKey][]resource.URN
	DeletedWith          resource.URN

	Protect        bool
	RetainOnDelete bool
	External       bool
	// Delete: replaced, still to be deleted.
	Delete bool
	// PendingReplacement: deleted, still to be created again.
	PendingReplacement bool

	AdditionalSecretOutputs []resource.PropertyKey
	Aliases                 []resource.URN
	InitErrors              []string
	CustomTimeouts          *resource.CustomTimeouts
	IgnoreChanges           []string
	ReplaceOnChanges        []string
	Created, Modified       *time.Time

	// key tells this resource from others with its URN, from load to save.
	key string
	// loaded is the JSON that this resource, or the one it was made from With,
	// was read from. It keeps the fields that Resource does not name.
	loaded json.RawMessage
}

// With returns a copy with change applied, which stands in the same place of
// the stack as r. Maps and slices of the copy are its own to their first level.
func (r *Resource) With(change func(*Resource)) *Resource {
	c := *r
	c.Inputs, c.Outputs = maps.Clone(r.Inputs), maps.Clone(r.Outputs)
	c.PropertyDependencies = maps.Clone(r.PropertyDependencies)
	c.Dependencies = slices.Clone(r.Dependencies)
	c.Aliases = slices.Clone(r.Aliases)
	c.InitErrors = slices.Clone(r.InitErrors)
	change(&c)
	return &c
}

// Operation is something that was begun and whose outcome is not known.
type Operation struct {
	Resource *Resource
	Type     apitype.OperationType
}

// Snapshot is a whole stack. Resources are in dependency order.
type Snapshot struct {
	Resources []*Resource
	Pending   []Operation

	// origin is what Load read; nil for a snapshot that was not loaded.
	origin *origin
}

// Recovered reports whether the journal of a run that did not finish is part of
// the snapshot: Begin and Commit make it part of the checkpoint, even where the
// run has nothing to do.
func (s *Snapshot) Recovered() bool {
	return s.origin != nil && s.origin.text != nil && len(s.origin.text.records) > 0
}
