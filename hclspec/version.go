package hclspec

import (
	goversion "github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// checkConstraint reports a required_version that is no constraint, and drops
// it.
func (d *decoder) checkConstraint(s *Settings) {
	if s.RequiredVersion == "" {
		return
	}
	if _, err := goversion.NewConstraint(s.RequiredVersion); err != nil {
		d.report("CW0302", s.Attributes["required_version"].Expr.Range(), "Invalid value",
			"%q is no version constraint. Write one such as \">= 1.2\", or several with commas: \">= 1.2, < 2.0\". The signs are =, !=, >, >=, <, <= and ~>.", s.RequiredVersion)
		s.RequiredVersion = ""
	}
}

// CheckVersion holds the version of cw that is running against required_version,
// in Terraform's syntax; nil if it will do. A pre-release counts as the version
// that it leads to. A build without a version of its own (0.0.0, or no version
// at all) does for every constraint.
func (s *Settings) CheckVersion(running string) *hcl.Diagnostic {
	if s.RequiredVersion == "" {
		return nil
	}
	constraint, err := goversion.NewConstraint(s.RequiredVersion)
	if err != nil {
		return nil // decoding has reported it
	}
	v, err := goversion.NewVersion(running)
	if err != nil || v.Core().String() == "0.0.0" || constraint.Check(v.Core()) {
		return nil
	}
	at := s.Range
	if a := s.Attributes["required_version"]; a != nil {
		at = a.Expr.Range()
	}
	return diag.New("CW0004", &at, "Another version of cw is needed",
		"required_version is %q, but this is cw %s. Install a version that fits, or change the constraint.", s.RequiredVersion, v.Core())
}
