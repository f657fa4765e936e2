package kinds

import (
	"slices"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/probe"
)

// General gives the assertion kinds that need no resource: a check or composite
// can have them without a target.
func General() []schema.Probe { return slices.Clone(probe.General) }
