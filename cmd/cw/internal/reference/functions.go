package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clockwork-hcl/cw/resolve/functions"
)

const functionsHead = `# Functions

The functions that expressions may call, with Terraform's names and results. All are pure: the same arguments and the
same files give the same value.

`

// category is the functions of one page.
type category struct {
	name string
	rows []functions.Row
}

// categories in the order of the table.
func categories() []category {
	var list []category
	for _, r := range functions.Rows {
		at := slices.IndexFunc(list, func(c category) bool { return c.name == r.Category })
		if at < 0 {
			at = len(list)
			list = append(list, category{name: r.Category})
		}
		list[at].rows = append(list[at].rows, r)
	}
	return list
}

// file is the page's name: "Hash and crypto" is on hash-and-crypto.md.
func (c category) file() string {
	return strings.ReplaceAll(strings.ToLower(c.name), " ", "-") + ".md"
}

func functionPages() []Page {
	pages := []Page{{"functions/README.md", functionsHead + functionList() + section("Left out", leftOut())}}
	for _, c := range categories() {
		text := fmt.Sprintf("# %s functions\n", c.name)
		for _, r := range c.rows {
			text += "\n#" + functionText(r)
		}
		pages = append(pages, Page{"functions/" + c.file(), text})
	}
	return pages
}

// functionList names all functions by category.
func functionList() string {
	var text strings.Builder
	for _, c := range categories() {
		var links []string
		for _, r := range c.rows {
			links = append(links, fmt.Sprintf("[`%s`](%s#%s)", r.Name, c.file(), r.Name))
		}
		fmt.Fprintf(&text, "- [%s](%s): %s\n", c.name, c.file(), strings.Join(links, ", "))
	}
	return text.String()
}

func functionIndex() string {
	var links []string
	for _, c := range categories() {
		links = append(links, fmt.Sprintf("[%s](functions/%s)", c.name, c.file()))
	}
	return fmt.Sprintf("%d functions: %s. All of them, and what of Terraform's and OpenTofu's is left out and why, are on [one page](functions/README.md).\n",
		len(functions.Rows), strings.Join(links, ", "))
}

func leftOut() string {
	var rows [][]string
	for _, o := range functions.LeftOut {
		rows = append(rows, []string{code(o.Name), o.Why})
	}
	return "What Terraform or OpenTofu has and `cw` has not:\n\n" + table([]string{"function", "why"}, rows)
}

func functionTopics() []Topic {
	var list []Topic
	for _, r := range functions.Rows {
		list = append(list, Topic{Name: "functions/" + r.Name, Summary: summary(r.Doc), Text: functionText(r)})
	}
	return list
}

func functionText(r functions.Row) string {
	text := fmt.Sprintf("# %s\n\n%s\n%s\n", r.Name, block("hcl", r.Signature), r.Doc)
	switch r.Peer {
	case functions.PeerOpenTofu:
		text += "\nOpenTofu has it, Terraform has not.\n"
	case functions.PeerNone:
		text += "\nOnly `cw` has it.\n"
	}
	if len(r.Examples) > 0 {
		text += "\n" + block("hcl", examplesText(r.Examples))
	}
	return text
}

// examplesText shows each expression over its value.
func examplesText(examples []functions.Example) string {
	var parts []string
	for _, e := range examples {
		parts = append(parts, fmt.Sprintf("> %s\n%s\n", e.Expr, e.Result))
	}
	return strings.Join(parts, "\n")
}
