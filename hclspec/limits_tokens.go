package hclspec

import (
	"bytes"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// level is one bracket and the steps so far of the expression in it.
type level struct {
	steps int
	// lines end an expression: the level is a file, a block or an object.
	lines bool
}

// inspector goes over tokens and follows how deep they are.
type inspector struct {
	// levels are the brackets around the place, from outside.
	levels []level
	// depth is the steps of all levels, with the brackets themselves.
	depth int
	// directives are the %{ if } and %{ for } that are open, in all texts.
	directives int
	// texts are those around the place, from outside: one stands in another's
	// interpolation.
	texts []text
}

// text is a quoted text or a heredoc that is being read: the literal parts so
// far, their size in bytes, and where it begins.
type text struct{ parts, size, begin int }

// inspect finds where a text goes beyond a limit, by its tokens; nil if
// nowhere.
func inspect(tokens hclsyntax.Tokens) *excess {
	in := &inspector{levels: []level{{lines: true}}}
	for i, t := range tokens {
		in.nest(tokens, i)
		in.step(tokens, i)
		start, end := t.Range.Start.Byte, t.Range.End.Byte
		switch {
		case in.depth > maxSteps && in.brackets() > maxSteps/2:
			return tooDeep(start, end)
		case in.depth > maxSteps:
			return tooLong(start, end)
		case t.Type == hclsyntax.TokenNumberLit && longNumber(t.Bytes):
			return numberTooLong(start, end)
		case in.manyLines(t):
			return tooManyLines(in.texts[len(in.texts)-1].begin)
		}
	}
	return nil
}

// nest follows brackets and directives. Texts are in each other only by their
// interpolations.
func (in *inspector) nest(tokens hclsyntax.Tokens, i int) {
	switch tokens[i].Type {
	case hclsyntax.TokenOBrace:
		in.open(!keyword(tokens, i, "for"))
	case hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp:
		in.open(false)
	case hclsyntax.TokenTemplateControl:
		in.open(false)
		in.directive(tokens, i)
	case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd:
		in.close()
	}
}

// brackets gives the part of the depth that is not operators.
func (in *inspector) brackets() int { return bracketSteps * (len(in.levels) - 1 + in.directives) }

func (in *inspector) top() *level { return &in.levels[len(in.levels)-1] }

func (in *inspector) deeper(steps int) {
	in.top().steps += steps
	in.depth += steps
}

// reset says that an expression ended.
func (in *inspector) reset() {
	in.depth -= in.top().steps
	in.top().steps = 0
}

func (in *inspector) open(lines bool) {
	in.levels = append(in.levels, level{lines: lines})
	in.depth += bracketSteps
}

func (in *inspector) close() {
	in.reset()
	if n := len(in.levels) - 1; n > 0 {
		in.levels = in.levels[:n]
		in.depth -= bracketSteps
	}
}

func (in *inspector) directive(tokens hclsyntax.Tokens, i int) {
	switch {
	case keyword(tokens, i, "if"), keyword(tokens, i, "for"):
		in.directives++
		in.depth += bracketSteps
	case keyword(tokens, i, "endif"), keyword(tokens, i, "endfor"):
		if in.directives > 0 {
			in.directives--
			in.depth -= bracketSteps
		}
	}
}

// keyword reports whether the first token behind the one at i, on whatever
// line, is a word.
func keyword(tokens hclsyntax.Tokens, i int, word string) bool {
	for _, t := range tokens[i+1:] {
		if t.Type != hclsyntax.TokenNewline && t.Type != hclsyntax.TokenComment {
			return t.Type == hclsyntax.TokenIdent && string(t.Bytes) == word
		}
	}
	return false
}

// step counts what makes a tree deeper without a bracket.
func (in *inspector) step(tokens hclsyntax.Tokens, i int) {
	switch t := tokens[i]; t.Type {
	case hclsyntax.TokenComma:
		in.reset()
	case hclsyntax.TokenNewline:
		in.endLine()
	case hclsyntax.TokenComment:
		if bytes.HasSuffix(t.Bytes, []byte("\n")) {
			in.endLine()
		}
	case hclsyntax.TokenCBrack:
		in.deeper(1) // an index, or the end of a list
	case hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent, hclsyntax.TokenPlus, hclsyntax.TokenMinus, hclsyntax.TokenBang,
		hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq, hclsyntax.TokenGreaterThan,
		hclsyntax.TokenGreaterThanEq, hclsyntax.TokenAnd, hclsyntax.TokenOr, hclsyntax.TokenQuestion, hclsyntax.TokenDot:
		in.deeper(1)
	}
}

func (in *inspector) endLine() {
	if in.top().lines {
		in.reset()
	}
}

// longNumber reports whether a number has too many digits, or too large an
// exponent.
func longNumber(number []byte) bool {
	mantissa, exponent := number, []byte(nil)
	if i := bytes.IndexAny(number, "eE"); i >= 0 {
		mantissa, exponent = number[:i], bytes.TrimLeft(number[i+1:], "+-")
	}
	return len(mantissa) > maxDigits || digitsOf(exponent) > maxExponentDigits
}

// manyLines counts the parts of the text that are joined to one.
func (in *inspector) manyLines(t hclsyntax.Token) bool {
	n := len(in.texts)
	switch t.Type {
	case hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc:
		in.texts = append(in.texts, text{begin: t.Range.Start.Byte})
	case hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc:
		in.texts = in.texts[:max(n-1, 0)]
	case hclsyntax.TokenStringLit, hclsyntax.TokenQuotedLit:
		if n == 0 {
			in.texts = append(in.texts, text{begin: t.Range.Start.Byte})
			n = 1
		}
		top := &in.texts[n-1]
		top.parts++
		top.size += len(t.Bytes)
		return top.parts > maxLines || top.parts*top.size > maxLineBytes
	}
	return false
}
