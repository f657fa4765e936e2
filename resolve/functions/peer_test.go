package functions_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clockwork-hcl/cw/resolve/functions"
)

// morePeerExpressions are compared too: corners that no example shows.
var morePeerExpressions = []string{
	`abs(-0)`, `ceil(-0.5)`, `floor(-0.5)`, `max(1.5, -2)`, `signum(-3)`, `log(0, 10)`, `log(-1, 2)`, `log(2, 1)`, `pow(10, 400)`, `pow(-1, 0.5)`, `signum(0.5)`, `contains([null, 1], 2)`, `contains([1], null)`, `parseint("-zZ", 62)`, `parseint("0xff", 16)`, `pow(2, 0.5)`, `pow(2, 100)`, `pow(-2, 3)`,
	`chomp("a\r\nb\r\n\n\r")`, `chomp("")`, `endswith("a", "")`, `format("%5.1f|%-8s|%08d|%+.2e|%X|%o|%b", 3.14159, "é", -42, 12345.678, 255, 8, 5)`,
	`format("%s %s", "x", 1)`, `format("%d", "12")`, `format("%v", {a = [1, "x", null]})`, `format("%.3s|%5s|", "äöüß", "ä")`, `format("%t %t", "true", false)`, `format("%d", 1.5)`,
	`format("%s", null)`, `format("%[3]s", "a")`, `format("%s")`, `format("%s", "a", "b")`, `format("%q", "a\"\n<é")`, `format("%g %G %e", 1e21, 1e-7, 0.1)`, `format("%5%|%%")`, `format("%z", 1)`,
	`formatlist("%s-%s", ["a", "b"], ["c", "d"])`, `formatlist("%s", [])`, `formatlist("%s-%s", ["a"], ["c", "d"])`, `formatlist("x")`, `formatlist("%s", "a")`, `formatlist("%s=%d", toset(["a", "b"]), 3)`,
	`indent(0, "a\nb")`, `indent(3, "")`, `join(",", [1, true, "a"])`, `join("", ["a"], ["b", "c"])`, `join(",", [null])`, `join(",", "a")`, `lower("ÄÖÜẞİ")`, `upper("straße")`,
	`regex("(a)(b)?", "a")`, `regex("(?P<x>a)(b)", "ab")`, `regex("[", "a")`, `regex("^$", "")`, `regexall("(?P<k>\\w)=(?P<v>\\w)", "a=1,b=2")`, `regexall("", "abc")`, `regexall("(a)|b", "ab")`,
	`replace("aaa", "aa", "b")`, `replace("abc", "", "-")`, `replace("abc", "/", "-")`, `replace("a/b", "//", "-")`, `replace("abc", "/(?P<x>b)/", "[$${x}]")`, `replace("abc", "/b/", "$0$0")`, `replace("a.b", "/\\./", "$$")`,
	`split("", "äb")`, `split("x", "")`, `startswith("", "")`, `strrev("noël🇩🇪")`, `substr("hello", 2, 0)`, `substr("hello", -3, 2)`, `substr("hello", 10, 2)`, `substr("hello", 0, -1)`, `substr("hello", -10, 3)`,
	`title("it's a ünicode-word")`, `trim("", "x")`, `trimspace("\u00a0 x \t")`, `trimprefix("aa", "a")`, `trimsuffix("aa", "a")`,
	`alltrue([null])`, `alltrue(["x"])`, `anytrue([null, true])`, `chunklist([], 2)`, `chunklist(["a"], -1)`, `chunklist(["a"], 1.5)`, `coalesce()`, `coalesce("", null)`, `coalesce([], ["a"])`, `coalesce({}, "hello")`, `coalesce(null, "", 5)`,
	`coalescelist()`, `coalescelist([], [])`, `coalescelist(null, ["a"])`, `coalescelist("a")`, `compact([])`, `compact([1, ""])`, `concat()`, `concat(["a"], [1], [])`, `concat(tolist(["a"]), tolist([1]))`, `concat(["a"], toset(["b"]))`, `concat("a")`,
	`contains(["1"], 1)`, `contains([1, 2], 1)`, `contains(toset(["a"]), "a")`, `contains([null], null)`, `contains("abc", "a")`, `contains([], "a")`, `distinct([])`, `distinct([1, "1", 1])`, `distinct([null, null, "a"])`, `distinct([{a = 1}, {a = 1}])`,
	`element([], 0)`, `element(["a", "b"], -3)`, `element(["a"], 1.5)`, `element(toset(["a"]), 0)`, `element({a = 1}, 0)`, `flatten("a")`, `flatten([])`, `flatten([1, [null], [toset(["b", "a"])], {a = [1]}])`, `flatten([null, ["a"]])`, `flatten({a = 1})`,
	`index(["a"], "b")`, `index([], "b")`, `index([1, 2], 2)`, `index(["1"], 1)`, `index("a", "a")`, `index(toset(["a"]), "a")`, `keys({})`, `keys(tomap({b = 1, a = 2}))`, `keys([])`, `length(null)`, `length(5)`, `length(toset(["a", "a"]))`, `length("")`, `length("noël")`,
	`lookup({a = 1}, "b")`, `lookup({}, "b", null)`, `lookup({a = 1}, "b", "x")`, `lookup(tomap({a = 1}), "b", "x")`, `lookup(tomap({a = 1}), "b", "2")`, `lookup(tomap({a = "x"}), "b", 2)`, `lookup(["a"], "b", 1)`, `lookup({a = null}, "a", 1)`, `lookup({a = 1}, "a", 1, 2)`,
	`matchkeys(["a", "b"], ["x", "y"], [])`, `matchkeys(["a"], ["x", "y"], ["x"])`, `matchkeys([1, 2], [1, 2], ["1"])`, `matchkeys(["a"], ["x"], [["x"]])`, `merge()`, `merge({}, {})`, `merge(null, {a = 1})`, `merge(null)`, `merge({a = 1}, ["a"])`, `merge(tomap({a = 1}), tomap({b = 2}))`, `merge({a = {b = 1}}, {a = {c = 2}})`,
	`one(["a", "b"])`, `one("a")`, `one(null)`, `one([null])`, `one({a = 1})`, `range()`, `range(-2)`, `range(0, 10, 0)`, `range(0, 10, -1)`, `range(10, 0, 1)`, `length(range(1024))`, `range(1025)`, `range(1, 2, 0.25)`, `range(5, 5)`, `reverse([])`, `reverse(toset(["b", "a"]))`, `reverse("ab")`,
	`setintersection([], ["a"])`, `setintersection(["1"], [1])`, `setintersection(["a"])`, `setproduct(["a"])`, `setproduct(toset(["a"]), ["b", "c"])`, `setproduct([], [])`, `setproduct("a", ["b"])`, `setproduct([["a"], "b"], ["c"])`, `setsubtract(["a", "a"], ["b"])`, `setsubtract([1], ["1"])`, `setunion([])`, `setunion([1], ["a"])`, `setunion(["a"], [["b"]])`,
	`slice(["a"], 0, 2)`, `slice(["a", "b"], 1, 0)`, `slice(["a"], -1, 1)`, `slice(["a"], 1, 1)`, `slice(toset(["a"]), 0, 1)`, `sort([])`, `sort(["B", "a", "ä", "b"])`, `sort([null])`, `sum([])`, `sum(["1", 2])`, `sum([1, "x"])`, `sum(toset([1, 1, 2]))`, `sum([null])`, `sum(5)`, `sum([0.1, 0.2])`, `sum({a = 1})`,
	`transpose({})`, `transpose({a = []})`, `transpose({b = ["x"], a = ["x", "x"]})`, `transpose({a = [null]})`, `transpose({a = "x"})`, `values({})`, `values(tomap({b = 1, a = 2}))`, `values([])`, `zipmap([], [])`, `zipmap(["a"], [])`, `zipmap(["a", "a"], [1, 2])`, `zipmap(["a"], toset([1]))`, `zipmap(["a", "b"], [1, "x"])`,
	`base64decode("!")`, `base64decode("/w==")`, `base64decode("")`, `base64encode("ü")`, `base64gzip("")`, `base64gzip("Hello World")`, `csvdecode("")`, `csvdecode("a,a\n1,2")`, `csvdecode("a,b\n1")`, `csvdecode("a")`, `csvdecode("a\n\"x")`, `csvdecode("a;b\r\n1;2\r\n")`,
	`jsondecode("")`, `jsondecode("{\"a\":1,\"a\":2}")`, `jsondecode("1e3")`, `jsondecode("[1,\"a\",{}]")`, `jsondecode("nul")`, `jsondecode("{} {}")`, `jsondecode("\"\\u00e9\"")`, `jsondecode("12345678901234567890.5")`, `jsonencode(null)`, `jsonencode(1.10)`, `jsonencode("é\u2028")`, `jsonencode(100000000000000000000)`, `jsonencode(0.1)`, `jsonencode(1e-10)`,
	`textdecodebase64("/w==", "UTF-8")`, `textdecodebase64("YQ==", "nope")`, `textencodebase64("☃", "ISO-8859-1")`, `textencodebase64("a", "windows-1252")`, `textencodebase64("日本", "Shift_JIS")`, `urlencode("a/b?c=ü&~-_.*")`,
	`yamldecode("")`, `yamldecode("a: 1\na: 2\n")`, `yamldecode("---\na\n---\nb\n")`, `yamldecode("{a: &foo [1, *foo, 3]}")`, `yamldecode("{a: !not-supported foo}")`, `yamldecode("a: yes\nb: 0x1f\nc: 1_000\nd: 2024-01-01\ne: ~\nf: .inf\n")`, `yamldecode("1: a")`, `yamldecode("a: |\n  x\n  y\n")`, `yamldecode("<<: {a: 1}\nb: 2")`, `yamldecode("a: b: c")`, `yamldecode("[a")`,
	`yamlencode(null)`, `yamlencode("a: b")`, `yamlencode([])`, `yamlencode({})`, `yamlencode({a = null, b = "yes", c = "1", d = "multi\nline\n", e = 1.5, f = [[1], []]})`, `yamlencode(toset(["b", "a"]))`,
	`basename("/")`, `basename("a/")`, `dirname("/")`, `dirname("a")`, `dirname("a/")`, `pathexpand("a/~")`, `pathexpand("~")`, `pathexpand("~other/x")`, `fileexists("files")`, `file("nothing.txt")`, `fileset("nothing", "*")`, `fileset(".", "files/../*.txt")`, `fileset(".", "[")`, `fileset("files", "../*.txt")`, `fileset(".", "files/h?llo.txt")`, `fileset(".", "**/*.txt")`, `templatefile("hello.txt", {})`, `templatefile("backends.tftpl", {port = 1})`, `templatefile("hello.txt", "x")`, `templatefile("hello.txt", {"a b" = 1})`,
	`formatdate("YYYY-MM-DD'T'hh:mm:ssZ", "2018-01-02T23:12:01Z")`, `formatdate("X", "2018-01-02T23:12:01Z")`, `formatdate("'", "2018-01-02T23:12:01Z")`, `formatdate("h", "2018-01-02 23:12:01Z")`, `formatdate("AA H M D E", "2018-01-02T00:12:01Z")`, `formatdate("AA H M D EEE", "2018-01-02T00:12:01Z")`, `formatdate("YY", "2018-13-02T00:12:01Z")`, `timeadd("2017-11-22T00:00:00Z", "1d")`, `timeadd("x", "1h")`, `timeadd("2017-11-22T00:00:00+02:00", "-1h30m10s")`, `timecmp("x", "2017-11-22T00:00:00Z")`, `timecmp("2017-11-22T00:00:00.5Z", "2017-11-22T00:00:00Z")`,
	`uuidv5("nope", "x")`, `cidrhost("10.0.0.0/30", 4)`, `cidrhost("10.0.0.0/30", -5)`, `cidrhost("10.0.0.0", 1)`, `cidrhost("010.001.0.0/8", 1)`, `cidrhost("10.0.0.0/8", 1.5)`, `cidrhost("fd00::/8", 18446744073709551616)`, `cidrnetmask("fd00::/8")`, `cidrnetmask("10.0.0.0/0")`, `cidrsubnet("10.0.0.0/24", 9, 0)`, `cidrsubnet("10.0.0.0/24", 0, 0)`, `cidrsubnet("10.0.0.0/24", 2, 4)`, `cidrsubnet("10.0.0.7/24", 2, 3)`, `cidrsubnet("10.0.0.0/24", -1, 0)`, `cidrsubnets("10.0.0.0/24")`, `cidrsubnets("10.0.0.0/24", 0)`, `cidrsubnets("10.0.0.0/24", 1, 1, 1)`, `cidrsubnets("10.0.0.0/24", 9)`, `cidrsubnets("x", 1)`,
	`can(1 / 0)`, `try()`, `try(1 / 0)`, `try(null, 1)`, `tobool("no")`, `tobool(1)`, `tonumber("no")`, `tonumber("0x10")`, `tonumber("1e2")`, `tonumber(true)`, `tostring([])`, `tostring(1.50)`, `tostring(1e30)`, `tolist({a = 1})`, `tolist([1, [2]])`, `tolist("a")`, `tolist(null)`, `tolist([])`, `tomap([1])`, `tomap({a = 1, b = []})`, `tomap({})`, `toset([1, "1"])`, `toset({a = 1})`, `toset([[1], [1]])`, `issensitive([sensitive("a")])`,
}

