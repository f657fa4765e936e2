package diag

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

var update = flag.Bool("update", false, "write what the tests see into testdata")

const source = `locals {
  a = 1
}

resource "file" "motd" {
	content = "tab before"
  wide    = "日本語 " + oops
  emoji   = "👩‍👩‍👧" + oops
  accent  = "` + "e\u0301" + `" + oops
  list = [
    1,
    2,
    3,
  ]
}
`

const crlf = "locals {\r\n  a = oops\r\n}\r\n"

func testFiles() map[string]*hcl.File {
	files := map[string]*hcl.File{}
	for name, src := range map[string]string{
		"main.cw.hcl": source,
		"crlf.cw.hcl": crlf,
		"mark.cw.hcl": "\xef\xbb\xbfoops = 1\n",
		"long.cw.hcl": "x = \"" + strings.Repeat("日", 100) + "\" + oops + \"" + strings.Repeat("b", 200) + "\"\n",
		"bad.cw.hcl":  "x = \"\xe9\x1b[31m\u202e\" # oops\n",
		"none.cw.hcl": "",
	} {
		file, _ := hclsyntax.ParseConfig([]byte(src), name, hcl.InitialPos)
		files[name] = file
	}
	return files
}

// at finds text in a file.
func at(files map[string]*hcl.File, name, text string) *hcl.Range {
	i := bytes.Index(files[name].Bytes, []byte(text))
	return span2range(files, name, i, i+len(text))
}

func span2range(files map[string]*hcl.File, name string, start, end int) *hcl.Range {
	src := files[name].Bytes
	r := hcl.Range{Filename: name, Start: hcl.Pos(position(src, start)), End: hcl.Pos(position(src, end))}
	return &r
}

func testDiagnostics(files map[string]*hcl.File) hcl.Diagnostics {
	expr, _ := hclsyntax.ParseExpression([]byte("var.n + var.list[0] + var.name + var.secret + var.unknown + var.m[\"k\"]"), "main.cw.hcl", hcl.InitialPos)
	withValues := New("CW0305", at(files, "main.cw.hcl", "a = 1"), "Evaluation failed", "Values but no texts and no secrets.")
	withValues.Expression = expr
	withValues.EvalContext = &hcl.EvalContext{Variables: map[string]cty.Value{"var": cty.ObjectVal(map[string]cty.Value{
		"n": cty.NumberIntVal(3), "list": cty.ListVal([]cty.Value{cty.NullVal(cty.Bool)}), "name": cty.StringVal("hunter2"),
		"secret": cty.StringVal("hunter3").Mark("sensitive"), "unknown": cty.UnknownVal(cty.Number), "m": cty.MapVal(map[string]cty.Value{"k": cty.ListValEmpty(cty.String)}),
	})}}
	withContext := New("CW0301", at(files, "main.cw.hcl", "2,"), "Wrong type", "Two lines of context around.")
	withContext.Context = at(files, "main.cw.hcl", "1,\n    2,\n    3,")
	end := len(source)
	return hcl.Diagnostics{
		New("CW0001", nil, "No configuration", "A diagnostic without a place, whose detail is long enough to be wrapped at %d columns, words kept whole.", 60),
		At(New("CW0505", nil, "Resource failed", "An address without a place."), "docker_container.api"),
		At(Warn("CW0103", at(files, "main.cw.hcl", "content"), "Unknown argument", "A warning, with a tab before it."), "file.motd"),
		New("CW0202", at(files, "main.cw.hcl", "oops"), "Unknown reference", "Behind wide characters."),
		New("CW0202", span2range(files, "main.cw.hcl", strings.Index(source, "👧\" + ")+8, strings.Index(source, "👧\" + ")+12), "Unknown reference", "Behind an emoji of several code points."),
		New("CW0202", at(files, "main.cw.hcl", "e\u0301"), "Unknown reference", "A letter and its accent."),
		New("CW0301", at(files, "main.cw.hcl", "list = [\n    1,\n    2,\n    3,\n  ]"), "Wrong type", "More lines than are shown."),
		New("CW0301", at(files, "main.cw.hcl", "1,\n    2"), "Wrong type", "Two lines."),
		withContext,
		New("CW0101", span2range(files, "main.cw.hcl", 8, 8), "Syntax error", "Nothing, at the end of a line."),
		New("CW0101", span2range(files, "main.cw.hcl", end, end), "Syntax error", "Nothing, at the end of the file."),
		New("CW0101", &hcl.Range{Filename: "main.cw.hcl", Start: hcl.Pos{Line: 99, Column: 9, Byte: 9999}, End: hcl.Pos{Line: 99, Column: 1, Byte: 3}}, "Syntax error", "A place that is not in the file."),
		New("CW0002", &hcl.Range{Filename: "lost.cw.hcl", Start: hcl.InitialPos, End: hcl.InitialPos}, "Unreadable file", "A file that is not there."),
		New("CW0101", at(files, "crlf.cw.hcl", "oops"), "Syntax error", "Lines that end with CR LF."),
		New("CW0101", at(files, "mark.cw.hcl", "oops"), "Syntax error", "Behind a byte order mark."),
		New("CW0101", at(files, "long.cw.hcl", "oops"), "Syntax error", "A long line."),
		New("CW0101", at(files, "bad.cw.hcl", "oops"), "Syntax error", "Bytes that steer a \x1b[31mterminal\x1b[0m."),
		New("CW0101", span2range(files, "none.cw.hcl", 0, 0), "Syntax error", "An empty file."),
		withValues,
		{Severity: hcl.DiagError, Summary: "Of HCL itself", Detail: "", Subject: at(files, "main.cw.hcl", "a = 1")},
	}
}

