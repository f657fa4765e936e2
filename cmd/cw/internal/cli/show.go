package cli

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

func showCommand() *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "show what is deployed",
		ArgsUsage: "[DIR]",
		Description: `Lists the resources that the state has, with their ids and properties. Secrets are
shown as (sensitive). The world is not looked at.

  cw show
  cw show --json`,
		Flags: concat([]cli.Flag{stackFlag(), &cli.BoolFlag{Name: "json", Usage: "one JSON object"},
			&cli.StringFlag{Name: "env-file", Usage: "read settings from `FILE` instead of .env"}}, backendFlags()),
		Action: func(c *cli.Context) error {
			dir, err := directory(c)
			if err != nil {
				return err
			}
			p, err := openLeniently(c, dir)
			if err != nil {
				return err
			}
			deployed, err := p.stack.Deployed()
			if err != nil {
				return p.fail(err)
			}
			if c.Bool("json") {
				return p.streams.StateJSON(p.settings.Project, p.settings.Stack, deployed, kinds.All())
			}
			p.streams.State(p.settings.Project, p.settings.Stack, deployed, kinds.All())
			return nil
		},
	}
}

func outputCommand() *cli.Command {
	return &cli.Command{
		Name:      "output",
		Usage:     "print the outputs of what is deployed",
		ArgsUsage: "[NAME]",
		Description: `Prints every output, or one of them bare, for scripts. A sensitive one is shown only
when it is asked for by name, or with --json.

  cw output
  cw output url
  cw --chdir examples/quickstart output --json`,
		Flags: concat([]cli.Flag{stackFlag(), &cli.BoolFlag{Name: "json", Usage: "JSON"},
			&cli.StringFlag{Name: "env-file", Usage: "read settings from `FILE` instead of .env"}}, backendFlags()),
		Action: output,
	}
}

func output(c *cli.Context) error {
	name := c.Args().First()
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	p, err := openLeniently(c, dir)
	if err != nil {
		return err
	}
	outputs, err := p.stackOutputs()
	if err != nil {
		return p.fail(err)
	}
	if name == "" {
		return printOutputs(p.streams, outputs, c.Bool("json"))
	}
	value, ok := outputs[resource.PropertyKey(name)]
	if !ok {
		names := []string{}
		for _, key := range outputs.StableKeys() {
			names = append(names, string(key))
		}
		return fmt.Errorf("nothing that is deployed has an output %q%s", name, suggestion(name, names))
	}
	return printOutput(p.streams, value, c.Bool("json"))
}

func printOutputs(s view.Streams, outputs resource.PropertyMap, asJSON bool) error {
	if !asJSON {
		for _, key := range outputs.StableKeys() {
			fmt.Fprintf(s.Out, "%s = %s\n", key, view.Property(outputs[key]))
		}
		return nil
	}
	m := map[string]any{}
	for key, v := range outputs {
		m[string(key)] = map[string]any{"value": plain(v), "sensitive": v.ContainsSecrets()}
	}
	return printJSON(s, m)
}

func printOutput(s view.Streams, v resource.PropertyValue, asJSON bool) error {
	value := plain(v)
	text, isText := value.(string)
	if isText && !asJSON {
		_, err := fmt.Fprintln(s.Out, text)
		return err
	}
	return printJSON(s, value)
}

// plain is a property without secret wrappers: the person asked for it.
func plain(v resource.PropertyValue) any {
	for v.IsSecret() {
		v = v.SecretValue().Element
	}
	return v.MapRepl(nil, func(v resource.PropertyValue) (any, bool) {
		if v.IsSecret() {
			return plain(v), true
		}
		return nil, false
	})
}

func printJSON(s view.Streams, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return writeAll(s.Out, append(text, '\n'))
}

// stackOutputs reads the stack's exports from the state.
func (p *project) stackOutputs() (resource.PropertyMap, error) {
	deployed, err := p.stack.Deployed()
	if err != nil {
		return nil, err
	}
	for _, d := range deployed {
		if d.Type == string(resource.RootStackType) {
			return d.Outputs, nil
		}
	}
	return resource.PropertyMap{}, nil
}

func resultResources(r *engine.Result) []engine.Deployed {
	list := make([]engine.Deployed, 0, len(r.Resources))
	for _, d := range r.Resources {
		list = append(list, d)
	}
	return list
}
