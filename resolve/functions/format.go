package functions

import (
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// maxWidth bounds a width or precision of format. For a text it pads, for a
// number it computes digits.
const maxWidth = 1024

func formatLimit(args []cty.Value) error {
	f, ok := textOf(args[0])
	if !ok {
		return nil
	}
	verbs, err := formatVerbs(f)
	if err != nil {
		return err
	}
	total := formatSize(f, verbs, sizes(args[1:]))
	if total > maxText {
		return refuse(tooLongText)
	}
	return nil
}

// formatListLimit adds up the texts of all iterations.
func formatListLimit(args []cty.Value) error {
	f, ok := textOf(args[0])
	if !ok {
		return nil
	}
	verbs, err := formatVerbs(f)
	if err != nil {
		return err
	}
	rounds := 1
	columns := make([][]int, len(args)-1)
	for i, v := range args[1:] {
		list := elements(v)
		columns[i] = sizes([]cty.Value{v})
		if list != nil {
			columns[i] = sizes(list)
			rounds = max(rounds, len(list))
		}
	}
	total := 0
	for round := range rounds {
		total += formatSize(f, verbs, row(columns, round))
		if total > maxText {
			return refuse(tooLongText)
		}
	}
	return nil
}

// row takes one size of each column; what is no list is the same in each row.
func row(columns [][]int, n int) []int {
	sizes := make([]int, len(columns))
	for i, c := range columns {
		if len(c) > 0 {
			sizes[i] = c[min(n, len(c)-1)]
		}
	}
	return sizes
}

func sizes(values []cty.Value) []int {
	all := make([]int, len(values))
	for i, v := range values {
		var s size
		s.add(v)
		all[i] = s.bytes
		if s.full() {
			all[i] = maxText + 1
		}
	}
	return all
}

// verb is one %… of a format: how wide it is at least, and which argument,
// counted from 0, it shows.
type verb struct{ width, arg int }

// formatVerbs finds the verbs of a format. It need not know which are valid:
// format itself refuses others.
func formatVerbs(format string) ([]verb, error) {
	var verbs []verb
	next := 0
	for {
		_, rest, found := strings.Cut(format, "%")
		if !found {
			return verbs, nil
		}
		if strings.HasPrefix(rest, "%") {
			format = rest[1:]
			continue
		}
		end := strings.IndexFunc(rest, isVerb)
		if end < 0 {
			return verbs, nil
		}
		v := verb{arg: next}
		for _, n := range formatNumbers(rest[:end]) {
			switch {
			case n.index:
				v.arg = n.value - 1
			case n.value > maxWidth:
				return nil, refuseArg(0, "a width or precision is above %d", maxWidth)
			default:
				v.width += n.value
			}
		}
		next = v.arg + 1
		verbs = append(verbs, v)
		format = rest[end+1:]
	}
}

func isVerb(r rune) bool { return !strings.ContainsRune("#+- .[]0123456789", r) }

// formatNumber is a number between % and its verb; index tells that it stands
// in brackets.
type formatNumber struct {
	value int
	index bool
}

func formatNumbers(flags string) []formatNumber {
	var numbers []formatNumber
	for flags != "" {
		start := strings.IndexAny(flags, "0123456789")
		if start < 0 {
			break
		}
		rest := strings.TrimLeft(flags[start:], "0123456789")
		digits := flags[start : len(flags)-len(rest)]
		n, err := strconv.Atoi(digits)
		if err != nil {
			n = maxText
		}
		numbers = append(numbers, formatNumber{value: n, index: start > 0 && flags[start-1] == '['})
		flags = rest
	}
	return numbers
}

// formatSize is about how long the text gets, not below half of it.
func formatSize(format string, verbs []verb, sizes []int) int {
	total := len(format)
	for _, v := range verbs {
		total += v.width
		if v.arg >= 0 && v.arg < len(sizes) {
			total += sizes[v.arg]
		}
	}
	return total
}
