package hclspec

import (
	"bytes"
	"testing"
)

var formatSeeds = []string{
	"a=1\nbb  =  2\n", "x {\n a = <<EOT\n  foo ${ 1 }\nEOT\n}\n", "# c", "a = [\n1,\n2, # two\n]\n", "a=1 # x\nbbb=2 # y",
	"\xef\xbb\xbfa=1\r\nb {\r\n}\r\n", "x = foo(<<-A\n  b\n  A\n, 3)\n", "a = { b = 1, c : 2 }\n/* x\n y */ b = 1\n", "a = \"${x}%{ if y }a%{ endif }\"\n",
	"x = a ? -1 : !b\n", "locals{}\n\n\n\n\nlocals {\n}\n   ",
	"b /* c */ l \"m$n\" \"\\u00e9\" {}\n", "variable \"v\" {\n  type = \"list\"\n}\nvariable v { type = map }\n",
	"a = \"${\"${x}\"}\"\nb = \"${\n x ? 1\n : 2}\" # c\n", "a { b = \"${x # c\n}\" }\n", "a = \"${<<E\n${x}\nE\n}\"\n", "a { b = \"${<<E\nx\nE\n}\" }\n",
	"a = \"${(x)\n+(y)}\"\n", "a = \"${f(<<E\nx\nE\n)}\" /* c */\n", "a = x . 5 . 6\nb = x . 1 . e5\n", "\xef\xbb\xbf", "a = \"${~ x ~}\"\n\t\t",
}

func FuzzFormat(f *testing.F) {
	for _, s := range formatSeeds {
		f.Add([]byte(s))
	}
	for seed := range uint64(8) {
		f.Add([]byte(generateHCL(seed, 3)))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		out, diags := FormatFile("x", src)
		for _, d := range diags {
			if d.Summary == "Formatting failed" {
				t.Errorf("%q: %s", src, d.Detail)
			}
		}
		if diags.HasErrors() {
			return
		}
		checkFormatted(t, src, out)
		if whole := format(src); !bytes.Equal(out, whole) {
			t.Errorf("in pieces it becomes %q, in one go %q", out, whole)
		}
	})
}
