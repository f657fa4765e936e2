package functions_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/resolve/functions"
)

// A module reads only what is in its directory, whichever way a path leads out.
func TestWithin(t *testing.T) {
	top := t.TempDir()
	module := filepath.Join(top, "module")
	write(t, filepath.Join(top, "outside.txt"), "secret")
	write(t, filepath.Join(top, "module-2", "near.txt"), "secret")
	write(t, filepath.Join(module, "inside.txt"), "inside")
	write(t, filepath.Join(module, "sub", "deeper.txt"), "deeper")
	for link, target := range map[string]string{"out": top, "out.txt": "../outside.txt", "in.txt": "inside.txt", "absolute.txt": filepath.Join(module, "inside.txt"), "nowhere": "../nothing"} {
		if err := os.Symlink(target, filepath.Join(module, link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	ctx := &hcl.EvalContext{Functions: functions.Library(functions.Environment{Dir: module, Within: module, Env: testEnv})}
	for _, test := range []struct{ source, want string }{
		{`file("inside.txt")`, "inside"},
		{`file("sub/../inside.txt")`, "inside"},
		{`file("in.txt")`, "inside"},
		{`file("absolute.txt")`, "inside"},
		{`file(abspath("sub/deeper.txt"))`, "deeper"},
		{`fileexists("nothing.txt") ? "yes" : "no"`, "no"},
		{`join(",", fileset(".", "**/*.txt"))`, "absolute.txt,in.txt,inside.txt,sub/deeper.txt"},
	} {
		got, diags := evaluate(t, ctx, test.source)
		if diags.HasErrors() || got.AsString() != test.want {
			t.Errorf("%s = %#v %s, want %q", test.source, got, diags, test.want)
		}
	}
	for _, source := range []string{
		`file("../outside.txt")`, `file("out/outside.txt")`, `file("out.txt")`, `file("../module-2/near.txt")`, `file("/etc/hostname")`, `file("~/x")`, `file(abspath("../outside.txt"))`,
		`filebase64("out.txt")`, `filesha256("out.txt")`, `fileexists("../outside.txt")`, `fileexists("../nothing.txt")`, `fileexists("out.txt")`, `templatefile("out.txt", {})`,
		`fileset("..", "*")`, `fileset(".", "../*")`, `fileset("out", "*")`, `fileset("/", "*")`, `file("sub/../../outside.txt")`, `templatestring("$${file(\"../outside.txt\")}", {})`,
	} {
		got, diags := evaluate(t, ctx, source)
		if !diags.HasErrors() || !strings.Contains(diags.Error(), "is outside of") {
			t.Errorf("%s = %#v %s, want an error that it is outside", source, got, diags)
		}
		if strings.Contains(diags.Error(), "secret") {
			t.Errorf("%s shows what it may not read: %s", source, diags)
		}
	}
}

// Relative paths count from the environment's directory, not from where the
// process runs.
func TestDir(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a", "b.txt"), "content")
	ctx := contextFor(filepath.Join(dir, "a"), nil)
	got, diags := evaluate(t, ctx, `[file("b.txt"), file("../a/b.txt"), abspath("x/../b.txt"), fileset("..", "**")]`)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	want := cty.TupleVal([]cty.Value{cty.StringVal("content"), cty.StringVal("content"), cty.StringVal(filepath.ToSlash(filepath.Join(dir, "a", "b.txt"))), cty.SetVal([]cty.Value{cty.StringVal("a/b.txt")})})
	if !got.RawEquals(want) {
		t.Errorf("%#v, want %#v", got, want)
	}
}

// Templates that use others, and what they see.
func TestTemplates(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "outer.tftpl"), `<%{ for n in names }${templatefile("inner.tftpl", { name = n })}%{ endfor }>`)
	write(t, filepath.Join(dir, "inner.tftpl"), `${upper(name)};`)
	write(t, filepath.Join(dir, "value.tftpl"), `${list}`)
	write(t, filepath.Join(dir, "fan.tftpl"), `%{ for i in range(40) }${templatefile("fan.tftpl", {})}%{ endfor }`)
	write(t, filepath.Join(dir, "many.tftpl"), `%{ for i in range(40) }${templatefile("inner.tftpl", { name = "a" })}%{ endfor }`)
	ctx := contextFor(dir, map[string]cty.Value{"hidden": cty.StringVal("x")})
	for _, test := range []struct {
		source string
		want   cty.Value
	}{
		{`templatefile("outer.tftpl", { names = ["a", "b"] })`, cty.StringVal("<A;B;>")},
		{`templatefile("value.tftpl", { list = ["a"] })`, cty.TupleVal([]cty.Value{cty.StringVal("a")})},
		{`templatefile("inner.tftpl", tomap({ name = "a" }))`, cty.StringVal("A;")},
		{`templatestring("$${env(\"GREETING\")}", {})`, cty.StringVal("hello")},
		{`length(templatefile("many.tftpl", {}))`, cty.NumberIntVal(80)},
	} {
		got, diags := evaluate(t, ctx, test.source)
		if diags.HasErrors() || !got.RawEquals(test.want) {
			t.Errorf("%s = %#v %s, want %#v", test.source, got, diags, test.want)
		}
	}
	for source, want := range map[string]string{
		`templatestring("$${hidden}", {})`:         `uses the variable "hidden", which it is not given`,
		`templatefile("fan.tftpl", { n = 5 })`:     "call each other",
		`templatestring("$${complete(1)}", {})`:    "can't have holes of its own",
		`templatestring("$${nosuch()}", {})`:       `no function named "nosuch"`,
		`templatestring("$${uper(\"a\")}", {})`:    `Did you mean "upper"?`,
		`templatefile("inner.tftpl", { nam = 1 })`: `inner.tftpl, line 1, column 9 uses the variable "name"`,
	} {
		if _, diags := evaluate(t, ctx, source); !diags.HasErrors() || !strings.Contains(diags.Error(), want) {
			t.Errorf("%s: %s, want %q", source, diags, want)
		}
	}
}

// Without an environment nothing is set.
func TestUnsetEnvironment(t *testing.T) {
	ctx := &hcl.EvalContext{Functions: functions.Library(functions.Environment{Dir: t.TempDir()})}
	for _, source := range []string{`env("HOME")`, `pathexpand("~/x")`, `file("~/x")`} {
		if _, diags := evaluate(t, ctx, source); !diags.HasErrors() || !strings.Contains(diags.Error(), "not set") {
			t.Errorf("%s: %s", source, diags)
		}
	}
}
