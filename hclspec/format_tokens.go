package hclspec

import (
	"bufio"
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// fmtToken is a token with the space before it, and without its place: what the
// formatter moves about.
type fmtToken struct {
	kind hclsyntax.TokenType
	// spaces before the token.
	spaces int32
	// columns that text takes on the screen; -1 if it has several lines.
	columns int32
	text    []byte
}

// formatTokens takes a text apart. The last token is always TokenEOF.
func formatTokens(src []byte) []fmtToken {
	read, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	tokens := make([]fmtToken, len(read))
	end := 0
	for i := range read {
		r := &read[i].Range
		columns := r.End.Column - r.Start.Column
		if r.End.Line != r.Start.Line {
			columns = -1
		}
		tokens[i] = fmtToken{kind: read[i].Type, spaces: int32(r.Start.Byte - end), columns: int32(columns), text: read[i].Bytes}
		end = r.End.Byte
	}
	return tokens
}

// newToken makes a token that stands in no text yet.
func newToken(kind hclsyntax.TokenType, text string) fmtToken {
	t := fmtToken{kind: kind, columns: -1, text: []byte(text)}
	t.columns = int32(t.width())
	return t
}

// width counts the characters of a token as a person does; the end of a line
// is one of them.
func (t *fmtToken) width() int {
	if t.columns >= 0 {
		return int(t.columns)
	}
	n := bytes.Count(t.text, []byte("\n"))
	lines := hcl.NewRangeScanner(t.text, "", bufio.ScanLines)
	for lines.Scan() {
		n += lines.Range().End.Column - lines.Range().Start.Column
	}
	return n
}

// nesting is 1 for a token that opens a bracket or a part of a template, -1 for
// one that closes it, else 0.
func (t *fmtToken) nesting() int {
	switch t.kind {
	case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
		return 1
	case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd:
		return -1
	}
	return 0
}

// endsLine reports whether the next token begins a line. (A comment to the end
// of its line contains that end.)
func (t *fmtToken) endsLine() bool {
	return t.kind == hclsyntax.TokenNewline || t.kind == hclsyntax.TokenComment && bytes.HasSuffix(t.text, []byte("\n"))
}

// written puts tokens together to a text of about size bytes.
func written(tokens []fmtToken, size int) []byte {
	out := make([]byte, 0, size+size/8)
	for i := range tokens {
		for range tokens[i].spaces {
			out = append(out, ' ')
		}
		out = append(out, tokens[i].text...)
	}
	return out
}
