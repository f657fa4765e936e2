package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/hclspec/language"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

// vocabulary is the set of words that the cases have said: each word of the
// language's tables has to be shown by one of them.
type vocabulary struct {
	words map[string]bool
}

func newVocabulary() *vocabulary { return &vocabulary{words: map[string]bool{}} }

func (v *vocabulary) say(parts ...string) { v.words[strings.Join(parts, " ")] = true }

// hear takes in what a configuration says.
func (v *vocabulary) hear(m *meaning) {
	for _, d := range m.diags {
		v.say("code", string(diag.CodeOf(d)))
	}
	if m.cfg == nil {
		return
	}
	for _, file := range m.cfg.Files {
		if body, ok := file.Body.(*hclsyntax.Body); ok {
			v.body("", body)
		}
	}
}

// body takes in blocks and arguments, each below the block that it stands in:
// "resource lifecycle prevent_destroy"; blocks of the top level begin anew, also
// in a composite. The labels that name a row of a table come along: "resource
// file mode".
func (v *vocabulary) body(in string, body *hclsyntax.Body) {
	for name := range body.Attributes {
		v.say(in + name)
	}
	for _, block := range body.Blocks {
		path := in + block.Type + " "
		v.say(in + block.Type)
		if language.Find(block.Type) != nil {
			path = block.Type + " "
		}
		v.body(path, block.Body)
		if labelled := []string{"resource", "connection", "assert"}; slices.Contains(labelled, block.Type) && len(block.Labels) > 0 {
			v.say(block.Type, block.Labels[0])
			v.body(block.Type+" "+block.Labels[0]+" ", block.Body)
		}
	}
}

// check reports the words that no case says.
func (v *vocabulary) check(t *testing.T) {
	t.Helper()
	for _, b := range language.Blocks {
		v.checkBlock(t, "", b)
	}
	for _, k := range kinds.All() {
		if k.Internal {
			continue
		}
		v.checkRows(t, "resource "+k.Name, k.Attributes)
		for _, p := range k.Probes {
			v.checkRows(t, "assert "+p.Name, p.Attributes)
		}
	}
	for _, p := range kinds.General() {
		v.checkRows(t, "assert "+p.Name, p.Attributes)
	}
	v.expect(t, "assert "+resolve.ConditionKind)
	for _, k := range schema.Connections {
		v.checkRows(t, "connection "+k.Name, k.Attributes)
	}
	for _, c := range diag.Codes {
		if isOffline(c.Code) {
			v.expect(t, "code "+string(c.Code))
		}
	}
}

// isOffline reports whether a code can come of what a configuration says alone.
func isOffline(code diag.Code) bool {
	elsewhere := []diag.Code{
		"CW0003", // .env is read by the command line
		"CW0311", // depends on the machine
		"CW0602", // needs a deployment
	}
	return !slices.Contains(elsewhere, code) && (code < "CW0400" || code >= "CW0600" || code == "CW0402" || code == "CW0406")
}

func (v *vocabulary) checkBlock(t *testing.T, in string, b language.Block) {
	t.Helper()
	path := in + b.Name + " "
	v.expect(t, in+b.Name)
	for _, a := range b.Arguments {
		v.expect(t, path+a.Name)
	}
	for _, inner := range b.Blocks {
		v.checkBlock(t, path, inner)
	}
	for _, also := range b.Also {
		v.expect(t, path+also)
	}
}

func (v *vocabulary) checkRows(t *testing.T, of string, rows []schema.Attribute) {
	t.Helper()
	v.expect(t, of)
	for _, row := range rows {
		v.expect(t, of+" "+row.Name)
		if !row.Block {
			continue
		}
		for field := range row.Type.ElementType().AttributeTypes() {
			v.expect(t, of+" "+row.Name+" "+field)
		}
	}
}

func (v *vocabulary) expect(t *testing.T, word string) {
	t.Helper()
	if !v.words[word] {
		t.Errorf("no case shows %q", word)
	}
}
