package diag

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// Report is what terraform validate -json prints, format version 1.0.
type Report struct {
	FormatVersion string       `json:"format_version"`
	Valid         bool         `json:"valid"`
	ErrorCount    int          `json:"error_count"`
	WarningCount  int          `json:"warning_count"`
	Diagnostics   []Diagnostic `json:"diagnostics"`
}

// Diagnostic is one entry of a Report: Terraform's fields and no others, so that
// its tools read it.
type Diagnostic struct {
	Severity string   `json:"severity"`
	Summary  string   `json:"summary"`
	Detail   string   `json:"detail"`
	Range    *Range   `json:"range,omitempty"`
	Snippet  *Snippet `json:"snippet,omitempty"`
}

// Range is a half-open range of a file.
type Range struct {
	Filename string `json:"filename"`
	Start    Pos    `json:"start"`
	End      Pos    `json:"end"`
}

// Pos is a place in a file: line and column from 1, the column in Unicode
// characters, the byte from 0.
type Pos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// Snippet is the source around a diagnostic.
type Snippet struct {
	// Context is the header of the outermost block, or null.
	Context *string `json:"context"`
	// Code is one or more whole lines, without the last one's end.
	Code string `json:"code"`
	// StartLine is the number of Code's first line.
	StartLine int `json:"start_line"`
	// The offsets, in bytes of Code, of what the diagnostic is about.
	HighlightStartOffset int `json:"highlight_start_offset"`
	HighlightEndOffset   int `json:"highlight_end_offset"`
	// Values say what the names in a failed expression stood for.
	Values []ExpressionValue `json:"values"`
}

// ExpressionValue says something about what a name stood for.
type ExpressionValue struct {
	Traversal string `json:"traversal"`
	Statement string `json:"statement"`
}

// JSON encodes diagnostics as terraform validate -json does, indented, with a
// line end.
func JSON(diags hcl.Diagnostics, files map[string]*hcl.File) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	// A Report is strings and numbers; writing them to memory can't fail.
	_ = enc.Encode(NewReport(diags, files))
	return out.Bytes()
}

// NewReport puts diagnostics into the form of JSON. Valid means that there is
// no error.
func NewReport(diags hcl.Diagnostics, files map[string]*hcl.File) Report {
	r := Report{FormatVersion: "1.0", Diagnostics: make([]Diagnostic, 0, len(diags))}
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			r.ErrorCount++
		} else {
			r.WarningCount++
		}
		r.Diagnostics = append(r.Diagnostics, NewDiagnostic(d, files))
	}
	r.Valid = r.ErrorCount == 0
	return r
}

// NewDiagnostic puts one diagnostic into the form of JSON.
func NewDiagnostic(d *hcl.Diagnostic, files map[string]*hcl.File) Diagnostic {
	out := Diagnostic{Severity: severity(d), Summary: d.Summary, Detail: d.Detail}
	if d.Subject == nil {
		return out
	}
	file := files[d.Subject.Filename]
	if file == nil {
		out.Range = &Range{Filename: d.Subject.Filename, Start: Pos(d.Subject.Start), End: Pos(d.Subject.End)}
		return out
	}
	src := file.Bytes
	at := within(src, *d.Subject)
	out.Range = &Range{Filename: d.Subject.Filename, Start: position(src, at.start), End: position(src, at.end)}
	out.Snippet = snippet(d, file, at)
	return out
}

func position(src []byte, offset int) Pos {
	start := bytes.LastIndexByte(src[:offset], '\n') + 1
	return Pos{
		Line:   bytes.Count(src[:offset], []byte("\n")) + 1,
		Column: utf8.RuneCount(withoutMark(src, start, offset)) + 1,
		Byte:   offset,
	}
}

// withoutMark is src[start:end] without the byte order mark that a file may
// begin with, which is no character of it.
func withoutMark(src []byte, start, end int) []byte {
	const mark = "\xef\xbb\xbf"
	if start == 0 && bytes.HasPrefix(src, []byte(mark)) {
		start = min(len(mark), end)
	}
	return src[start:end]
}

func snippet(d *hcl.Diagnostic, file *hcl.File, at span) *Snippet {
	src := file.Bytes
	shown := at
	if d.Context != nil && d.Context.Filename == d.Subject.Filename {
		shown = at.over(within(src, *d.Context))
	}
	shown = shown.lines(src)
	code := strings.ToValidUTF8(strings.TrimSuffix(string(src[shown.start:shown.end]), "\r"), "\uFFFD")
	s := &Snippet{
		Code:                 code,
		StartLine:            bytes.Count(src[:shown.start], []byte("\n")) + 1,
		HighlightStartOffset: min(at.start-shown.start, len(code)),
		HighlightEndOffset:   min(at.end-shown.start, len(code)),
		Values:               values(d),
	}
	if h := header(file, at.start); h != "" {
		s.Context = &h
	}
	return s
}
