package reference

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

// public gives the resource types that an author can write.
func public(kinds schema.Table) schema.Table {
	return slices.DeleteFunc(slices.Clone(kinds), func(k *schema.Kind) bool { return k.Internal })
}

func kindTopics(kinds schema.Table) []Topic {
	var list []Topic
	for _, k := range public(kinds) {
		list = append(list, Topic{Name: "kinds/" + k.Name, Summary: summary(k.Doc), Text: kindPage(k), File: true})
	}
	return list
}

func kindPage(k *schema.Kind) string {
	var page strings.Builder
	fmt.Fprintf(&page, "# %s\n\n%s\n", k.Name, k.Doc)
	page.WriteString(section("Example", block("hcl", kindExample(k))))
	page.WriteString(section("Attributes", attributeTable(k.Attributes)+legend(k)))
	page.WriteString(section("Blocks", kindBlocks(k)))
	page.WriteString(section("Outputs", outputTable(k)))
	page.WriteString(section("Assertions", probeList(k)))
	page.WriteString(section("What every resource has", "`description`, `connect`, `depends_on`, `count`, `for_each`, `enabled`, `provider`, and the blocks "+
		"`connection`, `assert`, `complete`, `lifecycle` and `timeouts`: see [resource](../blocks/resource.md).\n"))
	return page.String()
}

// kindExample sets what is needed and the first few other attributes.
func kindExample(k *schema.Kind) string {
	const others = 2
	body, more := "", 0
	for _, a := range k.Attributes {
		needed := a.Fill == schema.FillNeeded
		if a.Block || a.Example == "" || !needed && (more == others || a.Default == cty.NilVal && a.DefaultFrom != "") {
			continue
		}
		if !needed {
			more++
		}
		body += fmt.Sprintf("%s = %s\n", a.Name, a.Example)
	}
	return written(fmt.Sprintf("resource %q \"example\" {", k.Name), body)
}

func attributeTable(attributes []schema.Attribute) string {
	var rows [][]string
	for _, a := range attributes {
		if a.Block {
			continue
		}
		rows = append(rows, []string{code(a.Name), code(typeText(a.Type)), absentText(a), a.Doc + remarks(a)})
	}
	if len(rows) == 0 {
		return ""
	}
	return table([]string{"attribute", "type", "if absent", "meaning"}, rows)
}

// absentText says what stands for an attribute that nobody wrote.
func absentText(a schema.Attribute) string {
	var text string
	switch {
	case a.Fill == schema.FillNeeded && len(a.Unless) > 0:
		text = "**needed**, unless there is " + orList(a.Unless)
	case a.Fill == schema.FillNeeded:
		text = "**needed**"
	case a.Default != cty.NilVal:
		text = code(valueText(a.Default))
	case a.DefaultFrom == "label":
		text = "the block's name"
	case a.DefaultFrom != "":
		text = "that of " + code(a.DefaultFrom)
	}
	if a.Fill == schema.FillOptional {
		text = strings.TrimPrefix(text+", may be completed", ", ")
	}
	return text
}

func orList(names []string) string {
	var parts []string
	for _, n := range names {
		parts = append(parts, code(n))
	}
	return strings.Join(parts, " or ")
}

// remarks are sentences about an attribute.
func remarks(a schema.Attribute) string {
	var text string
	if a.Replaces {
		text += " ↻"
	}
	if a.Sensitive && !strings.Contains(a.Doc, "secret") {
		text += " It is a secret: shown nowhere, and encrypted in the state."
	}
	return text
}

// legend explains what the table above it uses.
func legend(k *schema.Kind) string {
	var lines []string
	if slices.ContainsFunc(k.Attributes, func(a schema.Attribute) bool { return a.Fill == schema.FillNeeded }) {
		lines = append(lines, "What is **needed** and not written is a hole: a completer fills it, from the lock file, the catalogue or a model.")
	}
	if slices.ContainsFunc(k.Attributes, func(a schema.Attribute) bool { return a.Fill == schema.FillOptional }) {
		lines = append(lines, "What **may be completed** is filled only if the resource has a hole, or `complete { fill = […] }` names it.")
	}
	if slices.ContainsFunc(k.Attributes, func(a schema.Attribute) bool { return a.Replaces }) {
		lines = append(lines, "A change of what has a ↻ makes a new one in place of the old.")
	}
	if len(lines) == 0 {
		return ""
	}
	return "\n" + strings.Join(lines, "\n") + "\n"
}

// kindBlocks describes the attributes that are written as blocks.
func kindBlocks(k *schema.Kind) string {
	var parts []string
	for _, a := range k.Attributes {
		if !a.Block {
			continue
		}
		object := a.Type.ElementType()
		var rows [][]string
		for _, name := range slices.Sorted(maps.Keys(object.AttributeTypes())) {
			needed := "**needed**"
			if object.AttributeOptional(name) {
				needed = ""
			}
			rows = append(rows, []string{code(name), code(typeText(object.AttributeType(name))), needed})
		}
		parts = append(parts, fmt.Sprintf("### %s\n\n%s\n\n%s", a.Name, a.Doc+remarks(a), table([]string{"argument", "type", "if absent"}, rows)))
	}
	return strings.Join(parts, "\n")
}

func outputTable(k *schema.Kind) string {
	var rows [][]string
	for _, o := range k.Outputs {
		doc := o.Doc
		switch {
		case o.Sensitive:
			doc += " It is a secret."
		case len(o.DerivedFrom) > 0:
			doc += " It is a secret if " + orList(o.DerivedFrom) + " is one."
		}
		rows = append(rows, []string{code(o.Name), code(typeText(o.Type)), doc})
	}
	if len(rows) == 0 {
		return ""
	}
	return "Known after the deployment.\n\n" + table([]string{"output", "type", "meaning"}, rows)
}

func probeList(k *schema.Kind) string {
	var list strings.Builder
	for _, p := range k.Probes {
		fmt.Fprintf(&list, "- [`%s`](../assertions.md#%s): %s\n", p.Name, p.Name, summary(p.Doc))
	}
	fmt.Fprintf(&list, "- [`condition`](../assertions.md#condition): An expression that has to be true.\n")
	return list.String()
}
