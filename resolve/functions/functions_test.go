package functions_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/clockwork-hcl/cw/resolve/functions"
)

// exampleFiles are what the examples of file functions find.
var exampleFiles = map[string]string{
	"hello.txt":                          "Hello World",
	"files/hello.txt":                    "Hello World",
	"files/world.txt":                    "World",
	"files/subdirectory/anotherfile.txt": "Another",
	"backends.tftpl":                     "%{ for addr in ip_addrs ~}\nbackend ${addr}:${port}\n%{ endfor ~}\n",
}

func exampleDir(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range exampleFiles {
		write(t, filepath.Join(dir, name), content)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	//lint:ignore SA1019 This is what rsadecrypt decrypts.
	ciphertext, err := rsa.EncryptPKCS1v15(rand.Reader, &key.PublicKey, []byte("Hello, world!"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "ciphertext"), string(ciphertext))
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	write(t, filepath.Join(dir, "privatekey.pem"), string(pem.EncodeToMemory(block)))
	return dir
}

func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// testEnv are the environment variables of the tests.
func testEnv(name string) (string, bool) {
	v, ok := map[string]string{"GREETING": "hello", "HOME": "/home/steve"}[name]
	return v, ok
}

func contextFor(dir string, variables map[string]cty.Value) *hcl.EvalContext {
	return &hcl.EvalContext{
		Functions: functions.Library(functions.Environment{Dir: dir, Env: testEnv}),
		Variables: variables,
	}
}

func evaluate(t testing.TB, ctx *hcl.EvalContext, source string) (cty.Value, hcl.Diagnostics) {
	t.Helper()
	expr, diags := hclsyntax.ParseExpression([]byte(source), "test.cw.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%s: %s", source, diags)
	}
	return expr.Value(ctx)
}

// Each example of the documentation has the value that it says.
func TestExamples(t *testing.T) {
	ctx := contextFor(exampleDir(t), nil)
	for _, row := range functions.Rows {
		for _, e := range row.Examples {
			got, diags := evaluate(t, ctx, e.Expr)
			if diags.HasErrors() {
				t.Errorf("%s: %s", e.Expr, diags)
				continue
			}
			want, diags := evaluate(t, ctx, e.Result)
			if diags.HasErrors() {
				t.Fatalf("%s: the result %s: %s", e.Expr, e.Result, diags)
			}
			if converted, err := convert.Convert(want, got.Type()); err == nil && !want.Type().IsSetType() {
				want = converted
			}
			if !got.RawEquals(want) {
				t.Errorf("%s = %#v, want %#v", e.Expr, got, want)
			}
		}
	}
}

// Rows and library name the same functions, in order, and nothing that is left
// out is there after all.
func TestRowsAreComplete(t *testing.T) {
	library := functions.Library(functions.Environment{Dir: t.TempDir()})
	documented := map[string]bool{}
	last := map[string]string{}
	for _, row := range functions.Rows {
		fn, ok := library[row.Name]
		switch {
		case !ok:
			t.Errorf("%s is documented but not there", row.Name)
			continue
		case documented[row.Name]:
			t.Errorf("%s is documented twice", row.Name)
		case last[row.Category] > row.Name:
			t.Errorf("%s stands after %s", row.Name, last[row.Category])
		case row.Doc == "" || !strings.HasSuffix(row.Doc, "."):
			t.Errorf("%s: its text is no sentence: %q", row.Name, row.Doc)
		case len(row.Examples) == 0 && row.Name != "complete":
			t.Errorf("%s has no example", row.Name)
		case !strings.HasPrefix(row.Signature, row.Name+"(") || !strings.HasSuffix(row.Signature, ")"):
			t.Errorf("%s: its signature is %s", row.Name, row.Signature)
		}
		documented[row.Name], last[row.Category] = true, row.Name
		parameters := strings.Split(row.Signature, ", ")
		variadic := strings.HasSuffix(row.Signature, "...)")
		if fixed := len(fn.Params()); fn.VarParam() == nil && (variadic || fixed != len(parameters)) || fn.VarParam() != nil && len(parameters) <= fixed {
			t.Errorf("%s: its signature %s has not its %d parameters", row.Name, row.Signature, fixed)
		}
	}
	for name := range library {
		if !documented[name] {
			t.Errorf("%s is not documented", name)
		}
	}
	for _, o := range functions.LeftOut {
		if _, ok := library[o.Name]; ok || o.Why == "" {
			t.Errorf("%s is left out: there %t, because %q", o.Name, ok, o.Why)
		}
	}
}

// The list of what OpenTofu's makeBaseFunctionTable holds, by name: each is
// there or is left out with a reason.
func TestNothingIsForgotten(t *testing.T) {
	library := functions.Library(functions.Environment{Dir: t.TempDir()})
	for name := range strings.FieldsSeq(openTofuNames) {
		_, ok := library[name]
		omitted := slices.ContainsFunc(functions.LeftOut, func(o functions.Omission) bool { return o.Name == name })
		if !ok && !omitted {
			t.Errorf("%s is neither there nor left out", name)
		}
	}
}

const openTofuNames = `
abs abspath alltrue anytrue assumeequal assumelistlength assumelistlengthmax assumelistlengthmin assumemaplength
assumemaplengthmax assumemaplengthmin assumenotnull assumesetlength assumesetlengthmax assumesetlengthmin
assumestringprefix basename base64decode base64encode base64gzip base64gunzip base64sha256 base64sha512 bcrypt can ceil
chomp cidrcontains cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains convert
csvdecode dirname distinct element endswith ephemeralasnull chunklist file fileexists fileset filebase64 filebase64sha256
filebase64sha512 filemd5 filesha1 filesha256 filesha512 flatten floor format formatdate formatlist indent index join
jsondecode jsonencode keys length list log lookup lower map matchkeys max md5 merge min one parseint pathexpand pow range
regex regexall replace reverse rsadecrypt sensitive nonsensitive issensitive setintersection setproduct setsubtract
setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr sum textdecodebase64
textencodebase64 timestamp timeadd timecmp title tostring tonumber tobool toset tolist tomap transpose trim trimprefix
trimspace trimsuffix try upper urlencode urldecode uuid uuidv5 values yamldecode yamlencode zipmap templatefile
templatestring type plantimestamp`
