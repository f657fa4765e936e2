package hclspec

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// node is a JSON value with its place in the text, in bytes.
type node struct {
	kind       nodeKind
	start, end int
	// text is what a string says, or a number or word as written.
	text string
	// members are those of an object, items those of an array.
	members []member
	items   []node
}

// member is one name and value of an object; colon is where the colon stands.
type member struct {
	name, value node
	colon       int
}

type nodeKind byte

const (
	invalidNode nodeKind = iota // reported already
	objectNode
	arrayNode
	stringNode
	numberNode
	wordNode // true, false or null
)

// maxValues of a JSON file: each becomes some hundred bytes of tree.
const maxValues = 1_000_000

// jsonReader reads a JSON text. After a small mistake, such as a comma too
// many, it goes on; after one that leaves open how to go on it stops, with what
// it has read so far.
type jsonReader struct {
	places *places
	src    []byte
	at     int
	comma  int // the last one read
	depth  int
	values int
	diags  hcl.Diagnostics
	// stopped says that the rest of the text means nothing.
	stopped bool
}

// readJSON reads a whole file. The node is what could be read.
func readJSON(p *places) (node, hcl.Diagnostics) {
	r := &jsonReader{places: p, src: p.src}
	if bytes.HasPrefix(r.src, []byte("\xef\xbb\xbf")) {
		r.at = 3
	}
	r.skip()
	if r.at == len(r.src) && !r.stopped {
		r.stop(r.at, r.at, "Empty file", "There is no JSON in this file. Write {} for an empty configuration.")
		return node{}, r.diags
	}
	n := r.value()
	if r.skip(); !r.stopped && r.at < len(r.src) {
		r.stop(r.at, r.at+1, "Text after the end", "The JSON value that the file consists of ends before this. Is there a closing bracket too many?")
	}
	return n, r.diags
}

// report tells of a mistake after which reading goes on.
func (r *jsonReader) report(code diag.Code, start, end int, summary, detail string, args ...any) {
	if r.stopped {
		return
	}
	at := r.places.at(start, min(end, len(r.src)))
	r.diags = append(r.diags, diag.New(code, &at, summary, detail, args...))
	if len(r.diags) == maxErrors {
		r.stopped = true
	}
}

// stop tells of a mistake after which it can't.
func (r *jsonReader) stop(start, end int, summary, detail string, args ...any) {
	r.report("CW0101", start, end, summary, detail, args...)
	r.stopped = true
}

// peek gives the next byte, 0 at the end.
func (r *jsonReader) peek() byte {
	if r.stopped || r.at == len(r.src) {
		return 0
	}
	return r.src[r.at]
}

// skip goes to the next byte that is neither blank nor in a comment.
func (r *jsonReader) skip() {
	for r.at < len(r.src) && !r.stopped {
		switch rest := r.src[r.at:]; {
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r' || rest[0] == '\n':
			r.at++
		case rest[0] == '#' || bytes.HasPrefix(rest, []byte("//")):
			r.comment(rest, "\n")
		case bytes.HasPrefix(rest, []byte("/*")):
			r.comment(rest, "*/")
		default:
			return
		}
	}
}

func (r *jsonReader) comment(rest []byte, end string) {
	n := bytes.Index(rest, []byte(end))
	if n < 0 {
		n = len(rest)
	} else if end != "\n" {
		n += len(end)
	}
	line, _, _ := bytes.Cut(rest[:n], []byte("\n"))
	r.report("CW0101", r.at, r.at+len(bytes.TrimRight(line, "\r")), "Comment in JSON", `JSON has no comments. Write "//": "…" in the object instead, which cw ignores, or use the native form of the language, *%s.`, Suffix)
	r.at += n
}

func (r *jsonReader) value() node {
	if r.values++; r.values > maxValues {
		r.stop(r.at, r.at+1, "Too much in one file", "Up to here the file has %d values already, more than can be read at once. Split it into several files.", maxValues)
	}
	switch c := r.peek(); {
	case c == '{':
		return r.nested(r.object)
	case c == '[':
		return r.nested(r.array)
	case c == '"':
		return r.text()
	case c == '-' || c == '+' || c == '.' || isDigit(c):
		return r.number()
	case c == '\'':
		return r.singleQuotes()
	case isWord(c):
		return r.word()
	}
	r.noValue()
	return node{start: r.at, end: r.at}
}

