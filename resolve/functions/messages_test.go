package functions_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// notOurs are words that no message has: they belong to the libraries, or to
// mistakes of our own.
var notOurs = regexp.MustCompile(`(?i)\bcty\b|\bnil\b|interface|panic|goroutine|runtime|golang|reflect|strconv|0x[0-9a-f]{6}|%!|bug in cw|DynamicPseudo|gzip: |illegal base64|EOF|\.go:`)

// testdata/messages.txt has wrong uses, each with its message beside it.
func TestMessages(t *testing.T) {
	const golden = "testdata/messages.txt"
	content, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	dir := exampleDir(t)
	write(t, filepath.Join(dir, "raw"), "\xff\xfe")
	write(t, filepath.Join(dir, "loop.tftpl"), `${templatefile("loop.tftpl", {})}`)
	write(t, filepath.Join(dir, "bad.tftpl"), "a\n${b")
	write(t, filepath.Join(dir, "fails.tftpl"), "a\n${upper([])}")
	write(t, filepath.Join(dir, "hole.tftpl"), `${complete("x")}`)
	ctx := contextFor(dir, map[string]cty.Value{"infinite": cty.PositiveInfinity})
	var out strings.Builder
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=> ") {
			continue
		}
		out.WriteString(line + "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		v, diags := evaluate(t, ctx, line)
		if !diags.HasErrors() {
			t.Errorf("%s is no mistake, but %#v", line, v)
			continue
		}
		for _, d := range diags {
			message := strings.ReplaceAll(d.Detail, dir, "DIR")
			if found := notOurs.FindString(message); found != "" {
				t.Errorf("%s: the message has %q: %s", line, found, message)
			}
			out.WriteString("=> " + message + "\n")
		}
		out.WriteString("\n")
	}
	if *update {
		write(t, golden, out.String())
		return
	}
	if got := out.String(); got != string(content) {
		t.Errorf("the messages differ from %s; go test -update shows how:\n%s", golden, firstDifference(string(content), got))
	}
}

func firstDifference(want, got string) string {
	wantLines, gotLines := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(wantLines), len(gotLines)) {
		if wantLines[i] != gotLines[i] {
			return "want " + wantLines[i] + "\n got " + gotLines[i]
		}
	}
	return "one is longer"
}

// No message quotes an argument that is sensitive, not even a part of it.
func TestMessagesHideSecrets(t *testing.T) {
	dir := exampleDir(t)
	secret := func(s string) cty.Value { return cty.StringVal(s).Mark(schema.Sensitive) }
	ctx := contextFor(dir, map[string]cty.Value{
		"s": secret("hunter2 hunter2"),
		"o": cty.ObjectVal(map[string]cty.Value{"a": secret("hunter2")}),
		"l": cty.ListVal([]cty.Value{secret("hunter2"), cty.StringVal("x")}),
	})
	for _, source := range []string{
		`jsondecode(s)`, `yamldecode("{${s}")`, `csvdecode("a,a\n${s}")`, `base64decode(s)`, `tonumber(s)`, `tobool(s)`, `tonumber(l[0])`, `file(s)`, `fileexists("${s}/\u0000")`,
		`templatefile(s, {})`, `templatestring(s, 5)`, `templatestring("$${${s}}", {})`, `regex(s, "x")`, `regex("[${s}", "x")`, `cidrhost(s, 1)`, `cidrsubnet("10.0.0.0/8", s, 1)`,
		`timeadd(s, "1h")`, `timeadd("2020-01-01T00:00:00Z", s)`, `formatdate(s, "2020-01-01T00:00:00Z")`, `parseint(s, 10)`, `urldecode("%zz${s}")`, `uuidv5(s, "x")`, `env(s)`,
		`lookup({}, s)`, `lookup(o, s)`, `rsadecrypt(s, s)`, `textencodebase64("a", s)`, `index(l, "y")`, `zipmap(l, [1])`, `coalesce(s, [])`, `format(s, 1)`, `format("%d", s)`,
		`formatlist("%d", l)`, `templatestring("$${x.y}", { x = s })`, `templatestring("$${jsondecode(x)}", { x = s })`, `try(jsondecode(s))`, `pathexpand("~${s}")`, `fileset(".", "[${s}")`,
		`sum(l)`, `convert(s, number)`, `convert(o, object({ a = number }))`, `max(s, 1)`, `assumestringprefix(s, "x")`, `assumeequal(s, "x")`, `transpose(o)`, `merge(o, s)`, `timecmp(s, s)`,
	} {
		_, diags := evaluate(t, ctx, source)
		if !diags.HasErrors() {
			t.Errorf("%s is no mistake", source)
		}
		for _, d := range diags {
			if strings.Contains(d.Detail, "hunter") || strings.Contains(d.Detail, "nter2") {
				t.Errorf("%s: the message quotes the secret: %s", source, d.Detail)
			}
		}
	}
}
