package hclspec

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Texts that would overflow the stack or eat time and memory end quickly, in
// one error.
func TestBombs(t *testing.T) {
	const n = 1 << 20
	times := strings.Repeat
	for name, c := range map[string]struct{ text, summary string }{
		"lists":               {"a = " + times("[", n), "Nested too deeply"},
		"blocks":              {times("a {\n", n/2), "Nested too deeply"},
		"objects":             {"locals {\n  a = " + times("{ a = ", n/2), "Nested too deeply"},
		"parentheses":         {"locals {\n  a = " + times("(", n), "Nested too deeply"},
		"calls":               {"locals {\n  a = " + times("f(", n/4) + times(")", n/4) + "\n}\n", "Nested too deeply"},
		"calls behind texts":  {"locals {\n  a = " + times("f(\"))\", ", n/8), "Nested too deeply"},
		"lists behind texts":  {"locals {\n  a = " + times(`["]",`, n/8), "Nested too deeply"},
		"for":                 {"locals {\n  a = " + times("[for x in ", n/8), "Nested too deeply"},
		"interpolations":      {"a = " + times("\"${", n/2), "Nested too deeply"},
		"heredocs":            {"a = " + times("<<A\n${", n/8), "Nested too deeply"},
		"if in a text":        {"a = \"" + times("%{if x}", n/8), "Nested too deeply"},
		"if in a heredoc":     {"a = <<A\n" + times("%{if x}\n", n/8) + times("%{endif}\n", n/8) + "A\n", "Nested too deeply"},
		"for in a heredoc":    {"a = <<A\n" + times("%{for x in y}\n", n/16), "Nested too deeply"},
		"else if":             {"a = <<A\n" + times("%{if x}%{else}\n", n/16) + times("%{endif}\n", n/16) + "A\n", "Nested too deeply"},
		"not":                 {"a = " + times("!", n), "Expression too long"},
		"minus":               {"a = " + times("- ", n), "Expression too long"},
		"minus in lines":      {"a = (" + times("-\n", n), "Expression too long"},
		"plus":                {"locals {\n  a = 1" + times("+1", n) + "\n}\n", "Expression too long"},
		"plus between texts":  {"locals {\n  a = 1" + times(`+","`, n/4) + "\n}\n", "Expression too long"},
		"plus between closed": {"locals {\n  a = 1" + times(`+"}"`, n/4) + "\n}\n", "Expression too long"},
		"plus in lines":       {"locals {\n  a = (1" + times("+\n1", n/2) + ")\n}\n", "Expression too long"},
		"plus in a for":       {"locals {\n  a = {\n # c\n for x in y : x => 1" + times("+ # c\n1", n/8) + "}\n}\n", "Expression too long"},
		"plus with calls":     {"locals {\n  a = 1" + times("+f(1,2)", n/8) + "\n}\n", "Expression too long"},
		"and":                 {"locals {\n  a = true" + times("&&true", n/8) + "\n}\n", "Expression too long"},
		"equal":               {"locals {\n  a = 1" + times("==1", n/4) + "\n}\n", "Expression too long"},
		"conditions":          {"locals {\n  a = " + times("x?1:", n/4) + "1\n}\n", "Expression too long"},
		"conditions inside":   {"locals {\n  a = " + times("x?", n/4) + times("1:", n/4) + "1\n}\n", "Expression too long"},
		"attributes":          {"locals {\n  a = x" + times(".a", n) + "\n}\n", "Expression too long"},
		"legacy indexes":      {"locals {\n  a = x" + times(".0", n) + "\n}\n", "Number too long"},
		"indexes":             {"locals {\n  a = x" + times("[a]", n/4) + "\n}\n", "Expression too long"},
		"text indexes":        {"locals {\n  a = x" + times(`["a"]`, n/4) + "\n}\n", "Expression too long"},
		"splats":              {"locals {\n  a = x" + times("[*]", n/4) + "\n}\n", "Expression too long"},
		"attribute splats":    {"locals {\n  a = x" + times(".*.a", n/4) + "\n}\n", "Expression too long"},
		"sum of both":         {"locals {\n  a = " + times("("+times("1+", 900), 500), "Expression too long"},
		"many words":          {"locals {\n  a = [" + times("1,", 2*n) + "]\n}\n", "Too much in one file"},
		"many blocks":         {times("locals {\n}\n", n), "Too much in one file"},
		"many labels":         {"resource " + times("\"a\" ", n) + "{\n}\n", "Too much in one file"},
		"many definitions":    {"locals {\n" + times("a=1\n", n) + "}\n", "Too much in one file"},
		"many lines":          {"locals {\n  a = <<A\n" + times("a\n", n/2) + "A\n}\n", "Text too long"},
		"many dollars":        {"locals {\n  a = \"" + times("$a", n/4) + "\"\n}\n", "Text too long"},
		"digits":              {"locals {\n  a = " + times("9", 10*n) + "\n}\n", "Number too long"},
		"digits behind":       {"locals {\n  a = 0." + times("9", n) + "\n}\n", "Number too long"},
		"exponent":            {"locals {\n  a = 1e999999999\n}\n", "Number too long"},
		"negative exponent":   {"locals {\n  a = 1.5E-99999\n}\n", "Number too long"},
	} {
		t.Run(name, func(t *testing.T) { checkBomb(t, "x.cw.hcl", c.text, c.summary) })
	}
}

