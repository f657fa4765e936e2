package language_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/hclspec/language"
)

// place is a block of the table with the blocks around it.
type place struct {
	block language.Block
	outer []language.Block
}

func (p place) String() string {
	var path string
	for _, b := range p.outer {
		path += b.Name + "."
	}
	return path + p.block.Name
}

// places lists every block of the table in every place.
func places() []place {
	var list []place
	var add func(blocks []language.Block, outer []language.Block)
	add = func(blocks, outer []language.Block) {
		for _, b := range blocks {
			list = append(list, place{b, outer})
			add(b.Blocks, append(slices.Clone(outer), b))
		}
	}
	add(language.Blocks, nil)
	return list
}

// source is a configuration with the block in its place and the given lines in
// it, and nothing else that is not needed.
func (p place) source(lines ...string) string {
	var text strings.Builder
	for _, b := range append(slices.Clone(p.outer), p.block) {
		text.WriteString(b.Name)
		for i := range b.Labels {
			fmt.Fprintf(&text, " \"l%d\"", i)
		}
		text.WriteString(" {\n")
	}
	text.WriteString(strings.Join(lines, "\n") + "\n")
	text.WriteString(strings.Repeat("}\n", len(p.outer)+1))
	return text.String()
}

// findings loads a source and gives what is wrong on one line of it.
func (p place) findings(lines ...string) hcl.Diagnostics {
	_, diags := hclspec.LoadBytes("x.cw.hcl", []byte(p.source(lines...)))
	line := len(p.outer) + 2
	return slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool { return d.Subject == nil || d.Subject.Start.Line != line })
}

// universe has every word of the table, and one that is none.
func universe() []string {
	words := map[string]bool{"nonsense": true}
	for _, p := range places() {
		words[p.block.Name] = true
		for _, a := range p.block.Arguments {
			words[a.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(words))
}

// known reports whether the decoder takes a word, as what it was written.
func known(diags hcl.Diagnostics) bool {
	for _, d := range diags {
		switch code := diag.CodeOf(d); {
		case code == "CW0102", code == "CW0103", code == "CW0105":
			return false
		case code == "CW0108" && (strings.Contains(d.Detail, "is a block") || strings.Contains(d.Detail, "is an argument")):
			return false
		}
	}
	return true
}

// passedOn are blocks whose arguments the decoder keeps for a later stage.
var passedOn = []string{"condition", "provider", "registry_auth"}

// The table has exactly the arguments and blocks that the decoder takes. Where
// more than the language's own words may stand it has to take the table's.
func TestWords(t *testing.T) {
	for _, p := range places() {
		for _, word := range universe() {
			argument, block := p.block.Argument(word) != nil, takes(p.block, word)
			asArgument := known(p.findings(word + " = null"))
			asBlock := known(p.findings(word + " {}"))
			if argument && !asArgument || block && !asBlock {
				t.Errorf("%s: the table has %s, but the decoder does not take it", p, word)
			}
			if p.block.Others == "" && !slices.Contains(passedOn, p.block.Name) && (asArgument && !argument || asBlock && !block) {
				t.Errorf("%s: the decoder takes %s, but the table does not have it", p, word)
			}
		}
	}
}

func takes(b language.Block, name string) bool {
	return slices.Contains(b.Also, name) || slices.ContainsFunc(b.Blocks, func(inner language.Block) bool { return inner.Name == name })
}

func TestTopLevel(t *testing.T) {
	for _, word := range universe() {
		_, diags := hclspec.LoadBytes("x.cw.hcl", []byte(word+" {}\n"))
		if (language.Find(word) != nil) != known(diags) {
			t.Errorf("%s: the table and the decoder differ: %v", word, diags)
		}
	}
}

// What every resource has is known to hclspec by name.
func TestMetaWords(t *testing.T) {
	resource := language.Find("resource")
	var arguments, blocks []string
	for _, a := range resource.Arguments {
		arguments = append(arguments, a.Name)
	}
	for _, b := range resource.Blocks {
		blocks = append(blocks, b.Name)
	}
	for _, pair := range [][2][]string{{arguments, hclspec.MetaArguments}, {blocks, hclspec.MetaBlocks}} {
		a, b := slices.Sorted(slices.Values(pair[0])), slices.Sorted(slices.Values(pair[1]))
		if !slices.Equal(a, b) {
			t.Errorf("the table has %v, the decoder %v", a, b)
		}
	}
}

// Texts and truths are literal in the table where the decoder wants them
// written out.
func TestLiteral(t *testing.T) {
	for _, p := range places() {
		for _, a := range p.block.Arguments {
			if a.Type != language.String && a.Type != language.Bool {
				continue
			}
			refused := slices.ContainsFunc(p.findings(a.Name+" = var.x"), func(d *hcl.Diagnostic) bool { return diag.CodeOf(d) == "CW0108" })
			if refused != a.Literal {
				t.Errorf("%s: %s: the table says literal %v, the decoder %v", p, a.Name, a.Literal, refused)
			}
		}
	}
}

var needs = regexp.MustCompile(`needs the argument "(\w+)"`)

func TestNeeded(t *testing.T) {
	for _, p := range places() {
		if slices.Contains(passedOn, p.block.Name) {
			continue
		}
		_, diags := hclspec.LoadBytes("x.cw.hcl", []byte(p.source()))
		var got, want []string
		for _, d := range diags {
			if m := needs.FindStringSubmatch(d.Detail); m != nil && d.Subject.Start.Line == len(p.outer)+1 {
				got = append(got, m[1])
			}
		}
		for _, a := range p.block.Arguments {
			if a.Needed {
				want = append(want, a.Name)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the table needs %v, the decoder %v", p, want, got)
		}
	}
}

func TestOnce(t *testing.T) {
	for _, p := range places() {
		if len(p.block.Labels) > 0 || p.block.Name == "moved" || p.block.Name == "removed" || p.block.Name == "import" {
			continue // may be there again, for something else
		}
		text := p.block.Name + " {\n}\n" + p.block.Name + " {\n}\n"
		if n := len(p.outer); n > 0 {
			outer := place{p.outer[n-1], p.outer[:n-1]}
			text = outer.source(p.block.Name+" {", "}", p.block.Name+" {", "}")
		}
		_, diags := hclspec.LoadBytes("x.cw.hcl", []byte(text))
		refused := slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return diag.CodeOf(d) == "CW0104" })
		if refused != p.block.Once {
			t.Errorf("%s: the table says once %v, the decoder %v: %v", p, p.block.Once, refused, diags)
		}
	}
}

func TestLabels(t *testing.T) {
	for _, p := range places() {
		p.block.Labels = append(slices.Clone(p.block.Labels), "ONE MORE")
		_, diags := hclspec.LoadBytes("x.cw.hcl", []byte(p.source()))
		refused := slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool {
			return diag.CodeOf(d) == "CW0106" && d.Subject.Start.Line == len(p.outer)+1
		})
		if !refused {
			t.Errorf("%s takes one label more than the table says", p)
		}
	}
}