// The examples, and the corners above, have the value that Terraform's or
// OpenTofu's console gives them, or are an error there too.
func TestPeer(t *testing.T) {
	peer, err := exec.LookPath("terraform")
	if err != nil {
		peer, err = exec.LookPath("tofu")
	}
	if err != nil {
		t.Skip("compares with Terraform or OpenTofu, and neither terraform nor tofu is on PATH")
	}
	var expressions []string
	for _, row := range functions.Rows {
		for _, e := range row.Examples {
			if row.Peer == functions.PeerBoth && !strings.Contains(e.Expr, "secret(") {
				expressions = append(expressions, e.Expr)
			}
		}
	}
	expressions = append(expressions, morePeerExpressions...)
	dir := exampleDir(t)
	theirs := peerResults(t, peer, dir, expressions)
	ours := ourResults(t, dir, expressions)
	for i, e := range expressions {
		if reason, ok := differs[e]; ok {
			if ours[i] == theirs[i] && filepath.Base(peer) == "terraform" {
				t.Errorf("%s = %s as Terraform has it, so it needs no reason: %s", e, ours[i], reason)
			}
			continue
		}
		if ours[i] != theirs[i] {
			t.Errorf("%s = %s, but %s has %s", e, ours[i], filepath.Base(peer), theirs[i])
		}
	}
	t.Logf("compared %d expressions, of which %d are meant to differ", len(expressions), len(differs))
}

