package functions

import (
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func textFunctions() map[string]bounded {
	return map[string]bounded{
		"chomp":       free(textTo(func(s string) (string, error) { return strings.TrimRight(s, "\r\n"), nil })),
		"endswith":    free(plain(cty.Bool, holds(strings.HasSuffix), text("str"), text("suffix"))),
		"format":      {stdlib.FormatFunc, formatLimit},
		"formatlist":  {stdlib.FormatListFunc, formatListLimit},
		"indent":      {stdlib.IndentFunc, indentLimit},
		"join":        {stdlib.JoinFunc, joinLimit},
		"lower":       free(stdlib.LowerFunc),
		"regex":       free(regexFunction()),
		"regexall":    free(regexAllFunction()),
		"replace":     free(plain(cty.String, replace, text("str"), text("substr"), text("replace"))),
		"split":       {stdlib.SplitFunc, splitLimit},
		"startswith":  free(startsWithFunction()),
		"strcontains": free(plain(cty.Bool, holds(strings.Contains), text("str"), text("substr"))),
		"strrev":      free(stdlib.ReverseFunc),
		"substr":      free(stdlib.SubstrFunc),
		"title":       free(stdlib.TitleFunc),
		"trim":        free(stdlib.TrimFunc),
		"trimprefix":  free(stdlib.TrimPrefixFunc),
		"trimspace":   free(stdlib.TrimSpaceFunc),
		"trimsuffix":  free(stdlib.TrimSuffixFunc),
		"upper":       free(stdlib.UpperFunc),
	}
}

func holds(test func(s, part string) bool) implementation {
	return func(args []cty.Value) (cty.Value, error) {
		return cty.BoolVal(test(args[0].AsString(), args[1].AsString())), nil
	}
}

// startsWithFunction can answer for a text of which only the beginning is
// known, such as "https://${…}".
func startsWithFunction() function.Function {
	return plain(cty.Bool, func(args []cty.Value) (cty.Value, error) {
		prefix := args[1].AsString()
		if args[0].IsKnown() {
			return cty.BoolVal(strings.HasPrefix(args[0].AsString(), prefix)), nil
		}
		known := args[0].Range().StringPrefix()
		switch {
		case strings.HasPrefix(known, prefix):
			return cty.True, nil
		case !strings.HasPrefix(prefix, known):
			return cty.False, nil
		}
		return cty.UnknownVal(cty.Bool), nil
	}, unknown(text("str")), text("prefix"))
}

func indentLimit(args []cty.Value) error {
	spaces, ok := wholeOf(args[0])
	s, known := textOf(args[1])
	if !ok || !known {
		return nil
	}
	lines := strings.Count(s, "\n")
	switch {
	case spaces < 0:
		return refuseArg(0, "the number of spaces can't be below 0")
	case spaces > maxText || lines*spaces+len(s) > maxText:
		return refuse(tooLongText)
	}
	return nil
}

func joinLimit(args []cty.Value) error {
	separator, _ := textOf(args[0])
	length := 0
	for _, list := range args[1:] {
		for _, e := range elements(list) {
			s, _ := textOf(bare([]cty.Value{e})[0])
			length += len(s) + len(separator)
		}
	}
	if length > maxText+len(separator) {
		return refuse(tooLongText)
	}
	return nil
}

func splitLimit(args []cty.Value) error {
	separator, known := textOf(args[0])
	s, ok := textOf(args[1])
	if !known || !ok {
		return nil
	}
	parts := utf8.RuneCountInString(s)
	if separator != "" {
		parts = strings.Count(s, separator) + 1
	}
	if parts > maxElements {
		return refuse(tooManyElements)
	}
	return nil
}
