package hclspec

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// edit puts other tokens in the place of tokens[from:to].
type edit struct {
	from, to int
	tokens   []fmtToken
}

// applied gives the tokens after edits, which are in order.
func applied(edits []edit, tokens []fmtToken) []fmtToken {
	if len(edits) == 0 {
		return tokens
	}
	var out []fmtToken
	at := 0
	for _, e := range edits {
		out = append(append(out, tokens[at:e.from]...), e.tokens...)
		at = e.to
	}
	return append(out, tokens[at:]...)
}

// rewrites finds what the canonical form says in other tokens: the old forms of
// labels, references and types, as they came with Terraform before 0.12.
func rewrites(tokens []fmtToken) []edit {
	r := &rewriter{tokens: tokens}
	r.body(topLevel)
	return r.edits
}

// rewriter walks over the arguments and blocks of a text without syntax errors.
type rewriter struct {
	tokens []fmtToken
	at     int // never beyond TokenEOF
	edits  []edit
}

// place is what kind of body an argument stands in.
type place int

const (
	topLevel place = iota
	inVariable
	elsewhereInside
)

func (r *rewriter) kind() hclsyntax.TokenType { return r.tokens[r.at].kind }

// next goes to the next token that is no comment.
func (r *rewriter) next() {
	for r.kind() != hclsyntax.TokenEOF {
		if r.at++; r.kind() != hclsyntax.TokenComment {
			return
		}
	}
}

// body goes to the brace that closes it, or to the end of the text.
func (r *rewriter) body(p place) {
	for r.kind() != hclsyntax.TokenEOF && r.kind() != hclsyntax.TokenCBrace {
		if r.kind() != hclsyntax.TokenIdent {
			r.at++
			continue
		}
		name := string(r.tokens[r.at].text)
		if r.next(); r.kind() == hclsyntax.TokenEqual {
			r.argument(p == inVariable && name == "type")
			continue
		}
		r.labels()
		r.block(p, name)
	}
}

func (r *rewriter) block(p place, name string) {
	if r.kind() != hclsyntax.TokenOBrace {
		return
	}
	r.at++
	inner := elsewhereInside
	if p == topLevel && name == "variable" {
		inner = inVariable
	}
	r.body(inner)
	if r.kind() == hclsyntax.TokenCBrace {
		r.at++
	}
}

// labels goes to the first token that is no label.
func (r *rewriter) labels() {
	for {
		from := r.at
		switch r.kind() {
		case hclsyntax.TokenIdent:
			r.at++
		case hclsyntax.TokenOQuote:
			for r.at++; r.kind() == hclsyntax.TokenQuotedLit; r.at++ {
			}
			if r.kind() == hclsyntax.TokenCQuote {
				r.at++
			}
		case hclsyntax.TokenComment:
			r.at++
			continue
		default:
			return
		}
		if after := label(r.tokens[from:r.at]); after != nil {
			r.edits = append(r.edits, edit{from, r.at, after})
		}
	}
}

// label gives the canonical form of a label, or nil if it has that.
func label(tokens []fmtToken) []fmtToken {
	text := tokens[0].text
	switch {
	case len(tokens) == 1:
	case len(tokens) == 3 && bytes.ContainsFunc(tokens[1].text, unusual):
		value, diags := hclsyntax.ParseStringLiteralToken(hclsyntax.Token{Type: hclsyntax.TokenQuotedLit, Bytes: tokens[1].text})
		if diags.HasErrors() || cty.NormalizeString(value) != value {
			return nil
		}
		text = []byte(value)
	default:
		return nil
	}
	quoted := hclwrite.TokensForValue(cty.StringVal(string(text)))
	if len(quoted) == len(tokens) && bytes.Equal(quoted[1].Bytes, tokens[1].text) {
		return nil
	}
	var after []fmtToken
	for _, t := range quoted {
		after = append(after, newToken(t.Type, string(t.Bytes)))
	}
	return after
}

// unusual reports whether a character may have another form in quotes.
func unusual(c rune) bool { return c < ' ' || c > '~' || c == '\\' }

// argument rewrites a value, and goes to what ends it.
func (r *rewriter) argument(isType bool) {
	r.next()
	from, to, depth := r.at, r.at, 0
	for ; r.kind() != hclsyntax.TokenEOF; r.at++ {
		t := &r.tokens[r.at]
		if depth == 0 && (t.endsLine() || t.kind == hclsyntax.TokenCBrace) {
			break
		}
		depth += t.nesting()
		if t.kind != hclsyntax.TokenComment {
			to = r.at + 1
		}
	}
	after := unwrapped
	if isType {
		after = variableType
	}
	if tokens := after(r.tokens[from:to], r.tokens[to].kind, r.kind()); tokens != nil {
		r.edits = append(r.edits, edit{from, to, tokens})
	}
}

