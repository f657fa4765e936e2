package view

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// GraphVersion is the format version of the JSON form of a Drawing. The second
// number is raised when something is added, the first when something is removed
// or changes its meaning.
const GraphVersion = "1.0"

// Drawing is what a graph's forms have in common. Its JSON form is documented in
// docs/graph.md.
type Drawing struct {
	FormatVersion string `json:"format_version"`
	Project       string `json:"project"`
	Stack         string `json:"stack"`
	// Nodes are the resources, each behind all that it needs.
	Nodes []DrawnNode `json:"nodes"`
	// Groups are the composites and modules, each behind the one that it stands
	// in.
	Groups []DrawnGroup `json:"groups"`
	// Edges lead from a resource to one that it needs, in the order of Nodes.
	Edges []DrawnEdge `json:"edges"`
}

// DrawnNode is one resource.
type DrawnNode struct {
	Address string `json:"address"`
	Type    string `json:"type"`
	Name    string `json:"name"`
	// Key of an instance in HCL form, or "".
	Key string `json:"key,omitempty"`
	// Group is the address of the group that it stands in, "" for none.
	Group       string `json:"group"`
	Description string `json:"description,omitempty"`
	// Written is false for what cw adds by itself, which has no place.
	Written bool   `json:"written"`
	Place   *Place `json:"place,omitempty"`
}

// Place is a line of a file.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// DrawnGroup is a composite or module.
type DrawnGroup struct {
	Address string `json:"address"`
	// Kind is "composite" or "module".
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Key    string `json:"key,omitempty"`
	Parent string `json:"parent"`
	Place  *Place `json:"place"`
}

// DrawnEdge says that From needs To.
type DrawnEdge struct {
	From    string   `json:"from"`
	To      string   `json:"to"`
	Reasons []Reason `json:"reasons"`
}

// Reason is one of the reasons for an edge.
type Reason struct {
	// Why is as in resolve.Need.
	Why   string `json:"why"`
	Place *Place `json:"place,omitempty"`
}

// Draw takes from a graph what is shown of it.
func Draw(g *resolve.Graph) Drawing {
	d := Drawing{
		FormatVersion: GraphVersion, Project: g.Project, Stack: g.Stack,
		Nodes: []DrawnNode{}, Groups: []DrawnGroup{}, Edges: []DrawnEdge{},
	}
	for _, group := range g.Groups {
		d.Groups = append(d.Groups, DrawnGroup{
			Address: group.Path, Kind: group.Step.Kind, Name: group.Step.Name, Key: group.Step.Key, Parent: group.Parent,
			Place: placeOf(group.Range.Filename, group.Range.Start.Line),
		})
	}
	for _, n := range g.Order {
		a := n.Address
		node := DrawnNode{
			Address: a.String(), Type: a.Type, Name: a.Name, Key: a.Key, Group: a.Group,
			Description: n.Description, Written: n.Block != nil,
		}
		if n.Block != nil {
			node.Place = placeOf(n.Block.Range.Filename, n.Block.Range.Start.Line)
		}
		d.Nodes = append(d.Nodes, node)
		d.addEdges(n)
	}
	return d
}

// addEdges joins all reasons to need one resource into one edge.
func (d *Drawing) addEdges(n *resolve.Node) {
	first := len(d.Edges)
	for _, need := range n.Needs() {
		to := need.To.String()
		at := slices.IndexFunc(d.Edges[first:], func(e DrawnEdge) bool { return e.To == to })
		if at < 0 {
			at = len(d.Edges) - first
			d.Edges = append(d.Edges, DrawnEdge{From: n.Address.String(), To: to})
		}
		e := &d.Edges[first+at]
		e.Reasons = append(e.Reasons, Reason{Why: need.Why, Place: placeOf(need.Range.Filename, need.Range.Start.Line)})
	}
}

func placeOf(file string, line int) *Place {
	if file == "" {
		return nil
	}
	return &Place{File: filepath.ToSlash(file), Line: line}
}

// why joins the kinds of reasons for a label.
func (e DrawnEdge) why() string {
	var words []string
	for _, r := range e.Reasons {
		if !slices.Contains(words, r.Why) {
			words = append(words, r.Why)
		}
	}
	return strings.Join(words, ", ")
}

