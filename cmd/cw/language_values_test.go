package main

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/complete/lock"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

// meaning is what cw finds in a configuration.
type meaning struct {
	dir    string
	given  map[string]resolve.Given
	env    map[string]string
	unset  bool
	plan   bool
	cfg    *hclspec.Config
	diags  hcl.Diagnostics
	graph  *resolve.Graph
	values *resolve.Values
}

// read takes a configuration as far as cw validate does; without "# --validate"
// in it, variables have to have a value, as for cw plan.
func read(t *testing.T, dir string) *meaning {
	t.Helper()
	m := &meaning{given: map[string]resolve.Given{}, env: map[string]string{}}
	var err error
	if m.dir, err = filepath.Abs(dir); err != nil {
		t.Fatal(err)
	}
	m.cfg, m.diags = hclspec.LoadWith(dir, hclspec.Options{Fetched: func(hclspec.ModuleSource) (string, *hcl.Diagnostic) { return "", nil }})
	if m.cfg == nil {
		return m
	}
	m.options()
	if d := m.cfg.Settings.CheckVersion("1.2.3"); d != nil {
		m.diags = append(m.diags, d)
		return m
	}
	m.evaluateWith(m.diags)
	return m
}

// evaluateWith evaluates what could be read; found is what could not be.
func (m *meaning) evaluateWith(found hcl.Diagnostics) {
	m.diags = nil
	m.evaluate()
	if found.HasErrors() {
		m.diags = diag.Further(found, m.diags)
	}
	m.diags = append(found, m.diags...)
	if m.plan && !m.diags.HasErrors() {
		m.diags = append(m.diags, m.values.Undeployable()...)
	}
}

func (m *meaning) evaluate() {
	s := m.cfg.Settings
	graph, diags := resolve.Build(m.cfg, kinds.All(), resolve.Inputs{
		Project: cmp.Or(s.Project, "shop"), Stack: cmp.Or(s.Stack, "dev"), Variables: m.given, Unset: m.unset, General: kinds.General(),
		Env: func(name string) (string, bool) { v, ok := m.env[name]; return v, ok },
	})
	pinned, more := lock.Read(filepath.Join(m.dir, "clockwork.lock.hcl"))
	diags = append(diags, more...)
	var layers []schema.Layer
	if pinned != nil {
		layers = append(layers, pinned.Layer())
	}
	values, more := graph.Evaluate(layers...)
	diags = append(diags, more...)
	m.graph, m.values = graph, values
	m.diags = append(append(m.diags, diags...), values.Unfillable()...)
}

var option = regexp.MustCompile(`(?m)^# --(var|env|validate|plan)(?: ([A-Za-z0-9_]+)=(.*))?$`)

// options are lines such as "# --var name=value" in the configuration's files.
func (m *meaning) options() {
	for _, file := range m.cfg.Files {
		for _, o := range option.FindAllStringSubmatch(string(file.Bytes), -1) {
			switch o[1] {
			case "var":
				m.given[o[2]] = resolve.Given{Text: &o[3], Source: "--var"}
			case "env":
				m.env[o[2]] = o[3]
			case "validate":
				m.unset = true
			case "plan":
				m.plan = true
			}
		}
	}
}

// neutral takes this machine out of a text.
func (m *meaning) neutral(s string) string { return strings.ReplaceAll(s, m.dir, "/case") }

