package reference

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/schema"
)

// Mark is the first line of every page that is written to a file: by it pages
// that are no longer made are recognised.
const Mark = "<!-- Made by cw docs from the tables in its source; do not edit. -->\n"

// Page is one file of the reference.
type Page struct {
	// Path is relative to the reference's directory, with slashes.
	Path string
	// Text is Markdown, without Mark.
	Text string
}

// Pages gives all pages of the language that has these resource types, sorted
// by path.
func Pages(kinds schema.Table) []Page {
	pages := []Page{
		{"README.md", indexPage(kinds)},
		{"connections.md", connectionsPage()},
		{"assertions.md", assertionsPage(kinds)},
		{"codes/README.md", codesIndex()},
	}
	for _, t := range Topics(kinds) {
		if t.File {
			pages = append(pages, Page{t.Name + ".md", t.Text})
		}
	}
	pages = append(pages, functionPages()...)
	slices.SortFunc(pages, func(a, b Page) int { return strings.Compare(a.Path, b.Path) })
	return pages
}

// Topic is something that a reader may ask for by name.
type Topic struct {
	// Name is what it is and how it is called: "kinds/docker_container",
	// "functions/upper".
	Name string
	// Summary is a sentence.
	Summary string
	// Text is Markdown with a heading.
	Text string
	// File says that it is a page of its own.
	File bool
}

// Topics gives all topics: resource types first, then blocks, connections,
// assertions, functions and codes.
func Topics(kinds schema.Table) []Topic {
	return slices.Concat(kindTopics(kinds), blockTopics(), connectionTopics(), assertionTopics(kinds), functionTopics(), codeTopics())
}

// Find gives the topics that a name may mean: "file" is a resource type, a
// connection and a function, "functions/file" only the last. If there are none,
// near is the most likely name, or "".
func Find(kinds schema.Table, name string) (found []Topic, near string) {
	var names []string
	for _, t := range Topics(kinds) {
		_, short, _ := strings.Cut(t.Name, "/")
		if strings.EqualFold(name, t.Name) || strings.EqualFold(name, short) {
			found = append(found, t)
		}
		names = append(names, short)
	}
	if len(found) > 0 {
		return found, ""
	}
	return nil, hclspec.Nearest(name, names)
}

var sentenceEnd = regexp.MustCompile(`[.](\s+\p{Lu}|\s*$)`)

// summary is the first sentence of a doc.
func summary(doc string) string {
	first, _, _ := strings.Cut(doc, "\n\n")
	if at := sentenceEnd.FindStringIndex(first); at != nil {
		first = first[:at[0]+1]
	}
	return strings.Join(strings.Fields(first), " ")
}

// table makes a Markdown table.
func table(head []string, rows [][]string) string {
	var text strings.Builder
	line := func(cells []string) {
		text.WriteString("|")
		for _, c := range cells {
			fmt.Fprintf(&text, " %s |", cell(c))
		}
		text.WriteString("\n")
	}
	line(head)
	text.WriteString("|" + strings.Repeat("---|", len(head)) + "\n")
	for _, r := range rows {
		line(r)
	}
	return text.String()
}

// cell is a text on one line in which no bar ends the cell.
func cell(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", `\|`)
}

// code puts a text between backticks, "" stays "".
func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

// block puts a text into a fenced block.
func block(language, text string) string {
	return "```" + language + "\n" + strings.TrimSuffix(text, "\n") + "\n```\n"
}

// section is a heading with something under it, "" for nothing.
func section(heading, text string) string {
	if text == "" {
		return ""
	}
	return "\n## " + heading + "\n\n" + text
}
