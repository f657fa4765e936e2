package reference

import (
	"fmt"
	"strings"

	"github.com/clockwork-hcl/cw/schema"
)

const connectionsHead = `# Connections

A ` + "`connection`" + ` block in a resource says that it depends on another resource, and how the two work together. Each
kind takes ` + "`to`" + `, the resource that it connects to, and what stands in its table.
`

func connectionsPage() string {
	page := connectionsHead
	for i := range schema.Connections {
		page += "\n#" + connectionText(&schema.Connections[i])
	}
	return page
}

func connectionTopics() []Topic {
	var list []Topic
	for i := range schema.Connections {
		c := &schema.Connections[i]
		list = append(list, Topic{Name: "connections/" + c.Name, Summary: summary(c.Doc), Text: connectionText(c)})
	}
	return list
}

func connectionText(c *schema.ConnectionKind) string {
	text := fmt.Sprintf("# %s\n\n%s\n\n%s", c.Name, c.Doc, block("hcl", connectionExample(c)))
	if rows := attributeTable(c.Attributes); rows != "" {
		text += "\n" + strings.Replace(rows, "| attribute |", "| argument |", 1)
	}
	return text
}

func connectionExample(c *schema.ConnectionKind) string {
	to := map[string]string{"file": "docker_container.web", "network": "docker_container.proxy"}[c.Name]
	if to == "" {
		to = "docker_container.db"
	}
	body := fmt.Sprintf("to = %s\n", to)
	for _, a := range c.Attributes {
		if a.Fill == schema.FillNeeded {
			body += fmt.Sprintf("%s = %s\n", a.Name, a.Example)
		}
	}
	return written(fmt.Sprintf("connection %q {", c.Name), body)
}
