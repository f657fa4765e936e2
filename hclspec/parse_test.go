package hclspec

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

func position(r *hcl.Range) string {
	return fmt.Sprintf("%s:%d:%d", r.Filename, r.Start.Line, r.Start.Column)
}

// resources makes a file of n resources of nine lines.
func resources(n int) []byte {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `resource "docker_container" "svc_%d" {
  description = "Web server number %d that serves static files"
  image       = "nginx:1.27"
  ports       = ["%d:80"]
  env = {
    INDEX = "%d"
  }
  depends_on = [docker_container.svc_%d]
}
`, i, i, 8000+i, i, max(i-1, 0))
	}
	return []byte(b.String())
}

// In pieces or in one go, a text has the same tree with the same ranges.
func TestPiecesMeanTheWhole(t *testing.T) {
	heredoc := "resource \"file\" \"x\" {\n  content = <<EOT\n" + strings.Repeat("locals {\n}\n", 2000) + "EOT\n}\n"
	crlf := strings.ReplaceAll(string(resources(200)), "\n", "\r\n")
	comment := "/*\n" + string(resources(200)) + "*/\n" + string(resources(100))
	for name, text := range map[string]string{
		"blocks":    string(resources(200)),
		"crlf":      crlf,
		"mark":      "\xef\xbb\xbf" + string(resources(200)),
		"heredoc":   string(resources(100)) + heredoc + string(resources(100)),
		"comment":   comment,
		"error":     string(resources(100)) + "locals {\n  a = \n}\n" + string(resources(100)),
		"argument":  string(resources(100)) + "a = 1\n" + string(resources(100)) + "a = 2\n",
		"no end":    string(resources(200)) + "locals {",
		"comments":  strings.ReplaceAll(string(resources(200)), "\n}\n", "\n}\n\n# then\n// comes\n"),
		"a mark in": string(resources(100)) + "\xef\xbb\xbf" + string(resources(100)),
	} {
		t.Run(name, func(t *testing.T) { comparePieces(t, []byte(text), pieceSize) })
	}
	if n := len(split("x", resources(200), pieceSize)); n < 4 {
		t.Errorf("200 resources were cut into %d pieces only", n)
	}
	if n := len(split("x", []byte(crlf), pieceSize)); n < 4 {
		t.Errorf("with CRLF, 200 resources were cut into %d pieces only", n)
	}
}

func comparePieces(t *testing.T, src []byte, size int) {
	t.Helper()
	s := &source{name: "x", read: func() ([]byte, error) { return src, nil }}
	s.prepare()
	s.pieces = split("x", src, size)
	for _, p := range s.pieces {
		p.parse()
	}
	s.join()
	file, diags := hclsyntax.ParseConfig(src, "x", hcl.InitialPos)
	if !reflect.DeepEqual(file.Body.(*hclsyntax.Body).Blocks, s.body.Blocks) {
		t.Errorf("other blocks than in one go:\n%.500q", src)
	}
	if d := cmp.Diff(len(file.Body.(*hclsyntax.Body).Attributes), len(s.body.Attributes)); d != "" {
		t.Errorf("arguments: %s", d)
	}
	if d := cmp.Diff(file.Body.(*hclsyntax.Body).SrcRange, s.body.SrcRange); d != "" {
		t.Errorf("range of the body: %s", d)
	}
	if d := cmp.Diff(syntaxErrors(diags, src), s.diags); d != "" {
		t.Errorf("diagnostics (-whole +pieces):\n%s", d)
	}
}

func TestLineEndsAndByteOrderMark(t *testing.T) {
	text := "locals {\n  x = 1\n}\n\nresouce \"a\" \"b\" {\n}\n"
	for name, src := range map[string]string{"lf": text, "crlf": strings.ReplaceAll(text, "\n", "\r\n"), "mark": "\xef\xbb\xbf" + text} {
		cfg, diags := LoadBytes("x.cw.hcl", []byte(src))
		if len(cfg.Locals) != 1 || position(&cfg.Locals[0].Range) != "x.cw.hcl:2:3" {
			t.Errorf("%s: locals %v", name, cfg.Locals)
		}
		if len(diags) != 1 || diag.CodeOf(diags[0]) != "CW0102" || position(diags[0].Subject) != "x.cw.hcl:5:1" {
			t.Errorf("%s: %v", name, diags)
		}
		if got := string(diags[0].Subject.SliceBytes([]byte(src))); got != "resouce" {
			t.Errorf("%s: the range covers %q", name, got)
		}
	}
}

func FuzzLoad(f *testing.F) {
	for _, s := range formatSeeds {
		f.Add([]byte(s))
	}
	for _, file := range []string{"everything", "resources", "variables", "conflict", "syntax_missing"} {
		for _, text := range archiveTexts(f, file) {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		diags := checkLoad(t, "a.cw.hcl", src)
		if len(src) > 0 && len(diags) == 0 {
			comparePieces(t, src, 1)
		}
	})
}

