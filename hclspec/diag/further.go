package diag

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// independent are the codes of mistakes that would be mistakes whatever else a
// configuration has. Others, such as a reference to nothing, may come of a block
// that could not be read.
var independent = []Code{
	"CW0102", "CW0103", "CW0201", "CW0204", "CW0301", "CW0302", "CW0304", "CW0305", "CW0306", "CW0308", "CW0309", "CW0601", "CW0603",
}

// harmless are the codes of mistakes in reading that lose no declaration.
var harmless = []Code{"CW0103", "CW0105", "CW0108", "CW0303"}

// Further gives, of the errors found in what could be read of a configuration,
// those to be told beside what was wrong with reading it: all, or only those
// that can't come of a declaration that was lost.
func Further(reading, later hcl.Diagnostics) hcl.Diagnostics {
	lost := slices.ContainsFunc(reading, func(d *hcl.Diagnostic) bool { return !slices.Contains(harmless, CodeOf(d)) })
	return slices.DeleteFunc(later, func(d *hcl.Diagnostic) bool {
		return d.Severity != hcl.DiagError || lost && !slices.Contains(independent, CodeOf(d))
	})
}
