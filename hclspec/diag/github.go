package diag

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// GitHub encodes diagnostics as workflow commands, one a line, which GitHub
// Actions turns into annotations. Columns are Unicode characters from 1, the
// last one included; they are left out when a range has several lines, since
// GitHub takes none then.
func GitHub(diags hcl.Diagnostics, files map[string]*hcl.File, opts Options) []byte {
	var out bytes.Buffer
	for _, d := range diags {
		fmt.Fprintf(&out, "::%s %s::%s\n", severity(d), strings.Join(githubProperties(d, files, opts), ","), githubData(githubMessage(d)))
	}
	return out.Bytes()
}

func githubProperties(d *hcl.Diagnostic, files map[string]*hcl.File, opts Options) []string {
	var list []string
	add := func(name string, value any) {
		list = append(list, name+"="+githubProperty(fmt.Sprint(value)))
	}
	if d.Subject != nil {
		add("file", opts.path(d.Subject.Filename))
	}
	if p := placeOf(d, files); p != nil {
		end := p.lastLine()
		add("line", p.start.Line)
		add("endLine", end)
		if end == p.start.Line {
			add("col", p.start.Column)
			add("endColumn", p.lastColumn())
		}
	} else if d.Subject != nil && d.Subject.Start.Line > 0 {
		add("line", d.Subject.Start.Line)
	}
	add("title", string(CodeOf(d))+": "+d.Summary)
	return list
}

// lastLine is the line of the last character that is in the range.
func (p *place) lastLine() int {
	if p.end.Column == 1 && p.end.Line > p.start.Line {
		return p.end.Line - 1
	}
	return p.end.Line
}

// lastColumn is the column of the last character of a range within one line.
func (p *place) lastColumn() int {
	if p.end.Line > p.start.Line { // it ends with the line's end
		return p.start.Column
	}
	return max(p.end.Column-1, p.start.Column)
}

func githubMessage(d *hcl.Diagnostic) string {
	text := d.Detail
	if text == "" {
		text = d.Summary
	}
	if a := AddressOf(d); a != "" {
		return a + ": " + text
	}
	return text
}

// The runner ends a command at the line's end, and a property at a comma or
// colon; a percent sign begins an escape.
var (
	githubDataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubPropertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func githubData(s string) string     { return githubDataEscapes.Replace(quiet(s)) }
func githubProperty(s string) string { return githubPropertyEscapes.Replace(quiet(s)) }

// quiet is Harmless, but keeps CR, which is escaped.
func quiet(s string) string {
	parts := strings.Split(s, "\r")
	for i := range parts {
		parts[i] = Harmless(parts[i])
	}
	return strings.Join(parts, "\r")
}
