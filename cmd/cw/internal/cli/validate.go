package cli

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/complete/lock"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

func validateCommand() *cli.Command {
	return &cli.Command{
		Name:      "validate",
		Usage:     "check a configuration, offline, all errors at once",
		ArgsUsage: "[DIR | -]",
		Description: `Reads all *.cw.hcl files of DIR (default: here; - reads one file from standard
input) and reports every error with its place and its remedy. No network, no
model, no container engine is touched.

  cw validate
  cw validate -json | jq .diagnostics
  cat main.cw.hcl | cw validate -`,
		Flags: append([]cli.Flag{
			&cli.BoolFlag{Name: "json", Usage: "one JSON object, with Terraform's fields"},
			&cli.StringFlag{Name: "format", Usage: "`FORMAT` text or json", Value: "text"},
			stackFlag(),
		}, variableFlags()...),
		Action: validate,
	}
}

func validate(c *cli.Context) error {
	streams := streamsOf(c)
	asJSON := c.Bool("json") || c.String("format") == "json"
	if f := c.String("format"); f != "text" && f != "json" {
		return fmt.Errorf("--format %q is not known; it takes text or json", f)
	}
	cfg, diags := loadForValidate(c, streams.In)
	if !diags.HasErrors() {
		diags = append(diags, checkConfiguration(c, cfg)...)
	}
	files := filesOf(cfg)
	sortDiagnostics(diags)
	if asJSON {
		if err := writeAll(streams.Out, diag.JSON(diags, files)); err != nil {
			return err
		}
	} else {
		streams.Diagnostics(diags, files)
	}
	if diags.HasErrors() {
		return exit(exitError)
	}
	if !asJSON {
		fmt.Fprintln(streams.Out, "The configuration is valid.")
	}
	return nil
}

func loadForValidate(c *cli.Context, in io.Reader) (*hclspec.Config, hcl.Diagnostics) {
	if c.Args().First() == "-" {
		var text bytes.Buffer
		if _, err := text.ReadFrom(in); err != nil {
			return nil, hcl.Diagnostics{diag.New("CW0002", nil, "File can't be read", "Standard input can't be read: %s.", reason(err))}
		}
		return hclspec.LoadBytes("<stdin>", text.Bytes())
	}
	dir, err := directory(c)
	if err != nil {
		return nil, hcl.Diagnostics{diag.New("CW0001", nil, "No configuration", "%s", err)}
	}
	return hclspec.Load(dir)
}

// checkConfiguration resolves and evaluates without completing anything.
func checkConfiguration(c *cli.Context, cfg *hclspec.Config) hcl.Diagnostics {
	set, diags := readSettings(c, cfg.Dir, cfg)
	if diags.HasErrors() {
		return diags
	}
	graph, more := build(c, cfg, set)
	diags = append(diags, more...)
	pinned, more := lock.Read(lockPath(cfg.Dir))
	diags = append(diags, more...)
	layers := []schema.Layer{}
	if pinned != nil {
		layers = append(layers, pinned.Layer())
	}
	values, more := graph.Evaluate(layers...)
	diags = append(diags, more...)
	return append(diags, values.Unfillable()...)
}

// build resolves a configuration's names under the given settings.
func build(c *cli.Context, cfg *hclspec.Config, set *settings) (*resolve.Graph, hcl.Diagnostics) {
	given, diags := givenVariables(c, cfg.Dir, cfg, set.environment)
	graph, more := resolve.Build(cfg, kinds.All(), resolve.Inputs{
		Project: set.Project, Stack: set.Stack, Variables: given, Env: set.environment,
	})
	return graph, append(diags, more...)
}

func filesOf(cfg *hclspec.Config) map[string]*hcl.File {
	if cfg == nil {
		return nil
	}
	return cfg.Files
}

// sortDiagnostics puts them in file order, those without a place first.
func sortDiagnostics(diags hcl.Diagnostics) {
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int {
		switch {
		case a.Subject == nil && b.Subject == nil:
			return 0
		case a.Subject == nil:
			return -1
		case b.Subject == nil:
			return 1
		case a.Subject.Filename != b.Subject.Filename:
			return bytes.Compare([]byte(a.Subject.Filename), []byte(b.Subject.Filename))
		}
		return a.Subject.Start.Byte - b.Subject.Start.Byte
	})
}