// Every row is whole, and its example is taken as it is, in canonical form.
func TestRows(t *testing.T) {
	for _, p := range places() {
		checkDoc(t, p.String(), p.block.Doc)
		seen := map[string]bool{}
		for _, a := range p.block.Arguments {
			checkDoc(t, p.String()+" "+a.Name, a.Doc)
			if seen[a.Name] || a.Needed && a.Default != "" {
				t.Errorf("%s: %s is there twice, or needed with a default", p, a.Name)
			}
			seen[a.Name] = true
		}
		for _, name := range p.block.Also {
			if language.Find(name) == nil {
				t.Errorf("%s also takes %s, which is no block of the top level", p, name)
			}
		}
		if p.block.Example == "" {
			continue
		}
		_, diags := hclspec.LoadBytes("x.cw.hcl", []byte(p.block.Example))
		if len(diags) > 0 || !strings.Contains(p.block.Example, p.block.Name) {
			t.Errorf("%s: the example is wrong: %v", p, diags)
		}
		formatted, diags := hclspec.FormatFile("x.cw.hcl", []byte(p.block.Example))
		if diags.HasErrors() || string(formatted) != p.block.Example {
			t.Errorf("%s: the example is not in canonical form", p)
		}
	}
}

func checkDoc(t *testing.T, what, doc string) {
	t.Helper()
	first, _, _ := strings.Cut(doc, "\n\n")
	if !regexp.MustCompile(`(?s)^\p{Lu}.*[.\])]$`).MatchString(first) && !strings.HasPrefix(first, "true ") || strings.TrimSpace(doc) != doc {
		t.Errorf("%s: the doc is not a sentence: %q", what, doc)
	}
}