// variableType gives today's form of a variable's type, or nil if it has that.
// Types in quotes are from a time when the elements of collections were texts.
func variableType(value []fmtToken, _, _ hclsyntax.TokenType) []fmtToken {
	var text string
	for _, t := range value {
		text += string(t.text)
	}
	switch text {
	case "list", "map", "set":
		return call(text, "any")
	case `"list"`, `"map"`:
		return call(strings.Trim(text, `"`), "string")
	case `"string"`:
		return []fmtToken{newToken(hclsyntax.TokenIdent, "string")}
	}
	return nil
}

func call(function, argument string) []fmtToken {
	return []fmtToken{
		newToken(hclsyntax.TokenIdent, function), newToken(hclsyntax.TokenOParen, "("),
		newToken(hclsyntax.TokenIdent, argument), newToken(hclsyntax.TokenCParen, ")"),
	}
}

// unwrapped gives x for "${x}", which means the same, or nil for anything else.
// next is the kind of the token after the value, end that of the one that ends
// the argument, which is a brace in a block on one line.
func unwrapped(value []fmtToken, next, end hclsyntax.TokenType) []fmtToken {
	inner := value
	for core, ok := inTemplate(inner); ok; core, ok = inTemplate(inner) {
		inner = core
	}
	if len(inner) == len(value) {
		return nil
	}
	breaks, loose := lineBreaks(inner)
	first, last := inner[0].kind, inner[len(inner)-1]
	inBrackets := first == hclsyntax.TokenOParen && last.kind == hclsyntax.TokenCParen
	heredoc := last.kind == hclsyntax.TokenCHeredoc
	switch {
	case breaks && !inBrackets, loose, last.endsLine() && end == hclsyntax.TokenCBrace, heredoc && next != hclsyntax.TokenNewline:
	default:
		return inner
	}
	if heredoc { // its end stands alone on its line
		i := slices.IndexFunc(value, func(t fmtToken) bool { return t.kind == hclsyntax.TokenNewline })
		inner = append(slices.Clip(inner), value[i])
	}
	return slices.Concat([]fmtToken{newToken(hclsyntax.TokenOParen, "(")}, inner, []fmtToken{newToken(hclsyntax.TokenCParen, ")")})
}

// inTemplate takes the quotes off a value that is a template of nothing but one
// "${…}", comments before and after it aside.
func inTemplate(value []fmtToken) (inner []fmtToken, ok bool) {
	isCode := func(t fmtToken) bool { return t.kind != hclsyntax.TokenComment }
	from := max(slices.IndexFunc(value, isCode), 0)
	to := len(value)
	for to > from && !isCode(value[to-1]) {
		to--
	}
	core := value[from:to]
	n := len(core)
	if n < 5 || core[0].kind != hclsyntax.TokenOQuote || core[1].kind != hclsyntax.TokenTemplateInterp ||
		core[n-2].kind != hclsyntax.TokenTemplateSeqEnd || core[n-1].kind != hclsyntax.TokenCQuote {
		return nil, false
	}
	core = core[2 : n-2]
	if hasTemplatePart(core) {
		return nil, false
	}
	return slices.Concat(value[:from], trimLines(core), value[to:]), true
}

// hasTemplatePart reports whether a part of a template stands in the tokens, but
// for what is in quotes there.
func hasTemplatePart(tokens []fmtToken) bool {
	quotes := 0
	for _, t := range tokens {
		switch t.kind {
		case hclsyntax.TokenOQuote:
			quotes++
		case hclsyntax.TokenCQuote:
			quotes--
		case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateSeqEnd, hclsyntax.TokenQuotedLit:
			if quotes == 0 {
				return true
			}
		}
	}
	return false
}

func trimLines(tokens []fmtToken) []fmtToken {
	for len(tokens) > 0 && tokens[0].kind == hclsyntax.TokenNewline {
		tokens = tokens[1:]
	}
	for len(tokens) > 0 && tokens[len(tokens)-1].kind == hclsyntax.TokenNewline {
		tokens = tokens[:len(tokens)-1]
	}
	return tokens
}

// lineBreaks reports whether tokens have a line break, and whether one of them,
// or a comment to the end of its line, would end an argument: it stands in no
// brackets and not at the end.
func lineBreaks(tokens []fmtToken) (some, loose bool) {
	depth := 0
	for i := range tokens {
		t := &tokens[i]
		depth += t.nesting()
		some = some || t.kind == hclsyntax.TokenNewline
		loose = loose || depth == 0 && t.endsLine() && i < len(tokens)-1
	}
	return some, loose
}
