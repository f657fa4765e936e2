//go:build unix

package functions_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/resolve/functions"
)

// slowest is the most that anything may take, on a slow machine and with the
// race detector, which makes it ten times as slow.
const slowest = 5 * time.Second * raceFactor

// cpuTime is how long this process has computed. The clock on the wall says
// nothing where many tests share a machine.
func cpuTime(t testing.TB) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// makeBombs makes values near the limits: what a hostile configuration can bring.
func makeBombs(t testing.TB) map[string]cty.Value {
	many := make([]cty.Value, 100_000)
	mixed := make([]cty.Value, 50_000)
	for i := range many {
		many[i] = cty.StringVal(fmt.Sprint("element ", i))
	}
	for i := range mixed {
		mixed[i] = cty.NumberIntVal(int64(i))
	}
	mixed[len(mixed)-1] = cty.EmptyTupleVal
	keyed := map[string]cty.Value{}
	for _, v := range many {
		keyed[v.AsString()] = v
	}
	shared := cty.TupleVal([]cty.Value{cty.StringVal("x"), cty.StringVal("y")})
	for range 18 {
		shared = cty.TupleVal([]cty.Value{shared, shared})
	}
	long := strings.Repeat("x", 16<<20)
	aliases := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := range 12 {
		aliases += fmt.Sprintf("a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i+1, i+1, i, i, i, i, i, i, i, i)
	}
	return map[string]cty.Value{
		"many": cty.ListVal(many), "tuple": cty.TupleVal(many), "mixed": cty.TupleVal(mixed), "keyed": cty.MapVal(keyed), "shared": shared,
		"long": cty.StringVal(long), "longer": cty.StringVal(long + "x"), "lines": cty.StringVal(strings.Repeat("\n", 16<<20)), "medium": cty.StringVal(long[:1<<20]),
		"dots": cty.StringVal(strings.Repeat(".", 4096)), "lots": cty.ListVal(many[:2000]),
		"deep": cty.StringVal(strings.Repeat("[", 8<<20)), "deep_flow": cty.StringVal(strings.Repeat("{a: ", 4<<20)), "deep_block": cty.StringVal(strings.Repeat("- ", 8<<20)),
		"deep_keys": cty.StringVal(strings.Repeat("? ", 8<<20)), "wide": cty.StringVal("[" + strings.Repeat("0,", 7<<20) + "0]"), "aliases": cty.StringVal(aliases),
		"commas": cty.StringVal(strings.Repeat(",", 16<<20)), "quotes": cty.StringVal(strings.Repeat("\"", 16<<20)),
		"zipped": cty.StringVal(gzipped(t, 1<<27)), "huge": cty.MustParseNumberVal("1e100000000"), "tiny": cty.MustParseNumberVal("1e-100000000"),
		"digits": cty.StringVal(strings.Repeat("9", 1<<20)), "infinite": cty.PositiveInfinity,
	}
}

var (
	bombsOnce sync.Once
	allBombs  map[string]cty.Value
)

func bombs(t testing.TB) map[string]cty.Value {
	bombsOnce.Do(func() { allBombs = makeBombs(t) })
	return allBombs
}

// gzipped is so many zeros, compressed.
func gzipped(t testing.TB, n int) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	block := bytes.Repeat([]byte{'0'}, 1<<20)
	for range n >> 20 {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// What would take long or much memory is refused, with a reason, before it does.
func TestBombs(t *testing.T) {
	ctx := contextFor(t.TempDir(), bombs(t))
	for _, test := range []struct{ source, want string }{
		{`upper(longer)`, "longer than 16 MiB"},
		{`tolist(concat(tuple, ["x"]))`, "more than 100,000 elements"},
		{`concat(many, many)`, "more than 100,000 elements"},
		{`merge(keyed, keyed, keyed, keyed, keyed)`, "more than 400,000 elements"},
		{`setproduct(many, ["a", "b"])`, "more than 100,000 elements"},
		{`setproduct(many, many, many, many)`, "more than 100,000 elements"},
		{`setproduct(lots, lots)`, "more than 100,000 elements"},
		{`setproduct([for i in range(1000) : ["a", "b"]]...)`, "more than 100,000 elements"},
		{`range(1e9)`, "more than 1024 values"},
		{`range(0, 1, 1e-300)`, "more than 1024 values"},
		{`range(infinite)`, "infinite"},
		{`range(0, 1, 0)`, "must not be 0"},
		{`format("%1000000000d", 1)`, "above 1024"},
		{`format("%1000000000s", "x")`, "above 1024"},
		{`format("%.1000000000f", 1)`, "above 1024"},
		{`format("%99999999999999999999999s", "x")`, "above 1024"},
		{`format("%[1]*d", 5)`, ""},
		{`format("%v", shared)`, "longer than 16 MiB"},
		{`format("%s%s", long, long)`, "longer than 16 MiB"},
		{`format(join("", [for i in range(100) : "%[1]s"]), medium)`, "longer than 16 MiB"},
		{`formatlist(join("", [for i in range(1000) : "%[1]1000s"]), many)`, "longer than 16 MiB"},
		{`formatlist("%s", [for i in range(100) : medium])`, "longer than 16 MiB"},
		{`formatlist("%s%s", many, medium)`, "longer than 16 MiB"},
		{`indent(1000000, lines)`, "longer than 16 MiB"},
		{`indent(1e15, "a\nb")`, "longer than 16 MiB"},
		{`indent(9223372036854775807, "a\nb")`, "longer than 16 MiB"},
		{`join(medium, many)`, "longer than 16 MiB"},
		{`join("", [for i in range(100) : medium])`, "longer than 16 MiB"},
		{`replace(medium, "x", dots)`, "longer than 16 MiB"},
		{`replace(medium, "", dots)`, "longer than 16 MiB"},
		{`replace(medium, "/x/", dots)`, "longer than 16 MiB"},
		{`replace(medium, "/(.+)/", "${join("", [for i in range(100) : "$1"])}")`, "longer than 16 MiB"},
		{`split("", long)`, "more than 100,000 elements"},
		{`split("x", long)`, "more than 100,000 elements"},
		{`regexall("", long)`, "more than 100,000 elements"},
		{`regexall("", medium)`, "more than 100,000 elements"},
		{`regexall("x.*y|x", medium)`, "takes too long"},
		{`replace(medium, "/x.*y|x/", "")`, "the search takes too long"},
		{`regex("(x+x+)+y", long)`, "too long for a pattern"},
		{`regex("((((x{30}){30}){30}){30})", "x")`, "pattern"},
		{`regex("${join("", [for i in range(30) : "(?:a?){1000}"])}", "x")`, "20,000 steps"},
		{`regex("(?:a?){1000}(?:b?){1000}(?:c?){1000}(?:(?:d{9}){9}){9}(?:(?:(?:x{9}){9}){9}){9}", "x")`, "pattern"},
		{`regex(long, "x")`, "longer than 16384 bytes"},
		{`regex(join("", [for i in range(1000) : "("]), "x")`, "regular expression"},
		{`parseint(digits, 10)`, "1024 digits"},
		{`pow(10, 1e9)`, "too large"},
		{`ceil(huge)`, "1,200 digits"},
		{`floor(tiny)`, "1,200 digits"},
		{`format("%f", tiny)`, "1,200 digits"},
		{`tostring(huge)`, "1,200 digits"},
		{`jsonencode(huge)`, "1,200 digits"},
		{`jsonencode([huge])`, "longer than 16 MiB"},
		{`format("%v", [huge])`, "longer than 16 MiB"},
		{`sum([huge])`, "1,200 digits"},
		{`cidrhost("10.0.0.0/8", huge)`, "1,200 digits"},
		{`jsondecode("1e100000000")`, "1,200 digits"},
		{`yamldecode("1e100000000")`, "1,200 digits"},
		{`jsonencode(shared)`, "longer than 16 MiB"},
		{`yamlencode(shared)`, "longer than 16 MiB"},
		{`flatten(shared)`, "more than 100,000 elements"},
		{`tolist(mixed)`, "different types"},
		{`toset(many)`, "more than 25,000 elements"},
		{`setunion(many)`, "more than 25,000 elements"},
		{`setintersection(slice(many, 0, 20000), many)`, "more than 25,000 elements"},
		{`toset(mixed)`, "different types"},
		{`distinct(mixed)`, "different types"},
		{`coalesce(mixed...)`, "different types"},
		{`setproduct(mixed, ["a"])`, "different types"},
		{`setunion(mixed)`, "different types"},
		{`matchkeys(mixed, mixed, mixed)`, "different types"},
		{`convert(mixed, list(any))`, "different types"},
		{`transpose({ for i in range(100) : i => many })`, "more than 400,000 elements"},
		{`jsondecode(deep)`, "deeper than 500"},
		{`jsondecode(wide)`, "more than 100,000 values"},
		{`yamldecode(deep)`, "too large"},
		{`yamldecode(substr(deep, 0, 90000))`, "depth"},
		{`yamldecode(deep_flow)`, "depth"},
		{`yamldecode(deep_block)`, "too large"},
		{`yamldecode(substr(deep_block, 0, 90000))`, "depth"},
		{`yamldecode(substr(deep_keys, 0, 90000))`, "depth"},
		{`yamldecode(wide)`, "too large"},
		{`yamldecode(substr(wide, 0, 90000))`, "line 1"},
		{`yamldecode(aliases)`, "more than 100,000 values"},
		{`csvdecode(commas)`, "more than 100,000 fields"},
		{`csvdecode(quotes)`, ""},
		{`csvdecode(lines)`, ""},
		{`base64gunzip(zipped)`, "longer than 16 MiB"},
		{`formatdate(long, "2020-01-01T00:00:00Z")`, "4096 bytes"},
		{`timeadd("2020-01-01T00:00:00Z", "99999999999h")`, "no duration"},
		{`cidrsubnets("10.0.0.0/8", 1e9)`, "can be extended"},
		{`cidrsubnet("10.0.0.0/8", 1e9, 1)`, "can be extended"},
		{`cidrhost("10.0.0.0/8", 1e300)`, "no host number"},
		{`assumelistlength(many, 1e9, 1e9)`, "100,000"},
		{`textencodebase64(long, "UTF-16LE")`, "longer than 16 MiB"},
		{`base64encode(long)`, "longer than 16 MiB"},
		{`urlencode(commas)`, "longer than 16 MiB"},
		{`templatestring("%%{ for i in l }$${m}%%{ endfor }", { l = range(100), m = medium })`, "longer than 16 MiB"},
		{`templatestring("$${templatestring(t, { t = t })}$${templatestring(t, { t = t })}", { t = "$${templatestring(t, { t = t })}$${templatestring(t, { t = t })}" })`, "call each other"},
		{strings.Repeat("try(", 200) + `jsondecode("{")` + strings.Repeat(")", 200), "too early"},
		{`fileset("/", "**/*/**/*/**")`, ""},
		{`fileset("/", "` + strings.Repeat("{a,b}", 12) + `")`, "more than 1000 others"},
	} {
		started := cpuTime(t)
		_, diags := evaluate(t, ctx, test.source)
		if !diags.HasErrors() && test.want != "" || diags.HasErrors() && !strings.Contains(diags[0].Detail, test.want) {
			t.Errorf("%.80s: %.300s, want an error with %q", test.source, diags, test.want)
		}
		if took := cpuTime(t) - started; took > slowest {
			t.Errorf("%.80s took %s", test.source, took)
		} else if took > 500*time.Millisecond {
			t.Logf("%.80s took %s", test.source, took)
		}
	}
}

// What is within the limits is computed in little time.
func TestLargeButAllowed(t *testing.T) {
	ctx := contextFor(t.TempDir(), bombs(t))
	for _, source := range []string{
		`length(distinct(many))`, `length(toset(slice(many, 0, 25000)))`, `length(sort(many))`, `length(flatten([tuple]))`, `length(compact(many))`, `length(reverse(many))`,
		`length(chunklist(many, 1))`, `length(setunion(slice(many, 0, 10000), slice(many, 5000, 15000)))`, `length(setproduct(many, ["a"]))`, `contains(many, "x")`, `try(index(many, "x"), 0)`, `length(keys(keyed))`,
		`length(values(keyed))`, `length(merge(keyed))`, `lookup(keyed, "x", "y")`, `length(zipmap(many, many))`, `length(jsonencode(many))`, `length(yamldecode(yamlencode(slice(many, 0, 99000))))`,
		`length(matchkeys(slice(many, 0, 30000), slice(many, 0, 30000), slice(many, 0, 30000)))`, `length(transpose({ a = many }))`, `length(formatlist("%s", many))`,
		`length(join(",", many))`, `length(split(",", join(",", many)))`, `length(jsondecode(jsonencode(slice(many, 0, 99999))))`, `length(csvdecode(join("\n", many)))`,
		`length(upper(medium))`, `length(strrev(medium))`, `length(regexall("x{20}", medium))`, `length(replace(substr(medium, 0, 100000), "/x/", "y"))`, `sha512(long)`, `length(title(medium))`,
		`length(base64gunzip(base64gzip(medium)))`, `length(urlencode(medium))`, `trim(long, "x")`, `length(range(1024))`, `length(substr(medium, 5, 1000000))`, `length(tomap(keyed))`,
	} {
		started := cpuTime(t)
		if _, diags := evaluate(t, ctx, source); diags.HasErrors() {
			t.Errorf("%s: %s", source, diags)
		}
		if took := cpuTime(t) - started; took > slowest {
			t.Errorf("%s took %s", source, took)
		} else if took > 500*time.Millisecond {
			t.Logf("%s took %s", source, took)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d MiB of memory were taken from the system", m.Sys>>20)
}

// A tree that is too large ends in an error, and so does one that is endless.
func TestLargeTrees(t *testing.T) {
	dir := t.TempDir()
	for i := range 30 {
		write(t, filepath.Join(dir, fmt.Sprint("d", i), "f"), "")
		// Every directory leads back to the top.
		if err := os.Symlink(dir, filepath.Join(dir, fmt.Sprint("d", i), "up")); err != nil {
			t.Fatal(err)
		}
	}
	ctx := contextFor(dir, nil)
	started := cpuTime(t)
	_, diags := evaluate(t, ctx, `fileset(".", "**/**/f")`)
	if !diags.HasErrors() || !strings.Contains(diags.Error(), "more than 200,000 files") {
		t.Error(diags)
	}
	if took := cpuTime(t) - started; took > slowest {
		t.Errorf("it took %s", took)
	}
}

// A run makes a library for each module, before anything else can happen.
func BenchmarkLibrary(b *testing.B) {
	e := functions.Environment{Dir: b.TempDir()}
	for b.Loop() {
		functions.Library(e)
	}
}

func BenchmarkCall(b *testing.B) {
	ctx := contextFor(b.TempDir(), nil)
	for _, source := range []string{`upper("hello")`, `format("%s-%d", "a", 5)`, `regex("^[a-z]+$", "abc")`, `merge({ a = 1 }, { b = 2 })`, `lookup({ a = 1 }, "a", 2)`, `try(1, 2)`} {
		b.Run(source, func(b *testing.B) {
			for b.Loop() {
				evaluate(b, ctx, source)
			}
		})
	}
}
