package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// answer completes a question of a "#> " line.
func (m *meaning) answer(t *testing.T, line string) string {
	t.Helper()
	for _, whole := range []struct {
		word string
		of   func() string
	}{
		{"order", m.order}, {"holes", m.holes}, {"moves", m.moves}, {"forgets", m.forgets}, {"imports", m.imports}, {"providers", m.providers},
	} {
		if line == whole.word || strings.HasPrefix(line, whole.word+": ") {
			return whole.word + ": " + whole.of()
		}
	}
	for _, about := range []struct {
		word string
		of   func(*resolve.Node) string
	}{
		{"needs", needs}, {"connects", m.connects}, {"lives", lives}, {"joins", joins}, {"may fill", m.offers},
	} {
		if owner, _, ok := strings.Cut(line+" ", " "+about.word+" "); ok {
			return owner + " " + about.word + " " + about.of(m.node(t, owner))
		}
	}
	if owner, _, ok := strings.Cut(line+" ", " asserts "); ok {
		return owner + " asserts " + m.asserts(t, owner)
	}
	expression, _, _ := strings.Cut(line, " = ")
	return expression + " = " + m.render(m.ask(t, expression)[expression], true)
}

func (m *meaning) node(t *testing.T, address string) *resolve.Node {
	t.Helper()
	a, err := schema.ParseAddress(address)
	if err != nil {
		t.Fatal(err)
	}
	n := m.graph.Node(a)
	if n == nil {
		t.Fatalf("there is no %s", address)
	}
	return n
}

func (m *meaning) order() string {
	names := make([]string, len(m.graph.Order))
	for i, n := range m.graph.Order {
		names[i] = n.Address.String()
	}
	return strings.Join(names, ", ")
}

func (m *meaning) holes() string {
	var list []string
	for _, n := range m.graph.Order {
		for _, h := range m.values.Get(n.Address).Holes {
			list = append(list, n.Address.String()+"."+h.Path)
		}
	}
	return orNone(list)
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "(none)"
	}
	return strings.Join(list, ", ")
}

func (m *meaning) moves() string {
	var list []string
	for _, x := range m.graph.Moves {
		list = append(list, addressText(x.From)+" to "+addressText(x.To))
	}
	return orNone(list)
}

func addressText(a schema.Address) string {
	if a.Type == "" {
		return a.Group
	}
	return a.String()
}

func (m *meaning) forgets() string {
	var list []string
	for _, x := range m.graph.Forgets {
		how := "leave"
		if x.Destroy {
			how = "destroy"
		}
		list = append(list, addressText(x.From)+" ("+how+")")
	}
	return orNone(list)
}

func (m *meaning) imports() string {
	var list []string
	for _, x := range m.graph.Imports {
		list = append(list, x.To.String()+" is "+strconv.Quote(x.ID))
	}
	return orNone(list)
}

func (m *meaning) providers() string {
	var list []string
	for _, p := range m.graph.Providers {
		text := p.Name
		if p.Alias != "" {
			text += "." + p.Alias
		}
		if p.Host != "" {
			text += " at " + p.Host
		}
		for _, r := range p.RegistryAuth {
			text += fmt.Sprintf(" with %s as %s, %s", m.render(r.Address, false), m.render(r.Username, false), m.render(r.Password, false))
		}
		list = append(list, text)
	}
	return orNone(list)
}

// needs are what a resource waits for, and why.
func needs(n *resolve.Node) string {
	var list []string
	for _, need := range n.Needs() {
		list = append(list, need.To.String()+" ("+need.Why+")")
	}
	return orNone(list)
}

func (m *meaning) connects(n *resolve.Node) string {
	var list []string
	for _, e := range n.Edges {
		args := listed(e.Args, func(name string, v cty.Value) string { return ", " + name + " = " + m.render(v, false) })
		list = append(list, e.To.String()+" ("+e.Rule+strings.ReplaceAll(args, ", , ", ", ")+")")
	}
	return orNone(list)
}

func joins(n *resolve.Node) string {
	var list []string
	for _, network := range n.Networks {
		list = append(list, network.Network.String()+" as "+strings.Join(network.Aliases, " and "))
	}
	return orNone(list)
}

// offers are the paths that a completer may fill beside the holes.
func (m *meaning) offers(n *resolve.Node) string { return orNone(m.values.Get(n.Address).Offers) }

