package view

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/assert"
	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// Property shows a Pulumi property on one line, secrets as (sensitive).
func Property(p resource.PropertyValue) string { return propertyText(p) }

// Applied says what a run did.
func (s Streams) Applied(p Plan, r *engine.Result) {
	counts := p.Count()
	if len(r.Failed) == 0 && !r.Interrupted {
		fmt.Fprintf(s.Out, "\n%s.\n", past(counts))
	}
}

// Destroyed says what was removed, and lists what was left where it is.
func (s Streams) Destroyed(p Plan) {
	fmt.Fprintf(s.Out, "\n%s.\n", past(p.Count()))
	for _, it := range p.items() {
		if it.step.Op == engine.OpForget {
			fmt.Fprintf(s.Out, "  kept %s: %s\n", it.address, location(it.step))
		}
	}
}

// location is where a kept thing is.
func location(s engine.Step) string {
	for _, key := range []resource.PropertyKey{"absolutePath", "path", "dest", "name"} {
		if v, ok := s.OldOutputs[key]; ok && v.IsString() {
			return v.StringValue()
		}
	}
	return s.URN.Name()
}

func past(c Counts) string {
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{{c.Create, "created"}, {c.Update, "updated"}, {c.Replace, "replaced"}, {c.Delete, "deleted"}, {c.Forget, "kept"}, {c.Adopt, "adopted"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.text))
		}
	}
	if len(parts) == 0 {
		return "Done: only what the state keeps about them changed"
	}
	return "Done: " + strings.Join(parts, ", ")
}

// Skipped lists what was not tried because something it needs failed.
func (s Streams) Skipped(kinds schema.Table, urns []resource.URN) {
	var names []string
	for _, urn := range urns {
		names = append(names, nameOf(kinds, urn))
	}
	if len(names) > 0 {
		slices.Sort(names)
		fmt.Fprintf(s.Err, "Not tried because of that: %s.\n", strings.Join(names, ", "))
	}
}

func nameOf(kinds schema.Table, urn resource.URN) string {
	if a, ok := kinds.AddressOf(urn); ok {
		return a.String()
	}
	return urn.Name()
}

// Logged shows the engine's and the program's own messages.
func (s Streams) Logged(events []engine.Event) {
	for _, e := range events {
		if s.shows(e.Severity) {
			fmt.Fprintf(s.Err, "%s: %s\n", e.Severity, e.Message)
		}
	}
}

// Assertions lists the results of a run of assertions.
func (s Streams) Assertions(results []assert.Result) {
	col := s.palette()
	held := 0
	fmt.Fprintln(s.Out)
	for _, r := range results {
		if r.OK {
			held++
			fmt.Fprintf(s.Out, "  %s✓%s %s %s: saw %s (%s)\n", col.green, col.reset, r.Check.Owner, r.Check.Kind, r.Seen, seconds(r.Elapsed))
			continue
		}
		fmt.Fprintf(s.Out, "  %s✗%s %s %s: expected %s, saw %s (%s)\n", col.red, col.reset, r.Check.Owner, r.Check.Kind, r.Expected, r.Seen, seconds(r.Elapsed))
	}
	if held == len(results) {
		fmt.Fprintf(s.Out, "Assertions: all %d hold.\n", held)
		return
	}
	fmt.Fprintf(s.Out, "Assertions: %d of %d hold.\n", held, len(results))
}

// AssertionsJSON writes one object per assertion, one a line.
func (s Streams) AssertionsJSON(results []assert.Result) {
	for _, r := range results {
		text, err := json.Marshal(map[string]any{
			"type": "assertion", "address": r.Check.Owner, "kind": r.Check.Kind, "index": r.Check.Index, "ok": r.OK,
			"expected": r.Expected, "seen": r.Seen, "attempts": r.Attempts, "elapsed_seconds": r.Elapsed.Seconds(),
			"file": r.Check.Range.Filename, "line": r.Check.Range.Start.Line,
		})
		if err == nil {
			_, _ = s.Out.Write(append(text, '\n'))
		}
	}
}

// Completed lists every value that no person wrote.
func (s Streams) Completed(v *resolve.Values, written bool) {
	col := s.palette()
	count := 0
	for _, n := range v.Graph.Order {
		if n.Block == nil {
			continue
		}
		for _, c := range (Plan{Values: v}).created(n.Address, nil) {
			if c.origin == schema.OriginAuthor || c.origin == schema.OriginDefault {
				continue
			}
			count++
			fmt.Fprintf(s.Out, "  %s.%s = %s  %s%s%s\n", n.Address, c.path, c.after, col.dim, c.origin, col.reset)
		}
	}
	switch {
	case count == 0:
		fmt.Fprintln(s.Out, "Everything is set; nothing had to be completed.")
	case written:
		fmt.Fprintf(s.Out, "%d completed values; clockwork.lock.hcl is written.\n", count)
	default:
		fmt.Fprintf(s.Out, "%d completed values, all from clockwork.lock.hcl.\n", count)
	}
}

// State lists what is deployed.
func (s Streams) State(project, stack string, deployed []engine.Deployed, kinds schema.Table) {
	col := s.palette()
	shown := 0
	for _, d := range deployed {
		a, ok := kinds.AddressOf(d.URN)
		if !ok {
			continue
		}
		shown++
		fmt.Fprintf(s.Out, "%s%s%s  %s\n", col.bold, a, col.reset, d.ID)
		for _, key := range d.Outputs.StableKeys() {
			if v := d.Outputs[key]; !strings.HasPrefix(string(key), "__") && !v.IsNull() {
				fmt.Fprintf(s.Out, "    %s = %s\n", key, propertyText(v))
			}
		}
	}
	if shown == 0 {
		fmt.Fprintf(s.Out, "Nothing of %s (%s) is deployed.\n", project, stack)
	}
}

// StateJSON writes what is deployed for machines.
func (s Streams) StateJSON(project, stack string, deployed []engine.Deployed, kinds schema.Table) error {
	type entry struct {
		Address    string               `json:"address"`
		Type       string               `json:"type"`
		ID         string               `json:"id"`
		Properties map[string]jsonValue `json:"properties"`
	}
	list := []entry{}
	for _, d := range deployed {
		a, ok := kinds.AddressOf(d.URN)
		if !ok {
			continue
		}
		e := entry{Address: a.String(), Type: a.Type, ID: d.ID, Properties: map[string]jsonValue{}}
		for key, v := range d.Outputs {
			if !strings.HasPrefix(string(key), "__") {
				e.Properties[string(key)] = jsonProperty(v)
			}
		}
		list = append(list, e)
	}
	text, err := json.MarshalIndent(map[string]any{"format_version": "1.0", "project": project, "stack": stack, "resources": list}, "", "  ")
	if err != nil {
		return err
	}
	_, err = s.Out.Write(append(text, '\n'))
	return err
}
