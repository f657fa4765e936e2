package reference

import (
	"fmt"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

func codeTopics() []Topic {
	var list []Topic
	for _, c := range diag.Codes {
		list = append(list, Topic{Name: "codes/" + string(c.Code), Summary: c.Summary + ".", Text: c.Page(), File: true})
	}
	return list
}

const codesHead = `# Codes

Every error and warning has a code, which stays the same in every version. ` + "`cw explain CODE`" + ` prints its page.

`

func codesIndex() string {
	var rows [][]string
	for _, c := range diag.Codes {
		rows = append(rows, []string{fmt.Sprintf("[%s](%s.md)", c.Code, c.Code), c.Summary})
	}
	return codesHead + table([]string{"code", "meaning"}, rows)
}
