package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/tools/txtar"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
	"github.com/clockwork-hcl/cw/compile"
	"github.com/clockwork-hcl/cw/complete"
	"github.com/clockwork-hcl/cw/complete/lock"
	"github.com/clockwork-hcl/cw/deploy"
	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

var update = flag.Bool("update", false, "rewrite the golden sections")

// stages are the golden sections of a pipeline test, in the order of the way.
var stages = []string{"diagnostics", "holes", "lock", "program", "plan"}

// Each file of testdata/pipeline is one configuration and a golden section per
// stage that it passes: what resolve left open, the lock that complete wrote,
// the resources that the compiled program registered, the plan.
func TestPipeline(t *testing.T) {
	files, err := filepath.Glob("../../testdata/pipeline/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no pipeline tests found")
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { pipeline(t, path) })
	}
}

func pipeline(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "shop")
	want, inputs := map[string]string{}, []txtar.File{}
	for _, f := range archive.Files {
		if isStage(f.Name) {
			want[f.Name] = string(f.Data)
			continue
		}
		inputs = append(inputs, f)
		write(t, filepath.Join(dir, f.Name), f.Data)
	}
	got := walk(t, dir)
	maps.DeleteFunc(got, func(_, text string) bool { return text == "" })
	if *update {
		archive.Files = inputs
		for _, stage := range stages {
			if got[stage] != "" {
				archive.Files = append(archive.Files, txtar.File{Name: stage, Data: []byte(got[stage])})
			}
		}
		write(t, path, txtar.Format(archive))
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got; go test -update rewrites it):\n%s", path, diff)
	}
}

func isStage(name string) bool {
	for _, s := range stages {
		if s == name {
			return true
		}
	}
	return false
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// walk takes a configuration as far as it goes and prints every stage.
func walk(t *testing.T, dir string) map[string]string {
	got := map[string]string{}
	cfg, diags := hclspec.Load(dir)
	stop := func(more hcl.Diagnostics) bool {
		diags = append(diags, more...)
		got["diagnostics"] = neutral(diagnosticText(diags), dir)
		return diags.HasErrors()
	}
	if stop(nil) {
		return got
	}
	graph, more := resolve.Build(cfg, kinds.All(), resolve.Inputs{Project: "shop", Stack: "dev", Env: os.LookupEnv})
	if stop(more) {
		return got
	}
	pinned, more := lock.Read(filepath.Join(dir, "clockwork.lock.hcl"))
	if stop(more) {
		return got
	}
	author, _ := graph.Evaluate()
	got["holes"] = holes(author)
	result, more := complete.Run(t.Context(), complete.Request{Graph: graph, Lock: pinned, Completer: "catalog"})
	if stop(more) {
		return got
	}
	lockFile := filepath.Join(dir, "clockwork.lock.hcl")
	if result.LockChanged {
		if err := result.Lock.Write(lockFile); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(lockFile)
		if err != nil {
			t.Fatal(err)
		}
		got["lock"] = neutral(string(text), dir)
	}
	preview(t, dir, result.Values, got)
	return got
}

func holes(v *resolve.Values) string {
	var text strings.Builder
	for _, n := range v.Graph.Order {
		for _, h := range v.Get(n.Address).Holes {
			fmt.Fprintf(&text, "%s.%s\n", n.Address, h.Path)
		}
	}
	return text.String()
}

func preview(t *testing.T, dir string, values *resolve.Values, got map[string]string) {
	stack, err := deploy.Open(deploy.Options{
		Engine: "embedded", Backend: "file://" + filepath.Join(dir, ".clockwork"), Project: "shop", Stack: "dev",
		Passphrase: func() (string, error) { return "test", nil }, Version: "0.0.0", Kinds: kinds.All(),
	})
	if err != nil {
		t.Fatal(err)
	}
	result, err := stack.Engine.Preview(t.Context(), engine.Request{Program: compile.Program(values)})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Failed {
		t.Errorf("%s: %v", f.URN, f.Err)
	}
	// Resources without order between them register in any order.
	var lines []string
	for _, s := range result.Steps {
		lines = append(lines, fmt.Sprintf("%s %s %s\n", s.Type, s.URN.Name(), properties(s.New)))
	}
	got["program"] = neutral(strings.Join(sorted(lines), ""), dir)
	var out bytes.Buffer
	view.Streams{Out: &out, Err: &out}.Plan(view.Plan{Project: "shop", Stack: "dev", Steps: inOrder(result.Steps, values), Values: values, Kinds: kinds.All()})
	got["plan"] = neutral(out.String(), dir)
}

// inOrder puts steps in the graph's order, which unlike theirs is always the
// same.
func inOrder(steps []engine.Step, values *resolve.Values) []engine.Step {
	byURN := map[resource.URN]engine.Step{}
	for _, s := range steps {
		byURN[s.URN] = s
	}
	var list []engine.Step
	urns := compile.URNs(values)
	for _, a := range values.Secrets {
		list = append(list, byURN[urns[a]])
	}
	for _, n := range values.Graph.Order {
		list = append(list, byURN[urns[n.Address]])
	}
	return list
}

func sorted(lines []string) []string {
	slices.Sort(lines)
	return lines
}

func properties(m resource.PropertyMap) string {
	return view.Property(resource.NewObjectProperty(m))
}

func diagnosticText(diags hcl.Diagnostics) string {
	var text strings.Builder
	for _, d := range diags {
		at := ""
		if d.Subject != nil {
			at = fmt.Sprintf("%s:%d: ", filepath.Base(d.Subject.Filename), d.Subject.Start.Line)
		}
		fmt.Fprintf(&text, "%s%s %s: %s\n", at, diag.CodeOf(d), d.Summary, d.Detail)
	}
	return text.String()
}

// neutral takes this run's directory out of a text.
func neutral(text, dir string) string { return strings.ReplaceAll(text, dir, "DIR") }
