package diag

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	wordwrap "github.com/mitchellh/go-wordwrap"
	"github.com/rivo/uniseg"
)

// TextOptions say for what terminal a text is.
type TextOptions struct {
	// Color puts the codes of ANSI terminals in.
	Color bool
	// Width in columns; 0 neither wraps nor shortens.
	Width int
}

const (
	maxLines = 3 // of source for one diagnostic
	tabWidth = 4
)

// WriteText writes diagnostics for people, one paragraph each: what, where with
// the line of source and the place underlined, why and what to do. files has
// the sources by name; a diagnostic whose file is not among them is written
// without. Control characters from anywhere are made harmless.
func WriteText(w io.Writer, diags hcl.Diagnostics, files map[string]*hcl.File, opts TextOptions) error {
	t := &text{opts: opts}
	for _, d := range diags {
		t.diagnostic(d, files)
	}
	_, err := w.Write(t.out.Bytes())
	return err
}

type text struct {
	out  bytes.Buffer
	opts TextOptions
}

func (t *text) printf(format string, args ...any) { fmt.Fprintf(&t.out, format, args...) }

func (t *text) style(codes, s string) string {
	if !t.opts.Color {
		return s
	}
	return "\x1b[" + codes + "m" + s + "\x1b[0m"
}

func (t *text) diagnostic(d *hcl.Diagnostic, files map[string]*hcl.File) {
	word, codes := "Error", "1;31"
	if d.Severity == hcl.DiagWarning {
		word, codes = "Warning", "1;33"
	}
	t.printf("%s %s [%s]\n", t.style(codes, word+":"), t.style("1", Harmless(d.Summary)), CodeOf(d))
	t.place(d, files)
	if d.Detail != "" {
		t.printf("\n%s\n", t.wrap(Harmless(d.Detail)))
	}
	t.printf("\n")
}

func (t *text) wrap(s string) string {
	if t.opts.Width <= 0 {
		return s
	}
	return wordwrap.WrapString(s, uint(t.opts.Width))
}

func (t *text) place(d *hcl.Diagnostic, files map[string]*hcl.File) {
	address := AddressOf(d)
	switch {
	case d.Subject == nil && address != "":
		t.printf("\n  with %s\n", address)
		return
	case d.Subject == nil:
		return
	}
	t.printf("\n")
	if address != "" {
		t.printf("  with %s,\n", address)
	}
	file := files[d.Subject.Filename]
	if file == nil {
		t.printf("  on %s%s\n", Harmless(d.Subject.Filename), lineOf(d.Subject.Start.Line))
		return
	}
	at := within(file.Bytes, *d.Subject)
	t.printf("  on %s line %d", Harmless(d.Subject.Filename), position(file.Bytes, at.start).Line)
	if h := header(file, at.start); h != "" {
		t.printf(", in %s", Harmless(h))
	}
	t.printf(":\n")
	t.source(file.Bytes, at)
	for _, v := range values(d) {
		t.printf("        %s %s\n", Harmless(v.Traversal), v.Statement)
	}
}

// lineOf names a line of a file that is not at hand; "" for none.
func lineOf(line int) string {
	if line < 1 {
		return ""
	}
	return fmt.Sprintf(" line %d", line)
}

// source writes the lines of a span with the span underlined.
func (t *text) source(src []byte, at span) {
	shown := at.lines(src)
	number := position(src, shown.start).Line
	offset := shown.start
	for i, line := range bytes.SplitAfter(src[shown.start:shown.end], []byte("\n")) {
		if i == maxLines {
			t.printf("      …\n")
			return
		}
		t.line(number+i, line, at.start-offset, at.end-offset)
		offset += len(line)
	}
}

