package hclspec

import (
	"strings"
	"testing"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

func TestCheckVersion(t *testing.T) {
	for _, c := range []struct {
		required, running string
		ok                bool
	}{
		{"", "1.2.3", true},
		{">= 1.2", "1.2.3", true},
		{">= 1.2, < 2.0", "v1.9.0", true},
		{">= 1.2, < 2.0", "2.0.0", false},
		{"~> 1.2.0", "1.2.9", true},
		{"~> 1.2.0", "1.3.0", false},
		{"!= 1.2.3", "1.2.3", false},
		{"= 1.2.3", "1.2.3", true},
		{"1.2.3", "1.2.4", false},
		{">= 1.2.3", "1.2.3-rc.1", true},
		{">= 99", "0.0.0-dev", true},
		{">= 99", "0.0.0", true},
		{">= 99", "(devel)", true},
		{">= 99", "", true},
		{">= 99", "b799566-dirty", true},
		{"~> 1.4", "1.4.2-3-gabc", true},
	} {
		src := "clockwork {\n  required_version = \"" + c.required + "\"\n}\n"
		cfg, diags := LoadSources(".", map[string][]byte{"main.cw.hcl": []byte(src)})
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		d := cfg.Settings.CheckVersion(c.running)
		if (d == nil) != c.ok {
			t.Errorf("%q with %q: %v", c.required, c.running, d)
		}
		if d == nil {
			continue
		}
		if position(d.Subject) != "main.cw.hcl:2:22" || diag.CodeOf(d) != "CW0004" || !strings.Contains(d.Detail, c.required) {
			t.Errorf("%s %s %s", position(d.Subject), diag.CodeOf(d), d.Detail)
		}
	}
}

func TestRequiredVersionHasToBeAConstraint(t *testing.T) {
	for _, text := range []string{"newest", ">= ", ">= 1.x", "1.0 ||", "=> 1", ">= 99999999999999999999"} {
		cfg, diags := LoadSources(".", map[string][]byte{"main.cw.hcl": []byte("clockwork {\n  required_version = \"" + text + "\"\n}\n")})
		if len(diags) != 1 || position(diags[0].Subject) != "main.cw.hcl:2:22" {
			t.Errorf("%q: %v", text, diags)
		}
		if cfg.Settings.CheckVersion("1.0.0") != nil {
			t.Errorf("%q is reported twice", text)
		}
	}
	if (&Settings{}).CheckVersion("1.0.0") != nil {
		t.Error("no settings want a version")
	}
}
