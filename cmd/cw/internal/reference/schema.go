package reference

import (
	"bytes"
	"encoding/json"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/hclspec/language"
	"github.com/clockwork-hcl/cw/resolve/functions"
	"github.com/clockwork-hcl/cw/schema"
	rows "github.com/clockwork-hcl/cw/schema/kinds"
)

// FormatVersion of Schema. The second number is raised when something is added,
// the first when something is removed or changes its meaning.
const FormatVersion = "1.0"

// The form of cw schema --json. Lists are in the order of the docs. Types of
// attributes are in Terraform's JSON form: "string", ["list", "string"],
// ["object", {…}, [optional names]].
type (
	schemaDocument struct {
		FormatVersion string           `json:"format_version"`
		Blocks        []schemaBlock    `json:"blocks"`
		ResourceTypes []schemaKind     `json:"resource_types"`
		Connections   []schemaRow      `json:"connections"`
		Condition     []schemaArgument `json:"condition_arguments"`
		// General are the assertions that need no resource.
		General   []schemaRow      `json:"general_assertions"`
		Functions []schemaFunction `json:"functions"`
		LeftOut   []schemaOmission `json:"functions_left_out"`
		Codes     []schemaCode     `json:"codes"`
	}
	schemaBlock struct {
		Name   string   `json:"name"`
		Labels []string `json:"labels"`
		// Once: its place has at most one.
		Once        bool             `json:"once"`
		Description string           `json:"description"`
		Arguments   []schemaArgument `json:"arguments"`
		Blocks      []schemaBlock    `json:"blocks"`
		// Also are blocks of the top level that may stand in it.
		Also []string `json:"also"`
		// Others are other arguments that it takes, in words, or "".
		Others string `json:"others"`
	}
	// schemaArgument is one of the language; its type is a word.
	schemaArgument struct {
		Name        string `json:"name"`
		Type        string `json:"type"`
		Description string `json:"description"`
		Required    bool   `json:"required"`
		Literal     bool   `json:"literal"`
		// Default is an HCL expression, or absent.
		Default string `json:"default,omitempty"`
	}
	schemaKind struct {
		Name        string            `json:"name"`
		Version     int               `json:"version"`
		Description string            `json:"description"`
		Attributes  []schemaAttribute `json:"attributes"`
		Outputs     []schemaOutput    `json:"outputs"`
		Assertions  []schemaRow       `json:"assertions"`
	}
	// schemaRow is a kind of connection or assertion.
	schemaRow struct {
		Name        string            `json:"name"`
		Description string            `json:"description"`
		Attributes  []schemaAttribute `json:"arguments"`
	}
	schemaAttribute struct {
		Name        string          `json:"name"`
		Type        json.RawMessage `json:"type"`
		Description string          `json:"description"`
		// Fill is "never", "needed" or "optional": who fills it if absent.
		Fill   string   `json:"fill"`
		Unless []string `json:"unless,omitempty"`
		// Default is a JSON value, or absent.
		Default     json.RawMessage `json:"default,omitempty"`
		DefaultFrom string          `json:"default_from,omitempty"`
		Replaces    bool            `json:"replaces"`
		Sensitive   bool            `json:"sensitive"`
		// Block attributes are written as nested blocks.
		Block bool `json:"block"`
		// Path values are paths of the host.
		Path bool `json:"path"`
		// Merge attributes are filled key by key.
		Merge   bool   `json:"merge"`
		Example string `json:"example,omitempty"`
	}
	schemaOutput struct {
		Name        string          `json:"name"`
		Type        json.RawMessage `json:"type"`
		Description string          `json:"description"`
		Sensitive   bool            `json:"sensitive"`
		DerivedFrom []string        `json:"derived_from,omitempty"`
	}
	schemaFunction struct {
		Name        string          `json:"name"`
		Category    string          `json:"category"`
		Signature   string          `json:"signature"`
		Description string          `json:"description"`
		Peer        string          `json:"peer,omitempty"`
		Examples    []schemaExample `json:"examples"`
	}
	schemaExample struct {
		Expression string `json:"expression"`
		Result     string `json:"result"`
	}
	schemaOmission struct {
		Name string `json:"name"`
		Why  string `json:"why"`
	}
	schemaCode struct {
		Code        string `json:"code"`
		Summary     string `json:"summary"`
		Description string `json:"description"`
	}
)

