package functions

import (
	"fmt"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

func clockworkFunctions() map[string]bounded {
	return map[string]bounded{
		"secret": free(sensitiveFunction()),
		"complete": free(flexible(func([]cty.Value) (cty.Value, error) {
			return cty.DynamicVal, nil
		}, text("hint"))),
	}
}

func envFunction(env func(string) (string, bool)) function.Function {
	return plain(cty.String, func(args []cty.Value) (cty.Value, error) {
		name := args[0].AsString()
		if env != nil {
			if v, ok := env(name); ok {
				return cty.StringVal(v), nil
			}
		}
		return cty.NilVal, wrong(0, fmt.Errorf("the environment variable %s is not set; set it, or add a line %s=… to .env", name, name))
	}, text("name"))
}
