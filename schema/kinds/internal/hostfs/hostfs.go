// Package hostfs is what the kinds that put something into a directory of the
// host share: making the directories on the way there and taking them away
// again, names of temporary files, and reading properties.
//
// It knows no kind and writes no file.
package hostfs

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Dirs remembers which directories are cw's own making, so that each goes when
// the last thing in it does. Several resources may own one directory: whoever
// comes to one that is known owns it as well. What earlier runs made is told
// with Know, from the state. The zero value is ready for use.
type Dirs struct {
	mu   sync.Mutex
	ours map[string]bool
}

// Process is the one that all drivers of this process share.
var Process Dirs

// Know says that these directories were made by an earlier run.
func (d *Dirs) Know(dirs []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.note(dirs)
}

func (d *Dirs) note(dirs []string) {
	if d.ours == nil {
		d.ours = map[string]bool{}
	}
	for _, dir := range dirs {
		d.ours[dir] = true
	}
}

// Make makes dir with its parents, and returns those of them that are cw's
// own, the outermost first.
func (d *Dirs) Make(dir string) ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	missing, err := missingParents(dir)
	if err != nil {
		return nil, err
	}
	for _, m := range missing {
		err := os.Mkdir(m, 0o755)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		d.note([]string{m})
	}
	return d.owned(dir), nil
}

// missingParents lists dir and its parents as far as they are not there, the
// outermost first.
func missingParents(dir string) ([]string, error) {
	info, err := os.Stat(dir)
	switch {
	case err == nil && !info.IsDir():
		return nil, &fs.PathError{Op: "mkdir", Path: dir, Err: errors.New("it is not a directory")}
	case err == nil:
		return nil, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	outer, err := missingParents(filepath.Dir(dir))
	return append(outer, dir), err
}

// Owned lists dir and its parents as far as they are known to be cw's, the
// outermost first.
func (d *Dirs) Owned(dir string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.owned(dir)
}

// owned lists dir and the parents next to it that are cw's, outermost first.
func (d *Dirs) owned(dir string) []string {
	if !d.ours[dir] {
		return nil
	}
	return append(d.owned(filepath.Dir(dir)), dir)
}

// Remove takes away dir and its parents as far as they are cw's and empty.
func (d *Dirs) Remove(dir string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for ; d.ours[dir]; dir = filepath.Dir(dir) {
		if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return
		}
		delete(d.ours, dir)
	}
}

// TemporaryName is the name of what a resource is made under before it is moved
// to its place. It is the same in every run, so that the next one finds what a
// dead one left.
func TemporaryName(urn string) string {
	sum := sha256.Sum256([]byte(urn))
	return ".cw-" + hex.EncodeToString(sum[:8]) + ".tmp"
}

// Text gives a string property, or "" where it is absent, unknown or something
// else.
func Text(m resource.PropertyMap, key resource.PropertyKey) string {
	if v, ok := m[key]; ok && v.IsString() {
		return v.StringValue()
	}
	return ""
}

// Flag gives a bool property, or otherwise.
func Flag(m resource.PropertyMap, key resource.PropertyKey, otherwise bool) bool {
	if v, ok := m[key]; ok && v.IsBool() {
		return v.BoolValue()
	}
	return otherwise
}

// Number gives a number property, or otherwise.
func Number(m resource.PropertyMap, key resource.PropertyKey, otherwise float64) float64 {
	if v, ok := m[key]; ok && v.IsNumber() {
		return v.NumberValue()
	}
	return otherwise
}

// Texts gives a list of strings.
func Texts(m resource.PropertyMap, key resource.PropertyKey) []string {
	v, ok := m[key]
	if !ok || !v.IsArray() {
		return nil
	}
	var texts []string
	for _, e := range v.ArrayValue() {
		if e.IsString() {
			texts = append(texts, e.StringValue())
		}
	}
	return texts
}

// List makes a property of a list of strings.
func List(texts []string) resource.PropertyValue {
	values := make([]resource.PropertyValue, len(texts))
	for i, t := range texts {
		values[i] = resource.NewStringProperty(t)
	}
	return resource.NewArrayProperty(values)
}

// SetDirs records the directories that cw made for a resource, under the
// property that CreatedDirs reads.
func SetDirs(outputs resource.PropertyMap, dirs []string) {
	delete(outputs, createdDirectories)
	if len(dirs) > 0 {
		outputs[createdDirectories] = List(dirs)
	}
}

// CreatedDirs gives the directories that cw made for a resource.
func CreatedDirs(outputs resource.PropertyMap) []string { return Texts(outputs, createdDirectories) }

const createdDirectories = "createdDirectories"

// Cause is what went wrong with a file or directory, without the call and the
// path that Go puts before it.
func Cause(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "this user may not do that there (permission denied)"
	case errors.As(err, &path):
		return path.Err.Error()
	case errors.As(err, &link):
		return link.Err.Error()
	}
	return err.Error()
}
