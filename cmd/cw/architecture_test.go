package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clockwork-hcl/cw/testdata/enginetest"
)

const module = "github.com/clockwork-hcl/cw/"

// mayImport is the table of docs/architecture.md: which rooms a room may
// import. The longest room that a package lies in decides; a room may always
// import what lies in itself. hclspec/diag (how an error is said) is open to
// all rooms that talk to the author.
var mayImport = map[string][]string{
	"hclspec":           nil,
	"hclspec/diag":      nil,
	"schema":            nil,
	"schema/kinds":      {"schema"},
	"resolve":           {"hclspec", "schema"},
	"complete":          {"hclspec", "schema", "resolve"},
	"compile":           {"schema", "resolve", "hclspec/diag"},
	"assert":            {"hclspec", "schema", "resolve"},
	"deploy":            {"schema"},
	"deploy/engine":     nil,
	"deploy/state":      nil,
	"deploy/embedded":   {"deploy/state", "deploy/engine"},
	"deploy/automation": {"deploy/provider", "deploy/engine"},
	"deploy/provider":   {"schema", "deploy/engine"},
	"cmd":               {""},
}

// An arrow of the house runs down, never up or across.
func TestLayers(t *testing.T) {
	for _, p := range packages(t) {
		room := roomOf(p.Path)
		if room == "" {
			t.Errorf("%s lies in no room of the house; docs/architecture.md has the list", p.Path)
			continue
		}
		for _, imported := range p.Imports {
			path, ours := strings.CutPrefix(imported, module)
			if ours && !allowed(room, path) {
				t.Errorf("%s must not import %s: %s may import %v", p.Path, path, room, mayImport[room])
			}
		}
	}
}

type goPackage struct {
	ImportPath string
	Imports    []string
	Path       string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "./...")
	cmd.Dir = enginetest.Root()
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		p.Path = strings.TrimPrefix(p.ImportPath, module)
		all = append(all, p)
	}
}

// roomOf gives the longest room that a package path lies in, or "".
func roomOf(path string) string {
	best := ""
	for room := range mayImport {
		if within(path, room) && len(room) > len(best) {
			best = room
		}
	}
	return best
}

func allowed(room, imported string) bool {
	if within(imported, room) {
		return true
	}
	for _, target := range mayImport[room] {
		if within(imported, target) {
			return true
		}
	}
	return false
}

func within(path, room string) bool {
	return room == "" || path == room || strings.HasPrefix(path, room+"/")
}

func TestAllowed(t *testing.T) {
	tests := []struct {
		from, to string
		want     bool
	}{
		{"resolve", "schema", true},
		{"schema/kinds/file", "schema", true},
		{"schema/kinds/file", "schema/kinds/internal/hostfs", true},
		{"schema", "resolve", false},
		{"schema/kinds/file", "resolve", false},
		{"compile", "hclspec/diag", true},
		{"compile", "hclspec", false},
		{"deploy/embedded", "schema", false},
		{"deploy/embedded/steps", "deploy/state", true},
		{"deploy/state", "deploy/embedded", false},
		{"cmd/cw/internal/cli", "deploy/embedded", true},
	}
	for _, tt := range tests {
		if got := allowed(roomOf(tt.from), tt.to); got != tt.want {
			t.Errorf("%s imports %s: allowed is %v, want %v", tt.from, tt.to, got, tt.want)
		}
	}
}

const longestFunction = 80

// A function fits the eye.
func TestFunctionLength(t *testing.T) {
	root := enginetest.Root()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			checkFunctions(t, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkFunctions(t *testing.T, path string) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return
	}
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		from, to := files.Position(f.Pos()), files.Position(f.End())
		if lines := to.Line - from.Line + 1; lines > longestFunction {
			t.Errorf("%s: %s has %d lines; at most %d fit the eye", from, f.Name.Name, lines, longestFunction)
		}
	}
}
