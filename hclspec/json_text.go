package hclspec

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads a string in quotes.
func (r *jsonReader) text() node {
	start := r.at
	end := closingQuote(r.src, start+1)
	if end < 0 {
		line, _ := lineAround(r.src[start:], 0)
		r.stop(start, start+len(line), "Unclosed text", "The text that begins here is not closed on its line. Write \\n for a line end, and \\\" for a quote in it.")
		return node{start: start, end: start}
	}
	r.at = end + 1
	raw := r.src[start+1 : end]
	if bytes.IndexByte(raw, '\\') < 0 && !hasControl(raw) {
		return node{kind: stringNode, start: start, end: r.at, text: string(raw)}
	}
	return node{kind: stringNode, start: start, end: r.at, text: r.unescape(start+1, end)}
}

// closingQuote finds the quote that ends the text from i on; -1 if its line
// ends first.
func closingQuote(src []byte, i int) int {
	for ; i < len(src); i++ {
		switch src[i] {
		case '"':
			return i
		case '\n':
			return -1
		case '\\':
			i++
			if i < len(src) && src[i] == '\n' {
				return -1
			}
		}
	}
	return -1
}

func hasControl(s []byte) bool {
	return bytes.IndexFunc(s, func(c rune) bool { return c < ' ' }) >= 0
}

// singleQuotes reads what some languages have as a string.
func (r *jsonReader) singleQuotes() node {
	start := r.at
	line, _ := lineAround(r.src[start:], 0)
	n := bytes.IndexByte(line[1:], '\'')
	if n < 0 {
		r.stop(start, start+len(line), "Single quotes", "A text stands in double quotes.")
		return node{start: start, end: start}
	}
	r.at += n + 2
	r.report("CW0101", start, r.at, "Single quotes", "A text stands in double quotes.")
	return node{kind: stringNode, start: start, end: r.at, text: string(line[1 : n+1])}
}

// unescape gives what the text from start to end says, and reports what is no
// escape.
func (r *jsonReader) unescape(start, end int) string {
	var out strings.Builder
	out.Grow(end - start)
	for i := start; i < end; {
		part, n, ok := escape(r.src[i:end])
		switch {
		case ok:
		case r.src[i] == '\\':
			r.report("CW0101", i, i+n, "Invalid escape", `%s means nothing in JSON. After a backslash comes one of " \ / b f n r t, or u with four hexadecimal digits; write a backslash as \\.`, r.src[i:i+n])
		default:
			r.report("CW0101", i, i+n, "Invalid character", "A text in JSON can't have this control character (0x%02x) in it as it is. Write it as \\u%04x, or \\t for a tab.", r.src[i], r.src[i])
		}
		out.WriteString(part)
		i += n
	}
	return out.String()
}

var escapes = map[byte]string{'"': `"`, '\\': `\`, '/': "/", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t"}

// escape gives what the beginning of a text in quotes says: one escape, or all
// up to the next one; and its length as written. It is not ok if that is
// forbidden.
func escape(s []byte) (text string, length int, ok bool) {
	if s[0] < ' ' {
		return string(s[:1]), 1, false
	}
	if s[0] != '\\' {
		n := bytes.IndexFunc(s, func(c rune) bool { return c < ' ' || c == '\\' })
		if n < 0 {
			n = len(s)
		}
		return string(s[:n]), n, true
	}
	if s[1] == 'u' {
		return unicodeEscape(s)
	}
	if text, ok := escapes[s[1]]; ok {
		return text, 2, true
	}
	_, size := utf8.DecodeRune(s[1:])
	return "", 1 + size, false
}

// unicodeEscape reads \u1234, or two of them that are one character.
func unicodeEscape(s []byte) (string, int, bool) {
	const length = len(`\u1234`)
	first, ok := hexadecimal(s)
	if !ok {
		return "", 2, false
	}
	if !utf16.IsSurrogate(first) {
		return string(first), length, true
	}
	second, ok := hexadecimal(s[length:])
	if c := utf16.DecodeRune(first, second); ok && c != utf8.RuneError {
		return string(c), 2 * length, true
	}
	return "", length, false
}

func hexadecimal(s []byte) (rune, bool) {
	const length = len(`\u1234`)
	if len(s) < length || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(s[2:length]), 16, 16)
	return rune(n), err == nil
}
