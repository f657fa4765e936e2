package hclspec

import (
	"bytes"
	"regexp"
	"testing"
)

var formatSeeds = []string{
	"a=1\nbb  =  2\n", "x {\n a = <<EOT\n  foo ${ 1 }\nEOT\n}\n", "# c", "a = [\n1,\n2, # two\n]\n", "a=1 # x\nbbb=2 # y",
	"\xef\xbb\xbfa=1\r\nb {\r\n}\r\n", "x = foo(<<-A\n  b\n  A\n, 3)\n", "a = { b = 1, c : 2 }\n/* x\n y */ b = 1\n", "a = \"${x}%{ if y }a%{ endif }\"\n",
	"x = a ? -1 : !b\n", "locals{}\n\n\n\n\nlocals {\n}\n   ",
}

// legacyIndex is x . 1 . 2, which FormatFile refuses to format rather than make
// x.1.2 of it.
var legacyIndex = regexp.MustCompile(`\d[\s/*#.]*\.`)

func FuzzFormat(f *testing.F) {
	for _, s := range formatSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		once := Format(src)
		if twice := Format(once); !bytes.Equal(once, twice) {
			t.Errorf("not idempotent:\n%q\n%q\n%q", src, once, twice)
		}
		out, diags := FormatFile("x", src)
		if diags.HasErrors() {
			for _, d := range diags {
				if d.Summary == "Formatting failed" && !legacyIndex.Match(src) {
					t.Errorf("%q: %s", src, d.Detail)
				}
			}
			return
		}
		if !bytes.Equal(out, once) {
			t.Errorf("the file becomes %q, the text %q", out, once)
		}
		if _, diags := FormatFile("x", out); diags.HasErrors() {
			t.Errorf("%q became %q with %s", src, out, diags)
		}
	})
}
