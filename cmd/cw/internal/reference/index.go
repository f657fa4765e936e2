package reference

import (
	"fmt"
	"strings"

	"github.com/clockwork-hcl/cw/hclspec/language"
	"github.com/clockwork-hcl/cw/schema"
)

func indexPage(kinds schema.Table) string {
	var page strings.Builder
	page.WriteString("# Reference\n\nMade from the tables in the source of `cw`: what stands here is what it does. " +
		"`cw docs NAME` prints a part of it, `cw schema --json` has all of it for programs.\n")
	page.WriteString(section("Blocks", blockIndex()))
	page.WriteString(section("Resource types", kindIndex(kinds)))
	var names []string
	for _, c := range schema.Connections {
		names = append(names, fmt.Sprintf("[`%s`](connections.md#%s)", c.Name, c.Name))
	}
	page.WriteString(section("Connections", strings.Join(names, ", ")+"\n"))
	names = nil
	for _, a := range assertions(kinds) {
		names = append(names, fmt.Sprintf("[`%s`](assertions.md#%s)", a.probe.Name, a.probe.Name))
	}
	names = append(names, "[`condition`](assertions.md#condition)")
	page.WriteString(section("Assertions", strings.Join(names, ", ")+"\n"))
	page.WriteString(section("Functions", functionIndex()))
	page.WriteString(section("Codes", "Every error and warning has a [page](codes/README.md).\n"))
	return page.String()
}

func blockIndex() string {
	var rows [][]string
	for _, b := range language.Blocks {
		rows = append(rows, []string{fmt.Sprintf("[`%s`](blocks/%s.md)", header(b), b.Name), summary(b.Doc)})
	}
	return table([]string{"block", "meaning"}, rows)
}

func kindIndex(kinds schema.Table) string {
	var rows [][]string
	for _, k := range public(kinds) {
		rows = append(rows, []string{fmt.Sprintf("[`%s`](kinds/%s.md)", k.Name, k.Name), summary(k.Doc)})
	}
	return table([]string{"type", "meaning"}, rows)
}
