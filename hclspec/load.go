package hclspec

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/hclspec/diag"
)

const (
	// Suffix is how the name of every configuration file ends.
	Suffix = ".cw.hcl"
	// Pattern is Suffix as a person would write it for a shell.
	Pattern = "*" + Suffix

	// maxFileSize in bytes. Hand-written files have kilobytes; a larger one is
	// something else that got the name by mistake.
	maxFileSize = 16 << 20
)

// Load reads all configuration files of a directory, in name order and not
// those of its sub-directories. The result is never nil: beside errors it has
// what could be understood. Diagnostics come in file order, then by position.
func Load(dir string) (*Config, hcl.Diagnostics) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		abs = dir
	}
	names, d := listDirectory(abs)
	if d != nil {
		return newConfig(abs), hcl.Diagnostics{d}
	}
	sources := make([]*source, len(names))
	shown := shortest(abs)
	for i, name := range names {
		path := filepath.Join(abs, name)
		sources[i] = &source{name: filepath.Join(shown, name), read: func() ([]byte, error) { return readFile(path) }}
	}
	return load(abs, sources)
}

// LoadBytes reads a configuration that stands in no directory, such as standard
// input. name is what diagnostics call it; relative paths in it count from the
// current directory.
func LoadBytes(name string, src []byte) (*Config, hcl.Diagnostics) {
	return LoadSources(".", map[string][]byte{name: src})
}

// LoadSources reads the configuration of a directory from given texts, by the
// names that diagnostics use, instead of from its files: what an editor holds.
func LoadSources(dir string, texts map[string][]byte) (*Config, hcl.Diagnostics) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		abs = dir
	}
	var sources []*source
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		sources = append(sources, &source{name: name, read: func() ([]byte, error) { return texts[name], nil }})
	}
	return load(abs, sources)
}

func newConfig(dir string) *Config {
	return &Config{Dir: dir, Files: map[string]*hcl.File{}, Settings: &Settings{}, Root: &Group{}}
}

func load(dir string, sources []*source) (*Config, hcl.Diagnostics) {
	parse(sources)
	d := &decoder{cfg: newConfig(dir), declared: map[declaration]*hcl.Range{}}
	var diags hcl.Diagnostics
	for _, s := range sources {
		if s.file == nil {
			diags = append(diags, s.diags...)
			continue
		}
		d.cfg.Files[s.name] = s.file
		d.root(s.body)
		diags = append(diags, inOrder(append(s.trusted(d.diags), s.diags...))...)
		d.diags = nil
	}
	return d.cfg, diags
}

// inOrder sorts the diagnostics of one file by position.
func inOrder(diags hcl.Diagnostics) hcl.Diagnostics {
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int { return a.Subject.Start.Byte - b.Subject.Start.Byte })
	return diags
}

// listDirectory gives the names of the configuration files in name order.
func listDirectory(dir string) ([]string, *hcl.Diagnostic) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, unreadableDirectory(dir, err)
	}
	var names, others []string
	for _, e := range entries {
		name := e.Name()
		switch {
		case strings.HasPrefix(name, ".") || e.IsDir():
		case strings.HasSuffix(name, Suffix):
			names = append(names, name)
		case strings.HasSuffix(name, ".cw.json"):
			return nil, jsonNotYet(filepath.Join(shortest(dir), name))
		case lookalike(name):
			others = append(others, name)
		}
	}
	if len(names) == 0 {
		return nil, noConfiguration(dir, others)
	}
	return names, nil
}

// lookalike reports whether a file is likely to be a configuration whose name
// has the wrong ending.
func lookalike(name string) bool {
	switch filepath.Ext(name) {
	case ".hcl", ".tf", ".cw":
		return !strings.HasSuffix(name, ".lock.hcl") && !strings.HasSuffix(name, ".cwtest.hcl")
	}
	return false
}

func unreadableDirectory(dir string, err error) *hcl.Diagnostic {
	info, statErr := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return diag.New("CW0001", nil, "No configuration", "There is no directory %s. Check the path, or create it with a file such as main%s in it.", dir, Suffix)
	case statErr == nil && !info.IsDir():
		return diag.New("CW0001", nil, "No configuration", "%s is a file. Give the directory that holds it: a configuration is all %s files of one directory.", dir, Pattern)
	}
	return diag.New("CW0002", nil, "Unreadable file", "The directory %s can't be read: %s.", dir, reason(err))
}

func noConfiguration(dir string, others []string) *hcl.Diagnostic {
	detail := "The directory %s has no configuration: no file in it matches %s. Create a file such as main%s, or give another directory."
	if len(others) > 0 {
		detail += fmt.Sprintf(" (%s is there; its name would have to end in %s.)", others[0], Suffix)
	}
	return diag.New("CW0001", nil, "No configuration", detail, dir, Pattern, Suffix)
}

func jsonNotYet(name string) *hcl.Diagnostic {
	return diag.New("CW0105", wholeFile(name), "Not supported yet",
		"%s: configuration in JSON is part of the language, but this version of cw does not read it yet. Write it as %s.",
		name, strings.TrimSuffix(filepath.Base(name), ".cw.json")+Suffix)
}

var (
	errTooLarge   = fmt.Errorf("it is larger than %d MB, which no configuration file is", maxFileSize>>20)
	errNotRegular = errors.New("it is not a regular file")
)

// readFile reads a configuration file, and never blocks on a pipe or a device
// nor fills the memory.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src := make([]byte, 0, info.Size()+1)
	return readAll(f, src)
}

// readAll appends what r has to buf, up to one byte more than is allowed, by
// which a file that is too large shows.
func readAll(r io.Reader, buf []byte) ([]byte, error) {
	r = io.LimitReader(r, maxFileSize+1)
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

func unreadable(name string, err error) *hcl.Diagnostic {
	return diag.New("CW0002", wholeFile(name), "Unreadable file", "%s can't be read: %s.", name, reason(err))
}

// reason says why in a person's words, without the path that the message
// around it has already.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.Is(err, fs.ErrNotExist):
		return "it does not exist (a link to nowhere?)"
	}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

// shortest gives the shorter of the absolute path and the one relative to the
// current directory.
func shortest(abs string) string {
	wd, err := os.Getwd()
	if err != nil {
		return abs
	}
	rel, err := filepath.Rel(wd, abs)
	if err != nil || len(rel) >= len(abs) {
		return abs
	}
	return rel
}

func wholeFile(name string) *hcl.Range {
	return &hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.InitialPos}
}
