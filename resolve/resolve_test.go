package resolve_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/tools/txtar"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

var update = flag.Bool("update", false, "rewrite the golden sections")

// kinds is a small table of this test's own: what resolve does must not depend
// on any real type.
var kinds = schema.Table{
	{
		Name: "file", Token: "test:index:File",
		Attributes: []schema.Attribute{
			{Name: "name", Type: cty.String, DefaultFrom: "label"},
			{Name: "content", Type: cty.String, Fill: schema.FillNeeded, Unless: []string{"source"}},
			{Name: "source", Type: cty.String},
			{Name: "mode", Type: cty.String, Default: cty.StringVal("644"), Check: func(v cty.Value) *schema.Problem {
				if len(v.AsString()) == 3 {
					return nil
				}
				return &schema.Problem{Path: "mode", Summary: "Invalid mode", Detail: "A mode has three digits."}
			}},
			{Name: "secret_content", Type: cty.String, Sensitive: true},
		},
		Outputs: []schema.Output{{Name: "sha256", Type: cty.String}},
		Claims: func(attrs map[string]cty.Value) []schema.Claim {
			if n := attrs["name"]; n.IsKnown() && !n.IsNull() {
				return []schema.Claim{{Space: "file", Name: n.AsString(), Path: "name"}}
			}
			return nil
		},
		Probes: []schema.Probe{{Name: "file_exists", Attributes: []schema.Attribute{
			{Name: "path", Type: cty.String, Fill: schema.FillNeeded, Doc: "where."},
			{Name: "times", Type: cty.Number, Default: cty.NumberIntVal(1)},
		}}},
	},
	{
		Name: "docker_container", Token: "test:index:Container", Networked: true,
		Attributes: []schema.Attribute{
			{Name: "name", Type: cty.String, DefaultFrom: "label"},
			{Name: "image", Type: cty.String, Fill: schema.FillNeeded},
			{Name: "env", Type: cty.Map(cty.String), Merge: true, Fill: schema.FillOptional},
			{Name: "ports", Type: cty.List(cty.String), Fill: schema.FillOptional},
			{Name: "upload", Block: true, Type: cty.List(cty.ObjectWithOptionalAttrs(map[string]cty.Type{"path": cty.String, "content": cty.String}, []string{"content"}))},
		},
		Outputs: []schema.Output{{Name: "ip_address", Type: cty.String}},
	},
	{
		Name: "docker_network", Token: "test:index:Network",
		Attributes: []schema.Attribute{{Name: "name", Type: cty.String, DefaultFrom: "label"}},
	},
	{
		Name: "secret", Token: "test:index:Secret", Internal: true,
		Outputs: []schema.Output{{Name: "value", Type: cty.String, Sensitive: true}},
	},
}

// Each file of testdata is one configuration (*.cw.hcl), optionally values of a
// lower source ("layer": ADDRESS PATH = text) and of a deployment ("deployed":
// ADDRESS OUTPUT = text), and the golden sections "values", "deployed values"
// and "errors".
func TestResolve(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no test files")
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { golden(t, name) })
	}
}

