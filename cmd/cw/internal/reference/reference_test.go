package reference

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/hclspec/language"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/resolve/functions"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

// What is committed is what is made now.
func TestCommitted(t *testing.T) {
	const dir = "../../../../docs/reference"
	made := map[string]string{}
	for _, p := range Pages(kinds.All()) {
		if _, twice := made[p.Path]; twice {
			t.Errorf("%s is made twice", p.Path)
		}
		made[p.Path] = Mark + p.Text
	}
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, file)
		name = filepath.ToSlash(name)
		if made[name] != string(text) {
			t.Errorf("docs/reference/%s is stale; run make generate", name)
		}
		delete(made, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range made {
		t.Errorf("docs/reference/%s is missing; run make generate", name)
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^)#]*)(?:#([^)]*))?\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	fenced  = regexp.MustCompile("(?ms)^```.*?^```$")
)

// Every link leads to a page, and to a heading of it.
func TestLinks(t *testing.T) {
	anchors := map[string][]string{}
	pages := Pages(kinds.All())
	for _, p := range pages {
		anchors[p.Path] = []string{""}
		for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(p.Text, ""), -1) {
			anchors[p.Path] = append(anchors[p.Path], anchor(m[1]))
		}
	}
	count := 0
	for _, p := range pages {
		for _, m := range link.FindAllStringSubmatch(fenced.ReplaceAllString(p.Text, ""), -1) {
			target := path.Join(path.Dir(p.Path), m[1])
			if m[1] == "" {
				target = p.Path
			}
			count++
			if !slices.Contains(anchors[target], m[2]) {
				t.Errorf("%s: %s leads nowhere", p.Path, m[0])
			}
		}
	}
	if count < 100 {
		t.Errorf("only %d links were found", count)
	}
}

// anchor is a heading's name in a link, as web sites for Markdown make it.
func anchor(text string) string {
	text = strings.ToLower(strings.ReplaceAll(text, " ", "-"))
	return regexp.MustCompile(`[^\p{L}\p{N}_-]`).ReplaceAllString(text, "")
}

// Pages are Markdown that shows as meant: one title, fences that end, tables
// with as many cells in each line as in the head.
func TestPages(t *testing.T) {
	for _, p := range Pages(kinds.All()) {
		text := fenced.ReplaceAllString(p.Text, "")
		if !strings.HasPrefix(p.Text, "# ") || strings.Count(text, "\n# ") > 0 || !strings.HasSuffix(p.Text, "\n") {
			t.Errorf("%s has not just one title, or no line end", p.Path)
		}
		if strings.Contains(text, "```") || strings.Contains(p.Text, "\n\n\n") {
			t.Errorf("%s has a fence without end, or empty lines in a row", p.Path)
		}
		width := 0
		for line := range strings.Lines(text) {
			cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
			if width > 0 && cells > 0 && cells != width {
				t.Errorf("%s: the line has %d bars, the table %d: %s", p.Path, cells, width, line)
			}
			width = cells
		}
	}
}

// Every example of a row is a configuration without errors.
func TestExamples(t *testing.T) {
	for _, b := range language.Blocks {
		if b.Example != "" {
			check(t, "blocks/"+b.Name, b.Example)
		}
	}
	for _, k := range public(kinds.All()) {
		check(t, "kinds/"+k.Name, kindExample(k))
	}
	for i := range schema.Connections {
		c := &schema.Connections[i]
		check(t, "connections/"+c.Name, fmt.Sprintf(surroundings, connectionExample(c)))
	}
	for _, a := range assertions(kinds.All()) {
		if len(a.kinds) == 0 {
			check(t, "assertions/"+a.probe.Name, "check \"network\" {\n"+assertionExample(a.probe)+"}\n")
			continue
		}
		check(t, "assertions/"+a.probe.Name, strings.Replace(kindExample(kinds.All().Kind(a.kinds[0])), "\n}", "\n"+assertionExample(a.probe)+"}", 1))
	}
	condition := fenced.FindString(conditionText)
	condition = strings.TrimSuffix(strings.TrimPrefix(condition, "```hcl\n"), "```")
	check(t, "assertions/condition", fmt.Sprintf(surroundings, condition))
}

// surroundings has what the examples of connections connect.
const surroundings = `
resource "docker_container" "db" {
  image = "postgres:15"
}
resource "docker_container" "proxy" {
  image = "nginx:1.27"
}
resource "docker_container" "web" {
  image = "nginx:1.27"
}
resource "docker_container" "api" {
  image = "shop/api:1"
%s
}
`

