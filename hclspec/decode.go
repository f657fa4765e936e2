package hclspec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// decoder turns the syntax trees of all files into one Config.
type decoder struct {
	cfg *Config
	// declared has the first place of every name.
	declared map[declaration]*hcl.Range
	// address is that of the resource being read, "" outside of resources.
	address string
	diags   hcl.Diagnostics
}

// declaration is a name that may be given once: within a group, by the words
// before the name.
type declaration struct{ group, kind, name string }

func (d *decoder) report(code diag.Code, at hcl.Range, summary, detail string, args ...any) {
	d.diags = append(d.diags, diag.At(diag.New(code, &at, summary, detail, args...), d.address))
}

// declare records a name and reports whether it is the first of its kind.
func (d *decoder) declare(what declaration, at *hcl.Range) bool {
	first, taken := d.declared[what]
	if !taken {
		d.declared[what] = at
		return true
	}
	d.report("CW0104", *at, "Duplicate definition", "The %s %q is defined already, in %s line %d. Rename or remove one of the two.",
		what.kind, what.name, first.Filename, first.Start.Line)
	return false
}

// root reads one file.
func (d *decoder) root(body *hclsyntax.Body) {
	for _, a := range body.Attributes {
		d.strayArgument(a)
	}
	for _, b := range body.Blocks {
		switch b.Type {
		case "resource":
			d.resource(b, d.cfg.Root, "")
		case "composite":
			d.composite(b, d.cfg.Root, "")
		case "variable":
			d.variable(b)
		case "locals":
			d.locals(b)
		case "output":
			d.output(b)
		case "provider":
			d.provider(b)
		case "clockwork":
			d.settings(b)
		default:
			d.unexpectedBlock(b, "At the top level", slices.Sorted(maps.Keys(rootBlocks)))
		}
	}
}

func (d *decoder) strayArgument(a *hclsyntax.Attribute) {
	detail := "An argument stands in a block. To name a value, write it in locals { … }."
	switch {
	case rootBlocks[a.Name]:
		detail = fmt.Sprintf("%q is a block: write it with braces and without an equals sign.", a.Name)
		d.report("CW0108", a.NameRange, "Invalid argument form", "%s", detail)
		return
	case d.declared[declaration{kind: "variable", name: a.Name}] != nil:
		detail = fmt.Sprintf("A variable gets its value from --var, a .cwvars file or its default. Write it as default in variable %q { … }.", a.Name)
	}
	d.report("CW0103", a.NameRange, "Unknown argument", "%s", detail)
}

// form is what a block may have: what to do with each argument and each block,
// by name.
type form struct {
	arguments map[string]func(*hclsyntax.Attribute)
	blocks    map[string]func(*hclsyntax.Block)
	// later are words that belong here in a later version.
	later []string
}

// read goes through a block's body by its form.
func (d *decoder) read(b *hclsyntax.Block, f form) {
	for _, a := range b.Body.Attributes {
		if set, ok := f.arguments[a.Name]; ok {
			set(a)
			continue
		}
		d.unexpectedArgument(a, capital(article(b.Type)), f)
	}
	for _, inner := range b.Body.Blocks {
		if read, ok := f.blocks[inner.Type]; ok {
			read(inner)
			continue
		}
		if _, ok := f.arguments[inner.Type]; ok {
			d.argumentAsBlock(inner)
			continue
		}
		d.unexpectedBlock(inner, "In "+article(b.Type)+" block", append(slices.Sorted(maps.Keys(f.blocks)), f.later...))
	}
}

func (d *decoder) unexpectedArgument(a *hclsyntax.Attribute, where string, f form) {
	names := slices.Sorted(maps.Keys(f.arguments))
	near := Nearest(a.Name, append(names, f.later...))
	_, isBlock := f.blocks[a.Name]
	switch {
	case isBlock:
		d.blockAsArgument(a)
	case slices.Contains(f.later, a.Name):
		d.notYet(a.NameRange, a.Name, "argument")
	case near != "":
		d.report("CW0103", a.NameRange, "Unknown argument", "%s block has no argument %q. Did you mean %q?", where, a.Name, near)
	case len(names) == 0:
		d.report("CW0103", a.NameRange, "Unknown argument", "%s block has no argument %q.", where, a.Name)
	default:
		d.report("CW0103", a.NameRange, "Unknown argument", "%s block has no argument %q. It takes %s.", where, a.Name, strings.Join(names, ", "))
	}
}

func (d *decoder) unexpectedBlock(b *hclsyntax.Block, where string, known []string) {
	near, hint := Nearest(b.Type, known), elsewhere[b.Type]
	now := slices.DeleteFunc(slices.Clone(known), func(word string) bool { return laterWords[word] != "" })
	switch {
	case slices.Contains(known, b.Type) && laterWords[b.Type] != "":
		d.notYet(b.TypeRange, b.Type, "block")
	case hint != "":
		d.report("CW0102", b.TypeRange, "Unknown block", "%s there can be no block %q. %s", where, b.Type, hint)
	case near != "":
		d.report("CW0102", b.TypeRange, "Unknown block", "%s there is no block %q. Did you mean %q?", where, b.Type, near)
	case len(now) == 0:
		d.report("CW0102", b.TypeRange, "Unknown block", "%s there are no blocks.", where)
	default:
		d.report("CW0102", b.TypeRange, "Unknown block", "%s there is no block %q. The blocks there are %s.", where, b.Type, strings.Join(now, ", "))
	}
}

func (d *decoder) notYet(at hcl.Range, word, what string) {
	d.report("CW0105", at, "Not supported yet", "The %s %q is part of the language, but this version of cw does not have it yet. %s", what, word, laterWords[word])
}

func (d *decoder) blockAsArgument(a *hclsyntax.Attribute) {
	d.report("CW0108", a.NameRange, "Invalid argument form", "%q is a block: write %s { … }, without an equals sign.", a.Name, a.Name)
}

func (d *decoder) argumentAsBlock(b *hclsyntax.Block) {
	d.report("CW0108", b.TypeRange, "Invalid argument form", "%q is an argument: write %s = …, with an equals sign.", b.Type, b.Type)
}

// labels reports whether a block has the labels that it needs, and as valid
// names.
func (d *decoder) labels(b *hclsyntax.Block, want ...string) bool {
	if len(b.Labels) != len(want) {
		d.wrongLabels(b, want)
		return false
	}
	for i, label := range b.Labels {
		if !hclsyntax.ValidIdentifier(label) {
			d.report("CW0106", b.LabelRanges[i], "Invalid name",
				"%q can't be a %s: it begins with a letter or _, and has only letters, digits, _ and - in it.", label, strings.ToLower(want[i]))
			return false
		}
	}
	return true
}

func (d *decoder) wrongLabels(b *hclsyntax.Block, want []string) {
	at := b.DefRange()
	if len(b.Labels) > len(want) {
		at = hcl.RangeBetween(b.LabelRanges[len(want)], b.LabelRanges[len(b.Labels)-1])
	}
	example := b.Type
	for _, w := range want {
		example += fmt.Sprintf(" %q", w)
	}
	d.report("CW0106", at, "Wrong labels", "%s block is written %s { … }: %s. This one has %s.",
		capital(article(b.Type)), example, labelCount(len(want)), labelCount(len(b.Labels)))
}

func labelCount(n int) string {
	switch n {
	case 0:
		return "no labels"
	case 1:
		return "one label"
	case 2:
		return "two labels"
	}
	return fmt.Sprintf("%d labels", n)
}

// article puts "a" or "an" before a word.
func article(word string) string {
	if word != "" && strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
