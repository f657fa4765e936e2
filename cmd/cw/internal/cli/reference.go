package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/reference"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

func schemaCommand() *cli.Command {
	return &cli.Command{
		Name:  "schema",
		Usage: "print the whole language for programs",
		Description: `Prints one JSON object with all blocks, resource types, connections, assertions,
functions and codes. Types are in Terraform's JSON form. Its format_version is
"1.0": the second number is raised when something is added, the first when
something goes or changes its meaning.

  cw schema --json
  cw schema --json | jq -r '.resource_types[].name'`,
		Flags: []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "one JSON object; the only form there is"}},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return fmt.Errorf("schema takes no arguments, but was given %s", strings.Join(c.Args().Slice(), " "))
			}
			if !c.Bool("json") {
				return fmt.Errorf("schema has one form: cw schema --json. For people there is cw docs")
			}
			text, err := reference.Schema(kinds.All())
			if err != nil {
				return fmt.Errorf("the schema can't be made: %w. This is a bug in cw", err)
			}
			return writeAll(streamsOf(c).Out, text)
		},
	}
}

func docsCommand() *cli.Command {
	return &cli.Command{
		Name:      "docs",
		Usage:     "print or write the reference of the language",
		ArgsUsage: "[NAME]",
		Description: `Prints the page of a block, resource type, connection, assertion, function or code
as Markdown. Without a name it lists what there is. With --out it writes all of
them as files into a directory; pages that it wrote there before and that are no
longer made are removed, other files are left alone.

  cw docs docker_container
  cw docs functions/file       where a name means several things
  cw docs --out docs/reference`,
		Flags: []cli.Flag{&cli.StringFlag{Name: "out", Usage: "write all pages into `DIR`"}},
		Action: func(c *cli.Context) error {
			switch {
			case c.Args().Len() > 1 || c.Args().Present() && c.IsSet("out"):
				return fmt.Errorf("docs takes one name or --out DIR, but was given %s", strings.Join(c.Args().Slice(), " "))
			case c.IsSet("out"):
				return writePages(c.String("out"), reference.Pages(kinds.All()))
			case c.Args().Present():
				return printTopic(c, c.Args().First())
			}
			return listTopics(c)
		},
	}
}

func listTopics(c *cli.Context) error {
	topics := reference.Topics(kinds.All())
	width := 0
	for _, t := range topics {
		width = max(width, len(t.Name))
	}
	var list strings.Builder
	for _, t := range topics {
		fmt.Fprintf(&list, "%-*s  %s\n", width, t.Name, t.Summary)
	}
	return writeAll(streamsOf(c).Out, []byte(list.String()))
}

// printTopic prints what a name means; if it means several things, the first,
// with a note of the others.
func printTopic(c *cli.Context, name string) error {
	found, near := reference.Find(kinds.All(), name)
	switch {
	case len(found) == 0 && near != "":
		return fmt.Errorf("there is no page on %q; did you mean %q?", name, near)
	case len(found) == 0:
		return fmt.Errorf("there is no page on %q; cw docs lists what there is", name)
	}
	streams := streamsOf(c)
	if err := writeAll(streams.Out, []byte(found[0].Text)); err != nil {
		return err
	}
	for _, other := range found[1:] {
		fmt.Fprintf(streams.Err, "There is also %s: %s\n", other.Name, other.Summary)
	}
	return nil
}

// writePages makes a directory have these pages and no others of ours.
func writePages(dir string, pages []reference.Page) error {
	made := map[string]bool{}
	var below []string
	for _, p := range pages {
		path := filepath.Join(dir, filepath.FromSlash(p.Path))
		made[path] = true
		if parent := filepath.Dir(path); !slices.Contains(below, parent) {
			below = append(below, parent)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("%s can't be made: %s", filepath.Dir(path), reason(err))
		}
		if err := os.WriteFile(path, []byte(reference.Mark+p.Text), 0o644); err != nil {
			return fmt.Errorf("%s can't be written: %s", path, reason(err))
		}
	}
	for _, parent := range below {
		if err := removeStale(parent, made); err != nil {
			return err
		}
	}
	return nil
}

// removeStale removes pages of ours that are no longer made.
func removeStale(dir string, made map[string]bool) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("%s can't be read: %s", dir, reason(err))
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if made[path] || !e.Type().IsRegular() || filepath.Ext(path) != ".md" {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(string(text), reference.Mark) {
			continue
		}
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("%s is no longer a page, but can't be removed: %s", path, reason(err))
		}
	}
	return nil
}
