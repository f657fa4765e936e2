package lock

import (
	"maps"

	"github.com/clockwork-hcl/cw/schema"
)

// Layer is everything that the file holds, fresh or not.
func (f *File) Layer() schema.Layer {
	layer := make(schema.Layer, len(f.entries))
	for a, e := range f.entries {
		layer[a] = maps.Clone(e.Values)
	}
	return layer
}
