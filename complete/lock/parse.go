package lock

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/gitcmd"
)

// maxSize of a lock file in bytes; a larger one got the name by mistake.
const maxSize = 16 << 20

const remedy = "Mend it, take the committed version of the file, or remove the file and run cw complete."

func unreadable(at hcl.Range, detail string, args ...any) hcl.Diagnostics {
	return hcl.Diagnostics{diag.New("CW0402", &at, "Unreadable lock file", detail, args...)}
}

// Parse reads a lock file's text. The whole text is refused if any part of it
// can't be understood, with the line named.
func Parse(src []byte, filename string) (*File, hcl.Diagnostics) {
	empty := &File{Filename: filename}
	src = bytes.ReplaceAll(bytes.TrimPrefix(src, []byte("\xef\xbb\xbf")), []byte("\r\n"), []byte("\n"))
	if len(src) > maxSize {
		return empty, unreadable(hcl.Range{Filename: filename}, "%s is larger than 16 MB. %s", filename, remedy)
	}
	if at, ok := conflictMarker(src, filename); ok {
		return empty, unreadable(at, "Line %d of %s is the mark of a merge conflict. Keep the entries of one side for each resource, remove the marks, and run cw complete: entries that no longer fit are filled again.", at.Start.Line, filename)
	}
	body, diags := hclspec.ParseFile(filename, src)
	if diags.HasErrors() {
		return empty, damaged(diags, filename)
	}
	p := &parser{f: &File{Filename: filename, Source: src, Modules: map[string]Module{}, entries: map[schema.Address]*Entry{}}, src: src}
	p.file(body)
	if p.diags.HasErrors() {
		slices.SortStableFunc(p.diags, func(a, b *hcl.Diagnostic) int { return cmp.Compare(a.Subject.Start.Byte, b.Subject.Start.Byte) })
		return empty, p.diags
	}
	return p.f, nil
}

// damaged says once where HCL stopped to understand: what follows the first
// syntax error is noise.
func damaged(diags hcl.Diagnostics, filename string) hcl.Diagnostics {
	first := diags[0]
	at := hcl.Range{Filename: filename, Start: hcl.InitialPos, End: hcl.InitialPos}
	if first.Subject != nil {
		at = *first.Subject
	}
	return unreadable(at, "Line %d of %s can't be understood: %s %s", at.Start.Line, filename, first.Detail, remedy)
}

func hasConflictMarker(src []byte) bool {
	_, ok := conflictMarker(src, "")
	return ok
}

// conflictMarker finds a line that git leaves in a file with a conflict.
func conflictMarker(src []byte, filename string) (hcl.Range, bool) {
	if !bytes.Contains(src, []byte("<<<<<<<")) && !bytes.Contains(src, []byte(">>>>>>>")) {
		return hcl.Range{}, false
	}
	offset := 0
	for i, line := range bytes.SplitAfter(src, []byte("\n")) {
		if bytes.HasPrefix(line, []byte("<<<<<<<")) || bytes.HasPrefix(line, []byte(">>>>>>>")) {
			width := len(bytes.TrimRight(line, "\n"))
			return hcl.Range{
				Filename: filename,
				Start:    hcl.Pos{Line: i + 1, Column: 1, Byte: offset},
				End:      hcl.Pos{Line: i + 1, Column: width + 1, Byte: offset + width},
			}, true
		}
		offset += len(line)
	}
	return hcl.Range{}, false
}

type parser struct {
	f     *File
	src   []byte
	diags hcl.Diagnostics
}

func (p *parser) fail(at hcl.Range, detail string, args ...any) {
	text := fmt.Sprintf(detail, args...)
	p.diags = append(p.diags, unreadable(at, "Line %d of %s: %s %s", at.Start.Line, p.f.Filename, text, remedy)...)
}

