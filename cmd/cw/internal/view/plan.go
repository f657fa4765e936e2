package view

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// Plan is what a run would do, with what is needed to explain it.
type Plan struct {
	Project, Stack string
	Steps          []engine.Step
	// Values explain created and changed resources; nil for a destroy.
	Values *resolve.Values
	Kinds  schema.Table
}

// change is one line of a plan: one attribute of one resource.
type change struct {
	path, before, after string
	origin              schema.Origin
	replaces            bool
}

// item is one resource of a plan.
type item struct {
	address schema.Address
	step    engine.Step
	changes []change
}

var signs = map[engine.Op]string{
	engine.OpCreate: "+", engine.OpUpdate: "~", engine.OpReplace: "±", engine.OpDelete: "-",
	engine.OpForget: "x", engine.OpAdopt: "=", engine.OpRefresh: "~",
}

var verbs = map[engine.Op]string{
	engine.OpCreate: "create", engine.OpUpdate: "update", engine.OpReplace: "replace", engine.OpDelete: "delete",
	engine.OpForget: "forget (it stays where it is)", engine.OpAdopt: "adopt (it is there already)", engine.OpRefresh: "refresh",
}

// items are the resources that something is done to. Composites, being nothing
// but names, are left out.
func (p Plan) items() []item {
	var list []item
	for _, s := range p.Steps {
		a, ok := p.Kinds.AddressOf(s.URN)
		if !ok || s.Op == engine.OpSame {
			continue
		}
		list = append(list, item{address: a, step: s, changes: p.changes(a, s)})
	}
	if p.Values != nil {
		p.arrange(list)
	}
	return list
}

// arrange puts items in the configuration's order, and after them, by address,
// those that have left it: steps come in the order of a race.
func (p Plan) arrange(list []item) {
	place := make(map[schema.Address]int, len(p.Values.Graph.Order))
	for i, n := range p.Values.Graph.Order {
		place[n.Address] = i + 1
	}
	rank := func(a schema.Address) int {
		switch {
		case place[a] > 0:
			return place[a]
		case a.Type == schema.SecretType:
			return 0
		}
		return len(place) + 1
	}
	slices.SortStableFunc(list, func(a, b item) int {
		return cmp.Or(cmp.Compare(rank(a.address), rank(b.address)), a.address.Compare(b.address))
	})
}

func (p Plan) changes(a schema.Address, s engine.Step) []change {
	switch s.Op {
	case engine.OpCreate, engine.OpAdopt:
		return p.created(a, s.New)
	case engine.OpUpdate, engine.OpReplace:
		return p.changed(a, s)
	}
	return nil
}

// created lists every value that somebody gave. What the configuration alone
// does not know, the inputs of the step may.
func (p Plan) created(a schema.Address, inputs resource.PropertyMap) []change {
	if p.Values == nil || p.Values.Get(a) == nil {
		return nil
	}
	r := p.Values.Get(a)
	var list []change
	for i := range r.Node.Kind.Attributes {
		row := &r.Node.Kind.Attributes[i]
		attr := r.Attributes[row.Name]
		bare, marks := attr.Value.Unmark()
		if !attr.Set || bare.IsKnown() && bare.IsNull() {
			continue
		}
		if row.Merge && bare.IsKnown() && len(marks) == 0 {
			list = append(list, keyChanges(row.Name, bare, attr)...)
			continue
		}
		c := change{path: row.Name, after: valueText(attr.Value), origin: attr.Origin}
		if input, ok := inputs[schema.PropertyName(row.Name)]; ok && c.after == unknownText {
			c.after = propertyText(input)
		}
		list = append(list, c)
	}
	return list
}

func keyChanges(name string, m cty.Value, attr resolve.Attribute) []change {
	values := m.AsValueMap()
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var list []change
	for _, key := range keys {
		origin := attr.Keys[key]
		if origin == "" {
			origin = attr.Origin
		}
		list = append(list, change{path: name + "." + key, after: valueText(values[key]), origin: origin})
	}
	return list
}

// changed lists the properties that differ, by the attributes that they come
// from.
func (p Plan) changed(a schema.Address, s engine.Step) []change {
	var list []change
	for _, key := range sortedProperties(s.Changes) {
		name := p.attributeOf(a, key)
		before, after := s.Old[key], s.New[key]
		if name == "env" {
			if variables := p.variables(a, before, after, s.Changes[key]); len(variables) > 0 {
				list = append(list, variables...)
				continue
			}
		}
		list = append(list, change{path: name, before: propertyText(before), after: propertyText(after), origin: p.origin(a, name), replaces: s.Changes[key]})
	}
	return list
}

