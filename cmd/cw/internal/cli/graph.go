package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
	"github.com/clockwork-hcl/cw/resolve"
)

func graphCommand() *cli.Command {
	return &cli.Command{
		Name:      "graph",
		Usage:     "draw which resource needs which",
		ArgsUsage: "[DIR]",
		Description: `Prints the resources with an arrow from each to what it needs, and why: connect, a
kind of connection, reference, depends_on, replace_triggered_by, or network.
Composites and modules are frames. Nothing is completed, and no engine and no
state is touched.

  dot       for Graphviz
  mermaid   for Markdown on many web sites
  json      for programs; docs/graph.md has its form

  cw graph | dot -Tsvg >graph.svg
  cw graph --format mermaid examples/quickstart
  cw graph --format json | jq '.edges[] | select(.to == "docker_container.db") | .from'`,
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "format", Usage: "`FORMAT` dot, mermaid or json", Value: "dot"},
			stackFlag(),
		}, variableFlags()...),
		Action: drawGraph,
	}
}

func drawGraph(c *cli.Context) error {
	if err := graphFormat(c.String("format")); err != nil {
		return err
	}
	dir, err := directory(c)
	if err != nil {
		return err
	}
	p := &project{c: c, streams: streamsOf(c)}
	graph, err := p.offlineGraph(dir)
	if err != nil {
		return err
	}
	drawing := view.Draw(graph)
	switch c.String("format") {
	case "mermaid":
		return writeAll(p.streams.Out, drawing.Mermaid())
	case "json":
		text, err := drawing.JSON()
		if err != nil {
			return fmt.Errorf("the graph can't be written as JSON: %w. This is a bug in cw", err)
		}
		return writeAll(p.streams.Out, text)
	}
	return writeAll(p.streams.Out, drawing.DOT())
}

func graphFormat(name string) error {
	known := []string{"dot", "mermaid", "json"}
	for _, k := range known {
		if name == k {
			return nil
		}
	}
	if name == "svg" || name == "html" {
		return fmt.Errorf("--format %s is not part of this version; Graphviz makes it: cw graph | dot -Tsvg", name)
	}
	return fmt.Errorf("--format %q is not known; it takes dot, mermaid or json%s", name, suggestion(name, known))
}

// offlineGraph reads a configuration and finds its names, and nothing else. It
// shows what is wrong.
func (p *project) offlineGraph(dir string) (*resolve.Graph, error) {
	cfg, diags := loadOffline(dir)
	p.config = cfg
	if err := p.report(diags); err != nil {
		return nil, err
	}
	set, diags := readSettings(p.c, cfg.Dir, cfg)
	if err := p.report(diags); err != nil {
		return nil, err
	}
	graph, diags := build(p.c, cfg, set, true)
	return graph, p.report(diags)
}