// ask evaluates expressions as outputs of the configuration would be. They are
// asked together, of a fresh reading, since a graph keeps what it was made of.
func (m *meaning) ask(t *testing.T, questions ...string) map[string]cty.Value {
	t.Helper()
	again := *m
	again.diags = nil
	var diags hcl.Diagnostics
	again.cfg, diags = hclspec.LoadWith(m.dir, hclspec.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, q := range questions {
		e, diags := hclsyntax.ParseExpression([]byte(q), "question", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%s: %v", q, diags)
		}
		again.cfg.Outputs = append(again.cfg.Outputs, &hclspec.Output{Name: q, Value: e})
	}
	again.evaluate()
	for _, d := range again.diags {
		if d.Subject != nil && d.Subject.Filename == "question" {
			t.Fatalf("%s: %s", d.Summary, d.Detail)
		}
	}
	got := map[string]cty.Value{}
	for _, o := range again.values.Outputs {
		got[o.Name] = o.Value
	}
	return got
}

// written is a value that is written at a range, for one instance.
type written struct {
	at    hcl.Range
	name  string
	label string
	text  string
}

// values puts values beside what they were written as.
func (a *annotator) values() {
	list := append(a.m.writtenAttributes(), a.m.writtenNames(a.t)...)
	byLine := map[string][]written{}
	var lines []string
	for _, w := range list {
		key := fmt.Sprintf("%s:%d", w.at.Filename, w.at.End.Line)
		if byLine[key] == nil {
			lines = append(lines, key)
		}
		byLine[key] = append(byLine[key], w)
	}
	for _, key := range lines {
		same := byLine[key]
		text := labelled(same)
		if text != "" && text != a.source(same[0].at) {
			a.beside(same[0].at, text)
		}
	}
}

// source is what is written at a range.
func (a *annotator) source(at hcl.Range) string {
	text := []byte(a.files[filepath.ToSlash(at.Filename)])
	if !at.CanSliceBytes(text) {
		return ""
	}
	return string(at.SliceBytes(text))
}

// labelled joins what several instances make of an expression; one text where
// they agree. What stands on one line with another is left out.
func labelled(list []written) string {
	same := true
	for _, w := range list {
		if w.at != list[0].at {
			return ""
		}
		same = same && w.text == list[0].text
	}
	if same {
		return list[0].text
	}
	parts := make([]string, len(list))
	for i, w := range list {
		parts[i] = w.label + " " + w.text
	}
	return strings.Join(parts, "; ")
}

// blocks are the nodes that an author wrote, by address.
func (m *meaning) blocks() []*resolve.Node {
	nodes := slices.DeleteFunc(slices.Clone(m.graph.Order), func(n *resolve.Node) bool { return n.Block == nil })
	slices.SortFunc(nodes, func(x, y *resolve.Node) int { return x.Address.Compare(y.Address) })
	return nodes
}

func (m *meaning) writtenAttributes() []written {
	var list []written
	for _, n := range m.blocks() {
		for name, attr := range n.Block.Attributes {
			a := m.values.Get(n.Address).Attributes[name]
			list = append(list, written{attr.Expr.Range(), name, keysOf(n.Address), m.render(a.Value, false)})
		}
	}
	slices.SortStableFunc(list, func(x, y written) int { return x.at.Start.Byte - y.at.Start.Byte })
	return list
}

// keysOf tells the instances of a block apart: ["eu"][0]. Those of modules that
// are called under several names are told by these.
func keysOf(a schema.Address) string {
	var text strings.Builder
	for _, g := range a.Groups() {
		if g.Kind == "module" {
			text.WriteString("." + g.Name)
		}
		if g.Key != "" {
			text.WriteString("[" + g.Key + "]")
		}
	}
	if a.Key != "" {
		text.WriteString("[" + a.Key + "]")
	}
	return strings.TrimPrefix(text.String(), ".")
}

// writtenNames are locals and outputs, also those of modules that the root calls.
func (m *meaning) writtenNames(t *testing.T) []written {
	var questions []string
	var list []written
	add := func(question, label string, e hcl.Expression) {
		questions = append(questions, question)
		list = append(list, written{at: e.Range(), name: question, label: label})
	}
	for _, l := range m.cfg.Locals {
		add("local."+l.Name, "", l.Value)
	}
	for _, g := range m.graph.Groups {
		a := schema.Address{Group: g.Path}
		if called := calledModule(m.cfg.Root, a.Groups()); called != nil {
			for _, o := range called.Outputs {
				add(g.Path+"."+o.Name, keysOf(a), o.Value)
			}
		}
	}
	got := m.ask(t, questions...)
	for i := range list {
		list[i].text = m.render(got[list[i].name], true)
	}
	for _, o := range m.values.Outputs {
		list = append(list, written{at: o.Block.Value.Range(), text: m.render(o.Value, true)})
	}
	return list
}

// calledModule is the configuration of a module that the root can ask: one that
// stands in no other.
func calledModule(in *hclspec.Group, steps []schema.GroupStep) *hclspec.Config {
	if len(steps) == 0 {
		return nil
	}
	for _, c := range in.Composites {
		if steps[0].Kind == "composite" && c.Name == steps[0].Name {
			return calledModule(c.Group, steps[1:])
		}
	}
	for _, c := range in.Modules {
		if steps[0].Kind == "module" && c.Name == steps[0].Name && len(steps) == 1 {
			return c.Config
		}
	}
	return nil
}

// attributeAt is the attribute of the resource whose block a line stands in.
func (m *meaning) attributeAt(t *testing.T, file string, line int, name string) string {
	t.Helper()
	var list []written
	for _, n := range m.blocks() {
		if filepath.ToSlash(n.Block.Range.Filename) != file || line < n.Block.BodyRange.Start.Line || line > n.Block.BodyRange.End.Line {
			continue
		}
		a, ok := m.values.Get(n.Address).Attributes[name]
		if !ok {
			t.Fatalf("%s:%d: %s has no attribute %s", file, line, n.Address, name)
		}
		list = append(list, written{label: keysOf(n.Address), text: m.render(a.Value, false) + origin(a)})
	}
	if len(list) == 0 {
		t.Fatalf("%s:%d: there is no resource around this line", file, line)
	}
	return labelled(list)
}

func origin(a resolve.Attribute) string {
	if a.Origin == schema.OriginAuthor || a.Origin == "" {
		return ""
	}
	return "  (" + string(a.Origin) + ")"
}

func flagText(name string) string { return flag.Lookup(name).Value.String() }

// listed joins a map's entries in the order of their keys.
func listed[V any](m map[string]V, text func(string, V) string) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, text(key, m[key]))
	}
	return strings.Join(parts, ", ")
}