func check(t *testing.T, what, text string) {
	t.Helper()
	cfg, diags := hclspec.LoadBytes("main.cw.hcl", []byte(text))
	if !diags.HasErrors() {
		var more hcl.Diagnostics
		g, found := resolve.Build(cfg, kinds.All(), resolve.Inputs{Project: "shop", Stack: "dev", Env: func(string) (string, bool) { return "", false }, General: kinds.General()})
		diags = append(diags, found...)
		if !found.HasErrors() {
			_, more = g.Evaluate()
		}
		diags = append(diags, more...)
	}
	if len(diags) > 0 {
		t.Errorf("%s: the example is wrong: %v\n%s", what, diags, text)
	}
}

func TestFind(t *testing.T) {
	for name, want := range map[string]string{
		"docker_container": "kinds/docker_container",
		"file":             "kinds/file connections/file functions/file",
		"functions/file":   "functions/file",
		"cw0101":           "codes/CW0101",
		"resource":         "blocks/resource",
		"condition":        "assertions/condition",
		"docker_contaner":  "? docker_container",
		"zzzzzz":           "? ",
	} {
		found, near := Find(kinds.All(), name)
		var names []string
		for _, f := range found {
			names = append(names, f.Name)
		}
		got := strings.Join(names, " ")
		if len(found) == 0 {
			got = "? " + near
		}
		if got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestTopicsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, topic := range Topics(kinds.All()) {
		if seen[topic.Name] || topic.Summary == "" || !strings.HasPrefix(topic.Text, "# ") || !strings.HasSuffix(topic.Text, "\n") {
			t.Errorf("%s is there twice, or not whole", topic.Name)
		}
		seen[topic.Name] = true
	}
	if seen["kinds/secret"] {
		t.Error("a resource type that nobody can write has a page")
	}
}

// The schema has every row, and its types can be read back.
func TestSchema(t *testing.T) {
	text, err := Schema(kinds.All())
	if err != nil {
		t.Fatal(err)
	}
	var doc schemaDocument
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Functions) != len(functions.Rows) || len(doc.Codes) != len(diag.Codes) || len(doc.Blocks) != len(language.Blocks) ||
		len(doc.Connections) != len(schema.Connections) || len(doc.LeftOut) != len(functions.LeftOut) || len(doc.Condition) == 0 {
		t.Error("a row is missing")
	}
	for i, k := range public(kinds.All()) {
		got := doc.ResourceTypes[i]
		if got.Name != k.Name || len(got.Attributes) != len(k.Attributes) || len(got.Outputs) != len(k.Outputs) || len(got.Assertions) != len(k.Probes) {
			t.Errorf("%s is not whole", k.Name)
		}
		for j, a := range k.Attributes {
			checkSchemaAttribute(t, k.Name, got.Attributes[j], a)
		}
	}
	for _, list := range []string{"labels", "arguments", "blocks", "also", "attributes", "outputs", "assertions", "examples"} {
		if strings.Contains(string(text), fmt.Sprintf("%q: null", list)) {
			t.Errorf("a list of %s is null, not empty", list)
		}
	}
}

func checkSchemaAttribute(t *testing.T, kind string, got schemaAttribute, a schema.Attribute) {
	t.Helper()
	typ, err := ctyjson.UnmarshalType(got.Type)
	if err != nil || !typ.Equals(a.Type) {
		t.Errorf("%s.%s: the type %s is another: %v", kind, a.Name, got.Type, err)
		return
	}
	if a.Default == cty.NilVal || a.Default.IsNull() {
		if got.Default != nil {
			t.Errorf("%s.%s has a default %s, but should not", kind, a.Name, got.Default)
		}
		return
	}
	v, err := ctyjson.Unmarshal(got.Default, a.Default.Type())
	if err != nil || !v.RawEquals(a.Default) {
		t.Errorf("%s.%s: the default %s is another: %v", kind, a.Name, got.Default, err)
	}
}

func TestTypeText(t *testing.T) {
	for want, typ := range map[string]cty.Type{
		"any":                   cty.DynamicPseudoType,
		"list(map(number))":     cty.List(cty.Map(cty.Number)),
		"set(string)":           cty.Set(cty.String),
		"tuple([string, bool])": cty.Tuple([]cty.Type{cty.String, cty.Bool}),
		"object({ a = any, b = optional(list(any)) })": cty.ObjectWithOptionalAttrs(
			map[string]cty.Type{"a": cty.DynamicPseudoType, "b": cty.List(cty.DynamicPseudoType)}, []string{"b"}),
	} {
		if got := typeText(typ); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestCells(t *testing.T) {
	if got, want := table([]string{"a", "b"}, [][]string{{"x|y\nz", ""}}), "| a | b |\n|---|---|\n| x\\|y z |  |\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
