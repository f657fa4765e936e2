package resolve

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/resolve/functions"
)

// baseContext holds what every expression of a configuration may use: functions,
// path.* and clockwork.*. A module's file functions see its package alone.
func baseContext(g *Graph, cfg *hclspec.Config, env func(string) (string, bool)) *hcl.EvalContext {
	library := functions.Library(functions.Environment{Dir: cfg.Dir, Within: cfg.Package, Env: env})
	library["complete"] = completeFunction(func(string) cty.Value { return cty.DynamicVal })
	return &hcl.EvalContext{
		Variables: map[string]cty.Value{
			"path": cty.ObjectVal(map[string]cty.Value{
				"root": cty.StringVal(g.Dir), "module": cty.StringVal(cfg.Dir),
			}),
			"clockwork": cty.ObjectVal(map[string]cty.Value{
				"project": cty.StringVal(g.Project), "stack": cty.StringVal(g.Stack),
			}),
		},
		Functions: library,
	}
}