// line writes a line of source and, under it, carets from start to end, which
// are offsets into it and may lie outside of it.
func (t *text) line(number int, line []byte, start, end int) {
	before, line, after := window(line, start)
	cells := t.shorten(cellsOf(line, start-before, end-before), before > 0, after)
	var source, carets strings.Builder
	for _, c := range cells {
		source.WriteString(c.text)
		mark := " "
		if c.marked {
			mark = "^"
		}
		carets.WriteString(strings.Repeat(mark, c.width))
	}
	t.printf("%s\n", strings.TrimRight(fmt.Sprintf("%4d: %s", number, source.String()), " "))
	if under := strings.TrimRight(carets.String(), " "); under != "" {
		indent := len(under) - len(strings.TrimLeft(under, " "))
		t.printf("      %s%s\n", under[:indent], t.style("31", under[indent:]))
	}
}

// nearby is how many bytes of a line are looked at before and behind the place:
// generated files may have lines of megabytes.
const nearby = 4 << 10

// window cuts a very long line around a place; it gives how many bytes were cut
// off before, and whether some were behind.
func window(line []byte, start int) (before int, cut []byte, after bool) {
	start = min(max(start, 0), len(line))
	from, to := max(start-nearby, 0), min(start+nearby, len(line))
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	return from, line[from:to], to < len(line)
}

// cell is a character as a terminal shows it, and how many columns it takes.
type cell struct {
	text   string
	width  int
	marked bool
}

// cellsOf makes the cells of a line, with one more for what stands at its end.
// The spaces around it that a longer range covers are not marked.
func cellsOf(line []byte, start, end int) []cell {
	body := strings.TrimRight(string(line), "\r\n")
	first := len(body) - len(strings.TrimLeft(body, " \t"))
	point := start
	if start < 0 {
		start = first
	}
	var cells []cell
	offset, state := 0, -1
	for rest := body; rest != ""; {
		var cluster string
		var width int
		cluster, rest, width, state = uniseg.FirstGraphemeClusterInString(rest, state)
		c := visible(cluster, width)
		c.marked = offset < end && offset+len(cluster) > start
		cells = append(cells, c)
		offset += len(cluster)
	}
	if point >= offset {
		cells = append(cells, cell{text: " ", width: 1, marked: true})
	}
	return cells
}

func visible(cluster string, width int) cell {
	switch {
	case cluster == "\ufeff":
		return cell{}
	case cluster == "\t":
		return cell{text: strings.Repeat(" ", tabWidth), width: tabWidth}
	case width == 0 || Harmless(cluster) != cluster:
		return cell{text: "\uFFFD", width: 1}
	}
	return cell{text: cluster, width: width}
}

// shorten cuts cells to the terminal's width around the first marked one, and
// puts dots where something was cut, by it or before.
func (t *text) shorten(cells []cell, before, after bool) []cell {
	room := t.opts.Width - len("   1: ") - 2 // for the dots at either side
	if t.opts.Width <= 0 || room < 10 || total(cells) <= room {
		return dotted(cells, before, after)
	}
	from := 0
	for i, c := range cells {
		if c.marked {
			from = i
			break
		}
	}
	// A third of the room goes to what stands before.
	for before := 0; from > 0 && before+cells[from-1].width <= room/3; from-- {
		before += cells[from-1].width
	}
	to := from
	for used := 0; to < len(cells) && used+cells[to].width <= room; to++ {
		used += cells[to].width
	}
	return dotted(cells[from:to:to], before || from > 0, after || to < len(cells))
}

func dotted(cells []cell, before, after bool) []cell {
	dots := []cell{{text: "…", width: 1}}
	if before {
		cells = append(dots, cells...)
	}
	if after {
		cells = append(cells, dots...)
	}
	return cells
}

func total(cells []cell) int {
	n := 0
	for _, c := range cells {
		n += c.width
	}
	return n
}

// Harmless replaces what would steer a terminal or reorder a line: control
// characters and marks of writing direction.
func Harmless(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r < ' ', r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return '\uFFFD'
		}
		return r
	}, s)
}
