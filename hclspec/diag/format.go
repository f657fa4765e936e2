package diag

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// Format is one form of diagnostics for machines.
type Format struct {
	Name string
	// Doc is a few words: who reads it.
	Doc string
	// Encode gives a whole document with a line end; without diagnostics too,
	// though it may then be empty. files has the sources by name; a diagnostic
	// whose file is not among them gets no columns.
	Encode func(diags hcl.Diagnostics, files map[string]*hcl.File, opts Options) []byte
}

// Options are what an encoder can't know by itself.
type Options struct {
	// Version of cw.
	Version string
	// Path gives a file's path as the reader of the document wants it; nil
	// leaves it as it is.
	Path func(name string) string
}

// Formats are all of them, in the order of the docs.
var Formats = []Format{
	{"json", "one object with the fields of terraform validate -json", func(diags hcl.Diagnostics, files map[string]*hcl.File, _ Options) []byte {
		return JSON(diags, files)
	}},
	{"github", "workflow commands, which GitHub Actions shows at the line", GitHub},
	{"sarif", "SARIF 2.1.0, for code scanning", SARIF},
	{"rdjson", "reviewdog's format, one object", RDJSON},
	{"rdjsonl", "reviewdog's format, an object a line", RDJSONL},
}

// FormatNamed finds a format, or nil.
func FormatNamed(name string) *Format {
	for i := range Formats {
		if Formats[i].Name == name {
			return &Formats[i]
		}
	}
	return nil
}

func (o Options) path(name string) string {
	if o.Path != nil {
		name = o.Path(name)
	}
	return filepath.ToSlash(name)
}

// place is where a diagnostic stands, converted from byte offsets.
type place struct {
	src []byte
	at  span
	// start and end have their columns in Unicode characters.
	start, end Pos
}

// placeOf gives a diagnostic's place; nil if it has none in a known file.
func placeOf(d *hcl.Diagnostic, files map[string]*hcl.File) *place {
	if d.Subject == nil || files[d.Subject.Filename] == nil {
		return nil
	}
	src := files[d.Subject.Filename].Bytes
	at := within(src, *d.Subject)
	return &place{src: src, at: at, start: position(src, at.start), end: position(src, at.end)}
}

// byteColumn counts bytes of UTF-8 from 1. A byte order mark counts: it is in
// the line as other programs read it.
func byteColumn(src []byte, offset int) int {
	return offset - bytes.LastIndexByte(src[:offset], '\n')
}

// message is all that a diagnostic says, in one text.
func message(d *hcl.Diagnostic) string {
	if d.Detail == "" {
		return d.Summary
	}
	return strings.TrimRight(d.Summary, ".") + ". " + d.Detail
}

// document encodes v as indented JSON with a line end.
func document(v any) []byte {
	var out bytes.Buffer
	enc := newEncoder(&out)
	enc.SetIndent("", "  ")
	// What the encoders make is strings and numbers; writing them to memory
	// can't fail.
	_ = enc.Encode(v)
	return out.Bytes()
}

func newEncoder(out *bytes.Buffer) *json.Encoder {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc
}

// validText makes a piece of source fit for JSON.
func validText(src []byte) string {
	if utf8.Valid(src) {
		return string(src)
	}
	return strings.ToValidUTF8(string(src), "\uFFFD")
}
