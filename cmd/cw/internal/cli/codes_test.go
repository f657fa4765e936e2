package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

// Every code's wrong example gives just that code, and the mended one nothing.
func TestExamplesOfCodes(t *testing.T) {
	for _, doc := range diag.Codes {
		e, ok := doc.Example()
		if !ok {
			continue
		}
		t.Run(string(doc.Code), func(t *testing.T) {
			if got := codesOf(t, e, e.Wrong); !slices.Equal(got, []string{string(doc.Code)}) {
				t.Errorf("the wrong one gives %v", got)
			}
			if got := codesOf(t, e, e.Right); len(got) > 0 {
				t.Errorf("the mended one gives %v", got)
			}
			if e.File == "" {
				formatted, _ := hclspec.FormatFile("main.cw.hcl", []byte(e.Right))
				if string(formatted) != e.Right {
					t.Errorf("the mended one is not in canonical form:\n%s", formatted)
				}
			}
		})
	}
}

// codesOf gives the codes that cw reports, each once.
func codesOf(t *testing.T, e diag.Example, text string) []string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range e.Files(text) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	switch e.Command {
	case "":
		_, out, errs := call(t, dir, "", "validate", "--format", "rdjsonl")
		return codesInLines(t, out, errs)
	case "cw complete":
		_, _, errs := call(t, dir, "", "complete", "--completer", "catalog")
		return codesInText(errs)
	}
	t.Fatalf("no test knows how to run %s", e.Command)
	return nil
}

func codesInLines(t *testing.T, out, errs string) []string {
	t.Helper()
	var codes []string
	for line := range strings.Lines(out) {
		var d struct {
			Message string
			Code    struct{ Value string }
		}
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatalf("%v: %s%s", err, out, errs)
		}
		t.Log(d.Message)
		codes = append(codes, d.Code.Value)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// codesInText finds the codes behind the summaries.
func codesInText(text string) []string {
	var codes []string
	for line := range strings.Lines(text) {
		for _, doc := range diag.Codes {
			if strings.HasSuffix(strings.TrimSpace(line), "["+string(doc.Code)+"]") {
				codes = append(codes, string(doc.Code))
			}
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func TestExplain(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"cw0202", "# CW0202: Unknown reference\n"},
		{"[CW0202]", "# CW0202: Unknown reference\n"},
		{"CW0999", `there is no code "CW0999"`},
		{"CW0022", `there is no code "CW0022"; did you mean`},
		{"banana", `there is no code "banana"; cw explain lists all there are`},
		{"docker_container.api", "is the address of a resource; explain takes a code"},
		{`composite.web["eu"].file.a[0]`, "is the address of a resource"},
	} {
		text, err := explanation(test.name)
		if err != nil {
			text = err.Error()
		}
		if !strings.Contains(text, test.want) {
			t.Errorf("%s: %s lacks %s", test.name, text, test.want)
		}
	}
	if list, err := explanation(""); err != nil || strings.Count(list, "\n") != len(diag.Codes) {
		t.Errorf("the list is %q, %v", list, err)
	}
}

// GitHub's paths count from the repository, wherever in it cw runs.
func TestPathsForGitHub(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "infra", "shop")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GITHUB_WORKSPACE", root)
	t.Chdir(dir)
	for _, test := range []struct{ format, name, want string }{
		{"github", "main.cw.hcl", "infra/shop/main.cw.hcl"},
		{"sarif", filepath.Join(root, "x.cw.hcl"), "x.cw.hcl"},
		{"sarif", filepath.Join("..", "..", "..", "x.cw.hcl"), filepath.Join("..", "..", "..", "x.cw.hcl")},
	} {
		if got := encoding(test.format).Path(test.name); filepath.ToSlash(got) != test.want {
			t.Errorf("%s: %s is %s, want %s", test.format, test.name, got, test.want)
		}
	}
	if encoding("rdjson").Path != nil {
		t.Error("reviewdog finds its paths itself")
	}
}

// What stands in the lock file or in a file of variables is shown, and counted
// in characters, as in the configuration.
func TestSourcesBesideTheConfiguration(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"clockwork.lock.hcl": {"# 日本\r\nversion = 99\r\n", `"code":"version = 99","start_line":2,"highlight_start_offset":0,"highlight_end_offset":12`},
		"clockwork.cwvars":   {"a = \"👩‍👩‍👧\" + oops oops\r\n", `"start":{"line":1,"column":20`},
	} {
		dir := t.TempDir()
		write(t, dir, "main.cw.hcl", "variable \"a\" {}\n")
		write(t, dir, name, test.text)
		code, out, errs := call(t, dir, "", "validate", "-json")
		var report bytes.Buffer
		if err := json.Compact(&report, []byte(out)); err != nil || code != exitError {
			t.Fatalf("%v, code %d: %s%s", err, code, out, errs)
		}
		if !strings.Contains(report.String(), test.want) {
			t.Errorf("%s: %s lacks %s", name, report.String(), test.want)
		}
	}
}