func (r *jsonReader) noValue() {
	switch c := r.peek(); {
	case r.at == len(r.src):
		r.stop(r.at, r.at, "Missing value", "The file ends where a value is missing.")
	case bytes.IndexByte([]byte(",}]:"), c) >= 0:
		r.stop(r.at, r.at, "Missing value", "Here a value is missing: a text in quotes, a number, true, false, null, an object or a list.")
	default:
		r.stop(r.at, r.at+1, "Invalid value", "No value begins like this in JSON. It is a text in quotes, a number, true, false, null, an object or a list.")
	}
}

func (r *jsonReader) nested(read func() node) node {
	r.depth++
	defer func() { r.depth-- }()
	if r.depth > maxNesting {
		r.stop(r.at, r.at+1, "Nested too deeply", "Brackets are nested more than %d levels deep here. Is one of them never closed?", maxNesting)
		return node{start: r.at, end: r.at}
	}
	return read()
}

func (r *jsonReader) object() node {
	n := node{kind: objectNode, start: r.at}
	r.at++
	seen := map[string]int{}
	for r.more('}', n.start, len(n.members) == 0) {
		m := member{name: r.name()}
		r.colon(&m)
		if !r.stopped {
			m.value = r.value()
		}
		if m.value.end > m.name.start && !r.duplicate(seen, m.name) {
			n.members = append(n.members, m)
		}
	}
	n.end = r.at
	return n
}

func (r *jsonReader) array() node {
	n := node{kind: arrayNode, start: r.at}
	r.at++
	for r.more(']', n.start, len(n.items) == 0) {
		if item := r.value(); item.end > item.start {
			n.items = append(n.items, item)
		}
	}
	n.end = r.at
	return n
}

// more goes on to the next element of an object or array that began at open,
// and reports whether there is one. If not, it has read the closing bracket.
func (r *jsonReader) more(closing byte, open int, first bool) bool {
	last := r.at
	r.skip()
	if commas := r.commas(); commas > 0 {
		if r.peek() == closing && !first && commas == 1 {
			r.report("CW0101", r.comma, r.comma+1, "Trailing comma", "JSON has no comma behind the last element. Remove it.")
		} else if first || commas > 1 {
			r.report("CW0101", r.comma, r.comma+1, "Extra comma", "There is nothing before or behind this comma. Remove it.")
		}
		first = true
	}
	switch c := r.peek(); {
	case r.stopped:
		return false
	case c == closing:
		r.at++
		return false
	case r.at == len(r.src):
		r.stop(open, open+1, "Unclosed bracket", "The bracket that opens here is never closed by %q.", string(closing))
		return false
	case c == '}' || c == ']':
		r.stop(r.at, r.at+1, "Wrong bracket", "The bracket that opens in line %d is closed by %q, not by %q.", r.places.pos(open).Line, string(closing), string(c))
		return false
	case !first && (c == '"' || c == '{' || c == '[' || isWord(c)):
		r.report("CW0101", last, last, "Missing comma", "Between two elements there has to be a comma.")
	case !first:
		r.stop(r.at, r.at+1, "Missing comma", "Here a comma or %q is missing.", string(closing))
	}
	return !r.stopped
}

// commas reads all commas here, and gives how many there are.
func (r *jsonReader) commas() int {
	n := 0
	for r.peek() == ',' {
		r.comma = r.at
		n++
		r.at++
		r.skip()
	}
	return n
}

// name reads the name of a member.
func (r *jsonReader) name() node {
	start := r.at
	switch c := r.peek(); {
	case c == '"':
		return r.text()
	case c == '\'':
		return r.singleQuotes()
	case isWord(c) && !isDigit(c):
		word := r.letters()
		r.report("CW0101", start, r.at, "Name without quotes", "In JSON a name stands in quotes: write %q.", word)
		return node{kind: stringNode, start: start, end: r.at, text: word}
	}
	r.stop(start, start+1, "Missing name", "Here the name of a member is missing, a text in quotes.")
	return node{start: start, end: start}
}