// lives says how a resource is treated.
func lives(n *resolve.Node) string {
	var list []string
	for _, flag := range []struct {
		on   bool
		name string
	}{
		{n.Lifecycle.PreventDestroy, "prevent_destroy"}, {n.Lifecycle.RetainOnDestroy, "retain_on_destroy"},
		{n.Lifecycle.CreateBeforeDestroy, "create_before_destroy"},
	} {
		if flag.on {
			list = append(list, flag.name)
		}
	}
	if ignored := n.Lifecycle.IgnoreChanges; len(ignored) > 0 {
		list = append(list, "ignore_changes "+strings.Join(ignored, " "))
	}
	for _, x := range n.Lifecycle.ReplaceTriggeredBy {
		text := "replace_triggered_by " + x.Address.String()
		if x.Attribute != "" {
			text += "." + x.Attribute
		}
		list = append(list, text)
	}
	for _, limit := range [][2]string{{"create", n.Timeouts.Create}, {"update", n.Timeouts.Update}, {"delete", n.Timeouts.Delete}, {"provider", n.Provider}} {
		if limit[1] != "" {
			list = append(list, limit[0]+" "+limit[1])
		}
	}
	return orNone(list)
}

// asserts are an owner's assertions as they would be tried, as far as they are
// known before the deployment.
func (m *meaning) asserts(t *testing.T, owner string) string {
	t.Helper()
	all, diags := m.values.Assertions(func(schema.Address) map[string]cty.Value { return map[string]cty.Value{} })
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var list []string
	for _, a := range all {
		if a.Owner != owner {
			continue
		}
		text := a.Kind
		if !a.Address.IsZero() && a.Address.String() != owner {
			text += " of " + a.Address.String()
		}
		text += " " + m.object(cty.ObjectVal(given(a.Args)), false)
		if a.Timeout != 0 {
			text += " for " + a.Timeout.String()
		}
		if a.Interval != 0 {
			text += " every " + a.Interval.String()
		}
		list = append(list, text)
	}
	return orNone(list)
}

func given(args map[string]cty.Value) map[string]cty.Value {
	out := map[string]cty.Value{}
	for name, v := range args {
		if bare, _ := v.Unmark(); !bare.IsKnown() || !bare.IsNull() {
			out[name] = v
		}
	}
	return out
}

// longest text, in characters, that is shown of one string.
const longest = 100

// render writes a value as HCL. With types, lists, sets and maps are written as
// the calls that make them, since brackets alone make tuples and objects.
func (m *meaning) render(v cty.Value, types bool) string {
	bare, marks := v.Unmark()
	if _, secret := marks[schema.Sensitive]; secret {
		return "(sensitive)"
	}
	switch t := bare.Type(); {
	case !bare.IsKnown():
		return prefix(bare) + unknown(marks)
	case bare.IsNull():
		return "null"
	case t == cty.String:
		return m.text(bare.AsString())
	case t == cty.Number:
		return bare.AsBigFloat().Text('f', -1)
	case t == cty.Bool:
		return strconv.FormatBool(bare.True())
	case t.IsMapType() && types:
		return "tomap(" + m.object(bare, types) + ")"
	case t.IsMapType(), t.IsObjectType():
		return m.object(bare, types)
	case t.IsCapsuleType():
		return t.FriendlyName()
	}
	return m.list(bare, types)
}

func (m *meaning) list(v cty.Value, types bool) string {
	var items []string
	for it := v.ElementIterator(); it.Next(); {
		_, item := it.Element()
		items = append(items, m.render(item, types))
	}
	text := "[" + strings.Join(items, ", ") + "]"
	switch {
	case types && v.Type().IsSetType():
		return "toset(" + text + ")"
	case types && v.Type().IsListType():
		return "tolist(" + text + ")"
	}
	return text
}

func (m *meaning) object(v cty.Value, types bool) string {
	items := listed(v.AsValueMap(), func(key string, item cty.Value) string {
		if !hclsyntax.ValidIdentifier(key) {
			key = strconv.Quote(key)
		}
		return key + " = " + m.render(item, types)
	})
	if items == "" {
		return "{}"
	}
	return "{ " + items + " }"
}

func (m *meaning) text(s string) string {
	s = m.neutral(s)
	if n := utf8.RuneCountInString(s); n > longest {
		return fmt.Sprintf("%s… (%d characters)", quote(string([]rune(s)[:longest])), n)
	}
	return quote(s)
}

// quote writes a string as HCL does.
func quote(s string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(strconv.Quote(s))
}

// prefix is what is known of an unknown text.
func prefix(v cty.Value) string {
	if v.Type() != cty.String {
		return ""
	}
	if known := v.Range().StringPrefix(); known != "" {
		return quote(known) + "… "
	}
	return ""
}

func unknown(marks cty.ValueMarks) string {
	holes := map[string]bool{}
	for mark := range marks {
		if h, ok := mark.(schema.Hole); ok {
			holes[h.Hint] = true
		}
	}
	switch {
	case len(holes) == 0:
		return "(known after deployment)"
	case len(holes) == 1 && holes[""]:
		return "(hole)"
	}
	return "(hole: " + listed(holes, func(hint string, _ bool) string { return hint }) + ")"
}