// Schema gives everything that the pages say as one JSON object, indented, with
// a line end.
func Schema(kinds schema.Table) ([]byte, error) {
	condition := language.Find("check").Blocks[1]
	doc := schemaDocument{
		FormatVersion: FormatVersion,
		Blocks:        schemaBlocks(language.Blocks),
		ResourceTypes: []schemaKind{},
		Connections:   []schemaRow{},
		Condition:     schemaArguments(condition.Arguments),
		General:       []schemaRow{},
		Functions:     []schemaFunction{},
		LeftOut:       []schemaOmission{},
		Codes:         []schemaCode{},
	}
	for _, k := range public(kinds) {
		doc.ResourceTypes = append(doc.ResourceTypes, newSchemaKind(k))
	}
	for _, c := range schema.Connections {
		doc.Connections = append(doc.Connections, schemaRow{c.Name, c.Doc, schemaAttributes(c.Attributes)})
	}
	for _, p := range rows.General() {
		doc.General = append(doc.General, schemaRow{p.Name, p.Doc, schemaAttributes(p.Attributes)})
	}
	for _, r := range functions.Rows {
		doc.Functions = append(doc.Functions, newSchemaFunction(r))
	}
	for _, o := range functions.LeftOut {
		doc.LeftOut = append(doc.LeftOut, schemaOmission(o))
	}
	for _, c := range diag.Codes {
		doc.Codes = append(doc.Codes, schemaCode{string(c.Code), c.Summary, c.Doc})
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(doc)
	return out.Bytes(), err
}

func schemaBlocks(blocks []language.Block) []schemaBlock {
	list := []schemaBlock{}
	for _, b := range blocks {
		list = append(list, schemaBlock{
			Name: b.Name, Labels: filled(b.Labels), Once: b.Once, Description: b.Doc,
			Arguments: schemaArguments(b.Arguments), Blocks: schemaBlocks(b.Blocks), Also: filled(b.Also), Others: b.Others,
		})
	}
	return list
}

// filled is a list that is not null in JSON.
func filled(list []string) []string { return append([]string{}, list...) }

func schemaArguments(arguments []language.Argument) []schemaArgument {
	list := []schemaArgument{}
	for _, a := range arguments {
		list = append(list, schemaArgument{a.Name, string(a.Type), a.Doc, a.Needed, a.Literal, a.Default})
	}
	return list
}

func newSchemaKind(k *schema.Kind) schemaKind {
	out := schemaKind{
		Name: k.Name, Version: k.Version, Description: k.Doc,
		Attributes: schemaAttributes(k.Attributes), Outputs: []schemaOutput{}, Assertions: []schemaRow{},
	}
	for _, o := range k.Outputs {
		out.Outputs = append(out.Outputs, schemaOutput{o.Name, typeJSON(o.Type), o.Doc, o.Sensitive, o.DerivedFrom})
	}
	for _, p := range k.Probes {
		out.Assertions = append(out.Assertions, schemaRow{p.Name, p.Doc, schemaAttributes(p.Attributes)})
	}
	return out
}

var fillWords = map[schema.Fill]string{schema.FillNever: "never", schema.FillNeeded: "needed", schema.FillOptional: "optional"}

func schemaAttributes(attributes []schema.Attribute) []schemaAttribute {
	list := []schemaAttribute{}
	for _, a := range attributes {
		list = append(list, schemaAttribute{
			Name: a.Name, Type: typeJSON(a.Type), Description: a.Doc, Fill: fillWords[a.Fill], Unless: a.Unless,
			Default: valueJSON(a.Default), DefaultFrom: a.DefaultFrom, Replaces: a.Replaces, Sensitive: a.Sensitive,
			Block: a.Block, Path: a.Path, Merge: a.Merge, Example: a.Example,
		})
	}
	return list
}

// typeJSON is a type in Terraform's JSON form. No type of a row is without one.
func typeJSON(t cty.Type) json.RawMessage {
	text, _ := ctyjson.MarshalType(t)
	return text
}

// valueJSON is a default; nil for none.
func valueJSON(v cty.Value) json.RawMessage {
	if v == cty.NilVal || v.IsNull() {
		return nil
	}
	text, _ := ctyjson.Marshal(v, v.Type())
	return text
}

func newSchemaFunction(r functions.Row) schemaFunction {
	out := schemaFunction{r.Name, r.Category, r.Signature, r.Doc, r.Peer, []schemaExample{}}
	for _, e := range r.Examples {
		out.Examples = append(out.Examples, schemaExample{e.Expr, e.Result})
	}
	return out
}
