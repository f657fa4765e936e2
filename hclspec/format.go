package hclspec

import (
	"bytes"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/rogpeppe/go-internal/diff"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// FormatFile gives the canonical form of a file, by the name that diagnostics
// use. It is Terraform's: indentation by two spaces, one space between tokens,
// equals signs and comments in line; labels in quotes, "${x}" as x where it is
// the whole value of an argument, and the types of variables as they are
// written today. Everything else stays: comments, line breaks, line ends, the
// texts of heredocs. A byte order mark is dropped. Formatting what it gave
// changes nothing.
//
// With a syntax error it gives nil and all of them; it never gives a text that
// means something else. docs/decisions/0007-fmt.md says where it differs from
// Terraform, and why.
func FormatFile(name string, src []byte) ([]byte, hcl.Diagnostics) {
	s := &source{name: name, read: func() ([]byte, error) { return src, nil }}
	if s.prepare(); len(s.diags) > 0 {
		return nil, s.diags
	}
	texts, ok := formatPieces(s.pieces)
	if !ok {
		whole := &piece{name: name, src: src, start: hcl.InitialPos}
		if whole.parse(); len(whole.diags) > 0 {
			return nil, syntaxErrors(whole.diags, src)
		}
		texts = [][]byte{format(src)}
	}
	if slices.ContainsFunc(texts, func(text []byte) bool { return text == nil }) {
		return nil, hcl.Diagnostics{diag.New("CW0101", wholeFile(name), "Formatting failed",
			"Formatting would have changed what %s means, so it stays as it is. This is a bug in cw.", name)}
	}
	if len(texts) == 1 {
		return texts[0], nil
	}
	return bytes.Join(texts, nil), nil
}

// FormatPath is FormatFile for a file on disk; text is what it has now.
func FormatPath(path string) (text, formatted []byte, diags hcl.Diagnostics) {
	text, err := readFile(path)
	if err != nil {
		return nil, nil, hcl.Diagnostics{unreadable(path, err)}
	}
	formatted, diags = FormatFile(path, text)
	return text, formatted, diags
}

// Formattable reports whether a file, by its name, is one that people write in
// the native form of the language: configuration, values of variables, tests.
func Formattable(name string) bool {
	return slices.ContainsFunc(FormattableSuffixes, func(s string) bool { return strings.HasSuffix(name, s) })
}

// FormattableSuffixes are how the names of such files end.
var FormattableSuffixes = []string{Suffix, ".cwvars", ".cwtest.hcl"}

// formatPieces formats the pieces of a text side by side: nothing reaches over
// the cut between two blocks, neither indentation nor what stands in line. It
// gives false if a piece is no run of whole blocks: there is a syntax error, or
// the cut was wrong.
func formatPieces(pieces []*piece) (texts [][]byte, ok bool) {
	texts = make([][]byte, len(pieces))
	var broken atomic.Bool
	parallel(len(pieces), func(i int) {
		p := *pieces[i] // the tree is not needed afterwards
		if p.parse(); len(p.diags) > 0 || !p.clean() && i < len(pieces)-1 {
			broken.Store(true)
		}
		if !broken.Load() {
			texts[i] = format(p.src)
		}
	})
	return texts, !broken.Load()
}

// format gives the canonical form of a text without syntax errors. It gives nil
// if its result would not be read as it was meant, which is a bug.
func format(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	tokens := formatTokens(src)
	edits := rewrites(tokens)
	tokens = applied(edits, tokens)
	layOut(tokens)
	out := written(tokens, len(src))
	if bytes.Equal(out, src) {
		return out
	}
	if !readsAs(out, tokens) || len(edits) > 0 && !parses(out) {
		return nil
	}
	return out
}

// readsAs reports whether a text consists of these tokens.
func readsAs(text []byte, tokens []fmtToken) bool {
	return slices.EqualFunc(formatTokens(text), tokens, func(a, b fmtToken) bool {
		return a.kind == b.kind && bytes.Equal(a.text, b.text)
	})
}

func parses(text []byte) bool {
	_, diags := hclsyntax.ParseConfig(text, "", hcl.InitialPos)
	return !diags.HasErrors()
}

// Diff gives the unified diff from before to after, in the form that patch -p1
// and git apply take, or nil if they are equal.
func Diff(name string, before, after []byte) []byte {
	d := diff.Diff("a/"+name, before, "b/"+name, after)
	_, d, _ = bytes.Cut(d, []byte("\n")) // without its line "diff a/… b/…"
	return d
}
