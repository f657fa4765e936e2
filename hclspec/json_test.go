package hclspec

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// TestJSON runs the archives in testdata/json: of the files of a configuration
// become "outline" and "messages". If one is written in both forms, as
// main.cw.hcl and main.cw.json, it has to give the same tree.
func TestJSON(t *testing.T) {
	for _, file := range glob(t, "testdata/json/*.txtar") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts, native := map[string][]byte{}, []byte(nil)
			for _, f := range archive.Files {
				if IsJSON(f.Name) {
					texts[f.Name] = f.Data
				}
				if strings.HasSuffix(f.Name, Suffix) {
					native = f.Data
				}
			}
			cfg, diags := LoadSources(".", texts)
			var messages bytes.Buffer
			if err := diag.WriteText(&messages, diags, cfg.Files, diag.TextOptions{Width: 100}); err != nil {
				t.Fatal(err)
			}
			golden(t, file, archive, "outline", outline(cfg))
			golden(t, file, archive, "messages", messages.String())
			if native != nil {
				compareForms(t, native, texts["main.cw.json"])
			}
		})
	}
}

// compareForms compares the trees of a configuration in both forms but for
// where things stand.
func compareForms(t *testing.T, native, inJSON []byte) {
	t.Helper()
	trees := make([]*hclsyntax.Body, 2)
	for i, s := range []*source{{name: "main.cw.hcl"}, {name: "main.cw.json"}} {
		s.read = func() ([]byte, error) { return [][]byte{native, inJSON}[i], nil }
		parse([]*source{s})
		if len(s.diags)+len(s.shape) > 0 {
			t.Fatal(s.diags, s.shape)
		}
		trees[i] = s.body
	}
	same := cmp.Options{
		cmpopts.IgnoreTypes(hcl.Range{}),
		cmpopts.IgnoreUnexported(hclsyntax.Body{}, hclsyntax.Block{}, hclsyntax.Attribute{}, hclsyntax.AnonSymbolExpr{}),
		cmpopts.EquateEmpty(),
		cmp.Comparer(func(a, b cty.Value) bool { return a.RawEquals(b) }),
		cmp.Comparer(func(a, b *hclsyntax.Operation) bool { return a == b }),
		cmp.FilterPath(func(p cmp.Path) bool {
			_, ok := p.Last().(cmp.StructField)
			return ok && p.Last().String() == ".traversal"
		}, cmp.Ignore()),
		cmpopts.IgnoreUnexported(hcl.TraverseRoot{}, hcl.TraverseAttr{}, hcl.TraverseIndex{}),
		cmp.Transformer("unwrapped", func(w *hclsyntax.TemplateWrapExpr) hclsyntax.Expression { return w.Wrapped }),
	}
	if d := cmp.Diff(trees[0].Blocks, trees[1].Blocks, same); d != "" {
		t.Errorf("the trees differ (-native +JSON):\n%s", d)
	}
}

// Ranges in a text count its escapes as they are written.
func TestJSONPlacesInTexts(t *testing.T) {
	const src = `{"locals": {
  "plain":   "${var.first}",
  "escaped": "a\n\"b\"\u00e9\ud83d\ude00${lookup(var.second, \"k\")}é${var.third}",
  "nested":  "\t${[for x in var.fourth : \"${x}\\n${var.fifth}\"][0].sixth}"
}}`
	cfg, diags := LoadBytes("x.cw.json", []byte(src))
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	var got []string
	for _, l := range cfg.Locals {
		for _, traversal := range l.Value.Variables() {
			at := traversal.SourceRange()
			got = append(got, string(at.SliceBytes([]byte(src))))
			if want := strings.Count(src[:at.Start.Byte], "\n") + 1; at.Start.Line != want {
				t.Errorf("%s is said to be in line %d, not %d", got[len(got)-1], at.Start.Line, want)
			}
			line := src[strings.LastIndexByte(src[:at.Start.Byte], '\n')+1 : at.Start.Byte]
			if want := len([]rune(line)) + 1; at.Start.Column != want {
				t.Errorf("%s is said to be in column %d, not %d", got[len(got)-1], at.Start.Column, want)
			}
		}
	}
	if d := cmp.Diff([]string{"var.first", "var.second", "var.third", "var.fourth", "var.fifth"}, got); d != "" {
		t.Error(d)
	}
	v, valueDiags := cfg.Locals[1].Value.(*hclsyntax.TemplateExpr).Parts[0].Value(nil)
	if valueDiags.HasErrors() || v.AsString() != "a\n\"b\"é😀" {
		t.Errorf("the text before the first interpolation is %#v", v)
	}
}

