package hclspec

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// oracle gives how OpenTofu's or Terraform's formatter is called here, or skips
// the test.
func oracle(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"tofu", "terraform"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("not compared with the formatter of OpenTofu or Terraform: neither tofu nor terraform is on PATH")
	return ""
}

// asOracle formats texts in one call of the oracle.
func asOracle(t *testing.T, texts []string) []string {
	t.Helper()
	program, dir := oracle(t), t.TempDir()
	path := func(i int) string { return filepath.Join(dir, fmt.Sprintf("case%05d.tf", i)) }
	for i, text := range texts {
		if err := os.WriteFile(path(i), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	settings := filepath.Join(t.TempDir(), "settings")
	if err := os.WriteFile(settings, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "fmt", "-list=false", dir)
	cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+settings, "TF_CLI_ARGS=", "TF_CLI_ARGS_fmt=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	results := make([]string, len(texts))
	for i := range texts {
		out, err := os.ReadFile(path(i))
		if err != nil {
			t.Fatal(err)
		}
		results[i] = string(out)
	}
	return results
}

// exceptions has the cases where we differ on purpose; 0007-fmt.md says why.
const exceptions = "testdata/format/exceptions.txtar"

// What stands in testdata/format is what the oracle does.
func TestFormatAsOracle(t *testing.T) {
	var cases []formatCase
	var texts []string
	for _, file := range glob(t, "testdata/format/*.txtar") {
		for _, c := range readCases(t, file) {
			cases = append(cases, c)
			texts = append(texts, c.in)
		}
	}
	for i, got := range asOracle(t, texts) {
		c := cases[i]
		switch {
		case c.file == exceptions && got == c.out:
			t.Errorf("%s: %s is no exception: the oracle does the same", c.file, c.name)
		case c.file != exceptions && got != c.out:
			t.Errorf("%s: %s (-oracle +cw):\n%s", c.file, c.name, cmp.Diff(got, c.out))
		}
	}
}

// What a generator writes is formatted as the oracle does it.
func TestFormatGeneratedAsOracle(t *testing.T) {
	const files, blocks = 24, 200
	texts := make([]string, files)
	for i := range texts {
		texts[i] = generateHCL(uint64(i), blocks)
	}
	want := asOracle(t, texts)
	for i, text := range texts {
		out, diags := FormatFile("x", []byte(text))
		if len(diags) > 0 {
			t.Fatalf("seed %d: the generator wrote what is no HCL: %v\n%s", i, diags, lineOf(text, diags[0].Subject.Start.Line))
		}
		checkFormatted(t, []byte(text), out)
		if d := firstDifference([]byte(want[i]), out); d != "" {
			t.Errorf("seed %d: oracle and cw differ: %s", i, d)
		}
	}
}

func lineOf(text string, n int) []byte {
	return bytes.Split([]byte(text), []byte("\n"))[n-1]
}
