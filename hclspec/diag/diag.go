// Package diag gives hcl.Diagnostic what the rest of the world expects of an
// error: a stable code, an address, and encoders.
//
// It does not decide what is wrong; each stage does, and says it with New or
// Warn.
package diag

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
)

// Code is stable: CW0101 means the same mistake in every version. The hundreds
// name the stage: 00 files and settings, 01 syntax and blocks, 02 names and
// references, 03 values, 04 completion and lock, 05 deployment and state, 06
// assertions.
type Code string

// Extra is carried in hcl.Diagnostic.Extra.
type Extra struct {
	Code Code
	// Address of the resource concerned, or "".
	Address string
}

// New makes an error. summary is constant for a code; detail says what, why and
// what to do. subject may be nil when nothing in a file is to blame.
func New(code Code, subject *hcl.Range, summary, detail string, args ...any) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  summary,
		Detail:   format(detail, args),
		Subject:  subject,
		Extra:    Extra{Code: code},
	}
}

// Warn makes a warning.
func Warn(code Code, subject *hcl.Range, summary, detail string, args ...any) *hcl.Diagnostic {
	d := New(code, subject, summary, detail, args...)
	d.Severity = hcl.DiagWarning
	return d
}

func format(detail string, args []any) string {
	if len(args) == 0 {
		return detail
	}
	return fmt.Sprintf(detail, args...)
}

// At adds the address of the resource concerned.
func At(d *hcl.Diagnostic, address string) *hcl.Diagnostic {
	e, _ := d.Extra.(Extra)
	e.Address = address
	d.Extra = e
	return d
}

// CodeOf gives a diagnostic's code; a syntax error of hcl itself has CW0101.
func CodeOf(d *hcl.Diagnostic) Code {
	if e, ok := d.Extra.(Extra); ok && e.Code != "" {
		return e.Code
	}
	return "CW0101"
}

// AddressOf gives a diagnostic's address, or "".
func AddressOf(d *hcl.Diagnostic) string {
	e, _ := d.Extra.(Extra)
	return e.Address
}
