//go:build unix

package hclspec

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A pipe would be waited on for ever.
func TestLoadRefusesAPipe(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "main.cw.hcl"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, diags := Load(dir); len(diags) != 1 || !strings.Contains(diags[0].Detail, "not a regular file") {
		t.Errorf("%v", diags)
	}
}
