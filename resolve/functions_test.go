package resolve_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/resolve"
)

// evaluate gives an expression's value as an output would, or its errors.
func evaluate(t *testing.T, dir, expression string) string {
	t.Helper()
	cfg, diags := hclspec.LoadSources(dir, map[string][]byte{"main.cw.hcl": fmt.Appendf(nil, "output \"x\" {\n  value = %s\n}\n", expression)})
	if diags.HasErrors() {
		return errorText(diags)
	}
	graph, diags := resolve.Build(cfg, kinds, resolve.Inputs{Project: "shop", Stack: "dev", Env: func(name string) (string, bool) { return "v", name == "SET" }})
	values, more := graph.Evaluate()
	if diags = append(diags, more...); diags.HasErrors() {
		return errorText(diags)
	}
	return show(values.Outputs[0].Value)
}

// Names and results are Terraform's.
func TestFunctions(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "motd"), []byte("hello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "raw"), []byte{0xff, 0xfe}, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ expression, want string }{
		{`upper("hello")`, `("HELLO")`},
		{`join("-", ["a", "b"])`, `("a-b")`},
		{`length("äöü")`, `NumberIntVal(3)`},
		{`length({ a = 1, b = 2 })`, `NumberIntVal(2)`},
		{`length(["a"])`, `NumberIntVal(1)`},
		{`jsonencode({ b = [1, true, null] })`, `("{\"b\":[1,true,null]}")`},
		{`base64decode(base64encode("Grüße"))`, `("Grüße")`},
		{`sha256("hello world")`, `("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9")`},
		{`urlencode("a b&c")`, `("a+b%26c")`},
		{`try(jsondecode("{"), "fallback")`, `("fallback")`},
		{`can(tonumber("x"))`, `False`},
		{`startswith("nginx:1", "nginx")`, `True`},
		{`file("motd")`, `("hello\n")`},
		{`fileexists("motd") && !fileexists("nothing")`, `True`},
		{`filebase64("raw")`, `("//4=")`},
		{`basename("a/b.txt")`, `("b.txt")`},
		{`env("SET")`, `("v")`},
		{`secret("x")`, `("x") sensitive`},
		{`"${secret("x")}!"`, `("x!") sensitive`},
		{`clockwork.project`, `("shop")`},
		{`[for k, v in { a = 1 } : "${k}=${v}"]`, `TupleVal([]Value{("a=1")})`},
	} {
		if got := evaluate(t, dir, test.expression); got != test.want {
			t.Errorf("%s = %s, want %s", test.expression, got, test.want)
		}
	}
	for _, test := range []struct{ expression, want string }{
		{`env("UNSET")`, "UNSET is not set"},
		{`file("nothing")`, "there is no file"},
		{`file("raw")`, "not UTF-8"},
		{`base64decode("%%")`, "not base64"},
		{`nosuch("x")`, "nosuch"},
		{`clockwork.version`, "project and stack"},
	} {
		if got := evaluate(t, dir, test.expression); !strings.Contains(got, test.want) || !strings.Contains(got, "CW0") {
			t.Errorf("%s: %s lacks %q", test.expression, got, test.want)
		}
	}
}
