package hclspec

import (
	"bytes"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/rogpeppe/go-internal/diff"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// Format gives the canonical form of a text: indentation by two spaces, equals
// signs and comments in line, one space between tokens, a line end at the end
// of the file. It changes white space only; comments, line breaks and the texts
// of heredocs stay. Formatting what it gave changes nothing.
//
// Line ends stay as they are, since inside a heredoc they are part of a value.
// A byte order mark is dropped: UTF-8 needs none. A text with a syntax error
// is formatted as far as it makes sense; use FormatFile to refuse it.
func Format(src []byte) []byte {
	src = withEnds(src)
	for range maxPasses {
		next := hclwrite.Format(src)
		if bytes.Equal(next, src) {
			break
		}
		src = next
	}
	return src
}

// maxPasses bounds the passes until a text stays as it is. Two are enough but
// for broken texts.
const maxPasses = 8

// withEnds gives a text without byte order mark, with a line end at its end and
// no spaces after that.
func withEnds(src []byte) []byte {
	text := bytes.TrimRight(bytes.TrimPrefix(src, []byte("\xef\xbb\xbf")), " \t")
	if len(text) == 0 || text[len(text)-1] == '\n' {
		return text
	}
	end := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		end = "\r\n"
	}
	return append(bytes.Clone(text), end...)
}

// FormatFile is Format for a whole file, by the name that diagnostics use. With
// a syntax error it gives nil and all of them; it never gives a text that means
// something else.
func FormatFile(name string, src []byte) ([]byte, hcl.Diagnostics) {
	s := &source{name: name, read: func() ([]byte, error) { return src, nil }}
	parse([]*source{s})
	if len(s.diags) > 0 {
		return nil, s.diags
	}
	// Nothing reaches over the cut between two blocks: neither indentation nor
	// what stands in line.
	out, same := make([][]byte, len(s.pieces)), make([]bool, len(s.pieces))
	parallel(len(s.pieces), func(i int) {
		out[i] = Format(s.pieces[i].src)
		same[i] = sameTokens(withEnds(s.pieces[i].src), out[i])
	})
	if slices.Contains(same, false) {
		return nil, hcl.Diagnostics{diag.New("CW0101", wholeFile(name), "Formatting failed",
			"Formatting would have changed what %s means, so it stays as it is. This is a bug in cw.", name)}
	}
	return bytes.Join(out, nil), nil
}

// sameTokens reports whether two texts differ in white space only.
func sameTokens(a, b []byte) bool {
	x, _ := hclsyntax.LexConfig(a, "", hcl.InitialPos)
	y, _ := hclsyntax.LexConfig(b, "", hcl.InitialPos)
	for len(x) > 0 && len(y) > 0 && x[0].Type == y[0].Type && bytes.Equal(x[0].Bytes, y[0].Bytes) {
		x, y = x[1:], y[1:]
	}
	return len(x) == 0 && len(y) == 0
}

// Diff gives the unified diff from before to after, in the form that patch -p1
// and git apply take, or nil if they are equal.
func Diff(name string, before, after []byte) []byte {
	d := diff.Diff("a/"+name, before, "b/"+name, after)
	_, d, _ = bytes.Cut(d, []byte("\n")) // without its line "diff a/… b/…"
	return d
}
