package hclspec

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// layOut sets the spaces before all tokens. What stands on which line is the
// author's; the rest follows from the kinds and texts of the tokens alone.
func layOut(tokens []fmtToken) {
	lines := formatLines(tokens)
	indent(lines)
	for i := range lines {
		spaceOut(lines[i].lead)
		spaceOut(lines[i].assign)
	}
	alignAssigns(lines)
	alignComments(lines)
}

// fmtLine is a line in three columns: its beginning, from the equals sign of an
// argument whose value ends on this line, and the comment at its end. A heredoc
// belongs to the line that it begins on.
type fmtLine struct{ lead, assign, comment []fmtToken }

func formatLines(tokens []fmtToken) []fmtLine {
	n := 1
	for i := range tokens {
		if tokens[i].endsLine() {
			n++
		}
	}
	lines := make([]fmtLine, 0, n)
	start := 0
	for i := range tokens {
		switch {
		case tokens[i].endsLine():
			lines = append(lines, newLine(tokens[start:i+1]))
			start = i + 1
		case tokens[i].kind == hclsyntax.TokenEOF:
			return append(lines, newLine(tokens[start:i]))
		}
	}
	return lines
}

func newLine(tokens []fmtToken) fmtLine {
	line := fmtLine{lead: tokens}
	if last := len(tokens) - 1; last > 0 && tokens[last].kind == hclsyntax.TokenComment {
		line.lead, line.comment = tokens[:last], tokens[last:]
	}
	equals := 1 + slices.IndexFunc(line.lead[min(1, len(line.lead)):], func(t fmtToken) bool { return t.kind == hclsyntax.TokenEqual })
	if equals > 0 && netNesting(line.lead[equals:]) == 0 {
		line.lead, line.assign = line.lead[:equals], line.lead[equals:]
	}
	return line
}

func netNesting(tokens []fmtToken) int {
	n := 0
	for i := range tokens {
		n += tokens[i].nesting()
	}
	return n
}

// indent sets the space at the beginning of lines. Brackets that open on one
// line make one step together, however many they are.
func indent(lines []fmtLine) {
	var open []int // the brackets of each step that are still open
	for _, line := range lines {
		if len(line.lead) == 0 || line.lead[0].kind == hclsyntax.TokenNewline {
			setSpaces(line.lead, 0)
			continue
		}
		lead := line.lead
		if i := slices.IndexFunc(lead, func(t fmtToken) bool { return t.kind == hclsyntax.TokenOHeredoc }); i >= 0 {
			lead = lead[:i]
		}
		net := netNesting(lead) + netNesting(line.assign)
		if net < 0 {
			open = closed(open, -net)
		}
		setSpaces(line.lead, 2*len(open))
		if net > 0 {
			open = append(open, net)
		}
	}
}

// closed takes n brackets off the innermost steps.
func closed(open []int, n int) []int {
	for n > 0 && len(open) > 0 {
		last := &open[len(open)-1]
		taken := min(n, *last)
		n -= taken
		*last -= taken
		if *last == 0 {
			open = open[:len(open)-1]
		}
	}
	return open
}

// setSpaces sets the space before the first of the tokens, if there is one.
func setSpaces(tokens []fmtToken, n int) {
	if len(tokens) > 0 {
		tokens[0].spaces = int32(n)
	}
}

// spaceOut sets the space before all tokens but the first.
func spaceOut(tokens []fmtToken) {
	before := hclsyntax.TokenNil
	for i := 1; i < len(tokens); i++ {
		tokens[i].spaces = 1
		if tight(before, &tokens[i-1], &tokens[i]) && !fuses(before, &tokens[i-1], &tokens[i]) {
			tokens[i].spaces = 0
		}
		before = tokens[i-1].kind
	}
}

// alignAssigns puts the equals signs of consecutive lines below each other.
func alignAssigns(lines []fmtLine) {
	align(lines,
		func(l *fmtLine) []fmtToken { return l.assign },
		func(l *fmtLine) int { return width(l.lead) })
}

// alignComments puts the comments of consecutive lines below each other.
func alignComments(lines []fmtLine) {
	align(lines,
		func(l *fmtLine) []fmtToken { return l.comment },
		func(l *fmtLine) int { return width(l.lead) + width(l.assign) })
}

// align gives the cells of consecutive lines that have one the same column; left
// is the width of what stands before the cell.
func align(lines []fmtLine, cell func(*fmtLine) []fmtToken, left func(*fmtLine) int) {
	for i := 0; i < len(lines); i++ {
		start, column := i, 0
		for ; i < len(lines) && len(cell(&lines[i])) > 0; i++ {
			column = max(column, left(&lines[i]))
		}
		for j := start; j < i; j++ {
			setSpaces(cell(&lines[j]), column-left(&lines[j])+1)
		}
	}
}

func width(tokens []fmtToken) int {
	n := 0
	for i := range tokens {
		n += int(tokens[i].spaces) + tokens[i].width()
	}
	return n
}