func (p *parser) file(body *hclsyntax.Body) {
	end := p.version(body)
	if p.diags.HasErrors() {
		return
	}
	for _, a := range body.Attributes {
		if a.Name != "version" {
			p.fail(a.NameRange, "%q does not belong here.", a.Name)
		}
	}
	p.f.head = strings.TrimRight(string(p.src[:end]), "\n")
	for _, b := range body.Blocks {
		start := end
		end = p.lineEnd(b.CloseBraceRange.End.Byte)
		text := ""
		if start <= b.TypeRange.Start.Byte {
			text = strings.Trim(string(p.src[start:end]), "\n")
		}
		if b.Type == "module" {
			p.module(b, text)
		} else {
			p.resource(b, text)
		}
	}
	p.f.tail = strings.Trim(string(p.src[end:]), "\n")
}

// version checks the file's version and gives the end of its line.
func (p *parser) version(body *hclsyntax.Body) int {
	a := body.Attributes["version"]
	if a == nil {
		p.fail(hcl.Range{Filename: p.f.Filename, Start: hcl.InitialPos, End: hcl.InitialPos}, "the line \"version = %d\" is missing.", Version)
		return 0
	}
	v, d := literal(a.Expr)
	if d != nil || v.Type() != cty.Number || v.IsNull() {
		p.fail(a.SrcRange, "the version must be a number.")
		return 0
	}
	if v.Equals(cty.NumberIntVal(Version)).False() {
		p.diags = append(p.diags, unreadable(a.SrcRange, "%s is of version %s, but this cw knows version %d only. Use a newer cw.",
			p.f.Filename, v.AsBigFloat().Text('f', -1), Version)...)
	}
	for _, b := range body.Blocks {
		if b.TypeRange.Start.Byte < a.SrcRange.Start.Byte {
			p.fail(a.SrcRange, "the version must stand before all entries.")
			return 0
		}
	}
	return p.lineEnd(a.SrcRange.End.Byte)
}