// variables compares two lists of KEY=VALUE key by key. Old values are not
// shown where any of them was secret: which of them is not recorded.
func (p Plan) variables(a schema.Address, before, after resource.PropertyValue, replaces bool) []change {
	olds, news := assignments(before), assignments(after)
	keys := map[string]bool{}
	for key := range olds {
		keys[key] = true
	}
	for key := range news {
		keys[key] = true
	}
	var list []change
	for _, key := range sortedNames(keys) {
		old, had := olds[key]
		new, has := news[key]
		if had && has && old == new {
			continue
		}
		c := change{
			path: "env." + key, before: assignedText(old, had, before.ContainsSecrets()),
			after: assignedText(new, has, p.sensitive(a, key)), origin: p.origin(a, "env."+key), replaces: replaces,
		}
		if !has && c.origin != "" {
			c.after = unknownText
		}
		list = append(list, c)
	}
	return list
}

// sensitive reports whether a variable is, or may be, a secret.
func (p Plan) sensitive(a schema.Address, key string) bool {
	if p.Values == nil || p.Values.Get(a) == nil {
		return true
	}
	env, marks := p.Values.Get(a).Attributes["env"].Value.Unmark()
	if len(marks) > 0 || !env.IsKnown() || env.IsNull() {
		return true
	}
	v, ok := env.AsValueMap()[key]
	return !ok || schema.IsSensitive(v)
}

// assignments reads a list of KEY=VALUE, secret or not; an unknown one is left
// out.
func assignments(p resource.PropertyValue) map[string]string {
	m := map[string]string{}
	for p.IsSecret() {
		p = p.SecretValue().Element
	}
	if !p.IsArray() {
		return m
	}
	for _, item := range p.ArrayValue() {
		for item.IsSecret() {
			item = item.SecretValue().Element
		}
		if item.IsString() {
			key, value, _ := strings.Cut(item.StringValue(), "=")
			m[key] = value
		}
	}
	return m
}

func assignedText(value string, there, secret bool) string {
	switch {
	case !there:
		return "(none)"
	case secret:
		return sensitiveText
	}
	return quoted(value)
}

// attributeOf finds the attribute that a property comes from.
func (p Plan) attributeOf(a schema.Address, key resource.PropertyKey) string {
	if k := p.Kinds.Kind(a.Type); k != nil {
		for i := range k.Attributes {
			if slices.Contains(k.Attributes[i].PropertyKeys(), key) {
				return k.Attributes[i].Name
			}
		}
	}
	return string(key)
}

func (p Plan) origin(a schema.Address, path string) schema.Origin {
	if p.Values == nil || p.Values.Get(a) == nil {
		return ""
	}
	name, key, inMap := strings.Cut(path, ".")
	attr := p.Values.Get(a).Attributes[name]
	if inMap {
		return attr.Keys[key]
	}
	return attr.Origin
}

