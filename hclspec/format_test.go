package hclspec

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestFormat runs the archives in testdata/format: the section "in" becomes
// "out", by way of "diff".
func TestFormat(t *testing.T) {
	for _, file := range glob(t, "testdata/format/*.txtar") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			in := archive.Files[0].Data
			out, diags := FormatFile("main.cw.hcl", in)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			golden(t, file, archive, "out", string(out))
			golden(t, file, archive, "diff", string(Diff("main.cw.hcl", in, out)))
			if again := Format(out); !bytes.Equal(out, again) {
				t.Errorf("formatting again changes it:\n%s", cmp.Diff(string(out), string(again)))
			}
		})
	}
}

func TestFormatKeepsLineEndsAndDropsTheMark(t *testing.T) {
	for name, c := range map[string]struct{ in, out string }{
		"crlf":          {"a=1\r\nbb = <<E\r\n x\r\nE\r\n", "a  = 1\r\nbb = <<E\r\n x\r\nE\r\n"},
		"mark":          {"\xef\xbb\xbfa=1\n", "a = 1\n"},
		"no end":        {"a=1", "a = 1\n"},
		"no end, crlf":  {"a=1\r\nb=1", "a = 1\r\nb = 1\r\n"},
		"spaces at end": {"a=1\n   ", "a = 1\n"},
		"empty":         {"", ""},
		"broken":        {"a {\nb=\n", "a {\n  b =\n"},
	} {
		if got := string(Format([]byte(c.in))); got != c.out {
			t.Errorf("%s: %q became %q, want %q", name, c.in, got, c.out)
		}
	}
}

func TestFormatFileRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"syntax":   "a {\nb=\n",
		"conflict": "<<<<<<< a\n=======\n>>>>>>> b\n",
		"encoding": "a = \"\xe9\"\n",
		// hclwrite makes x.5.6 of it, which is read as something else.
		"meaning": "a = x . 5 . 6\n",
	} {
		if out, diags := FormatFile("x", []byte(text)); out != nil || len(diags) != 1 {
			t.Errorf("%s: %q, %v", name, out, diags)
		}
	}
}

// In pieces or in one go, a large file is formatted alike.
func TestFormatFileInPieces(t *testing.T) {
	text := strings.NewReplacer("  ", "   ", "=", " =  ").Replace(string(resources(300)))
	out, diags := FormatFile("x", []byte(text))
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	if d := cmp.Diff(string(resources(300)), string(out)); d != "" {
		t.Error(d)
	}
	if !bytes.Equal(out, Format([]byte(text))) {
		t.Error("Format gives something else")
	}
}

func TestDiffOfEqualTexts(t *testing.T) {
	if d := Diff("x", []byte("a\n"), []byte("a\n")); d != nil {
		t.Errorf("%q", d)
	}
}
