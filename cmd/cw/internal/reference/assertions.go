package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/schema"
	rows "github.com/clockwork-hcl/cw/schema/kinds"
)

const assertionsHead = `# Assertions

An ` + "`assert`" + ` block holds what is deployed against what was meant. It is tried again until it holds or its time is over.
Beside what stands in its table, each takes ` + "`timeout`" + ` (by default 30s) and ` + "`interval`" + ` (by default 250ms; the first attempt is
immediate).
`

const conditionText = `# condition

An expression that has to be true. It fits every type of resource; self is the resource. Its label may be left out.

` + "```hcl" + `
assert {
  condition     = self.host_port["80"] != ""
  error_message = "Port 80 is not published."
}
` + "```" + `

| argument | type | if absent | meaning |
|---|---|---|---|
| ` + "`condition` | `bool`" + ` | **needed** | An expression that has to be true. |
| ` + "`error_message` | `string`" + ` |  | What to say when it is not. |
`

// assertion is one kind of assertion with the resource types that have it.
type assertion struct {
	probe *schema.Probe
	kinds []string
	// general ones need no resource.
	general bool
}

// assertions lists them by their first resource type. Types whose assertions
// have one name and one doc share an entry.
func assertions(kinds schema.Table) []assertion {
	var list []assertion
	for _, k := range public(kinds) {
		for i := range k.Probes {
			p := &k.Probes[i]
			at := slices.IndexFunc(list, func(a assertion) bool { return a.probe.Name == p.Name && a.probe.Doc == p.Doc })
			if at < 0 {
				list = append(list, assertion{probe: p, kinds: []string{k.Name}})
				continue
			}
			list[at].kinds = append(list[at].kinds, k.Name)
		}
	}
	for _, p := range rows.General() {
		at := slices.IndexFunc(list, func(a assertion) bool { return a.probe.Name == p.Name && a.probe.Doc == p.Doc })
		if at < 0 {
			at = len(list)
			list = append(list, assertion{probe: &p})
		}
		list[at].general = true
	}
	return list
}

func assertionsPage(kinds schema.Table) string {
	page := assertionsHead
	for _, a := range assertions(kinds) {
		page += "\n#" + a.text()
	}
	return page + "\n#" + conditionText
}

func assertionTopics(kinds schema.Table) []Topic {
	var list []Topic
	for _, a := range assertions(kinds) {
		list = append(list, Topic{Name: "assertions/" + a.probe.Name, Summary: summary(a.probe.Doc), Text: a.text()})
	}
	return append(list, Topic{Name: "assertions/condition", Summary: "An expression that has to be true.", Text: conditionText})
}

func (a assertion) text() string {
	text := fmt.Sprintf("# %s\n\n%s\n\n%s\n\n%s", a.probe.Name, a.probe.Doc, a.where(), block("hcl", assertionExample(a.probe)))
	if rows := attributeTable(a.probe.Attributes); rows != "" {
		text += "\n" + strings.Replace(rows, "| attribute |", "| argument |", 1)
	}
	return text
}

// where says where the assertion may stand.
func (a assertion) where() string {
	text := "In a check, a composite or a module it needs no resource."
	switch {
	case !a.general:
		return "For " + list(a.kinds) + "."
	case len(a.kinds) > 0:
		text = "For " + list(a.kinds) + ". " + strings.Replace(text, "needs no resource", "needs no `target`", 1)
	}
	return text
}

func list(names []string) string {
	var parts []string
	for _, n := range names {
		parts = append(parts, code(n))
	}
	return strings.Join(parts, ", ")
}

// assertionExample sets what is needed, or the first argument.
func assertionExample(p *schema.Probe) string {
	var body string
	for i, a := range p.Attributes {
		if a.Fill == schema.FillNeeded || i == 0 && a.Example != "" {
			body += fmt.Sprintf("%s = %s\n", a.Name, a.Example)
		}
	}
	return written(fmt.Sprintf("assert %q {", p.Name), body)
}

// written is a block in canonical form: its header, and its body if it has one.
func written(header, body string) string {
	if body == "" {
		return header + "}\n"
	}
	formatted, _ := hclspec.FormatFile("example.cw.hcl", []byte(header+"\n"+body+"}\n"))
	return string(formatted)
}