func (r *jsonReader) colon(m *member) {
	r.skip()
	m.colon = r.at
	switch {
	case r.stopped:
		return
	case r.peek() == '=':
		r.report("CW0101", r.at, r.at+1, "Equals sign in JSON", "In JSON a colon stands between name and value, not an equals sign.")
	case r.peek() != ':':
		r.stop(m.name.end, m.name.end, "Missing colon", "Behind the name of a member there has to be a colon and the value.")
		return
	}
	r.at++
	r.skip()
}

// duplicate reports a name that an object has already. Names of comments may
// repeat.
func (r *jsonReader) duplicate(seen map[string]int, name node) bool {
	first, found := seen[name.text]
	if !found || name.text == commentName {
		seen[name.text] = name.start
		return false
	}
	r.report("CW0104", name.start, name.end, "Duplicate definition", "The name %q stands in this object already, in line %d. Put both into one, or remove one of the two.",
		shortened(name.text), r.places.pos(first).Line)
	return true
}

// shortened makes a text from a file fit a message.
func shortened(s string) string {
	const limit = 60
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}

// letters reads what could be a word of a programming language.
func (r *jsonReader) letters() string {
	start := r.at
	for r.at < len(r.src) && (isWord(r.src[r.at]) || r.src[r.at] == '.') {
		r.at++
	}
	return string(r.src[start:r.at])
}

func (r *jsonReader) word() node {
	start := r.at
	word := r.letters()
	switch near := Nearest(word, []string{"true", "false", "null"}); {
	case word == "true" || word == "false" || word == "null":
		return node{kind: wordNode, start: start, end: r.at, text: word}
	case word == "NaN" || word == "Infinity" || word == "undefined" || word == "None":
		r.report("CW0101", start, r.at, "Invalid value", "JSON has no %s. Write null for no value.", word)
	case near != "":
		r.report("CW0101", start, r.at, "Invalid value", "JSON has no word %s. Did you mean %s?", shortened(word), near)
	default:
		r.report("CW0101", start, r.at, "Invalid value", `JSON has no word %[1]s. Write a text in quotes, or an expression as "${%[1]s}".`, shortened(word))
	}
	return node{start: start, end: r.at}
}

func (r *jsonReader) number() node {
	start := r.at
	for r.at < len(r.src) && (isWord(r.src[r.at]) || bytes.IndexByte([]byte("+-."), r.src[r.at]) >= 0) {
		r.at++
	}
	text := r.src[start:r.at]
	switch {
	case !validNumber(text):
		r.report("CW0101", start, r.at, "Invalid number", "%s is no number in JSON: it has digits without a zero in front, then may have a point with digits behind it, and an exponent such as e6.", shortened(string(text)))
	case longNumber(text):
		long := numberTooLong(start, r.at)
		r.report("CW0101", long.start, long.end, long.summary, "%s", long.detail)
	default:
		return node{kind: numberNode, start: start, end: r.at, text: string(text)}
	}
	return node{start: start, end: r.at}
}

// validNumber reports whether a text is a number by JSON's grammar.
func validNumber(s []byte) bool {
	s = bytes.TrimPrefix(s, []byte("-"))
	whole := digitsOf(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	s = s[whole:]
	if len(s) > 0 && s[0] == '.' {
		n := digitsOf(s[1:])
		if n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if len(s) == 0 {
		return true
	}
	if s[0]|0x20 != 'e' {
		return false
	}
	s = s[1:]
	if len(s) > 0 && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return len(s) > 0 && digitsOf(s) == len(s)
}

func digitsOf(s []byte) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

func (n *node) describe() string {
	switch n.kind {
	case objectNode:
		return "an object"
	case arrayNode:
		return "a list"
	case stringNode:
		return "a text"
	case numberNode:
		return "a number"
	}
	return n.text
}