func TestParseFileAndExpression(t *testing.T) {
	body, diags := ParseFile("x.cwvars", []byte("\xef\xbb\xbfa = 1\r\nb = <<E\r\n x\r\nE\r\n"))
	if len(diags) > 0 || len(body.Attributes) != 2 {
		t.Errorf("%v, %d arguments", diags, len(body.Attributes))
	}
	for text, summary := range map[string]string{
		"a = " + strings.Repeat("!", 1<<20): "Expression too long", "a = \"\xff\"": "Unreadable file", "a = \n": "Missing value",
		strings.Repeat("#", maxFileSize+1): "Unreadable file", "<<<<<<< a\n=======\n>>>>>>> b\n": "Unresolved merge conflict",
	} {
		if body, diags := ParseFile("x.cwvars", []byte(text)); body == nil || len(diags) != 1 || diags[0].Summary != summary {
			t.Errorf("%.20q: %v, want one %q", text, diags, summary)
		}
	}
	if e, diags := ParseExpression("--var", []byte("[1, {a = true}]")); len(diags) > 0 || e == nil {
		t.Error(diags)
	}
	for _, text := range []string{strings.Repeat("f(", 1<<20), "1 +", "\xff", "1 2", "", "1e999999"} {
		if e, diags := ParseExpression("--var", []byte(text)); e != nil || len(diags) != 1 {
			t.Errorf("%.20q: %v", text, diags)
		}
	}
}

// With CRLF or a byte order mark, everything is where it is without.
func TestLineEndsOfAllFiles(t *testing.T) {
	for _, file := range glob(t, "testdata/load/*.txtar") {
		plain, messages := loadArchive(t, file, func(s string) string { return s })
		for name, change := range map[string]func(string) string{
			"crlf": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
			"mark": func(s string) string { return "\xef\xbb\xbf" + s },
			"both": func(s string) string { return "\xef\xbb\xbf" + strings.ReplaceAll(s, "\n", "\r\n") },
		} {
			outline, changed := loadArchive(t, file, change)
			if d := cmp.Diff(plain, outline); d != "" {
				t.Errorf("%s with %s: outline (-plain +changed):\n%s", file, name, d)
			}
			if d := cmp.Diff(messages, changed); d != "" {
				t.Errorf("%s with %s: messages (-plain +changed):\n%s", file, name, d)
			}
		}
	}
}

// loadArchive gives the outline and messages of an archive whose files were
// changed, without the marks of line ends.
func loadArchive(t *testing.T, file string, change func(string) string) (string, string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{}
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, Suffix) {
			texts[f.Name] = []byte(change(string(f.Data)))
		}
	}
	cfg, diags := LoadSources(".", texts)
	var messages strings.Builder
	if err := diag.WriteText(&messages, diags, cfg.Files, diag.TextOptions{Width: 100}); err != nil {
		t.Fatal(err)
	}
	without := strings.NewReplacer("\r", "", "\xef\xbb\xbf", "")
	return without.Replace(outline(cfg)), without.Replace(messages.String())
}

// checkLoad reads any text as a file of a configuration, and checks what every
// diagnostic has.
func checkLoad(t *testing.T, name string, src []byte) hcl.Diagnostics {
	cfg, diags := LoadSources(".", map[string][]byte{name: src, "b.cw.hcl": resources(1)})
	last := hcl.Range{}
	for _, d := range diags {
		if d.Subject == nil || d.Detail == "" || d.Summary == "" {
			t.Fatalf("a diagnostic lacks its place or text: %#v", d)
		}
		if d.Subject.Filename == last.Filename && d.Subject.Start.Byte < last.Start.Byte {
			t.Errorf("out of order: %s after %s", d.Subject, last)
		}
		if d.Subject.Filename == name && !d.Subject.CanSliceBytes(src) {
			t.Errorf("%s is not in the file", d.Subject)
		}
		if _, ok := diag.Lookup(diag.CodeOf(d)); !ok {
			t.Errorf("%s is not registered", diag.CodeOf(d))
		}
		last = *d.Subject
	}
	outline(cfg)
	return diags
}

func FuzzPieces(f *testing.F) {
	for _, text := range []string{
		"locals {\n a = <<E\n}\nlocals {\nE\n}\n",
		"/*\n}\nlocals {\n*/ locals {\n}\n\n# x\nlocals {\n}\n",
		"locals {\n}\r\nlocals {\n}\n}\nlocals {\n}\na = 1\n",
		"locals {\n a = [\n}\nlocals {\n]\n}\n",
		string(resources(2)),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if refuse("x", src) == nil {
			comparePieces(t, src, 1)
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		src := map[string][]byte{"main.cw.hcl": resources(n)}
		b.Run(fmt.Sprintf("%d-resources", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, diags := LoadSources(".", src); len(diags) > 0 {
					b.Fatal(diags)
				}
			}
		})
	}
	many := map[string][]byte{}
	for i := range 500 {
		many[fmt.Sprintf("f%03d.cw.hcl", i)] = []byte(strings.ReplaceAll(string(resources(11)), "svc_", fmt.Sprintf("f%d_", i)))
	}
	b.Run("500-files", func(b *testing.B) {
		for b.Loop() {
			if _, diags := LoadSources(".", many); len(diags) > 0 {
				b.Fatal(diags)
			}
		}
	})
}

// BenchmarkParseConfig is what HCL's parser alone needs for the same, in one go.
func BenchmarkParseConfig(b *testing.B) {
	src := resources(1000)
	b.ReportAllocs()
	for b.Loop() {
		hclsyntax.ParseConfig(src, "main.cw.hcl", hcl.InitialPos)
	}
}

func BenchmarkFormatFile(b *testing.B) {
	src := resources(1000)
	for b.Loop() {
		FormatFile("main.cw.hcl", src)
	}
}
