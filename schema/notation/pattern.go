package notation

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// Pattern reads a regular expression.
func Pattern(s string) (*regexp.Regexp, error) {
	re, err := regexp.Compile(s)
	if err == nil {
		return re, nil
	}
	var trouble *syntax.Error
	if !errors.As(err, &trouble) {
		return nil, fmt.Errorf("%q is not a regular expression", shorten(s))
	}
	return nil, fmt.Errorf("%q is not a regular expression: %s%s. A character such as ( or + that stands for itself needs a backslash, written \\\\ in a string",
		shorten(s), patternTrouble(trouble), position(s, trouble.Expr))
}

// position says where the part at fault stands, if it can be told.
func position(pattern, part string) string {
	at := strings.Index(pattern, part)
	if part == "" || part == pattern || at < 0 || strings.Count(pattern, part) > 1 {
		return ""
	}
	return fmt.Sprintf(" (at character %d)", utf8.RuneCountInString(pattern[:at])+1)
}

func patternTrouble(e *syntax.Error) string {
	part := shorten(e.Expr)
	const dialect = "%s is not in the dialect here (RE2), which has no look-ahead, look-behind or back-references"
	switch e.Code {
	case syntax.ErrMissingParen:
		return "a ( is never closed"
	case syntax.ErrUnexpectedParen:
		return "a ) closes nothing"
	case syntax.ErrMissingBracket:
		return fmt.Sprintf("the [ of %s is never closed", part)
	case syntax.ErrInvalidCharRange:
		if strings.HasPrefix(part, "[:") {
			return fmt.Sprintf("%s is not a set of characters", part)
		}
		return fmt.Sprintf("the range %s runs backwards or holds what is no character", part)
	case syntax.ErrInvalidCharClass:
		return fmt.Sprintf("%s is not a set of characters", part)
	case syntax.ErrMissingRepeatArgument:
		return fmt.Sprintf("there is nothing before %s to repeat", part)
	case syntax.ErrInvalidRepeatOp:
		return fmt.Sprintf("%s repeats a repetition", part)
	case syntax.ErrInvalidRepeatSize:
		return fmt.Sprintf("%s repeats more than 1000 times, or backwards", part)
	case syntax.ErrInvalidEscape:
		return fmt.Sprintf("%s means nothing", part)
	case syntax.ErrTrailingBackslash:
		return "it ends in a backslash with nothing after it"
	case syntax.ErrInvalidNamedCapture:
		if strings.HasPrefix(part, "(?<=") || strings.HasPrefix(part, "(?<!") {
			return fmt.Sprintf(dialect, part)
		}
		return fmt.Sprintf("%s is not a named group; write (?P<name>…)", part)
	case syntax.ErrInvalidPerlOp:
		return fmt.Sprintf(dialect, part)
	case syntax.ErrInvalidUTF8:
		return "it is not UTF-8 text"
	case syntax.ErrLarge, syntax.ErrNestingDepth:
		return "it is too large"
	}
	return fmt.Sprintf("%s can't be understood", part)
}
