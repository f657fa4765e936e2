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
	// loader reads what modules call; nested are the diagnostics of their files,
	// height is how many levels of calls there are.
	loader *loader
	nested hcl.Diagnostics
	height int
	// real is the directory without links.
	real string
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
		switch {
		case !rootBlocks[b.Type]:
			d.unexpectedBlock(b, "At the top level", slices.Sorted(maps.Keys(rootBlocks)))
		case !d.rootOnly(b):
			d.rootBlock(b)
		}
	}
}

func (d *decoder) rootBlock(b *hclsyntax.Block) {
	switch b.Type {
	case "resource":
		d.resource(b, d.cfg.Root, "")
	case "composite":
		d.composite(b, d.cfg.Root, "")
	case "module":
		d.module(b, d.cfg.Root, "")
	case "override":
		d.override(b, &d.cfg.Root.Overrides, "")
	case "variable":
		d.variable(b)
	case "locals":
		d.locals(b)
	case "output":
		d.output(b)
	case "provider":
		d.provider(b)
	case "check":
		d.check(b)
	case "moved":
		d.moved(b)
	case "removed":
		d.removed(b)
	case "import":
		d.importing(b)
	case "clockwork":
		d.settings(b)
	}
}

// rootOnly reports a block in a module's directory that only the root
// configuration can have.
func (d *decoder) rootOnly(b *hclsyntax.Block) bool {
	if d.cfg.Package == "" {
		return false
	}
	detail := ""
	switch {
	case b.Type == "clockwork":
		detail = "A module has no settings of its own: clockwork { … } stands in the root configuration, which calls it. Remove the block."
	case b.Type == "import":
		detail = "What exists is adopted from the root configuration, which calls the module: write the block there, with to = module.NAME.TYPE.NAME."
	case b.Type == "removed":
		detail = "What is forgotten is said in the root configuration, which calls the module: write the block there, with from = module.NAME.TYPE.NAME."
	case b.Type == "provider" && len(b.Body.Attributes)+len(b.Body.Blocks) > 0:
		detail = "Providers are configured in the root configuration, which calls the module. Move the block there."
	default:
		return false
	}
	d.report("CW0102", b.DefRange(), "Unknown block", "%s", detail)
	return true
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
}

// read goes through a block's body by its form.
func (d *decoder) read(b *hclsyntax.Block, f form) {
	for _, a := range b.Body.Attributes {
		if set, ok := f.arguments[a.Name]; ok {
			set(a)
			continue
		}
		d.unexpectedArgument(a, b.Type, f)
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
		d.unexpectedBlock(inner, "In "+article(b.Type)+" block", slices.Sorted(maps.Keys(f.blocks)))
	}
}

func (d *decoder) unexpectedArgument(a *hclsyntax.Attribute, block string, f form) {
	if _, isBlock := f.blocks[a.Name]; isBlock {
		d.blockAsArgument(a)
		return
	}
	names := slices.Sorted(maps.Keys(f.arguments))
	detail := fmt.Sprintf("%s block has no argument %q.", capital(article(block)), a.Name)
	near, hint := Nearest(a.Name, names), argumentHints[block][a.Name]
	switch {
	case hint != "":
		detail += " " + hint
	case near != "":
		detail += fmt.Sprintf(" Did you mean %q?", near)
	case len(names) > 0:
		detail += fmt.Sprintf(" It takes %s.", strings.Join(names, ", "))
	}
	d.report("CW0103", a.NameRange, "Unknown argument", "%s", detail)
}

func (d *decoder) unexpectedBlock(b *hclsyntax.Block, where string, known []string) {
	near, hint := Nearest(b.Type, known), elsewhere[b.Type]
	switch {
	case hint != "":
		d.report("CW0102", b.TypeRange, "Unknown block", "%s there can be no block %q. %s", where, b.Type, hint)
	case near != "":
		d.report("CW0102", b.TypeRange, "Unknown block", "%s there is no block %q. Did you mean %q?", where, b.Type, near)
	case len(known) == 0:
		d.report("CW0102", b.TypeRange, "Unknown block", "%s there are no blocks.", where)
	default:
		d.report("CW0102", b.TypeRange, "Unknown block", "%s there is no block %q. The blocks there are %s.", where, b.Type, strings.Join(known, ", "))
	}
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
	for i := range b.Labels {
		if !d.identifier(b, i, want[i]) {
			return false
		}
	}
	return true
}

// identifier reports whether a label is a valid name.
func (d *decoder) identifier(b *hclsyntax.Block, i int, what string) bool {
	if hclsyntax.ValidIdentifier(b.Labels[i]) {
		return true
	}
	d.report("CW0106", b.LabelRanges[i], "Invalid name",
		"%q can't be a %s: it begins with a letter or _, and has only letters, digits, _ and - in it.", b.Labels[i], strings.ToLower(what))
	return false
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
