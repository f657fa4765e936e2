package hclspec

import (
	"bytes"
	"regexp"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// syntaxErrors puts what HCL's parser says into this package's form: in order,
// with codes, and one for each mistake. (The parser often tells of one mistake
// twice, once as a character and once as what that character broke.)
func syntaxErrors(found hcl.Diagnostics, src []byte) hcl.Diagnostics {
	var kept hcl.Diagnostics
	line := 0
	for _, d := range inOrder(found) {
		if len(kept) == maxErrors {
			break
		}
		d = translate(d, src)
		if d.Subject.Start.Line == line && diag.CodeOf(d) != "CW0104" {
			continue
		}
		line = d.Subject.Start.Line
		kept = append(kept, d)
		if d.Summary == openQuote {
			break // what follows was read as text or not by chance
		}
	}
	return kept
}

var redefinedPlace = regexp.MustCompile(`already set at (.*):(\d+),\d+-`)

func translate(d *hcl.Diagnostic, src []byte) *hcl.Diagnostic {
	name := d.Subject.Filename
	if line, at := lineAround(src, d.Subject.Start.Byte); marker(line) != 0 {
		return diag.New("CW0107", pointAt(name, src, at, at+len(line)), "Unresolved merge conflict",
			"This line is left over from a conflict that git could not merge. Keep the right version of the lines around it, and remove the line.")
	}
	if m := redefinedPlace.FindStringSubmatch(d.Detail); m != nil {
		return diag.New("CW0104", d.Subject, "Duplicate definition",
			"The argument %q is set already, in %s line %s. Remove one of the two.", d.Subject.SliceBytes(src), m[1], m[2])
	}
	if open := openHeredoc(d, src); open != nil {
		return open
	}
	out, at := *d, *d.Subject // the tree has d as well
	switch text := at.SliceBytes(src); {
	case d.Summary == openQuote:
		out.Detail = "A text in quotes ends on the line where it begins. Close the quotes; or write \\n for a line end, or a heredoc (<<EOT) for several lines."
	case d.Summary == "Invalid expression" && (len(text) == 0 || bytes.ContainsRune([]byte("\r\n#/"), rune(text[0]))):
		at.End = at.Start
		out.Subject, out.Summary, out.Detail = &at, "Missing value", "Here a value is missing, such as a text in quotes, a number or a reference."
	}
	out.Extra = diag.Extra{Code: "CW0101"}
	return &out
}

// openQuote is the summary that the parser gives for a quote without an end.
const openQuote = "Invalid multi-line string"

// openHeredoc tells of a heredoc without an end at its beginning, where the
// parser tells of it at the end of the file. It gives nil for anything else.
func openHeredoc(d *hcl.Diagnostic, src []byte) *hcl.Diagnostic {
	if d.Summary != "Unterminated template string" || d.Context == nil {
		return nil
	}
	line, start := lineAround(src, d.Context.Start.Byte-1)
	i := bytes.LastIndex(line, []byte("<<"))
	if i < 0 {
		return nil
	}
	end := bytes.TrimPrefix(line[i+len("<<"):], []byte("-"))
	return diag.New("CW0101", pointAt(d.Subject.Filename, src, start+i, start+len(line)), "Unclosed heredoc",
		"The text that begins here never ends: there is no line with nothing but %s.", end)
}

// lineAround gives the line that has the byte at offset, without its end, and
// where it begins.
func lineAround(src []byte, offset int) ([]byte, int) {
	offset = min(max(offset, 0), len(src))
	start := bytes.LastIndexByte(src[:offset], '\n') + 1
	line, _, _ := bytes.Cut(src[start:], []byte("\n"))
	return bytes.TrimRight(line, "\r"), start
}

// marker gives the character of a conflict marker of git, '<', '=', '>' or '|',
// that a line consists of or begins with; 0 if it is none.
func marker(line []byte) byte {
	const length = 7
	if len(line) < length || !bytes.ContainsRune([]byte("<=>|"), rune(line[0])) {
		return 0
	}
	c := line[0]
	if bytes.Count(line[:length], []byte{c}) != length || len(line) > length && line[length] != ' ' {
		return 0
	}
	return c
}

// conflicts finds the places where git left two versions, and gives one
// diagnostic each. It wants the whole of a conflict, in order, so that a text
// in a heredoc may have a line of equals signs.
func conflicts(name string, src []byte) hcl.Diagnostics {
	if !bytes.Contains(src, []byte("<<<<<<<")) {
		return nil
	}
	var found hcl.Diagnostics
	var open *hcl.Range
	middle, offset, number := false, 0, 0
	for line := range bytes.Lines(src) {
		text := bytes.TrimRight(line, "\r\n")
		number++
		switch c := marker(text); {
		case c == '<':
			open, middle = lineRange(name, text, number, offset), false
		case c == '=' && open != nil:
			middle = true
		case c == '>' && middle:
			found = append(found, diag.New("CW0107", open, "Unresolved merge conflict",
				"Lines %d to %d are two versions of the same lines that git could not merge. Keep the right ones, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.",
				open.Start.Line, number))
			open, middle = nil, false
		}
		offset += len(line)
	}
	return found
}

// lineRange gives the range of a whole line without its end.
func lineRange(name string, text []byte, number, offset int) *hcl.Range {
	return &hcl.Range{
		Filename: name,
		Start:    hcl.Pos{Line: number, Column: 1, Byte: offset},
		End:      hcl.Pos{Line: number, Column: 1 + utf8.RuneCount(text), Byte: offset + len(text)},
	}
}