// Each text has one mistake, and gives one error at the place marked by «».
func TestJSONMistakes(t *testing.T) {
	for name, c := range map[string]struct{ text, code, says string }{
		"empty":                {"«»", "CW0101", "{}"},
		"blank":                {" \n\t«»", "CW0101", "{}"},
		"top level":            {`«"x"»`, "CW0108", "object"},
		"list of numbers":      {`[{}, «1»]`, "CW0108", "object"},
		"behind the end":       {`{} «}»`, "CW0101", "too many"},
		"trailing in object":   {`{"locals": {"a": 1«,»}}`, "CW0101", "comma"},
		"trailing in list":     {`{"locals": {"a": [1, 2«,»]}}`, "CW0101", "comma"},
		"leading comma":        {`{«,»"locals": {}}`, "CW0101", "comma"},
		"two commas":           {`{"locals": {"a": [1,«,» 2]}}`, "CW0101", "comma"},
		"only a comma":         {`{"locals": {"a": [«,»]}}`, "CW0101", "comma"},
		"no comma":             {"{\"locals\": {\"a\": 1«»\n\"b\": 2}}", "CW0101", "comma"},
		"no comma, no value":   {`{"locals": {"a": 1 «;» "b": 2}}`, "CW0101", "comma"},
		"no colon":             {`{"locals"«» {"a": 1}}`, "CW0101", "colon"},
		"equals sign":          {`{"locals" «=» {"a": 1}}`, "CW0101", "colon"},
		"no value":             {`{"locals": {"a": «»}}`, "CW0101", "value"},
		"no value at the end":  {`{"locals": {"a":«»`, "CW0101", "ends"},
		"unclosed":             {`{"locals": «{»"a": 1`, "CW0101", "never closed"},
		"unclosed list":        {`{"locals": {"a": «[»1, 2`, "CW0101", "never closed"},
		"wrong bracket":        {`{"locals": {"a": [1, 2«}»}`, "CW0101", "closed by"},
		"unclosed text":        {"{\"locals\": {\"a\": «\"b}}»\n}", "CW0101", "not closed"},
		"NaN":                  {`{"locals": {"a": «NaN»}}`, "CW0101", "null"},
		"True":                 {`{"locals": {"a": «True»}}`, "CW0101", "true"},
		"reference":            {`{"locals": {"a": «var.x»}}`, "CW0101", `"${var.x}"`},
		"leading zero":         {`{"locals": {"a": «007»}}`, "CW0101", "zero"},
		"hexadecimal":          {`{"locals": {"a": «0x1f»}}`, "CW0101", "number"},
		"plus":                 {`{"locals": {"a": «+1»}}`, "CW0101", "number"},
		"no digit":             {`{"locals": {"a": «1.»}}`, "CW0101", "number"},
		"large exponent":       {`{"locals": {"a": «1e999999999»}}`, "CW0101", "exponent"},
		"single quotes":        {`{"locals": {"a": «'x'»}}`, "CW0101", "double"},
		"name in no quotes":    {`{"locals": {«a»: 1}}`, "CW0101", `"a"`},
		"name is a number":     {`{"locals": {«1»: 1}}`, "CW0101", "name"},
		"escape":               {`{"locals": {"a": "x«\q»"}}`, "CW0101", "backslash"},
		"unicode escape":       {`{"locals": {"a": "x«\u»12g4"}}`, "CW0101", "hexadecimal"},
		"half a character":     {`{"locals": {"a": "x«\ud800» "}}`, "CW0101", ""},
		"tab in a text":        {"{\"locals\": {\"a\": \"x«\t»y\"}}", "CW0101", "\\t"},
		"NUL":                  {"{\"locals\": {\"a\": \"x«\x00»y\"}}", "CW0101", "0x00"},
		"NUL outside":          {"{«\x00»}", "CW0101", "name"},
		"comment":              {"{\n«// why»\n\"locals\": {}}", "CW0101", `"//"`},
		"hash comment":         {"{\n\"locals\": {} «# why»\n}", "CW0101", `"//"`},
		"block comment":        {"{\n«/* why»\nnot */ \"locals\": {}}", "CW0101", `"//"`},
		"unclosed comment":     {`{} «/* why»`, "CW0101", `"//"`},
		"duplicate":            {"{\"locals\": {\"a\": 1},\n «\"locals\"»: {\"b\": 2}}", "CW0104", "line 1"},
		"duplicate in a value": {`{"locals": {"a": {"x": 1, «"x"»: 2}}}`, "CW0104", "line 1"},
		"duplicate by escape":  {`{"locals": {"a": 1, «"\u0061"»: 2}}`, "CW0104", "line 1"},
		"conflict":             {"{\n«<<<<<<< ours»\n=======\n>>>>>>> theirs\n}", "CW0107", "git"},
		"encoding":             {"{\"a«\xff»\": 1}", "CW0002", "UTF-8"},

		"text for a block":    {`{"resource": «"file"»}`, "CW0108", "object"},
		"text for labels":     {`{"resource": {"file": «"x"»}}`, "CW0108", "label"},
		"text for a body":     {`{"resource": {"file": {"x": «true»}}}`, "CW0108", "object"},
		"numbers for bodies":  {`{"variable": {"x": [{}, «1»]}}`, "CW0108", "object"},
		"text for nested":     {`{"resource": {"file": {"x": {"lifecycle": «"no"»}}}}`, "CW0108", "object"},
		"unknown block":       {`{"«resouce»": {"file": {"x": {}}}}`, "CW0102", "resource"},
		"unknown argument":    {`{"variable": {"x": {"«defualt»": 1}}}`, "CW0103", "default"},
		"argument at the top": {`{"«region»": "eu"}`, "CW0103", "locals"},
		"name of an argument": {`{"locals": {«"a b"»: 1}}`, "CW0106", "letters"},
		"label":               {`{"resource": {"file": {«"a b"»: {}}}}`, "CW0106", "name"},
		"no reference":        {`{"composite": {"c": {"connect": [«"a b"»]}}}`, "CW0108", "references"},
		"not a list":          {`{"composite": {"c": {"connect": "«file.x»"}}}`, "CW0108", "list"},
		"expression":          {`{"locals": {"a": "é\n${1 +«}»"}}`, "CW0101", ""},
		"open interpolation":  {`{"locals": {"a": "x${«»"}}`, "CW0101", ""},
		"type":                {`{"variable": {"x": {"type": "list(«»"}}}`, "CW0101", ""},
	} {
		t.Run(name, func(t *testing.T) {
			src := strings.NewReplacer("«", "", "»", "").Replace(c.text)
			start := strings.Index(c.text, "«")
			end := strings.Index(c.text, "»") - len("«")
			_, diags := LoadBytes("x.cw.json", []byte(src))
			if len(diags) != 1 || string(diag.CodeOf(diags[0])) != c.code || !strings.Contains(diags[0].Detail, c.says) {
				t.Fatalf("%v, want one %s that says %q", diags, c.code, c.says)
			}
			if at := diags[0].Subject; at.Start.Byte != start || at.End.Byte != end {
				t.Errorf("%q: it stands at %d to %d, not %d to %d", diags[0].Error(), at.Start.Byte, at.End.Byte, start, end)
			}
		})
	}
}