func TestBombsInJSON(t *testing.T) {
	const n = 1 << 20
	times := strings.Repeat
	local := func(text string) string { return `{"locals": {"a": ` + text + `}}` }
	for name, c := range map[string]struct{ text, summary string }{
		"lists":            {times("[", n), "Nested too deeply"},
		"objects":          {times(`{"a":`, n/4), "Nested too deeply"},
		"closed lists":     {local(times("[", n) + times("]", n)), "Nested too deeply"},
		"values":           {local("[" + times("1,", n) + "1]"), "Too much in one file"},
		"digits":           {local(times("9", n)), "Number too long"},
		"plus in a text":   {local(`"${1` + times("+1", n/2) + `}"`), "Expression too long"},
		"not in a text":    {local(`"${` + times("!", n/2) + `}"`), "Expression too long"},
		"lists in a text":  {local(`"${` + times("[", n/2) + `}"`), "Nested too deeply"},
		"texts in a text":  {local(`"` + times(`${\"`, n/8) + `"`), "Nested too deeply"},
		"lines in a text":  {local(`"${x}` + times(`a\n`, n/2) + `"`), "Text too long"},
		"number in a text": {local(`"${1e99999}"`), "Number too long"},
		"type":             {`{"variable": {"a": {"type": "` + times("list(", n/8) + `"}}}`, "Nested too deeply"},
		"reference":        {`{"composite": {"a": {"connect": ["${a` + times(".a", n/8) + `}"]}}}`, "Expression too long"},
	} {
		t.Run(name, func(t *testing.T) { checkBomb(t, "x.cw.json", c.text, c.summary) })
	}
}

