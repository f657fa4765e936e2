package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
)

func TestOptionsMayFollowArguments(t *testing.T) {
	app := newApp(view.Streams{})
	for _, test := range []struct{ in, want string }{
		{"cw apply", "cw apply"},
		{"cw apply dir --yes", "cw apply --yes dir"},
		{"cw apply --var a=1 dir -y --var b=2", "cw apply --var a=1 -y --var b=2 dir"},
		{"cw apply dir --var=a=1", "cw apply --var=a=1 dir"},
		{"cw -chdir d apply x --target file.a", "cw -chdir d apply --target file.a x"},
		{"cw --no-color fmt - -check", "cw --no-color fmt -check -"},
		{"cw fmt -check -- -odd", "cw fmt -check -- -odd"},
		{"cw aply dir --yes", "cw aply dir --yes"},
		{"cw --help", "cw --help"},
	} {
		got := strings.Join(arrange(app, strings.Fields(test.in)), " ")
		if got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.in, got, test.want)
		}
	}
}

// call runs a command line in dir, with an environment that has none of cw's
// settings.
func call(t *testing.T, dir, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	t.Chdir(dir)
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "CW_") || name == "CI" {
			t.Setenv(name, "")
		}
	}
	var stdout, stderr bytes.Buffer
	code = run(append([]string{"cw"}, args...), view.Streams{In: strings.NewReader(stdin), Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}

func TestUnknownCommandAndOption(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"aply"}, `there is no command "aply"; did you mean "apply"?`},
		{[]string{"apply", "--yess"}, "yess"},
		{[]string{"--chdir", "nowhere", "plan"}, "--chdir nowhere: no such file or directory"},
		{[]string{"plan", "a", "b"}, "plan takes one directory"},
	} {
		code, _, errs := call(t, dir, "", test.args...)
		if code != exitError || !strings.Contains(errs, test.want) {
			t.Errorf("%v: code %d, %q lacks %q", test.args, code, errs, test.want)
		}
	}
}

// The settings file holds keys: what is wrong with it is told without showing
// any of it.
func TestBadSettingsFileIsNotShown(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "main.cw.hcl", "resource \"file\" \"a\" {\n  content = \"x\"\n}\n")
	write(t, dir, ".env", "CW_MODEL=m\n= sk-very-secret 'unclosed\n")
	code, out, errs := call(t, dir, "", "validate")
	if code != exitError || !strings.Contains(errs, ".env") || !strings.Contains(errs, "CW0003") {
		t.Errorf("code %d: %s%s", code, out, errs)
	}
	if strings.Contains(out+errs, "very-secret") {
		t.Error("the message shows the file")
	}
}

func TestSettingsPrecedence(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "main.cw.hcl", `clockwork {
  project = "shop"
  stack   = "from-block"
}
output "stack" { value = clockwork.stack }
`)
	show := func(args ...string) string {
		_, out, errs := call(t, dir, "", append([]string{"show"}, args...)...)
		return out + errs
	}
	if got := show(); !strings.Contains(got, "shop (from-block)") {
		t.Error(got)
	}
	write(t, dir, ".env", "CW_STACK=from-file\n")
	if got := show(); !strings.Contains(got, "shop (from-file)") {
		t.Error(got)
	}
	if got := show("--stack", "from-flag"); !strings.Contains(got, "shop (from-flag)") {
		t.Error(got)
	}
	if got := show("--stack", "bad/name"); !strings.Contains(got, "CW0108") {
		t.Error(got)
	}
}

func TestProjectName(t *testing.T) {
	got := []string{}
	for _, dir := range []string{"/a/shop", "/a/my shop", "/a/ü", "/", "/a/" + strings.Repeat("x", 200)} {
		got = append(got, projectName(dir))
	}
	want := []string{"shop", "my-shop", "project", "project", strings.Repeat("x", 100)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