func (p *parser) lineEnd(from int) int {
	if i := bytes.IndexByte(p.src[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(p.src)
}

// module reads the pin of a source.
func (p *parser) module(b *hclsyntax.Block, text string) {
	if len(b.Labels) != 1 || len(b.Body.Blocks) > 0 {
		p.fail(b.TypeRange, "expected a block module \"SOURCE\" { … } with nothing but commit in it.")
		return
	}
	key := b.Labels[0]
	if s, err := hclspec.ParseSource("git::" + key); err != nil || s.Key() != key {
		p.fail(b.LabelRanges[0], "this is not the address of a git repository with its ref.")
		return
	}
	if _, twice := p.f.Modules[key]; twice {
		p.fail(b.LabelRanges[0], "%s has two commits. Keep one of them.", key)
		return
	}
	p.f.Modules[key] = Module{Commit: p.only(b, "commit"), Range: b.DefRange(), text: text}
	if commit := p.f.Modules[key].Commit; commit != "" && !gitcmd.IsCommit(commit) {
		p.fail(b.Body.Attributes["commit"].Expr.Range(), "a commit is its whole name, 40 or 64 hexadecimal digits.")
	}
}

// only gives the text of a block's one argument, "" with an error.
func (p *parser) only(b *hclsyntax.Block, name string) string {
	for _, a := range b.Body.Attributes {
		if a.Name != name {
			p.fail(a.NameRange, "%q does not belong here; there is only %s.", a.Name, name)
		}
	}
	a := b.Body.Attributes[name]
	if a == nil {
		p.fail(b.DefRange(), "the %s is missing.", name)
		return ""
	}
	v, d := literal(a.Expr)
	if d != nil || v.Type() != cty.String || v.IsNull() || v.AsString() == "" {
		p.fail(a.Expr.Range(), "the %s must be a text.", name)
		return ""
	}
	return v.AsString()
}

func (p *parser) resource(b *hclsyntax.Block, text string) {
	if b.Type != "resource" || len(b.Labels) != 1 {
		p.fail(b.TypeRange, "expected a block resource \"ADDRESS\" { … } or module \"SOURCE\" { … }.")
		return
	}
	a, err := schema.ParseAddress(b.Labels[0])
	if err != nil {
		p.fail(b.LabelRanges[0], "%s.", err)
		return
	}
	if p.f.entries[a] != nil {
		p.fail(b.LabelRanges[0], "%s has two entries. Keep one of them.", a)
		return
	}
	e := &Entry{Values: map[string]schema.Value{}, Ranges: map[string]hcl.Range{}, Range: b.DefRange(), text: text}
	e.Fingerprint = p.fingerprint(b)
	p.entry(e, b.Body)
	e.body = renderEntry(a, e)
	p.f.entries[a] = e
}

func (p *parser) fingerprint(b *hclsyntax.Block) string {
	for _, a := range b.Body.Attributes {
		if a.Name != "fingerprint" {
			p.fail(a.NameRange, "%q does not belong here; values stand in values { … }.", a.Name)
		}
	}
	a := b.Body.Attributes["fingerprint"]
	if a == nil {
		p.fail(b.DefRange(), "the entry has no fingerprint.")
		return ""
	}
	v, d := literal(a.Expr)
	if d != nil || v.Type() != cty.String || v.IsNull() {
		p.fail(a.Expr.Range(), "the fingerprint must be a text.")
		return ""
	}
	return v.AsString()
}

func (p *parser) entry(e *Entry, body *hclsyntax.Body) {
	blocks := map[string]hclsyntax.Attributes{}
	for _, b := range body.Blocks {
		if b.Type != "values" && b.Type != "origin" || len(b.Labels) > 0 || len(b.Body.Blocks) > 0 {
			p.fail(b.TypeRange, "an entry has the blocks values { … } and origin { … }, with arguments only.")
			return
		}
		if _, twice := blocks[b.Type]; twice {
			p.fail(b.TypeRange, "the entry has two blocks %q.", b.Type)
			return
		}
		blocks[b.Type] = b.Body.Attributes
	}
	for name, a := range blocks["values"] {
		p.value(e, name, a, blocks["origin"][name])
	}
	for name, a := range blocks["origin"] {
		if blocks["values"][name] == nil {
			p.fail(a.NameRange, "%q has an origin but no value.", name)
		}
	}
}

// value adds one attribute's value, or its keys where the origin says that it
// has one per key.
func (p *parser) value(e *Entry, name string, a, origin *hclsyntax.Attribute) {
	v, d := literal(a.Expr)
	if d != nil {
		p.fail(d.at, "%s", d.text)
		return
	}
	from := cty.NullVal(cty.String)
	if origin != nil {
		if from, d = literal(origin.Expr); d != nil {
			p.fail(d.at, "%s", d.text)
			return
		}
	}
	if !from.Type().IsObjectType() {
		p.set(e, name, v, from, a.SrcRange)
		return
	}
	if !v.Type().IsObjectType() {
		p.fail(a.SrcRange, "%s has an origin for each key, but is no { … } itself.", name)
		return
	}
	origins, ranges := from.AsValueMap(), keyRanges(a.Expr)
	for key, item := range v.AsValueMap() {
		who, ok := origins[key]
		if !ok {
			who = cty.NullVal(cty.String)
		}
		if key == "" && len(v.Type().AttributeTypes()) == 1 {
			p.fail(a.SrcRange, "%s has an empty key.", name)
			return
		}
		p.set(e, joinPath(name, key), item, who, ranges[key])
	}
}

func (p *parser) set(e *Entry, path string, v, origin cty.Value, at hcl.Range) {
	who := OriginUnsaid
	switch {
	case origin.IsNull():
	case origin.Type() != cty.String:
		p.fail(at, "the origin of %s must be a text.", path)
		return
	default:
		who = schema.Origin(origin.AsString())
	}
	e.Values[path] = schema.Value{Value: v, Origin: who}
	e.Ranges[path] = at
}

func keyRanges(e hclsyntax.Expression) map[string]hcl.Range {
	ranges := map[string]hcl.Range{}
	if object, ok := e.(*hclsyntax.ObjectConsExpr); ok {
		for _, item := range object.Items {
			if key, ok := keyOf(item.KeyExpr); ok {
				ranges[key] = hcl.RangeBetween(item.KeyExpr.Range(), item.ValueExpr.Range())
			}
		}
	}
	return ranges
}