// JSON gives the form for programs, indented, with a line end.
func (d Drawing) JSON() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(d)
	return out.Bytes(), err
}

// DOT gives Graphviz's form: groups are clusters, edges have their reasons as
// labels.
func (d Drawing) DOT() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "digraph %s {\n  rankdir = \"LR\";\n  node [shape = \"box\"];\n", dotText(d.Project))
	d.dotGroup(&out, "", "  ", d.members())
	for _, e := range d.Edges {
		fmt.Fprintf(&out, "  %s -> %s [label = %s];\n", dotText(e.From), dotText(e.To), dotText(e.why()))
	}
	out.WriteString("}\n")
	return out.Bytes()
}

func (d Drawing) dotGroup(out *bytes.Buffer, group, indent string, in members) {
	for _, n := range in.nodes[group] {
		style := ""
		if !n.Written {
			style = `, style = "dashed"`
		}
		fmt.Fprintf(out, "%s%s [label = %s%s];\n", indent, dotText(n.Address), dotText(n.short()), style)
	}
	for _, g := range in.groups[group] {
		fmt.Fprintf(out, "%ssubgraph %s {\n%s  label = %s;\n", indent, dotText("cluster_"+g.Address), indent, dotText(g.short()))
		d.dotGroup(out, g.Address, indent+"  ", in)
		fmt.Fprintf(out, "%s}\n", indent)
	}
}

// dotText is a quoted string. A backslash begins an escape in labels.
func dotText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(diag.Harmless(s)) + `"`
}

// Mermaid gives a flowchart, as many web pages show it.
func (d Drawing) Mermaid() []byte {
	var out bytes.Buffer
	ids := map[string]string{}
	for i, n := range d.Nodes {
		ids[n.Address] = fmt.Sprintf("n%d", i)
	}
	for i, g := range d.Groups {
		ids[g.Address] = fmt.Sprintf("g%d", i)
	}
	out.WriteString("flowchart LR\n")
	d.mermaidGroup(&out, "", "  ", d.members(), ids)
	for _, e := range d.Edges {
		fmt.Fprintf(&out, "  %s -->|%s| %s\n", ids[e.From], mermaidText(e.why()), ids[e.To])
	}
	return out.Bytes()
}

func (d Drawing) mermaidGroup(out *bytes.Buffer, group, indent string, in members, ids map[string]string) {
	for _, n := range in.nodes[group] {
		fmt.Fprintf(out, "%s%s[%s]\n", indent, ids[n.Address], mermaidText(n.short()))
	}
	for _, g := range in.groups[group] {
		fmt.Fprintf(out, "%ssubgraph %s[%s]\n", indent, ids[g.Address], mermaidText(g.short()))
		d.mermaidGroup(out, g.Address, indent+"  ", in, ids)
		fmt.Fprintf(out, "%send\n", indent)
	}
}

// mermaidText is a quoted text. What could be HTML, Markdown or an entity there
// is written as an entity.
func mermaidText(s string) string {
	escapes := strings.NewReplacer("#", "#35;", `"`, "#quot;", "&", "#amp;", "<", "#lt;", ">", "#gt;", "`", "#96;", `\`, "#92;", "\n", " ")
	return `"` + escapes.Replace(diag.Harmless(s)) + `"`
}

// members are nodes and groups by the group that they stand in.
type members struct {
	nodes  map[string][]DrawnNode
	groups map[string][]DrawnGroup
}

func (d Drawing) members() members {
	in := members{nodes: map[string][]DrawnNode{}, groups: map[string][]DrawnGroup{}}
	for _, n := range d.Nodes {
		in.nodes[n.Group] = append(in.nodes[n.Group], n)
	}
	for _, g := range d.Groups {
		in.groups[g.Parent] = append(in.groups[g.Parent], g)
	}
	return in
}

// short is an address without the groups around it, which the drawing shows.
func (n DrawnNode) short() string {
	return schema.Address{Type: n.Type, Name: n.Name, Key: n.Key}.String()
}

func (g DrawnGroup) short() string {
	return schema.GroupStep{Kind: g.Kind, Name: g.Name, Key: g.Key}.String()
}