// After a small mistake reading goes on: all of them are told.
func TestJSONTellsAllMistakes(t *testing.T) {
	_, diags := LoadBytes("x.cw.json", []byte("{\n\"locals\": {\"a\": 01, \"b\": NaN,},\n\"locals\": {},\n// c\n\"variable\": {'v': {\"default\" = 1}},\n\"output\": {\"o\": {\"value\": \"${1 +}\"}}\n}"))
	var got []int
	for _, d := range diags {
		got = append(got, d.Subject.Start.Line)
	}
	if d := cmp.Diff([]int{2, 2, 2, 3, 4, 5, 5, 6}, got); d != "" {
		t.Errorf("%s\n%v", d, diags)
	}
}

func TestJSONWithByteOrderMarkAndCRLF(t *testing.T) {
	cfg, diags := LoadBytes("x.cw.json", []byte("\xef\xbb\xbf{\r\n  \"locals\": {\r\n    \"x\": \"${var.y}\"\r\n  }\r\n}\r\n"))
	if len(diags) > 0 || len(cfg.Locals) != 1 || position(&cfg.Locals[0].Range) != "x.cw.json:3:6" {
		t.Errorf("%v, locals %v", diags, cfg.Locals)
	}
}

func TestNestedBlocks(t *testing.T) {
	const src = `{"resource": {"docker_container": {"x": {
  "upload": [{"//": "why", "source": "a", "file": "${local.b}"}, {"source": "c"}],
  "log":    {"driver": "json-file"},
  "none":   null,
  "text":   "x",
  "mixed":  [{}, 1],
  "key":    {"${local.b}": 1}
}}}}`
	cfg, diags := LoadBytes("x.cw.json", []byte(src))
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	for name, want := range map[string]int{"upload": 2, "log": 1, "none": 0, "text": -1, "mixed": -1, "key": -1} {
		blocks, ok := NestedBlocks(cfg.Root.Resources[0].Attributes[name])
		if ok != (want >= 0) || ok && len(blocks) != want {
			t.Errorf("%s: %d blocks, %t; want %d", name, len(blocks), ok, want)
		}
	}
	blocks, _ := NestedBlocks(cfg.Root.Resources[0].Attributes["upload"])
	b := blocks[0]
	if b.Type != "upload" || len(b.Body.Attributes) != 2 {
		t.Errorf("the first block is %s with %v", b.Type, b.Body.Attributes)
	}
	for want, at := range map[string]hcl.Range{
		"upload": b.TypeRange, "{": b.OpenBraceRange, "}": b.CloseBraceRange,
		`"file"`: b.Body.Attributes["file"].NameRange, "local.b": b.Body.Attributes["file"].Expr.Range(),
	} {
		if got := string(at.SliceBytes([]byte(src))); got != want {
			t.Errorf("the range of %s covers %s", want, got)
		}
	}
}

