package diag

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Each format, of all diagnostics that a test has and of none.
func TestFormats(t *testing.T) {
	files := testFiles()
	opts := Options{Version: "1.2.3"}
	for _, f := range Formats {
		if f.Name == "json" {
			continue // TestJSON
		}
		out := f.Encode(testDiagnostics(files), files, opts)
		golden(t, "testdata/report."+f.Name, out)
		golden(t, "testdata/valid."+f.Name, f.Encode(nil, files, opts))
		if bytes.Contains(out, []byte("hunter")) {
			t.Errorf("%s shows a value that may be a secret", f.Name)
		}
	}
	if FormatNamed("sarif").Name != "sarif" || FormatNamed("xml") != nil {
		t.Error("FormatNamed finds the wrong ones")
	}
}

// The same place, in the units of each format. ^ stands before and behind what
// is meant.
func TestColumns(t *testing.T) {
	for _, test := range []struct {
		name, source string
		// line, then start and end columns in Unicode characters and in bytes.
		line                               int
		fromRune, toRune, fromByte, toByte int
		// GitHub's columns, the last one included.
		github string
	}{
		{"plain", "a = ^oops^", 1, 5, 9, 5, 9, "col=5,endColumn=8"},
		{"tabs count as one", "\t\ta = ^x^", 1, 7, 8, 7, 8, "col=7,endColumn=7"},
		{"combining accent", "a = \"e\u0301\" + ^x^", 1, 12, 13, 13, 14, "col=12,endColumn=12"},
		{"accent alone", "a = \"e^\u0301^\"", 1, 7, 8, 7, 9, "col=7,endColumn=7"},
		{"emoji", "a = \"😀\" + ^x^", 1, 11, 12, 14, 15, "col=11,endColumn=11"},
		{"emoji of several", "a = \"👩‍👩‍👧\" + ^x^", 1, 15, 16, 28, 29, "col=15,endColumn=15"},
		{"within an emoji", "a = \"👩‍👩‍^👧^\"", 1, 10, 11, 20, 24, "col=10,endColumn=10"},
		{"wide", "a = \"日本\" + ^x^", 1, 12, 13, 16, 17, "col=12,endColumn=12"},
		{"CRLF", "b = 1\r\na = ^x^\r\n", 2, 5, 6, 5, 6, "col=5,endColumn=5"},
		{"byte order mark", "\xef\xbb\xbfa = ^x^", 1, 5, 6, 8, 9, "col=5,endColumn=5"},
		{"second line after a mark", "\xef\xbb\xbfb = 1\na = ^x^", 2, 5, 6, 5, 6, "col=5,endColumn=5"},
		{"broken UTF-8", "a = \"\xe9\" + ^x^", 1, 11, 12, 11, 12, "col=11,endColumn=11"},
		{"nothing", "a = ^^\nb = 1\n", 1, 5, 1, 5, 1, "col=5,endColumn=5"},
		{"end of the file", "a = 1\n^^", 2, 1, 1, 1, 1, "col=1,endColumn=1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, files := marked(test.source)
			var report Report
			parse(t, JSON(hcl.Diagnostics{d}, files), &report)
			r := report.Diagnostics[0].Range
			if r.Start.Line != test.line || r.Start.Column != test.fromRune || r.End.Column != test.toRune || r.Start.Byte != d.Subject.Start.Byte {
				t.Errorf("JSON: %+v", r)
			}
			var log sarifLog
			parse(t, SARIF(hcl.Diagnostics{d}, files, Options{}), &log)
			region := log.Runs[0].Results[0].Locations[0].Physical.Region
			if region.StartLine != test.line || region.StartColumn != test.fromRune || region.EndColumn != test.toRune {
				t.Errorf("SARIF: %+v", region)
			}
			var rd rdDiagnostic
			parse(t, RDJSONL(hcl.Diagnostics{d}, files, Options{}), &rd)
			if at := rd.Location.Range; at.Start.Line != test.line || at.Start.Column != test.fromByte || at.End.Column != test.toByte {
				t.Errorf("rdjson: %+v %+v", at.Start, at.End)
			}
			want := fmt.Sprintf("file=x.cw.hcl,line=%d,endLine=%[1]d,%s,title=", test.line, test.github)
			if out := GitHub(hcl.Diagnostics{d}, files, Options{}); !bytes.Contains(out, []byte(want)) {
				t.Errorf("GitHub: %s lacks %s", out, want)
			}
		})
	}
}

