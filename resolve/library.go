package resolve

import (
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/resolve/functions"
)

// baseContext holds what every expression of a configuration may use: functions,
// path.* and clockwork.*. A module's file functions see its package alone.
func baseContext(g *Graph, cfg *hclspec.Config, env func(string) (string, bool)) *hcl.EvalContext {
	library := functions.Library(functions.Environment{Dir: g.Dir, Within: cfg.Package, Env: env})
	library["complete"] = completeFunction(func(string) cty.Value { return cty.DynamicVal })
	return &hcl.EvalContext{
		Variables: map[string]cty.Value{
			"path": cty.ObjectVal(map[string]cty.Value{
				"root": cty.StringVal("."), "module": cty.StringVal(relativeTo(g.Dir, cfg.Dir)),
			}),
			"clockwork": cty.ObjectVal(map[string]cty.Value{
				"project": cty.StringVal(g.Project), "stack": cty.StringVal(g.Stack),
			}),
		},
		Functions: library,
	}
}

// relativeTo is a directory as seen from the configuration's: what goes into
// values must not differ from machine to machine.
func relativeTo(root, dir string) string {
	rel, err := filepath.Rel(root, dir)
	if err != nil {
		return dir
	}
	return filepath.ToSlash(rel)
}
