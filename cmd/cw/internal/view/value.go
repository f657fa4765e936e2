package view

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

const (
	sensitiveText = "(sensitive)"
	unknownText   = "(known after apply)"
	// longest text that is shown of one string.
	maxText = 60
	// longest text that is shown of a list or map.
	maxCollection = 100
)

// valueText shows a value on one line.
func valueText(v cty.Value) string {
	if schema.IsSensitive(v) {
		return sensitiveText
	}
	bare, _ := v.UnmarkDeep()
	switch t := bare.Type(); {
	case !bare.IsKnown():
		return unknownText
	case bare.IsNull():
		return "null"
	case t == cty.String:
		return quoted(bare.AsString())
	case t == cty.Number:
		return bare.AsBigFloat().Text('f', -1)
	case t == cty.Bool:
		return strconv.FormatBool(bare.True())
	case t.IsMapType(), t.IsObjectType():
		return mapText(bare)
	}
	items := make([]string, 0, bare.LengthInt())
	for it := bare.ElementIterator(); it.Next(); {
		_, item := it.Element()
		items = append(items, valueText(item))
	}
	return cut("[" + strings.Join(items, ", ") + "]")
}

// cut keeps a collection on one line of a usual terminal.
func cut(s string) string {
	if runes := []rune(s); len(runes) > maxCollection {
		return string(runes[:maxCollection]) + "…"
	}
	return s
}

func mapText(v cty.Value) string {
	values := v.AsValueMap()
	keys := make([]string, 0, len(values))
	for key, item := range values {
		if !item.IsKnown() || !item.IsNull() {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	items := make([]string, len(keys))
	for i, key := range keys {
		items[i] = key + " = " + valueText(values[key])
	}
	return cut("{ " + strings.Join(items, ", ") + " }")
}

// quoted shows a string; of a long or many-lined one its beginning and size.
func quoted(s string) string {
	first, _, many := strings.Cut(strings.TrimSuffix(s, "\n"), "\n")
	runes := []rune(first)
	if !many && len(runes) <= maxText {
		return strconv.Quote(s)
	}
	if len(runes) > maxText {
		first = string(runes[:maxText])
	}
	if many {
		return fmt.Sprintf("%q… (%d lines)", first, strings.Count(strings.TrimSuffix(s, "\n"), "\n")+1)
	}
	return fmt.Sprintf("%q… (%d characters)", first, len([]rune(s)))
}

// propertyText shows a Pulumi property on one line.
func propertyText(p resource.PropertyValue) string {
	switch {
	case p.IsSecret(), p.IsOutput() && p.OutputValue().Secret:
		return sensitiveText
	case p.IsComputed(), p.IsOutput() && !p.OutputValue().Known:
		return unknownText
	case p.IsOutput():
		return propertyText(p.OutputValue().Element)
	case p.IsString():
		return quoted(p.StringValue())
	case p.IsNull():
		return "null"
	case p.IsArray():
		items := make([]string, len(p.ArrayValue()))
		for i, item := range p.ArrayValue() {
			items[i] = propertyText(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case p.IsObject():
		if text, ok := authored(p.ObjectValue()); ok {
			return strconv.Quote(text)
		}
		return objectText(p.ObjectValue())
	}
	text, err := json.Marshal(p.Mappable())
	if err != nil {
		return "…"
	}
	return string(text)
}

// authored gives pulumi-docker's ports, volumes and networks as an author
// writes them.
func authored(m resource.PropertyMap) (string, bool) {
	at := func(key resource.PropertyKey) string {
		switch v := m[key]; {
		case v.IsString():
			return v.StringValue()
		case v.IsNumber():
			return strconv.FormatFloat(v.NumberValue(), 'f', -1, 64)
		}
		return ""
	}
	switch {
	case at("internal") != "":
		text := join(":", at("ip"), at("external"), at("internal"))
		if protocol := at("protocol"); protocol != "" && protocol != "tcp" {
			text += "/" + protocol
		}
		return text, true
	case at("containerPath") != "":
		text := join(":", at("volumeName")+at("hostPath"), at("containerPath"))
		if m["readOnly"].IsBool() && m["readOnly"].BoolValue() {
			text += ":ro"
		}
		return text, true
	case at("name") != "" && m.HasValue("aliases"):
		return at("name"), true
	}
	return "", false
}

// join joins what is not empty.
func join(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), separator)
}

func objectText(m resource.PropertyMap) string {
	var items []string
	for _, key := range m.StableKeys() {
		if !strings.HasPrefix(string(key), "__") && !m[key].IsNull() {
			items = append(items, string(key)+" = "+propertyText(m[key]))
		}
	}
	return "{ " + strings.Join(items, ", ") + " }"
}

// jsonValue is a value for machines: a sensitive one is null with its flag set
// beside it, an unknown one likewise.
type jsonValue struct {
	Value     any    `json:"value"`
	Origin    string `json:"origin,omitempty"`
	Sensitive bool   `json:"sensitive,omitempty"`
	Unknown   bool   `json:"unknown,omitempty"`
}

func jsonOf(v cty.Value, origin schema.Origin) jsonValue {
	out := jsonValue{Origin: string(origin), Sensitive: schema.IsSensitive(v)}
	bare, _ := v.UnmarkDeep()
	out.Unknown = !bare.IsWhollyKnown()
	if !out.Sensitive && !out.Unknown {
		out.Value = plainValue(bare)
	}
	return out
}

// plainValue converts a known, unmarked value to what encoding/json takes.
func plainValue(v cty.Value) any {
	if v.IsNull() {
		return nil
	}
	switch t := v.Type(); {
	case t == cty.String:
		return v.AsString()
	case t == cty.Bool:
		return v.True()
	case t == cty.Number:
		return json.Number(v.AsBigFloat().Text('f', -1))
	case t.IsMapType(), t.IsObjectType():
		m := map[string]any{}
		for key, item := range v.AsValueMap() {
			m[key] = plainValue(item)
		}
		return m
	}
	list := []any{}
	for it := v.ElementIterator(); it.Next(); {
		_, item := it.Element()
		list = append(list, plainValue(item))
	}
	return list
}

func jsonProperty(p resource.PropertyValue) jsonValue {
	switch {
	case p.ContainsSecrets():
		return jsonValue{Sensitive: true}
	case p.ContainsUnknowns():
		return jsonValue{Unknown: true}
	}
	return jsonValue{Value: p.Mappable()}
}