// marked takes the two ^ out of a source and makes a diagnostic about what is
// between them. The columns of its range are deliberately wrong: nobody may use
// them.
func marked(text string) (*hcl.Diagnostic, map[string]*hcl.File) {
	before, rest, _ := strings.Cut(text, "^")
	inside, after, _ := strings.Cut(rest, "^")
	src := []byte(before + inside + after)
	file, _ := hclsyntax.ParseConfig(src, "x.cw.hcl", hcl.InitialPos)
	r := &hcl.Range{
		Filename: "x.cw.hcl",
		Start:    hcl.Pos{Line: 77, Column: 777, Byte: len(before)},
		End:      hcl.Pos{Line: 77, Column: 777, Byte: len(before) + len(inside)},
	}
	return New("CW0101", r, "Syntax error", "Here."), map[string]*hcl.File{"x.cw.hcl": file}
}

func parse(t *testing.T, text []byte, into any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

// A range of several lines has no columns for GitHub, and one that ends with a
// line's end does not reach into the next.
func TestGitHubLines(t *testing.T) {
	for text, want := range map[string]string{
		"^a = [\n1,\n]^\n":  "line=1,endLine=3,title=",
		"^a = 1\n^b = 2\n":  "line=1,endLine=1,col=1,endColumn=1,title=",
		"x = 1\n^a = 1\n^":  "line=2,endLine=2,col=1,endColumn=1,title=",
		"^a = [\n]\n^b = 1": "line=1,endLine=2,title=",
	} {
		d, files := marked(text)
		if out := string(GitHub(hcl.Diagnostics{d}, files, Options{})); !strings.Contains(out, want) {
			t.Errorf("%q: %s lacks %s", text, out, want)
		}
	}
}

func TestGitHubEscapes(t *testing.T) {
	d := At(New("CW0101", &hcl.Range{Filename: "a,b:c%.cw.hcl"}, "one, two: 100%", "%s", "50% of\r\n::error::it\x1b[2J"), `file.a["x,y"]`)
	want := "::error file=a%2Cb%3Ac%25.cw.hcl,title=CW0101%3A one%2C two%3A 100%25::file.a[\"x,y\"]: 50%25 of%0D%0A::error::it\uFFFD[2J\n"
	if got := string(GitHub(hcl.Diagnostics{d}, nil, Options{})); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestURI(t *testing.T) {
	for name, want := range map[string]string{
		"main.cw.hcl":       "main.cw.hcl",
		"a b/ü#?%.cw.hcl":   "a%20b/%C3%BC%23%3F%25.cw.hcl",
		"../up/main.cw.hcl": "../up/main.cw.hcl",
		"a:b.cw.hcl":        "./a:b.cw.hcl",
		"<stdin>":           "%3Cstdin%3E",
		"/abs/ma in.cw.hcl": "file:///abs/ma%20in.cw.hcl",
		"bad\xff.cw.hcl":    "bad%FF.cw.hcl",
		"[x]/main.cw.hcl":   "%5Bx%5D/main.cw.hcl",
	} {
		if got := (Options{}).uri(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	moved := Options{Path: func(name string) string { return "infra/" + name }}
	if got := moved.uri("main.cw.hcl"); got != "infra/main.cw.hcl" {
		t.Error(got)
	}
}

// What SARIF's schema can't say: indexes point at what they should.
func TestSARIFIndexes(t *testing.T) {
	files := testFiles()
	var log sarifLog
	parse(t, SARIF(testDiagnostics(files), files, Options{}), &log)
	run := log.Runs[0]
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("%s has index %d", r.RuleID, r.RuleIndex)
		}
		for _, l := range r.Locations {
			if l.Physical != nil && run.Artifacts[*l.Physical.Artifact.Index].Location.URI != l.Physical.Artifact.URI {
				t.Errorf("%s has index %d", l.Physical.Artifact.URI, *l.Physical.Artifact.Index)
			}
		}
	}
}

// A code without a row still makes a whole rule.
func TestSARIFUnknownCode(t *testing.T) {
	var log sarifLog
	parse(t, SARIF(hcl.Diagnostics{New("CW9999", nil, "s", "d")}, nil, Options{}), &log)
	if r := log.Runs[0].Tool.Driver.Rules[0]; r.ID != "CW9999" || r.Help.Text == "" {
		t.Errorf("%+v", r)
	}
}

var command = regexp.MustCompile(`^::(error|warning) [^:\r\n]*::[^\r\n]*$`)

// Whatever a diagnostic says, and wherever it is: one command, one object, and
// columns that are in the text.
func FuzzFormats(f *testing.F) {
	f.Add([]byte(source), "main.cw.hcl", "a: b, c\r\n::d", 10, 20)
	f.Add([]byte(crlf), "", "100%", -5, 999)
	f.Add([]byte("\xef\xbb\xbf\t\xe9\x00"), "\xff/%,:\n", "\x1b\u202e", 3, 4)
	f.Fuzz(func(t *testing.T, src []byte, name, text string, start, end int) {
		files := map[string]*hcl.File{name: {Bytes: src}}
		d := At(New("CW0101", &hcl.Range{Filename: name, Start: hcl.Pos{Byte: start}, End: hcl.Pos{Byte: end}}, text, "%s", text), text)
		out := string(GitHub(hcl.Diagnostics{d}, files, Options{}))
		if !command.MatchString(strings.TrimSuffix(out, "\n")) {
			t.Errorf("no command: %q", out)
		}
		var log sarifLog
		parse(t, SARIF(hcl.Diagnostics{d}, files, Options{}), &log)
		r := log.Runs[0].Results[0].Locations[0].Physical.Region
		if r.StartLine < 1 || r.StartColumn < 1 || r.EndLine < r.StartLine || r.EndLine == r.StartLine && r.EndColumn < r.StartColumn {
			t.Errorf("no region: %+v", r)
		}
		line := RDJSONL(hcl.Diagnostics{d}, files, Options{})
		if bytes.Count(line, []byte("\n")) != 1 || !json.Valid(line) || !json.Valid(RDJSON(hcl.Diagnostics{d}, files, Options{})) {
			t.Errorf("no line of JSON: %q", line)
		}
	})
}

// A page of each code says what it is and shows it, or says why it can't.
func TestPages(t *testing.T) {
	for _, c := range Codes {
		e, ok := c.Example()
		if ok == (c.NoExample() != "") {
			t.Errorf("%s needs an example, or a reason for none, and not both", c.Code)
		}
		page := c.Page()
		if !strings.HasPrefix(page, "# "+string(c.Code)+": "+c.Summary+"\n\n"+c.Doc) || strings.Count(page, "```")%2 != 0 {
			t.Errorf("%s: the page is not whole:\n%s", c.Code, page)
		}
		if ok && (!strings.Contains(page, e.Wrong) || !strings.Contains(page, e.Right) || !strings.HasSuffix(e.Wrong, "\n") || !strings.HasSuffix(e.Right, "\n")) {
			t.Errorf("%s: the example does not stand there as it is", c.Code)
		}
	}
	for code := range examples {
		if _, ok := Lookup(code); !ok {
			t.Errorf("there is an example of %s, which is no code", code)
		}
	}
	for code := range withoutExample {
		if _, ok := Lookup(code); !ok {
			t.Errorf("there is a reason for %s, which is no code", code)
		}
	}
}
