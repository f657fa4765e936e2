package diag

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// span is a range of bytes that lies within its source, and is at least one
// byte long unless the source ends there.
type span struct{ start, end int }

// within fits a range, which may be from anywhere, into a source, and extends it
// to whole characters.
func within(src []byte, r hcl.Range) span {
	start := min(max(r.Start.Byte, 0), len(src))
	end := min(max(r.End.Byte, start), len(src))
	for back := 0; inCharacter(src, start) && back < utf8.UTFMax-1; back++ {
		start--
	}
	for ahead := 0; inCharacter(src, end) && ahead < utf8.UTFMax-1; ahead++ {
		end++
	}
	if end == start && end < len(src) {
		_, size := utf8.DecodeRune(src[start:])
		end += size
	}
	return span{start, end}
}

func inCharacter(src []byte, offset int) bool {
	return offset > 0 && offset < len(src) && !utf8.RuneStart(src[offset])
}

func (s span) over(t span) span { return span{min(s.start, t.start), max(s.end, t.end)} }

// lines extends a span to whole lines, without the last one's end. What ends
// just behind a line's end does not reach into the next line.
func (s span) lines(src []byte) span {
	start := bytes.LastIndexByte(src[:s.start], '\n') + 1
	end := s.end
	if end > s.start && src[end-1] == '\n' {
		end--
	}
	if i := bytes.IndexByte(src[end:], '\n'); i >= 0 {
		end += i
	} else {
		end = len(src)
	}
	return span{start, end}
}

// maxLabels of a header that are shown: no block of the language has more.
const maxLabels = 2

// header gives the outermost block around an offset as it is written, such as
// resource "file" "motd", or "".
func header(file *hcl.File, offset int) string {
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return ""
	}
	for _, b := range body.Blocks {
		if offset < b.TypeRange.Start.Byte || offset > b.CloseBraceRange.End.Byte {
			continue
		}
		text := b.Type
		for _, label := range b.Labels[:min(len(b.Labels), maxLabels)] {
			text += fmt.Sprintf(" %q", label)
		}
		return text
	}
	return ""
}

// severity gives the word of a severity in lower case.
func severity(d *hcl.Diagnostic) string {
	if d.Severity == hcl.DiagWarning {
		return "warning"
	}
	return "error"
}
