package functions

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

const (
	// maxPattern is the longest pattern, in bytes.
	maxPattern = 16 << 10
	// maxProgram is the most steps of a pattern when its repetitions are written
	// out.
	maxProgram = 20_000
	// maxSearch bounds steps of the pattern times bytes of the text, what one
	// search takes at most.
	maxSearch = 100_000_000
	// maxSearchTime bounds a search for all matches, which can take the square
	// of the text's length. A slow machine gets slowStep more for each step of
	// the pattern and byte that was matched; the usual is a tenth of it.
	maxSearchTime = 2 * time.Second
	slowStep      = 100 * time.Nanosecond
	// maxCached is how many patterns are kept; a pattern in a validation is used
	// once for each resource.
	maxCached = 256
)

// pattern is a compiled regular expression.
type pattern struct {
	*regexp.Regexp
	// steps is about the size of its program.
	steps int
}

var (
	patterns     sync.Map
	patternCount atomic.Int64
)

func compile(source string) (pattern, error) {
	if p, ok := patterns.Load(source); ok {
		return p.(pattern), nil
	}
	if len(source) > maxPattern {
		return pattern{}, refuse("the pattern is longer than %d bytes", maxPattern)
	}
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return pattern{}, patternError(err)
	}
	steps := programSize(tree)
	if steps > maxProgram {
		return pattern{}, refuse("the pattern is too large: with its repetitions written out it has more than 20,000 steps")
	}
	re, err := regexp.Compile(source)
	if err != nil {
		return pattern{}, patternError(err)
	}
	p := pattern{re, steps}
	if patternCount.Add(1) <= maxCached {
		patterns.Store(source, p)
	}
	return p, nil
}

func patternError(err error) error {
	var bad *syntax.Error
	if errors.As(err, &bad) {
		return errors.New("the pattern is no valid regular expression: " + bad.Code.String() + " in " + bad.Expr)
	}
	return err
}

// programSize is about the number of steps of the compiled pattern.
func programSize(tree *syntax.Regexp) int {
	total := 1
	if tree.Op == syntax.OpLiteral {
		total = len(tree.Rune)
	}
	for _, sub := range tree.Sub {
		total += programSize(sub)
	}
	if tree.Op == syntax.OpRepeat {
		total *= max(tree.Min, tree.Max, 1)
	}
	return min(total, maxProgram+1)
}

// search refuses a text in which one search could take long.
func (p pattern) search(s string) error {
	if p.steps*len(s) > maxSearch {
		return refuse("the text is too long for a pattern of this size; search in a smaller part of it")
	}
	return nil
}

type tooCostly struct{ err error }

// searchAll walks over all matches and gives each to see, which says how many
// bytes come of it. It stops when there are too many, or it takes too long.
func (p pattern) searchAll(s string, most int, see func(match string) int) (err error) {
	if err := p.search(s); err != nil {
		return err
	}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case tooCostly:
			err = r.err
		default:
			panic(r)
		}
	}()
	started, matches, bytes := time.Now(), 0, 0
	allowed := maxSearchTime
	// This function calls back once for each match, and there is no other that
	// can be stopped between two.
	p.ReplaceAllStringFunc(s, func(match string) string {
		matches++
		bytes += see(match)
		allowed += time.Duration(p.steps*len(match)) * slowStep
		switch {
		case matches > most:
			panic(tooCostly{refuse(tooManyElements)})
		case bytes > maxText:
			panic(tooCostly{refuse(tooLongText)})
		case time.Since(started) > allowed:
			panic(tooCostly{refuse("the search takes too long; use a simpler pattern or a shorter text")})
		}
		return ""
	})
	return nil
}