// The words of the native form are those of the JSON form.
func TestJSONKnowsTheBlocks(t *testing.T) {
	for word := range rootBlocks {
		if jsonRoot.blocks[word] == nil {
			t.Errorf("%s is no block in JSON", word)
		}
	}
	for word := range jsonRoot.blocks {
		if !rootBlocks[word] {
			t.Errorf("%s is a block in JSON only", word)
		}
	}
	for _, word := range MetaBlocks {
		if jsonRoot.blocks["resource"].blocks[word] == nil {
			t.Errorf("%s is no block of a resource in JSON", word)
		}
	}
}

func FuzzLoadJSON(f *testing.F) {
	for _, s := range []string{
		`{}`, `[{"locals": {"a": [1, -2.5e3, true, null, "x\n${var.y}", {"k": "${[for x in y : \"${x}\"]}"}]}}]`,
		`{"resource": {"file": {"x": [{"content": "\u00e9${<<E\nx\nE\n}", "lifecycle": {"ignore_changes": "all"}}]}}}`,
		`{"variable": {"v": {"type": "object({a = optional(list(string))})"}}, "x": 'y', }`, `{"a": 01 // c`,
		`{"check": {"c": {"assert": [{"condition": "${1 == 1}", "target": "file.x[\"y\"]"}]}}}`, "\xef\xbb\xbf[]", `{"a":"%{ if x }\ud83d\ude00%{ endif }"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) { checkLoad(t, "a.cw.json", src) })
}
