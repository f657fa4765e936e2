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
	// Suffix is how the name of a configuration file ends.
	Suffix = ".cw.hcl"
	// JSONSuffix is how that of one in JSON ends.
	JSONSuffix = ".cw.json"
	// Pattern is Suffix as a person would write it for a shell.
	Pattern = "*" + Suffix

	// maxFileSize in bytes. Hand-written files have kilobytes; a larger one is
	// something else that got the name by mistake.
	maxFileSize = 16 << 20
)

// Load reads all configuration files of a directory, in name order and not
// those of its sub-directories, and those of the modules that it calls. The
// result is never nil: beside errors it has what could be understood.
// Diagnostics come in file order, then by position, those of a module after
// those of the directory that calls it.
func Load(dir string) (*Config, hcl.Diagnostics) { return LoadWith(dir, Options{}) }

// LoadWith is Load with what modules from elsewhere need.
func LoadWith(dir string, o Options) (*Config, hcl.Diagnostics) {
	abs := absolute(dir)
	sources, d := sourcesIn(abs, "")
	if d != nil {
		return newConfig(abs), hcl.Diagnostics{d}
	}
	return newLoader(o).root(abs, sources)
}

// LoadBytes reads a configuration that stands in no directory, such as standard
// input. name is what diagnostics call it; relative paths in it count from the
// current directory.
func LoadBytes(name string, src []byte) (*Config, hcl.Diagnostics) {
	return LoadSources(".", map[string][]byte{name: src})
}

// LoadSources reads the configuration of a directory from given texts, by the
// names that diagnostics use, instead of from its files: what an editor holds.
// Modules that it calls are read from their files.
func LoadSources(dir string, texts map[string][]byte) (*Config, hcl.Diagnostics) {
	return LoadSourcesWith(dir, texts, Options{})
}

// LoadSourcesWith is LoadSources with what modules from elsewhere need.
func LoadSourcesWith(dir string, texts map[string][]byte, o Options) (*Config, hcl.Diagnostics) {
	var sources []*source
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		sources = append(sources, &source{name: name, read: func() ([]byte, error) { return texts[name], nil }})
	}
	return newLoader(o).root(absolute(dir), sources)
}

func absolute(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return dir
}

func newConfig(dir string) *Config {
	return &Config{Dir: dir, Files: map[string]*hcl.File{}, Settings: &Settings{}, Root: &Group{}}
}

// sourcesIn lists the configuration files of a directory. Those of a module,
// for which pkg is the directory that it may not leave, are not read through a
// link that leads out of that.
func sourcesIn(dir, pkg string) ([]*source, *hcl.Diagnostic) {
	names, d := listDirectory(dir)
	if d != nil {
		return nil, d
	}
	sources := make([]*source, len(names))
	shown := shortest(dir)
	for i, name := range names {
		path := filepath.Join(dir, name)
		sources[i] = &source{name: filepath.Join(shown, name), read: func() ([]byte, error) {
			if leadsOut(path, pkg) {
				return nil, errOutside
			}
			return readFile(path)
		}}
	}
	return sources, nil
}

func leadsOut(path, pkg string) bool {
	if pkg == "" {
		return false
	}
	real, err := filepath.EvalSymlinks(path)
	return err == nil && !within(real, pkg)
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
		case strings.HasSuffix(name, Suffix), IsJSON(name):
			names = append(names, name)
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

var (
	errTooLarge   = fmt.Errorf("it is larger than %d MB, which no configuration file is", maxFileSize>>20)
	errNotRegular = errors.New("it is not a regular file")
	errOutside    = errors.New("it is a link that leads out of the module's directory")
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