// matchType is what one match gives: a text, or where the pattern has groups a
// tuple of them or an object by their names.
func (p pattern) matchType() (cty.Type, error) {
	names := p.SubexpNames()[1:]
	if len(names) == 0 {
		return cty.String, nil
	}
	named := map[string]cty.Type{}
	var positional []cty.Type
	for _, name := range names {
		if name == "" {
			positional = append(positional, cty.String)
			continue
		}
		named[name] = cty.String
	}
	switch {
	case len(named) == 0:
		return cty.Tuple(positional), nil
	case len(positional) == 0:
		return cty.Object(named), nil
	}
	return cty.NilType, refuse("the pattern has groups with and without names; name all of them or none, and write (?:…) for a group that gives nothing")
}

// match builds the value of one match from the places of its groups.
func (p pattern) match(s string, places []int, t cty.Type) cty.Value {
	group := func(i int) cty.Value {
		if places[2*i] < 0 {
			return cty.NullVal(cty.String)
		}
		return cty.StringVal(s[places[2*i]:places[2*i+1]])
	}
	switch {
	case t.IsTupleType():
		values := make([]cty.Value, t.Length())
		for i := range values {
			values[i] = group(i + 1)
		}
		return cty.TupleVal(values)
	case t.IsObjectType():
		values := map[string]cty.Value{}
		for i, name := range p.SubexpNames()[1:] {
			values[name] = group(i + 1)
		}
		return cty.ObjectVal(values)
	}
	return group(0)
}

func regexFunction() function.Function {
	return matching(func(p pattern, s string, t cty.Type) (cty.Value, error) {
		if err := p.search(s); err != nil {
			return cty.NilVal, err
		}
		places := p.FindStringSubmatchIndex(s)
		if places == nil {
			return cty.NilVal, refuse("the pattern did not match any part of the text; use regexall, try or can where that may be")
		}
		return p.match(s, places, t), nil
	}, func(t cty.Type) cty.Type { return t })
}

func regexAllFunction() function.Function {
	return matching(func(p pattern, s string, t cty.Type) (cty.Value, error) {
		if err := p.searchAll(s, maxElements, func(string) int { return 0 }); err != nil {
			return cty.NilVal, err
		}
		found := p.FindAllStringSubmatchIndex(s, -1)
		values := make([]cty.Value, len(found))
		for i, places := range found {
			values[i] = p.match(s, places, t)
		}
		return listOf(t, values), nil
	}, cty.List)
}

// matching makes a function of a pattern and a text. When only the pattern is
// known the type of the result still is.
func matching(do func(pattern, string, cty.Type) (cty.Value, error), result func(cty.Type) cty.Type) function.Function {
	return flexible(func(args []cty.Value) (cty.Value, error) {
		if !args[0].IsKnown() {
			return cty.DynamicVal, nil
		}
		p, err := compile(args[0].AsString())
		if err != nil {
			return cty.NilVal, wrong(0, err)
		}
		t, err := p.matchType()
		if err != nil {
			return cty.NilVal, wrong(0, err)
		}
		if !args[1].IsKnown() {
			return cty.UnknownVal(result(t)).RefineNotNull(), nil
		}
		return do(p, args[1].AsString(), t)
	}, unknown(text("pattern")), unknown(text("string")))
}

// replace takes a pattern between slashes as a regular expression.
func replace(args []cty.Value) (cty.Value, error) {
	s, old, replacement := args[0].AsString(), args[1].AsString(), args[2].AsString()
	if len(old) < 2 || !strings.HasPrefix(old, "/") || !strings.HasSuffix(old, "/") {
		if strings.Count(s, old)*(len(replacement)-len(old))+len(s) > maxText {
			return cty.NilVal, refuse(tooLongText)
		}
		return cty.StringVal(strings.ReplaceAll(s, old, replacement)), nil
	}
	p, err := compile(old[1 : len(old)-1])
	if err != nil {
		return cty.NilVal, wrong(1, err)
	}
	groups := strings.Count(replacement, "$")
	err = p.searchAll(s, maxText, func(match string) int { return len(replacement) + groups*len(match) })
	if err != nil {
		return cty.NilVal, err
	}
	return cty.StringVal(p.ReplaceAllString(s, replacement)), nil
}
