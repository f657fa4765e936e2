package resolve

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/clockwork-hcl/cw/schema"
)

// baseContext holds what every expression may use: functions, path.* and
// clockwork.*.
func baseContext(g *Graph, env func(string) (string, bool)) *hcl.EvalContext {
	return &hcl.EvalContext{
		Variables: map[string]cty.Value{
			"path": cty.ObjectVal(map[string]cty.Value{
				"root": cty.StringVal(g.Dir), "module": cty.StringVal(g.Dir),
			}),
			"clockwork": cty.ObjectVal(map[string]cty.Value{
				"project": cty.StringVal(g.Project), "stack": cty.StringVal(g.Stack),
			}),
		},
		Functions: functionsFor(g.Dir, env),
	}
}

// functionsFor is the function library: Terraform's names and results.
func functionsFor(dir string, env func(string) (string, bool)) map[string]function.Function {
	f := map[string]function.Function{
		"env": envFunction(env), "secret": secretFunction, "sensitive": secretFunction,
		"complete": completeFunction(func(string) cty.Value { return cty.DynamicVal }),
		"file":     fileFunction(dir, "file"), "filebase64": fileFunction(dir, "filebase64"), "fileexists": fileExistsFunction(dir),
		"abspath":      textFunction(func(s string) (string, error) { return absolute(dir, s), nil }),
		"basename":     textFunction(func(s string) (string, error) { return filepath.Base(s), nil }),
		"dirname":      textFunction(func(s string) (string, error) { return filepath.Dir(s), nil }),
		"base64encode": textFunction(func(s string) (string, error) { return base64.StdEncoding.EncodeToString([]byte(s)), nil }),
		"base64decode": textFunction(decodeBase64), "sha256": textFunction(sha256Text),
		"urlencode": textFunction(func(s string) (string, error) { return url.QueryEscape(s), nil }),
		"try":       tryfunc.TryFunc, "can": tryfunc.CanFunc,
		"tostring": stdlib.MakeToFunc(cty.String), "tonumber": stdlib.MakeToFunc(cty.Number), "tobool": stdlib.MakeToFunc(cty.Bool),
		"tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)), "toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
		"tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)), "length": lengthFunction,
		"startswith": pairFunction(strings.HasPrefix), "endswith": pairFunction(strings.HasSuffix), "strcontains": pairFunction(strings.Contains),
	}
	for name, fn := range standardFunctions {
		f[name] = fn
	}
	return f
}

var standardFunctions = map[string]function.Function{
	"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "log": stdlib.LogFunc,
	"max": stdlib.MaxFunc, "min": stdlib.MinFunc, "parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc, "signum": stdlib.SignumFunc,
	"chomp": stdlib.ChompFunc, "format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc, "indent": stdlib.IndentFunc,
	"join": stdlib.JoinFunc, "lower": stdlib.LowerFunc, "regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc,
	"replace": stdlib.ReplaceFunc, "split": stdlib.SplitFunc, "strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc,
	"title": stdlib.TitleFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc,
	"trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc,
	"chunklist": stdlib.ChunklistFunc, "coalesce": stdlib.CoalesceFunc, "coalescelist": stdlib.CoalesceListFunc, "compact": stdlib.CompactFunc,
	"concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc, "distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc,
	"flatten": stdlib.FlattenFunc, "keys": stdlib.KeysFunc, "lookup": stdlib.LookupFunc, "merge": stdlib.MergeFunc, "range": stdlib.RangeFunc,
	"reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc, "setproduct": stdlib.SetProductFunc,
	"setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc, "slice": stdlib.SliceFunc, "sort": stdlib.SortFunc,
	"values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc,
	"csvdecode": stdlib.CSVDecodeFunc, "jsondecode": stdlib.JSONDecodeFunc, "jsonencode": stdlib.JSONEncodeFunc,
	"formatdate": stdlib.FormatDateFunc, "timeadd": stdlib.TimeAddFunc,
}

// completeFunction is complete("hint"): the value that fill gives.
func completeFunction(fill fillFunc) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "hint", Type: cty.String}},
		Type:   func(args []cty.Value) (cty.Type, error) { return cty.DynamicPseudoType, nil },
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return fill(args[0].AsString()), nil
		},
	})
}

func textFunction(do func(string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "value", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			s, err := do(args[0].AsString())
			return cty.StringVal(s), err
		},
	})
}

func pairFunction(do func(a, b string) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "value", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(do(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

func envFunction(env func(string) (string, bool)) function.Function {
	return textFunction(func(name string) (string, error) {
		if env != nil {
			if v, ok := env(name); ok {
				return v, nil
			}
		}
		return "", fmt.Errorf("the environment variable %s is not set; set it, or add a line %s=… to .env", name, name)
	})
}

// secretFunction marks its argument as sensitive, at any depth.
var secretFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowUnknown: true, AllowNull: true, AllowMarked: true, AllowDynamicType: true}},
	Type:   func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		return args[0].Mark(schema.Sensitive), nil
	},
})

var lengthFunction = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		t := args[0].Type()
		switch {
		case t == cty.String:
			return stdlib.Strlen(args[0])
		case t.IsObjectType():
			return cty.NumberIntVal(int64(len(t.AttributeTypes()))), nil
		case t.IsTupleType(), t.IsCollectionType():
			return args[0].Length(), nil
		}
		return cty.NilVal, function.NewArgErrorf(0, "length takes a text, a list or a map")
	},
})

// maxFile bounds what file() reads: a configuration's values are held in
// memory.
const maxFile = 16 << 20

func fileFunction(dir, name string) function.Function {
	return textFunction(func(path string) (string, error) {
		text, err := readFile(absolute(dir, path))
		if err != nil {
			return "", err
		}
		if name == "filebase64" {
			return base64.StdEncoding.EncodeToString(text), nil
		}
		if !utf8.Valid(text) {
			return "", fmt.Errorf("%s is not UTF-8 text; use filebase64", path)
		}
		return string(text), nil
	})
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s", path)
	case err != nil:
		return nil, fmt.Errorf("%s can't be read: %w", path, errors.Unwrap(err))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", path)
	case info.Size() > maxFile:
		return nil, fmt.Errorf("%s is larger than %d MiB", path, maxFile>>20)
	}
	return os.ReadFile(path)
}

func fileExistsFunction(dir string) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			info, err := os.Stat(absolute(dir, args[0].AsString()))
			return cty.BoolVal(err == nil && info.Mode().IsRegular()), nil
		},
	})
}

func absolute(dir, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

func decodeBase64(s string) (string, error) {
	text, err := base64.StdEncoding.DecodeString(s)
	if err != nil || !utf8.Valid(text) {
		return "", errors.New("the value is not base64 of UTF-8 text")
	}
	return string(text), nil
}

func sha256Text(s string) (string, error) {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:]), nil
}
