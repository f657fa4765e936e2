// Package lock reads and writes clockwork.lock.hcl: what was completed, from
// what, and by whom, one block per resource; and before these the commits of
// modules from git repositories, one block per source.
//
// The form is plain HCL made for review and merge: sorted by source and address,
// one value a line, no time stamps. An entry that did not change keeps its bytes, a
// person's comments included. The package evaluates nothing (only literals may
// stand in the file), knows no resource type, and does not decide whether an
// entry is fresh.
package lock

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

// Name is the file's name in a configuration directory.
const Name = "clockwork.lock.hcl"

// Version of the form that Bytes writes and Parse reads.
const Version = 1

// OriginUnsaid is the origin of a value whose origin the file does not give: a
// person wrote it there.
const OriginUnsaid schema.Origin = "lock"

// File is a lock file's contents. It does not change; With makes another.
type File struct {
	// Filename is what diagnostics call it.
	Filename string
	// Source is what was read, for showing lines of it; nil for a new file.
	Source []byte
	// Modules are the commits that git sources are pinned to, by
	// hclspec.ModuleSource.Key: the address and the ref, as in
	// "https://example.com/web.git?ref=v1". Several modules of one checkout have
	// one pin; another ref is another one, and has to be pinned anew.
	Modules map[string]Module

	entries map[schema.Address]*Entry
	// head is the text up to the first block, tail that after the last.
	head, tail string
}

// Module is what is kept of one source of modules.
type Module struct {
	// Commit is a whole commit name, 40 or 64 hexadecimal digits.
	Commit string
	// Range is the block's header; zero for one that was not read.
	Range hcl.Range

	// text is the block as read, with the comments before it.
	text string
}

// Entry is what is kept of one resource.
type Entry struct {
	// Fingerprint is of everything that the values were derived from.
	Fingerprint string
	// Values by path, as in schema.Layer. Lists and maps read from a file are
	// tuples and objects.
	Values map[string]schema.Value
	// Range is the block's header, Ranges the place of each value; zero for an
	// entry that was not read.
	Range  hcl.Range
	Ranges map[string]hcl.Range

	// text is the block as read, with the comments before it.
	text string
	// body is the block as it would be written afresh.
	body string
}

// New is a lock file with nothing in it.
func New() *File { return &File{Filename: Name} }

// NewEntry makes an entry for a resource. Values must be known and without
// marks: a secret stands there by its handle.
func NewEntry(a schema.Address, fingerprint string, values map[string]schema.Value) (*Entry, error) {
	for path, v := range values {
		if !Storable(v.Value) {
			return nil, fmt.Errorf("%s.%s is secret or unknown and can't stand in the lock file. This is a bug in cw", a, path)
		}
	}
	e := &Entry{Fingerprint: fingerprint, Values: maps.Clone(values)}
	e.body = renderEntry(a, e)
	return e, nil
}

// Storable reports whether a value can stand in the file: wholly known, and
// nothing in it marked.
func Storable(v cty.Value) bool {
	return v != cty.NilVal && !v.ContainsMarked() && v.IsWhollyKnown()
}

// Entry finds the entry of a resource, or nil.
func (f *File) Entry(a schema.Address) *Entry { return f.entries[a] }

// Addresses lists the resources that have an entry, in the file's order.
func (f *File) Addresses() []schema.Address {
	return slices.SortedFunc(maps.Keys(f.entries), schema.Address.Compare)
}

// With is the file with exactly these entries. Those equal to what f has keep
// their text; comments at the file's start and end stay.
func (f *File) With(entries map[schema.Address]*Entry) *File {
	next := f.copy()
	next.entries = make(map[schema.Address]*Entry, len(entries))
	for a, e := range entries {
		if old := f.entries[a]; old != nil && old.body == e.body {
			e = old
		}
		next.entries[a] = e
	}
	return next
}

// WithModules is the file with exactly these commits, by source. Those that are
// as before keep their text.
func (f *File) WithModules(commits map[string]string) *File {
	next := f.copy()
	next.Modules = make(map[string]Module, len(commits))
	for source, commit := range commits {
		m, known := f.Modules[source]
		if !known || m.Commit != commit {
			m = Module{Commit: commit}
		}
		next.Modules[source] = m
	}
	return next
}

// copy shares what it has with f, which never changes.
func (f *File) copy() *File {
	next := *f
	return &next
}

// Equal reports whether two files would be written with the same bytes.
func (f *File) Equal(g *File) bool { return string(f.Bytes()) == string(g.Bytes()) }

// Read reads the file at path. One that is not there is empty. With errors the
// result is empty too: a lock file is taken whole or not at all.
func Read(path string) (*File, hcl.Diagnostics) {
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return New(), nil
	}
	if err != nil {
		return New(), unreadable(hcl.Range{Filename: Name}, "%s can't be read: %s. Check its permissions.", path, reason(err))
	}
	return Parse(src, display(path))
}

func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// display is the path relative to where cw was started, if that is shorter.
func display(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(wd, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}

// Write writes the file, whole or not at all. A file with nothing in it is only
// written where there was one before.
func (f *File) Write(path string) error {
	if len(f.entries) == 0 && len(f.Modules) == 0 && f.Source == nil {
		return nil
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+Name+"-*")
	if err != nil {
		return fmt.Errorf("%s can't be written: %s", path, reason(err))
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(f.Bytes())
	err = errors.Join(err, tmp.Chmod(mode(path)), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("%s can't be written: %s", path, reason(err))
	}
	return nil
}

func mode(path string) fs.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}
