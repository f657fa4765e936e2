package reference

import (
	"fmt"
	"strings"

	"github.com/clockwork-hcl/cw/hclspec/language"
)

func blockTopics() []Topic {
	var list []Topic
	for _, b := range language.Blocks {
		list = append(list, Topic{Name: "blocks/" + b.Name, Summary: summary(b.Doc), Text: blockPage(b), File: true})
	}
	return list
}

func blockPage(b language.Block) string {
	var page strings.Builder
	fmt.Fprintf(&page, "# %s\n\n%s\n", b.Name, b.Doc)
	if b.Example != "" {
		page.WriteString(section("Example", block("hcl", b.Example)))
	}
	page.WriteString(section("Arguments", blockArguments(b)))
	page.WriteString(innerBlocks(b, "##"))
	return page.String()
}

// blockArguments is a table and what it can't hold.
func blockArguments(b language.Block) string {
	var text string
	if len(b.Arguments) > 0 {
		var rows [][]string
		for _, a := range b.Arguments {
			rows = append(rows, []string{code(a.Name), typeOf(a), absent(a), a.Doc})
		}
		text = table([]string{"argument", "type", "if absent", "meaning"}, rows)
	}
	if b.Others != "" {
		text += fmt.Sprintf("\nIt also takes %s.\n", linked(b.Others))
	}
	return strings.TrimPrefix(text, "\n")
}

func typeOf(a language.Argument) string {
	if a.Literal && (a.Type == language.String || a.Type == language.Bool) {
		return string(a.Type) + ", written out"
	}
	return string(a.Type)
}

func absent(a language.Argument) string {
	if a.Needed {
		return "**needed**"
	}
	return code(a.Default)
}

// linked turns the mention of a page into a link.
func linked(text string) string {
	return strings.NewReplacer(
		"see the page on assertions", "see [assertions](../assertions.md)",
		"see the page on connections", "see [connections](../connections.md)",
	).Replace(text)
}

// innerBlocks are the blocks in a block, each a section of the given level.
func innerBlocks(b language.Block, level string) string {
	var text strings.Builder
	for _, inner := range b.Blocks {
		fmt.Fprintf(&text, "\n%s %s\n\n%s\n", level, header(inner), inner.Doc)
		if arguments := blockArguments(inner); arguments != "" {
			text.WriteString("\n" + arguments)
		}
		text.WriteString(innerBlocks(inner, level+"#"))
	}
	if len(b.Also) > 0 {
		var links []string
		for _, name := range b.Also {
			links = append(links, fmt.Sprintf("[%s](%s.md)", name, name))
		}
		fmt.Fprintf(&text, "\n%s Other blocks\n\nHere may stand: %s.\n", level, strings.Join(links, ", "))
	}
	return text.String()
}

// header is a block as it begins: assert "KIND".
func header(b language.Block) string {
	text := b.Name
	for _, l := range b.Labels {
		text += fmt.Sprintf(" %q", l)
	}
	return text
}