func sortedProperties(m map[resource.PropertyKey]bool) []resource.PropertyKey {
	keys := make([]resource.PropertyKey, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func sortedNames[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Counts says how many resources of a plan are created, updated and so on.
type Counts struct {
	Create  int `json:"create"`
	Update  int `json:"update"`
	Replace int `json:"replace"`
	Delete  int `json:"delete"`
	Forget  int `json:"forget,omitempty"`
	Adopt   int `json:"adopt,omitempty"`
	Same    int `json:"unchanged"`
}

// Count counts the steps of a plan, composites left out.
func (p Plan) Count() Counts {
	var c Counts
	for _, s := range p.Steps {
		if _, ok := p.Kinds.AddressOf(s.URN); !ok {
			continue
		}
		switch s.Op {
		case engine.OpCreate:
			c.Create++
		case engine.OpUpdate, engine.OpRefresh:
			c.Update++
		case engine.OpReplace:
			c.Replace++
		case engine.OpDelete:
			c.Delete++
		case engine.OpForget:
			c.Forget++
		case engine.OpAdopt:
			c.Adopt++
		case engine.OpSame:
			c.Same++
		}
	}
	return c
}

// Changes reports whether anything would be done.
func (c Counts) Changes() bool { return c.Create+c.Update+c.Replace+c.Delete+c.Forget+c.Adopt > 0 }

func (c Counts) String() string {
	parts := []string{}
	for _, p := range []struct {
		n    int
		text string
	}{{c.Create, "create"}, {c.Update, "update"}, {c.Replace, "replace"}, {c.Delete, "delete"}, {c.Forget, "forget"}, {c.Adopt, "adopt"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d to %s", p.n, p.text))
		}
	}
	return strings.Join(append(parts, fmt.Sprintf("%d unchanged", c.Same)), ", ")
}

// Plan writes a plan for people.
func (s Streams) Plan(p Plan) {
	col := s.palette()
	counts := p.Count()
	if !counts.Changes() {
		fmt.Fprintf(s.Out, "No changes. %s of %s (%s) as the configuration says.\n", resources(counts.Same), p.Project, p.Stack)
		return
	}
	fmt.Fprintf(s.Out, "%s%s (%s)%s\n", col.bold, p.Project, p.Stack, col.reset)
	for _, it := range p.items() {
		s.planItem(it, col)
	}
	fmt.Fprintf(s.Out, "\n%sPlan:%s %s.\n", col.bold, col.reset, counts)
}

func resources(n int) string {
	if n == 1 {
		return "1 resource"
	}
	return fmt.Sprintf("%d resources", n)
}

func (s Streams) planItem(it item, col palette) {
	color := map[engine.Op]string{
		engine.OpCreate: col.green, engine.OpUpdate: col.yellow, engine.OpReplace: col.yellow, engine.OpDelete: col.red,
	}[it.step.Op]
	fmt.Fprintf(s.Out, "  %s%s %s%s  %s%s\n", color, signs[it.step.Op], it.address, col.reset, verbs[it.step.Op], why(it))
	width, after := 0, 0
	for _, c := range it.changes {
		width, after = max(width, len(c.path)), max(after, min(len([]rune(c.text())), 60))
	}
	for _, c := range it.changes {
		note := ""
		if c.origin != "" {
			note = string(c.origin)
		}
		if c.replaces {
			note = strings.TrimSpace(note + "  forces replacement")
		}
		pad := strings.Repeat(" ", max(0, after-len([]rune(c.text()))))
		fmt.Fprintf(s.Out, "      %-*s  %s%s  %s%s%s\n", width, c.path, c.text(), pad, col.dim, note, col.reset)
	}
}

func (c change) text() string {
	if c.before == "" {
		return c.after
	}
	return c.before + " → " + c.after
}

// why explains a step that its changes do not.
func why(it item) string {
	switch {
	case it.step.Gone:
		return " (it was removed outside cw)"
	case len(it.step.Drift) > 0:
		return " (it was changed outside cw)"
	case it.address.Type == schema.SecretType && it.step.Op == engine.OpCreate:
		return " (generated here, kept encrypted in the state)"
	case it.step.Op == engine.OpReplace && len(it.changes) == 0 && len(it.step.Because) > 0:
		names := make([]string, len(it.step.Because))
		for i, urn := range it.step.Because {
			names[i] = urn.Name()
		}
		return " (because of " + strings.Join(names, ", ") + ")"
	}
	return ""
}

type jsonPlan struct {
	FormatVersion string       `json:"format_version"`
	Project       string       `json:"project"`
	Stack         string       `json:"stack"`
	Changes       []jsonChange `json:"changes"`
	Summary       Counts       `json:"summary"`
}

type jsonChange struct {
	Address string `json:"address"`
	Type    string `json:"type"`
	Action  string `json:"action"`
	Gone    bool   `json:"removed_outside,omitempty"`
	// Values are those of a created resource by path; Properties the changed
	// ones of others, before and after.
	Values     map[string]jsonValue `json:"values,omitempty"`
	Properties map[string]jsonDiff  `json:"properties,omitempty"`
}

type jsonDiff struct {
	Before   jsonValue `json:"before"`
	After    jsonValue `json:"after"`
	Replaces bool      `json:"replaces,omitempty"`
}

// PlanJSON writes a plan for machines.
func (s Streams) PlanJSON(p Plan) error {
	out := jsonPlan{FormatVersion: "1.0", Project: p.Project, Stack: p.Stack, Changes: []jsonChange{}, Summary: p.Count()}
	for _, it := range p.items() {
		c := jsonChange{Address: it.address.String(), Type: it.address.Type, Action: string(it.step.Op), Gone: it.step.Gone}
		if it.step.Op == engine.OpCreate && p.Values != nil && p.Values.Get(it.address) != nil {
			c.Values = map[string]jsonValue{}
			for name, attr := range p.Values.Get(it.address).Attributes {
				if attr.Set {
					c.Values[name] = jsonOf(attr.Value, attr.Origin)
				}
			}
		}
		for key, replaces := range it.step.Changes {
			if c.Properties == nil {
				c.Properties = map[string]jsonDiff{}
			}
			c.Properties[p.attributeOf(it.address, key)] = jsonDiff{jsonProperty(it.step.Old[key]), jsonProperty(it.step.New[key]), replaces}
		}
		out.Changes = append(out.Changes, c)
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	_, err = s.Out.Write(append(text, '\n'))
	return err
}
