package hclspec

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/rogpeppe/go-internal/txtar"
)

// formatCase is a text of testdata/format and what becomes of it. The archives
// there have two forms of it:
//
//	-- NAME --              -- unchanged: NAME --
//	what is written         what is written, and stays
//	-- becomes --
//	what becomes of it
//
// Where NAME ends in "(quoted)", each line is a Go string, for what an archive
// can't hold: line ends of Windows, the lack of a line end.
type formatCase struct{ file, name, in, out string }

const (
	unchangedPrefix = "unchanged: "
	quotedSuffix    = " (quoted)"
	becomes         = "becomes"
)

func readCases(t testing.TB, file string) []formatCase {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []formatCase
	quoted := false
	for _, f := range archive.Files {
		if f.Name == becomes {
			cases[len(cases)-1].out = caseText(t, f.Data, quoted)
			continue
		}
		quoted = strings.HasSuffix(f.Name, quotedSuffix)
		text := caseText(t, f.Data, quoted)
		cases = append(cases, formatCase{file, strings.TrimPrefix(f.Name, unchangedPrefix), text, text})
	}
	return cases
}

func caseText(t testing.TB, data []byte, quoted bool) string {
	t.Helper()
	if !quoted {
		return string(data)
	}
	var text strings.Builder
	for line := range strings.Lines(string(data)) {
		s, err := strconv.Unquote(strings.TrimSpace(line))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		text.WriteString(s)
	}
	return text.String()
}

// writeCases puts what the cases became into their archive.
func writeCases(t testing.TB, file string, cases []formatCase) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	archive.Files = nil
	for _, c := range cases {
		section := func(name, text string) {
			if strings.HasSuffix(c.name, quotedSuffix) {
				var lines strings.Builder
				for line := range strings.Lines(text) {
					fmt.Fprintf(&lines, "%q\n", line)
				}
				text = lines.String()
			}
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
		}
		if c.in == c.out {
			section(unchangedPrefix+c.name, c.in)
			continue
		}
		section(c.name, c.in)
		section(becomes, c.out)
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestFormat(t *testing.T) {
	total := 0
	for _, file := range glob(t, "testdata/format/*.txtar") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			cases := readCases(t, file)
			total += len(cases)
			for i := range cases {
				t.Run(cases[i].name, func(t *testing.T) { cases[i].out = formatted(t, cases[i]) })
			}
			if *update {
				writeCases(t, file, cases)
			}
		})
	}
	if total < 400 {
		t.Errorf("only %d cases; there were 400 and more", total)
	}
}

// formatted checks a case and gives what it became.
func formatted(t *testing.T, c formatCase) string {
	out, diags := FormatFile("main.cw.hcl", []byte(c.in))
	switch {
	case len(diags) > 0:
		t.Error(diags)
	case string(out) != c.out && !*update:
		t.Errorf("-want +got:\n%s", cmp.Diff(c.out, string(out)))
	default:
		checkFormatted(t, []byte(c.in), out)
	}
	return string(out)
}

// checkFormatted checks what holds for whatever was formatted: formatting again
// changes nothing, and every comment is still there.
func checkFormatted(t *testing.T, in, out []byte) {
	again, diags := FormatFile("x", out)
	if len(diags) > 0 {
		t.Errorf("%s became what is broken: %s", in, diags)
	} else if d := firstDifference(out, again); d != "" {
		t.Errorf("formatting again changes it: %s", d)
	}
	before, after := essence(in), essence(out)
	if d := firstDifference(before, after); d != "" {
		t.Errorf("the meaning or a comment is lost: %s", d)
	}
}

// essence is what formatting must keep, a line each: all tokens with a text of
// their own, but for what the rewrites may take away or add.
func essence(src []byte) []byte {
	var kept []byte
	for _, t := range formatTokens(bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))) {
		text := strings.Trim(string(t.text), "\r\n")
		if t.kind == hclsyntax.TokenQuotedLit { // a label may be escaped in another way
			text, _ = hclsyntax.ParseStringLiteralToken(hclsyntax.Token{Type: t.kind, Bytes: t.text})
		}
		if !rewritable.MatchString(text) {
			kept = fmt.Appendln(kept, text)
		}
	}
	return kept
}

// rewritable are the tokens that "${x}", the quotes of labels, and the types of
// variables consist of.
var rewritable = regexp.MustCompile(`^("|\$\{~?|~?\}|\(|\)|any|string|)$`)