func TestWriteText(t *testing.T) {
	files := testFiles()
	for name, opts := range map[string]TextOptions{"plain": {}, "width60": {Width: 60}, "color": {Color: true, Width: 80}} {
		var out bytes.Buffer
		if err := WriteText(&out, testDiagnostics(files), files, opts); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/"+name+".txt", out.Bytes())
		if strings.Contains(out.String(), "hunter") {
			t.Errorf("%s shows a value that may be a secret", name)
		}
	}
}

func TestJSON(t *testing.T) {
	files := testFiles()
	out := JSON(testDiagnostics(files), files)
	golden(t, "testdata/report.json", out)
	if bytes.Contains(out, []byte("hunter")) {
		t.Error("the report shows a value that may be a secret")
	}
	golden(t, "testdata/valid.json", JSON(nil, nil))
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got):\n%s", path, d)
	}
}

// The fields are those of terraform validate -json, and ours behind them.
func TestFieldsOfJSON(t *testing.T) {
	files := testFiles()
	out := JSON(hcl.Diagnostics{At(New("CW0103", at(files, "main.cw.hcl", "content"), "s", "d"), "file.motd")}, files)
	report := fields(t, out)
	var list []json.RawMessage
	if err := json.Unmarshal(report["diagnostics"], &list); err != nil {
		t.Fatal(err)
	}
	diagnostic := fields(t, list[0])
	snippet := fields(t, diagnostic["snippet"])
	for name, c := range map[string]struct {
		got  map[string]json.RawMessage
		want []string
	}{
		"report":     {report, []string{"diagnostics", "error_count", "format_version", "valid", "warning_count"}},
		"diagnostic": {diagnostic, []string{"detail", "range", "severity", "snippet", "summary"}},
		"snippet":    {snippet, []string{"code", "context", "highlight_end_offset", "highlight_start_offset", "start_line", "values"}},
	} {
		keys := slices.Sorted(maps.Keys(c.got))
		if !slices.Equal(keys, c.want) {
			t.Errorf("%s has %q, want %q", name, keys, c.want)
		}
	}
}

func fields(t *testing.T, object []byte) map[string]json.RawMessage {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal(object, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestCodes(t *testing.T) {
	if !slices.IsSortedFunc(Codes, func(a, b CodeDoc) int { return strings.Compare(string(a.Code), string(b.Code)) }) {
		t.Error("the codes are not in order")
	}
	for i, c := range Codes {
		if !regexp.MustCompile(`^CW0[0-6]\d\d$`).MatchString(string(c.Code)) || c.Summary == "" || len(c.Doc) < 60 {
			t.Errorf("%s is not whole", c.Code)
		}
		if i > 0 && Codes[i-1].Code == c.Code {
			t.Errorf("%s is there twice", c.Code)
		}
		if got, ok := Lookup(c.Code); !ok || got != c {
			t.Errorf("Lookup(%s) = %v", c.Code, got)
		}
	}
	if _, ok := Lookup("CW9999"); ok {
		t.Error("a code that does not exist is found")
	}
}

func FuzzEncode(f *testing.F) {
	f.Add([]byte(source), 10, 20, 0, 50, 40)
	f.Add([]byte(crlf), 0, 0, -5, 999, 10)
	f.Add([]byte("\xef\xbb\xbf\t\xe9\x00"), 3, 4, 1, 2, 21)
	f.Fuzz(func(t *testing.T, src []byte, start, end, from, to, width int) {
		file, _ := hclsyntax.ParseConfig(src, "x", hcl.InitialPos)
		files := map[string]*hcl.File{"x": file}
		r := hcl.Range{Filename: "x", Start: hcl.Pos{Byte: start}, End: hcl.Pos{Byte: end}}
		d := New("CW0101", &r, "s", "%s", src)
		d.Context = &hcl.Range{Filename: "x", Start: hcl.Pos{Byte: from}, End: hcl.Pos{Byte: to}}
		out := NewDiagnostic(d, files)
		s := out.Snippet
		if s.HighlightStartOffset < 0 || s.HighlightStartOffset > s.HighlightEndOffset || s.HighlightEndOffset > len(s.Code) {
			t.Errorf("highlight %d to %d of %d", s.HighlightStartOffset, s.HighlightEndOffset, len(s.Code))
		}
		if !json.Valid(JSON(hcl.Diagnostics{d}, files)) {
			t.Error("no JSON")
		}
		var text bytes.Buffer
		if err := WriteText(&text, hcl.Diagnostics{d}, files, TextOptions{Width: width % 200}); err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(text.Bytes()) || strings.ContainsFunc(text.String(), func(r rune) bool { return r != '\n' && r < ' ' }) {
			t.Errorf("the text can steer a terminal: %q", text.String())
		}
	})
}
