package cli

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
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

In every format but text, standard output has one document and nothing else, also
when there is nothing to report; the exit code is 1 when there are errors.

  text      for people, on standard error
  json      Terraform's fields, as terraform validate -json
  github    workflow commands: annotations in GitHub Actions
  sarif     SARIF 2.1.0, for code scanning
  rdjson    reviewdog's format, one object; rdjsonl an object a line

  cw validate
  cw validate -json | jq .diagnostics
  cw validate --format sarif >cw.sarif
  cw validate --format rdjsonl | reviewdog -f=rdjsonl
  cat main.cw.hcl | cw validate - --stdin-filename main.cw.hcl`,
		Flags: append([]cli.Flag{
			&cli.BoolFlag{Name: "json", Usage: "the same as --format json"},
			&cli.StringFlag{Name: "format", Usage: "`FORMAT` text, json, github, sarif, rdjson or rdjsonl", Value: "text"},
			&cli.StringFlag{Name: "stdin-filename", Usage: "the `NAME` that errors give to standard input", Value: "<stdin>"},
			stackFlag(),
		}, variableFlags()...),
		Action: validate,
	}
}

func validate(c *cli.Context) error {
	streams := streamsOf(c)
	format, err := diagnosticFormat(c)
	if err != nil {
		return err
	}
	cfg, diags := loadForValidate(c, streams.In)
	if diags.HasErrors() {
		diags = append(diags, furtherErrors(c, cfg, diags)...)
	} else {
		diags = append(diags, checkConfiguration(c, cfg)...)
	}
	sortDiagnostics(diags)
	files := filesOf(cfg)
	if c.Args().First() != "-" {
		files = sourcesOf(cfg, diags)
	}
	if format == nil {
		return validated(streams, diags, files)
	}
	if err := writeAll(streams.Out, format.Encode(diags, files, encoding(format.Name))); err != nil {
		return err
	}
	if diags.HasErrors() {
		return exit(exitError)
	}
	return nil
}

// validated tells a person.
func validated(streams view.Streams, diags hcl.Diagnostics, files map[string]*hcl.File) error {
	streams.Diagnostics(diags, files)
	if diags.HasErrors() {
		return exit(exitError)
	}
	fmt.Fprintln(streams.Out, "The configuration is valid.")
	return nil
}

// diagnosticFormat gives the wanted format for machines, nil for text.
func diagnosticFormat(c *cli.Context) (*diag.Format, error) {
	name := c.String("format")
	switch {
	case c.Bool("json") && c.IsSet("format") && name != "json":
		return nil, fmt.Errorf("--json is --format json, but --format %s is given too: choose one", name)
	case c.Bool("json"):
		name = "json"
	case name == "text":
		return nil, nil
	}
	if f := diag.FormatNamed(name); f != nil {
		return f, nil
	}
	names := []string{"text"}
	for _, f := range diag.Formats {
		names = append(names, f.Name)
	}
	return nil, fmt.Errorf("--format %q is not known; it takes %s%s", name, strings.Join(names, ", "), suggestion(name, names))
}

// encoding says how documents name files. GitHub wants them relative to the
// repository, wherever in it cw was started.
func encoding(format string) diag.Options {
	opts := diag.Options{Version: Version()}
	root := os.Getenv("GITHUB_WORKSPACE")
	if root == "" || format != "github" && format != "sarif" {
		return opts
	}
	opts.Path = func(name string) string {
		abs, err := filepath.Abs(name)
		if err != nil {
			return name
		}
		if rel, err := filepath.Rel(root, abs); err == nil && filepath.IsLocal(rel) {
			return rel
		}
		return name
	}
	return opts
}

// maxInput in bytes is more than the largest file that is read.
const maxInput = 32 << 20

func loadForValidate(c *cli.Context, in io.Reader) (*hclspec.Config, hcl.Diagnostics) {
	if c.Args().First() == "-" {
		var text bytes.Buffer
		if _, err := text.ReadFrom(io.LimitReader(in, maxInput)); err != nil {
			return nil, hcl.Diagnostics{diag.New("CW0002", nil, "File can't be read", "Standard input can't be read: %s.", reason(err))}
		}
		return hclspec.LoadSourcesWith(".", map[string][]byte{c.String("stdin-filename"): text.Bytes()}, checkoutsOf(".").options())
	}
	dir, err := directory(c)
	if err != nil {
		return nil, hcl.Diagnostics{diag.New("CW0001", nil, "No configuration", "%s", err)}
	}
	return loadOffline(dir)
}

// checkConfiguration resolves and evaluates without completing anything.
func checkConfiguration(c *cli.Context, cfg *hclspec.Config) hcl.Diagnostics {
	set, diags := readSettings(c, cfg.Dir, cfg)
	if diags.HasErrors() {
		return diags
	}
	graph, more := build(c, cfg, set, true)
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

// build makes the graph; unset allows variables that nobody gives a value.
func build(c *cli.Context, cfg *hclspec.Config, set *settings, unset bool) (*resolve.Graph, hcl.Diagnostics) {
	given, diags := givenVariables(c, cfg.Dir, cfg, set.environment)
	graph, more := resolve.Build(cfg, kinds.All(), resolve.Inputs{
		Project: set.Project, Stack: set.Stack, Variables: given, Env: set.environment, Unset: unset, General: kinds.General(),
	})
	return graph, append(diags, more...)
}

func filesOf(cfg *hclspec.Config) map[string]*hcl.File {
	if cfg == nil {
		return nil
	}
	return cfg.Files
}

// sourcesOf gives the configuration's files, and what else diagnostics point
// into: the lock file, files of variables.
func sourcesOf(cfg *hclspec.Config, diags hcl.Diagnostics) map[string]*hcl.File {
	files := maps.Clone(filesOf(cfg))
	for _, d := range diags {
		if d.Subject == nil || files[d.Subject.Filename] != nil {
			continue
		}
		info, err := os.Stat(d.Subject.Filename)
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxInput {
			continue
		}
		text, err := os.ReadFile(d.Subject.Filename)
		if err != nil {
			continue
		}
		if filepath.Base(d.Subject.Filename) == lock.Name {
			// What lock.Parse says of places is about the text in this form.
			text = bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), []byte("\r\n"), []byte("\n"))
		}
		if files == nil {
			files = map[string]*hcl.File{}
		}
		files[d.Subject.Filename] = &hcl.File{Bytes: text}
	}
	return files
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