func checkBomb(t *testing.T, name, text, summary string) {
	start := time.Now()
	_, diags := LoadBytes(name, []byte(text))
	if len(diags) != 1 || diags[0].Summary != summary {
		t.Fatalf("%d errors, the first %v; want one %q", len(diags), diags[:min(1, len(diags))], summary)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
	t.Logf("%s: %s", time.Since(start), diags[0].Subject)
}

// Many mistakes are cut off, not piled up.
func TestManyMistakes(t *testing.T) {
	for name, text := range map[string]string{
		"x.cw.hcl":  "locals {\n" + strings.Repeat("a=1\n", 100_000) + "}\n",
		"y.cw.hcl":  strings.Repeat("nonsense {\n}\n", 20_000),
		"z.cw.hcl":  strings.Repeat("locals {\n  a = )\n}\n", 50_000),
		"x.cw.json": `{"locals": {` + strings.Repeat(`"a": 01, `, 100_000) + `"b": 1}}`,
		"y.cw.json": `{"resource": [` + strings.Repeat(`1, `, 100_000) + `1]}`,
	} {
		start := time.Now()
		_, diags := LoadBytes(name, []byte(text))
		t.Logf("%s: %s", name, time.Since(start))
		if len(diags) == 0 || len(diags) > 2*maxErrors {
			t.Errorf("%s has %d errors", name, len(diags))
		}
	}
}

// What only looks deep is read.
func TestLimitsAreFarAway(t *testing.T) {
	times := strings.Repeat
	for name, text := range map[string]string{
		"signs in a comment":      "# " + times("-", 20_000) + "\nlocals {\n}\n",
		"brackets in a text":      "locals {\n  x = \"" + times("(", 20_000) + "\"\n}\n",
		"lists in a list":         "locals {\n  x = [\n" + times("    [1, -2],\n", 20_000) + "  ]\n}\n",
		"objects in an object":    "locals {\n  x = {\n" + objects(10_000) + "  }\n}\n",
		"digest":                  "locals {\n  x = \"sha256:1e99999" + times("1e12345", 8) + "\"\n}\n",
		"long digits in a text":   "locals {\n  x = \"" + times("1", 5000) + "\"\n}\n",
		"lines of a script":       "locals {\n  x = <<E\n" + times("echo \"$HOME\" $((1 + 1))\n", 2000) + "E\n}\n",
		"if beside if":            "locals {\n  x = <<E\n" + times("%{ if true }a%{ else }b%{ endif }\n", 5000) + "E\n}\n",
		"conditions side by":      "locals {\n  x = [" + times("true ? 1 : 2, ", 5000) + "]\n}\n",
		"a composite of many":     "composite \"c\" {\n" + strings.ReplaceAll(string(resources(2000)), "\n", "\n  ") + "}\n",
		"expressions, many lines": "locals {\n  x = {\n" + times("# 1 + 1\n", 10_000) + "  }\n}\n",
	} {
		if _, diags := LoadBytes("x.cw.hcl", []byte(text)); len(diags) > 0 {
			t.Errorf("%s: %v", name, diags[0])
		}
	}
}

func objects(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "    k%d = { a = local.b[%d].c, d = 1 + 2 }\n", i, i)
	}
	return b.String()
}

// What the bytes let pass, the tokens would let pass.
func FuzzExceeds(f *testing.F) {
	for _, s := range formatSeeds {
		f.Add([]byte(s))
	}
	for _, s := range []string{ // those that failed once
		"x = fo\x00L€o(", "a \x001,\n2, # two\n]\n", "\ufeffa=4\ufeff\r\rb\r", "bm$n\" \"*/\x10!\\e9\"  l \"m$n\" \"",
		"777E7E777", "E77777/T.7E777777", "8888̆888E88888", strings.Repeat("9", 600) + "." + strings.Repeat("9", 600),
	} {
		f.Add([]byte(s))
	}
	f.Add([]byte("a = <<A\n%{if x}\n${[for x in y : {for z in x : !-z.a[*] => \"${1 + 2}\"}]}\n%{endif}\nA\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		if !utf8.Valid(src) {
			return // refused before
		}
		in := &inspector{levels: []level{{lines: true}}}
		tokens, deepest := lexConfig(src), 0
		for i := range tokens {
			in.nest(tokens, i)
			in.step(tokens, i)
			deepest = max(deepest, in.depth)
		}
		sum := 0
		for _, c := range src {
			sum += int(weights[c])
		}
		if 2*deepest > sum+2*bracketSteps*strings.Count(string(src), "<<")+2*bracketSteps*strings.Count(string(src), "\"") {
			t.Errorf("%q: the tokens are %d deep, the bytes say at most %d", src, deepest, sum/2)
		}
		if most := 2*words(src) + 2; len(tokens) > most {
			t.Errorf("%q has %d tokens, not at most %d", src, len(tokens), most)
		}
		for _, token := range tokens {
			if token.Type == hclsyntax.TokenNumberLit && longNumber(token.Bytes) && !longNumberIn(src) {
				t.Errorf("%q has a long number", src)
			}
		}
	})
}

// BenchmarkExceeds is what looking for excess costs, of BenchmarkLoad.
func BenchmarkExceeds(b *testing.B) {
	pieces := split("main.cw.hcl", resources(10_000), pieceSize)
	for b.Loop() {
		for _, p := range pieces {
			if found := exceeds(p.src, lexConfig); found != nil {
				b.Fatal(found)
			}
		}
	}
}