// differs holds the expressions for which cw is meant to differ.
var differs = map[string]string{
	`format("%#v", null)`:              "OpenTofu's documentation has \"null\"",
	`format("%s", null)`:               "null is no text, and will not become one",
	`element(["a", "b", "c"], -1)`:     "OpenTofu counts from the end",
	`element(["a", "b"], -3)`:          "OpenTofu counts from the end",
	`signum(0.5)`:                      "the sign of a fraction is as well known",
	`contains([1], null)`:              "null can be looked for",
	`contains([null], null)`:           "null can be looked for",
	`cidrsubnet("10.0.0.0/24", -1, 0)`: "a shorter prefix is no subnet",
}

// shown is the JSON of an expression, or "error", as text.
func shown(expression string) string {
	return fmt.Sprintf(`try(jsonencode(%s), "error")`, expression)
}

// peerResults asks one console for all at once. Where one result is unknown all
// are, so it then asks for each half.
func peerResults(t *testing.T, peer, dir string, expressions []string) []string {
	t.Helper()
	all := make([]string, len(expressions))
	for i, e := range expressions {
		all[i] = shown(e)
	}
	cmd := exec.Command(peer, "-chdir="+dir, "console")
	cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1", "HOME=/home/steve")
	cmd.Stdin = strings.NewReader("base64encode(jsonencode([" + strings.Join(all, ", ") + "]))\n")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	line := strings.Trim(strings.TrimSpace(string(out)), `"`)
	half := len(expressions) / 2
	switch {
	case err != nil:
		t.Fatalf("%s console: %s\n%s", peer, err, stderr.String())
	case line == "(known after apply)" && half == 0:
		return []string{"unknown"}
	case line == "(known after apply)":
		return append(peerResults(t, peer, dir, expressions[:half]), peerResults(t, peer, dir, expressions[half:])...)
	}
	encoded, err := base64.StdEncoding.DecodeString(line)
	if err != nil {
		t.Fatalf("%s: %s", err, out)
	}
	var results []string
	if err := json.Unmarshal(encoded, &results); err != nil {
		t.Fatal(err)
	}
	return results
}

func ourResults(t *testing.T, dir string, expressions []string) []string {
	t.Helper()
	ctx := contextFor(dir, nil)
	results := make([]string, len(expressions))
	for i, e := range expressions {
		v, diags := evaluate(t, ctx, shown(e))
		if diags.HasErrors() {
			t.Fatalf("%s: %s", e, diags)
		}
		results[i] = "unknown"
		if v.IsKnown() {
			results[i] = v.AsString()
		}
	}
	return results
}
