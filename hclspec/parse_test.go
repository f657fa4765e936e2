package hclspec

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

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

func TestBracketsWithoutEnd(t *testing.T) {
	for name, text := range map[string]string{
		"lists":    "a = " + strings.Repeat("[", 1<<17),
		"blocks":   strings.Repeat("a {\n", 1<<16),
		"not":      "a = " + strings.Repeat("!", 1<<17),
		"minus":    "a = " + strings.Repeat("- ", 1<<17),
		"template": "a = " + strings.Repeat("\"${", 1<<16),
	} {
		_, diags := LoadBytes("x.cw.hcl", []byte(text))
		if len(diags) != 1 || diags[0].Summary != "Nested too deeply" {
			t.Errorf("%s: %v", name, diags)
		}
	}
	fine := "# " + strings.Repeat("-", 5000) + "\nlocals {\n  x = \"" + strings.Repeat("(", 5000) + "\"\n}\n"
	if _, diags := LoadBytes("x.cw.hcl", []byte(fine)); len(diags) > 0 {
		t.Errorf("signs in a comment and brackets in a text: %v", diags)
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
		cfg, diags := LoadSources(".", map[string][]byte{"a.cw.hcl": src, "b.cw.hcl": resources(1)})
		last := hcl.Range{}
		for _, d := range diags {
			if d.Subject == nil || d.Detail == "" || d.Summary == "" {
				t.Fatalf("a diagnostic lacks its place or text: %#v", d)
			}
			if d.Subject.Filename == last.Filename && d.Subject.Start.Byte < last.Start.Byte {
				t.Errorf("out of order: %s after %s", d.Subject, last)
			}
			if d.Subject.Filename == "a.cw.hcl" && !d.Subject.CanSliceBytes(src) {
				t.Errorf("%s is not in the file", d.Subject)
			}
			if _, ok := diag.Lookup(diag.CodeOf(d)); !ok {
				t.Errorf("%s is not registered", diag.CodeOf(d))
			}
			last = *d.Subject
		}
		outline(cfg)
		if len(src) > 0 && len(diags) == 0 {
			comparePieces(t, src, 1)
		}
	})
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