func golden(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got := sections(t, archive)
	want := map[string]string{}
	kept := archive.Files[:0:0]
	for _, f := range archive.Files {
		if isGolden(f.Name) {
			want[f.Name] = string(f.Data)
			continue
		}
		kept = append(kept, f)
	}
	if *update {
		for _, section := range []string{"values", "deployed values", "errors"} {
			if got[section] != "" {
				kept = append(kept, txtar.File{Name: section, Data: []byte(got[section])})
			}
		}
		archive.Files = kept
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func isGolden(section string) bool {
	return section == "values" || section == "deployed values" || section == "errors"
}

// loadSections loads a configuration in memory; one with modules stands in a
// directory.
func loadSections(t *testing.T, sources map[string][]byte) (*hclspec.Config, hcl.Diagnostics) {
	dir := ""
	for name, text := range sources {
		if !strings.Contains(name, "/") {
			continue
		}
		if dir == "" {
			dir = t.TempDir()
		}
		write(t, filepath.Join(dir, name), text)
	}
	if dir == "" {
		return hclspec.LoadSources("/config", sources)
	}
	for name, text := range sources {
		write(t, filepath.Join(dir, name), text)
	}
	return hclspec.Load(dir)
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func sections(t *testing.T, archive *txtar.Archive) map[string]string {
	sources := map[string][]byte{}
	var layer, deployed string
	for _, f := range archive.Files {
		switch {
		case strings.HasSuffix(f.Name, ".cw.hcl"):
			sources[f.Name] = f.Data
		case f.Name == "layer":
			layer = string(f.Data)
		case f.Name == "deployed":
			deployed = string(f.Data)
		}
	}
	out := map[string]string{}
	cfg, diags := loadSections(t, sources)
	if diags.HasErrors() {
		out["errors"] = errorText(diags)
		return out
	}
	graph, diags := resolve.Build(cfg, kinds, resolve.Inputs{Project: "shop", Stack: "dev", Env: func(name string) (string, bool) { return "from-env", name == "SET" }})
	values, more := graph.Evaluate(readLayer(layer))
	diags = append(diags, more...)
	diags = append(diags, values.Unfillable()...)
	if len(diags) > 0 {
		out["errors"] = errorText(diags)
	}
	if diags.HasErrors() {
		return out
	}
	out["values"] = dump(values)
	if deployed != "" {
		out["deployed values"] = dumpDeployed(values, readDeployed(deployed))
	}
	return out
}

// readLayer reads lines "ADDRESS PATH = text".
func readLayer(text string) schema.Layer {
	layer := schema.Layer{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		left, value, ok := strings.Cut(line, " = ")
		if !ok {
			continue
		}
		address, path, _ := strings.Cut(left, " ")
		a, err := schema.ParseAddress(address)
		if err != nil {
			panic(err)
		}
		layer.Set(a, path, cty.StringVal(value), "test")
	}
	return layer
}

// readDeployed reads lines "ADDRESS OUTPUT = text".
func readDeployed(text string) resolve.Deployed {
	all := map[string]map[string]cty.Value{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		left, value, _ := strings.Cut(line, " = ")
		address, name, _ := strings.Cut(left, " ")
		if all[address] == nil {
			all[address] = map[string]cty.Value{}
		}
		all[address][name] = cty.StringVal(value)
	}
	return func(a schema.Address) map[string]cty.Value { return all[a.String()] }
}

func errorText(diags hcl.Diagnostics) string {
	var text strings.Builder
	for _, d := range diags {
		where := "-"
		if d.Subject != nil {
			where = fmt.Sprintf("%s:%d,%d-%d", filepath.Base(d.Subject.Filename), d.Subject.Start.Line, d.Subject.Start.Column, d.Subject.End.Column)
		}
		fmt.Fprintf(&text, "%s %s %s: %s\n", where, diag.CodeOf(d), d.Summary, strings.ReplaceAll(d.Detail, "/config/", ""))
	}
	return text.String()
}

// dump lists every value with its origin, in dependency order.
func dump(v *resolve.Values) string {
	var text strings.Builder
	for _, n := range v.Graph.Order {
		r := v.Get(n.Address)
		fmt.Fprintf(&text, "%s after %v\n", n.Address, n.DependsOn)
		for _, attr := range n.Kind.Attributes {
			a := r.Attributes[attr.Name]
			if !a.Set && len(r.Holes) == 0 && a.Value.IsKnown() && a.Value.IsNull() {
				continue
			}
			fmt.Fprintf(&text, "  %s = %s (%s)", attr.Name, show(a.Value), a.Origin)
			for _, key := range slices.Sorted(keysOf(a.Keys)) {
				fmt.Fprintf(&text, " %s:%s", key, a.Keys[key])
			}
			if len(a.Awaits) > 0 {
				fmt.Fprintf(&text, " awaits %v", a.Awaits)
			}
			text.WriteString("\n")
		}
		for _, h := range r.Holes {
			fmt.Fprintf(&text, "  hole %s %q\n", h.Path, h.Hint)
		}
		if len(r.Offers) > 0 {
			fmt.Fprintf(&text, "  offers %v\n", r.Offers)
		}
		for _, m := range n.Networks {
			fmt.Fprintf(&text, "  joins %s as %v\n", m.Network, m.Aliases)
		}
	}
	for _, o := range v.Outputs {
		fmt.Fprintf(&text, "output %s = %s\n", o.Name, show(o.Value))
	}
	for _, s := range v.Secrets {
		fmt.Fprintf(&text, "secret %s\n", s.Name)
	}
	return text.String()
}

func keysOf(m map[string]schema.Origin) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func dumpDeployed(v *resolve.Values, deployed resolve.Deployed) string {
	var text strings.Builder
	for _, n := range v.Graph.Order {
		for _, attr := range n.Kind.Attributes {
			if a := v.Get(n.Address).Attributes[attr.Name]; len(a.Awaits) > 0 {
				got, diags := v.AttributeWith(deployed, n.Address, attr.Name)
				fmt.Fprintf(&text, "%s.%s = %s %s\n", n.Address, attr.Name, show(got), errorText(diags))
			}
		}
	}
	for _, o := range v.Outputs {
		got, _ := v.OutputWith(deployed, o.Name)
		fmt.Fprintf(&text, "output %s = %s\n", o.Name, show(got))
	}
	assertions, diags := v.Assertions(deployed)
	text.WriteString(errorText(diags))
	for _, a := range assertions {
		fmt.Fprintf(&text, "assert %s %s", a.Address, a.Kind)
		for _, name := range slices.Sorted(func(yield func(string) bool) {
			for k := range a.Args {
				if !yield(k) {
					return
				}
			}
		}) {
			fmt.Fprintf(&text, " %s=%s", name, show(a.Args[name]))
		}
		fmt.Fprintf(&text, " timeout=%s\n", a.Timeout)
	}
	return text.String()
}

func show(v cty.Value) string {
	sensitive := schema.IsSensitive(v)
	holes := len(schema.HolesIn(v))
	bare, _ := v.UnmarkDeep()
	text := fmt.Sprintf("%#v", bare)
	for _, cut := range [][2]string{{"cty.StringVal", ""}, {"cty.", ""}} {
		text = strings.ReplaceAll(text, cut[0], cut[1])
	}
	if sensitive {
		text += " sensitive"
	}
	if holes > 0 {
		text += fmt.Sprintf(" %d holes", holes)
	}
	return text
}

// Cost grows linearly: a chain of 20,000 resources, each naming the one before,
// must not take the square of it.
func TestLongChain(t *testing.T) {
	var text strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&text, "resource \"file\" \"f%d\" {\n  content = \"x\"\n  depends_on = [file.f%d]\n}\n", i, i+1)
	}
	text.WriteString("resource \"file\" \"f20000\" {\n content = \"y\"\n}\n")
	cfg, diags := hclspec.LoadSources("/config", map[string][]byte{"main.cw.hcl": []byte(text.String())})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	start := time.Now()
	graph, diags := resolve.Build(cfg, kinds, resolve.Inputs{Project: "p", Stack: "s"})
	values, more := graph.Evaluate()
	if diags.HasErrors() || more.HasErrors() {
		t.Fatal(diags, more)
	}
	if got := graph.Order[0].Address.Name; got != "f20000" {
		t.Errorf("the order begins with %s", got)
	}
	if values.Get(schema.Address{Type: "file", Name: "f0"}) == nil {
		t.Error("f0 has no values")
	}
	t.Logf("%s", time.Since(start))
}

func BenchmarkEvaluate(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, "resource \"file\" \"f%d\" {\n  description = \"file %d\"\n  name = \"f%d.txt\"\n  content = <<-EOT\n    a\n  EOT\n  mode = \"600\"\n}\n", i, i, i)
		}
		cfg, diags := hclspec.LoadSources("/config", map[string][]byte{"main.cw.hcl": []byte(text.String())})
		if diags.HasErrors() {
			b.Fatal(diags)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				graph, _ := resolve.Build(cfg, kinds, resolve.Inputs{Project: "p", Stack: "s"})
				graph.Evaluate()
			}
		})
	}
}
