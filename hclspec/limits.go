package hclspec

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// The parser, and all that walks what it gives, calls itself for what is nested
// and for each operator of a chain, without an end; and some of its steps take
// the square of a text's length. These limits keep a hostile text from ending
// the process. No text that a person wrote comes near them.
const (
	// maxSteps of operators, indexes and attributes in one expression, with
	// those around it. A bracket, block, text or directive around it counts as
	// bracketSteps.
	maxSteps, bracketSteps = 4000, 4
	// maxNesting is how many brackets that makes.
	maxNesting = maxSteps / bracketSteps
	// maxDigits in a number, and in its exponent: printing a number takes the
	// memory that the exponent says.
	maxDigits, maxExponentDigits = 1000, 4
	// maxLines of one text, since HCL's parser joins them one by one, and
	// maxLineBytes, their number times their size.
	maxLines, maxLineBytes = 20_000, 4_000_000_000
	// maxPieceWords in what has to be parsed at once, maxFileWords in a file: a
	// token takes 100 bytes, its node as many again.
	maxPieceWords, maxFileWords = 1_000_000, 3_000_000
	// maxErrors is how many errors of one file are told: more help nobody.
	maxErrors = 1000
)

const (
	// bigPiece in bytes is where a text can be costly without being deep.
	bigPiece = 64 << 10
	// headSize in bytes is where what is bad is bad already, mostly.
	headSize = 256 << 10
)

// excess is a place, in bytes, where a text goes beyond a limit.
type excess struct {
	start, end      int
	summary, detail string
}

func tooDeep(start, end int) *excess {
	return &excess{start, end, "Nested too deeply", "Brackets, blocks or texts are nested more than 1000 levels deep here. Is one of them never closed?"}
}

func tooLong(start, end int) *excess {
	return &excess{start, end, "Expression too long", "Up to here this expression has more than 4000 operators and steps. Name parts of it in locals { … }, or write it as a list."}
}

func numberTooLong(start, end int) *excess {
	return &excess{start, min(end, start+40), "Number too long", "A number has at most 1000 digits, and an exponent from -9999 to 9999. Write it in quotes if it is a text."}
}

func tooManyLines(start int) *excess {
	return &excess{start, start, "Text too long", "The text that begins here is too long for a configuration. Put it into a file of its own, and read it with file(\"…\")."}
}

func tooManyWords() *excess {
	return &excess{0, 0, "Too much in one file", "From here on the file has more words and signs than can be read at once. Split it into several files; put long texts into files of their own, and read them with file(\"…\")."}
}

// diagnose says it of a text that stands in a file from start on, where a line
// begins.
func (e *excess) diagnose(name string, src []byte, start hcl.Pos) *hcl.Diagnostic {
	at := pointAt(name, src, e.start, e.end)
	for _, p := range []*hcl.Pos{&at.Start, &at.End} {
		p.Line += start.Line - 1
		p.Byte += start.Byte
	}
	return diag.New("CW0101", at, e.summary, "%s", e.detail)
}

// exceeds finds where a text goes beyond a limit; nil if nowhere. It looks at
// bytes, which is cheap and can only be too suspicious; the tokens, which lex
// gives, have the last word.
func exceeds(src []byte, lex func([]byte) hclsyntax.Tokens) *excess {
	suspicious := dense(src) || longNumberIn(src) || longTextIn(src)
	if suspicious && len(src) > headSize {
		if found := inspect(lex(src[:headSize])); found != nil {
			return found
		}
	}
	if len(src) > maxPieceWords && words(src) > maxPieceWords {
		return tooManyWords()
	}
	if !suspicious {
		return nil
	}
	return inspect(lex(src))
}

// lexConfig gives the tokens of a file or a piece of it.
func lexConfig(src []byte) hclsyntax.Tokens {
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.Pos{Line: 1, Column: 1})
	return tokens
}

// lexTemplate gives the tokens of a text that may have interpolations.
func lexTemplate(src []byte) hclsyntax.Tokens {
	tokens, _ := hclsyntax.LexTemplate(src, "", hcl.Pos{Line: 1, Column: 1})
	return tokens
}

// words counts the words and signs of a text. There are about as many tokens,
// and never more than twice as many: blanks in texts may be some. Each character
// beyond ASCII may be one that the language does not know.
func words(src []byte) int {
	n, inWord := 0, false
	for _, c := range src {
		word := isWord(c) && c < 0x80
		if blank := c == ' ' || c == '\t' || c&0xc0 == 0x80; !blank && !(word && inWord) {
			n++
		}
		inWord = word
	}
	return n
}

// weights of the bytes that make an expression deeper, two for each step.
var weights = [256]uint8{
	'(': 2 * bracketSteps, '[': 2 * bracketSteps, '{': 2 * bracketSteps, ']': 2,
	'%': 2 * bracketSteps, // a directive, with its bracket
	'!': 2, '-': 2, '+': 2, '*': 2, '/': 2, '<': 2, '>': 2, '?': 2, '.': 2,
	'=': 1, '&': 1, '|': 1, // these are steps when doubled
}

// dense reports whether a text has enough brackets and operators to be too
// deep, whatever they stand in.
func dense(src []byte) bool {
	sum := 0
	for _, c := range src {
		sum += int(weights[c])
	}
	return sum > 2*maxSteps
}

// longNumberIn reports whether a text has digits that may be those of a number
// that is too long or too large. A run of n of them covers each nth byte.
func longNumberIn(src []byte) bool {
	const step = maxExponentDigits + 1
	for i := maxExponentDigits; i < len(src); i += step {
		if !inNumber(src[i]) {
			continue
		}
		start, end := i, i+1
		for start > 0 && inNumber(src[start-1]) {
			start--
		}
		for end < len(src) && inNumber(src[end]) {
			end++
		}
		if end-start > maxDigits || end-start > maxExponentDigits && exponentAt(src, start) {
			return true
		}
		i += (end - i) / step * step
	}
	return false
}

// exponentAt reports whether the digits that begin at i are the exponent of a
// number.
func exponentAt(src []byte, i int) bool {
	if i--; i > 0 && (src[i] == '+' || src[i] == '-') {
		i--
	}
	if i <= 0 || src[i]|0x20 != 'e' || !inNumber(src[i-1]) {
		return false
	}
	for i--; i >= 0 && isDigit(src[i]); i-- {
	}
	return i < 0 || !isWord(src[i]) || src[i] >= 0x80
}

func inNumber(c byte) bool { return isDigit(c) || c == '.' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80
}

// longTextIn reports whether a text in src may have too many lines. The lexer
// ends a part of a text at a dollar or percent sign, too.
func longTextIn(src []byte) bool {
	if len(src) < bigPiece {
		return false
	}
	n := bytes.Count(src, []byte("\n")) + bytes.Count(src, []byte("$")) + bytes.Count(src, []byte("%"))
	return n > maxLines || n*len(src) > maxLineBytes
}