// firstDifference shows the first lines in which two texts differ, or nothing.
func firstDifference(want, got []byte) string {
	w, g := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	around := func(lines [][]byte, i int) []byte {
		return bytes.Join(lines[max(i-3, 0):min(i+3, len(lines))], []byte("\n"))
	}
	for i := range min(len(w), len(g)) {
		if !bytes.Equal(w[i], g[i]) {
			return fmt.Sprintf("line %d is\n%s\nand\n%s", i+1, around(w, i), around(g, i))
		}
	}
	if len(w) != len(g) {
		return fmt.Sprintf("%d lines and %d", len(w), len(g))
	}
	return ""
}

func TestFormatFileRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"syntax":        "a {\nb=\n",
		"conflict":      "<<<<<<< a\n=======\n>>>>>>> b\n",
		"encoding":      "a = \"\xe9\"\n",
		"two arguments": "a = 1\na = 2\n",
		"in a piece":    string(resources(300)) + "a {\n" + string(resources(300)),
	} {
		if out, diags := FormatFile("x", []byte(text)); out != nil || len(diags) != 1 {
			t.Errorf("%s: %q, %v", name, out, diags)
		}
	}
}

// In pieces or in one go, a large file is formatted alike.
func TestFormatFileInPieces(t *testing.T) {
	canonical := string(resources(300))
	ugly := strings.NewReplacer("  ", "   ", "=", " =  ").Replace(canonical)
	heredoc := "x \"y\" {\n  a = <<E\n" + ugly + "E\n}\n"
	for name, c := range map[string]struct{ in, out string }{
		"blocks":             {ugly, canonical},
		"mark":               {"\xef\xbb\xbf" + ugly, canonical},
		"heredoc":            {heredoc + ugly, heredoc + canonical},
		"arguments":          {ugly + "a=1\n" + ugly, canonical + "a = 1\n" + canonical},
		"arguments at end":   {ugly + "a=1\n", canonical + "a = 1\n"},
		"spaces at the end":  {ugly + "  ", canonical + "  "},
		"line ends of 1980s": {strings.ReplaceAll(ugly, "\n", "\r\n"), strings.ReplaceAll(canonical, "\n", "\r\n")},
	} {
		out, diags := FormatFile("x", []byte(c.in))
		if len(diags) > 0 {
			t.Fatalf("%s: %v", name, diags)
		}
		if d := cmp.Diff(c.out, string(out)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if !bytes.Equal(out, format([]byte(c.in))) {
			t.Errorf("%s: in one go it becomes something else", name)
		}
	}
}

// A text eight times as long takes about eight times as long, not 64 times.
// (The parser before it is HCL's.)
func TestFormatIsLinear(t *testing.T) {
	for name, repeated := range map[string]string{
		"blocks":      "resource \"a\" \"b\" {\n  x   = 1\n}\n",
		"arguments":   "x%d = 1 # c\n",
		"one list":    "  [1, 2], # c\n",
		"one heredoc": "some text ${x}\n",
		"brackets":    "x%d = [{ a = [1, { b = 2 }] }]\n",
		"templates":   "x%d = \"${f(\"${x}\")}\"\n",
	} {
		small, large := fastest(repeatedText(name, repeated, 1000)), fastest(repeatedText(name, repeated, 8000))
		if large > 40*small {
			t.Errorf("%s: 1,000 times take %s, 8,000 times take %s", name, small, large)
		}
	}
}

// fastest gives the shortest of some times that formatting a text takes, which
// depends least on what else the machine does.
func fastest(text string) time.Duration {
	best := time.Hour
	for range 3 {
		start := time.Now()
		format([]byte(text))
		best = min(best, time.Since(start))
	}
	return best
}

func repeatedText(name, repeated string, n int) string {
	var text strings.Builder
	for i := range n {
		text.WriteString(strings.ReplaceAll(repeated, "%d", strconv.Itoa(i)))
	}
	switch name {
	case "one list":
		return "x = [\n" + text.String() + "]\n"
	case "one heredoc":
		return "x = <<E\n" + text.String() + "E\n"
	}
	return text.String()
}

func TestDiff(t *testing.T) {
	if d := Diff("x", []byte("a\n"), []byte("a\n")); d != nil {
		t.Errorf("%q", d)
	}
	want := "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-a=1\n+a = 1\n b = 2\n\\ No newline at end of file\n"
	if d := string(Diff("x", []byte("a=1\nb = 2"), []byte("a = 1\nb = 2"))); d != want {
		t.Error(cmp.Diff(want, d))
	}
}
