// Package probe has the assertion kinds that more than one resource type
// understands: HTTP, ports, names and certificates, files and directories. A row
// lists those that make sense for it.
//
// Each makes one attempt; retrying, time-outs and redaction are package
// assert's. What only one type understands (container_healthy, git_clean) lives
// in that type's folder.
package probe

import (
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/clockwork-hcl/cw/schema"
)

// ExcerptLength is how many characters of a body or a file an Evidence quotes.
const ExcerptLength = 200

// Excerpt is the beginning of text on one line: runs of white space become one
// blank, and a text longer than ExcerptLength characters ends in "…".
func Excerpt(text string) string {
	if cut := 4 * utf8.UTFMax * ExcerptLength; len(text) > cut {
		text = text[:cut] + " …"
	}
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
	runes := []rune(text)
	if len(runes) <= ExcerptLength {
		return text
	}
	return string(runes[:ExcerptLength]) + "…"
}

// text gives a string argument, or "" where it is null, absent or unknown.
func text(args map[string]cty.Value, name string) string {
	v, ok := args[name]
	if !ok || v == cty.NilVal || !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}

// texts gives the elements of a list-of-strings argument that say something.
func texts(args map[string]cty.Value, name string) []string {
	v, ok := args[name]
	if !ok || v == cty.NilVal || !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return nil
	}
	var list []string
	for it := v.ElementIterator(); it.Next(); {
		if _, e := it.Element(); e.IsKnown() && !e.IsNull() && e.Type() == cty.String {
			list = append(list, e.AsString())
		}
	}
	return list
}

// number gives a whole-number argument and whether it is there.
func number(args map[string]cty.Value, name string) (int64, bool) {
	v, ok := args[name]
	if !ok || v == cty.NilVal || !v.IsKnown() || v.IsNull() {
		return 0, false
	}
	var n int64
	return n, gocty.FromCtyValue(v, &n) == nil
}

// failed is the evidence of an attempt that did not hold.
func failed(expected, seen string) schema.Evidence {
	return schema.Evidence{Expected: expected, Seen: seen}
}

// held is the evidence of one that did.
func held(expected, seen string) schema.Evidence {
	return schema.Evidence{OK: true, Expected: expected, Seen: seen}
}
