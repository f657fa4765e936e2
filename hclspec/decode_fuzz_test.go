package hclspec

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
)

// FuzzDecode reads any text as a configuration. Whatever it is, every mistake
// has a place, what is understood is whole, and there is always a result.
func FuzzDecode(f *testing.F) {
	for _, name := range []string{"blocks", "checks", "composites", "everything", "modules", "overrides", "providers", "refactorings", "resources", "settings", "variables"} {
		for _, text := range archiveTexts(f, name) {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		cfg, diags := LoadSources("/there-is-no-such-directory", map[string][]byte{"main.cw.hcl": src})
		for _, d := range diags {
			if d.Subject == nil || d.Summary == "" || d.Detail == "" {
				t.Errorf("%q: a mistake without a place or a word: %v", src, d)
			}
		}
		wholeGroup(t, cfg.Root)
		for _, m := range cfg.Moved {
			wholeReference(t, m.From)
			wholeReference(t, m.To)
		}
		for _, r := range cfg.Removed {
			wholeReference(t, r.From)
		}
		for _, i := range cfg.Imports {
			wholeReference(t, i.To)
		}
		if len(diags) == 0 {
			outline(cfg)
		}
	})
}

func wholeGroup(t *testing.T, g *Group) {
	t.Helper()
	for _, r := range g.Resources {
		wholeResource(t, r)
		if r.Repeat.Count != nil && r.Repeat.ForEach != nil {
			t.Errorf("%s.%s has count and for_each", r.Type, r.Name)
		}
	}
	for _, o := range g.Overrides {
		wholeResource(t, o.Resource)
		if len(o.Group)%2 != 0 || o.Resource.Repeat != (Repeat{}) || o.Resource.DependsOn != nil {
			t.Errorf("override %v of %s.%s", o.Group, o.Resource.Type, o.Resource.Name)
		}
	}
	for _, c := range g.Composites {
		if c.Name == "" || c.Name == "?" {
			t.Error("a composite has no name")
		}
		wholeGroup(t, c.Group)
	}
	for _, m := range g.Modules {
		if m.Name == "" || m.Name == "?" {
			t.Error("a module has no name")
		}
		wholeGroup(t, &Group{Overrides: m.Overrides})
	}
}

func wholeResource(t *testing.T, r *Resource) {
	t.Helper()
	if r.Type == "" || r.Name == "" || r.Range == (hcl.Range{}) || r.End == (hcl.Range{}) {
		t.Errorf("%+v is not whole", r)
	}
	for _, list := range [][]Reference{r.Connect, r.DependsOn} {
		for _, ref := range list {
			wholeReference(t, ref)
		}
	}
}

func wholeReference(t *testing.T, r Reference) {
	t.Helper()
	if (r.Traversal == nil) == (r.Expr == nil) {
		t.Errorf("a reference is no name: %+v", r)
	}
}
