package functions

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/zclconf/go-cty/cty"
)

const (
	// maxVisited is how many files and directories fileset looks at.
	maxVisited = 200_000
	// maxAlternatives is how many patterns one with {a,b} may stand for.
	maxAlternatives = 1_000
)

// fileSet lists the regular files below a directory that match a pattern, with
// paths relative to it.
func (e Environment) fileSet(args []cty.Value) (cty.Value, error) {
	given, pattern := args[0].AsString(), args[1].AsString()
	if err := checkPattern(pattern); err != nil {
		return cty.NilVal, wrong(1, err)
	}
	if _, err := e.resolve(given); err != nil {
		return cty.NilVal, wrong(0, err)
	}
	dir := e.absolute(given)
	base, rest := doublestar.SplitPattern(filepath.ToSlash(filepath.Join(dir, pattern)))
	if e.Within != "" && !within(e.Within, base) {
		return cty.NilVal, wrong(1, e.outside(pattern))
	}
	tree := &boundedTree{env: e, dir: base, left: maxVisited}
	matches, err := doublestar.Glob(tree, rest)
	switch {
	case tree.left <= 0:
		return cty.NilVal, refuse("there are more than 200,000 files to look at; name a directory further down")
	case err != nil:
		return cty.NilVal, wrongf(1, "%q is no valid pattern; a bracket is not closed, or a \\ ends it", pattern)
	}
	var found []cty.Value
	for _, m := range matches {
		if name, ok := e.matched(dir, filepath.Join(base, m)); ok {
			found = append(found, cty.StringVal(name))
		}
	}
	if len(found) == 0 {
		return cty.SetValEmpty(cty.String), nil
	}
	return cty.SetVal(found), nil
}

// matched names a matching regular file relative to dir. A link to a file that
// may not be read, or to nothing, is passed over.
func (e Environment) matched(dir, path string) (string, bool) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	if _, err := e.resolve(path); err != nil {
		return "", false
	}
	relative, err := filepath.Rel(dir, path)
	return filepath.ToSlash(relative), err == nil
}

func checkPattern(pattern string) error {
	if len(pattern) > 4096 || strings.ContainsRune(pattern, 0) {
		return refuse("it is no pattern")
	}
	// Each brace multiplies the patterns by at most its commas plus one.
	total := 1
	for _, part := range strings.Split(pattern, "{")[1:] {
		total *= strings.Count(part, ",") + 1
		if total > maxAlternatives {
			return refuse("the pattern stands for more than %d others", maxAlternatives)
		}
	}
	return nil
}

// boundedTree is a directory tree that ends when too much of it was looked at,
// and where it leaves what may be read.
type boundedTree struct {
	env  Environment
	dir  string
	left int
}

var errTooLarge = errors.New("the tree is too large")

func (t *boundedTree) path(name string) (string, error) {
	t.left--
	switch {
	case t.left <= 0:
		return "", errTooLarge
	case !fs.ValidPath(name):
		return "", fmt.Errorf("%s: %w", name, fs.ErrInvalid)
	}
	path := filepath.Join(t.dir, filepath.FromSlash(name))
	if _, err := t.env.resolve(path); err != nil {
		return "", fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return path, nil
}

func (t *boundedTree) Open(name string) (fs.File, error) {
	path, err := t.path(name)
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

func (t *boundedTree) Stat(name string) (fs.FileInfo, error) {
	path, err := t.path(name)
	if err != nil {
		return nil, err
	}
	return os.Stat(path)
}

// ReadDir reads no more entries than may still be looked at.
func (t *boundedTree) ReadDir(name string) ([]fs.DirEntry, error) {
	path, err := t.path(name)
	if err != nil {
		return nil, err
	}
	d, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	entries, err := d.ReadDir(t.left)
	t.left -= len(entries)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}
