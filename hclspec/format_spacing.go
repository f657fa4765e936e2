package hclspec

import (
	"regexp"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// kinds is a set of token kinds.
type kinds map[hclsyntax.TokenType]bool

func kindsOf(list ...hclsyntax.TokenType) kinds {
	set := kinds{}
	for _, k := range list {
		set[k] = true
	}
	return set
}

var (
	// Texts of templates: a space beside them would be part of the value.
	literalLeft  = kindsOf(hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc)
	literalRight = kindsOf(hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc)

	// indexed are the kinds that a bracket after them indexes.
	indexed = kindsOf(hclsyntax.TokenIdent, hclsyntax.TokenNumberLit,
		hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd)

	// beforeOperand are the kinds after which a minus is a sign.
	beforeOperand = kindsOf(hclsyntax.TokenNil,
		hclsyntax.TokenOParen, hclsyntax.TokenOBrace, hclsyntax.TokenOBrack,
		hclsyntax.TokenEqual, hclsyntax.TokenColon, hclsyntax.TokenComma, hclsyntax.TokenQuestion,
		hclsyntax.TokenPlus, hclsyntax.TokenMinus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent,
		hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual,
		hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq,
		hclsyntax.TokenAnd, hclsyntax.TokenOr, hclsyntax.TokenBang)
)

// tight reports whether no space stands between two tokens of a line. before is
// the kind of the one before left, TokenNil if there is none. The first rule
// that fits decides.
func tight(before hclsyntax.TokenType, left, right *fmtToken) bool {
	l, r := left.kind, right.kind
	switch {
	case r == hclsyntax.TokenNewline,
		l == hclsyntax.TokenIdent && (r == hclsyntax.TokenOParen || r == hclsyntax.TokenDoubleColon),
		l == hclsyntax.TokenDoubleColon && r == hclsyntax.TokenIdent,
		l == hclsyntax.TokenDot, r == hclsyntax.TokenDot,
		r == hclsyntax.TokenComma, r == hclsyntax.TokenEllipsis:
		return true
	case l == hclsyntax.TokenComma:
		return false
	case literalLeft[l], literalRight[r]:
		return true
	case l == hclsyntax.TokenIdent && string(left.text) == "in" && before == hclsyntax.TokenIdent:
		return false // for x in [1]
	case r == hclsyntax.TokenOBrack && indexed[l], l == hclsyntax.TokenBang:
		return true
	case l == hclsyntax.TokenMinus:
		return beforeOperand[before]
	}
	return tightBrackets(left, right)
}

// tightBrackets is tight for what stands inside of brackets: braces have a
// space, unless there is nothing between them, and others have none.
func tightBrackets(left, right *fmtToken) bool {
	l, r := left.kind, right.kind
	opensTemplate := func(k hclsyntax.TokenType) bool {
		return k == hclsyntax.TokenTemplateInterp || k == hclsyntax.TokenTemplateControl
	}
	switch {
	case l == hclsyntax.TokenOBrace || r == hclsyntax.TokenCBrace:
		return l == hclsyntax.TokenOBrace && r == hclsyntax.TokenCBrace
	case opensTemplate(l) && r == hclsyntax.TokenOBrace, l == hclsyntax.TokenCBrace && r == hclsyntax.TokenTemplateSeqEnd:
		return false // "${ {} }"
	case l == hclsyntax.TokenTemplateSeqEnd && opensTemplate(r):
		return true
	}
	return left.nesting() > 0 || right.nesting() < 0
}

var exponent = regexp.MustCompile(`^[eE][0-9]`)

// fuses reports whether the parts of x.5. 6 would be read as the number 5.6
// without the space.
func fuses(before hclsyntax.TokenType, left, right *fmtToken) bool {
	return before == hclsyntax.TokenNumberLit && left.kind == hclsyntax.TokenDot &&
		(right.kind == hclsyntax.TokenNumberLit || right.kind == hclsyntax.TokenIdent && exponent.Match(right.text))
}
