package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

func explainCommand() *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "say what a code means and how to mend it",
		ArgsUsage: "CODE",
		Description: `Prints the page of a code as errors show it in brackets: what it means, how to mend
it, and an example of both, as Markdown. Without a code it lists them all.

  cw explain CW0202
  cw explain`,
		Action: func(c *cli.Context) error {
			out := streamsOf(c).Out
			if c.Args().Len() > 1 {
				return fmt.Errorf("explain takes one code, but was given %s", strings.Join(c.Args().Slice(), " "))
			}
			text, err := explanation(c.Args().First())
			if err != nil {
				return err
			}
			return writeAll(out, []byte(text))
		},
	}
}

// explanation gives the page of a code, or the list of all for "".
func explanation(name string) (string, error) {
	if name == "" {
		return codeList(), nil
	}
	if c, ok := diag.Lookup(diag.Code(strings.ToUpper(strings.Trim(name, "[]")))); ok {
		return c.Page(), nil
	}
	if _, err := schema.ParseAddress(name); err == nil {
		return "", fmt.Errorf("%s is the address of a resource; explain takes a code, such as CW0202, and does not explain resources in this version. See cw plan for what a resource gets and who chose it", name)
	}
	return "", fmt.Errorf("there is no code %q%s", name, nearCode(name))
}

func codeList() string {
	var list strings.Builder
	for _, c := range diag.Codes {
		fmt.Fprintf(&list, "%s  %s\n", c.Code, c.Summary)
	}
	return list.String()
}

// nearCode offers the code that is most like a name, or says where all are.
func nearCode(name string) string {
	var codes []string
	for _, c := range diag.Codes {
		codes = append(codes, string(c.Code))
	}
	if near := suggestion(strings.ToUpper(name), codes); near != "" {
		return near
	}
	return "; cw explain lists all there are"
}
