// Package modules keeps checkouts of the git repositories that modules come
// from, one directory for each commit, beside the configuration.
//
// It reads no module (that is hclspec, which asks where a checkout is), and pins
// nothing (that is the lock file): it is told a commit, or finds out which one a
// ref means now.
package modules

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/schema/gitcmd"
)

// Cache is a directory with checkouts. A checkout that is there is whole: it is
// made beside its place and moved there at the end. It has no .git: what is
// wanted of it is its files.
type Cache struct {
	dir string
}

// In is the cache of a configuration directory.
func In(configuration string) Cache {
	return Cache{dir: filepath.Join(configuration, ".clockwork", "modules")}
}

// Checkout finds the checkout of a source at a commit, without a network.
func (c Cache) Checkout(s hclspec.ModuleSource, commit string) (dir string, ok bool) {
	if !gitcmd.IsCommit(commit) {
		return "", false
	}
	dir = c.place(s, commit)
	info, err := os.Stat(dir)
	return dir, err == nil && info.IsDir()
}

// Fetch gives the checkout of a source and its commit, and makes it where it is
// not there. commit is the one wanted; "" is what the source's ref means now.
// The error is for a person, without credentials.
func (c Cache) Fetch(ctx context.Context, s hclspec.ModuleSource, commit string) (dir, fetched string, err error) {
	if commit != "" && !gitcmd.IsCommit(commit) {
		return "", "", fmt.Errorf("%q is no whole name of a commit", commit)
	}
	if dir, ok := c.Checkout(s, commit); ok {
		return dir, commit, nil
	}
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return "", "", fmt.Errorf("the directory %s can't be made: %s", c.dir, cause(err))
	}
	tmp, err := os.MkdirTemp(c.dir, ".fetch-*")
	if err != nil {
		return "", "", fmt.Errorf("nothing can be written to %s: %s", c.dir, cause(err))
	}
	defer os.RemoveAll(tmp)
	r := repository{Git: gitcmd.Git{Dir: tmp, Remote: s.URL}, ref: s.Ref}
	if _, err := r.Look(ctx, "init", "--quiet", "--template=", "."); err != nil {
		return "", "", err
	}
	if commit == "" {
		if commit, err = r.resolve(ctx); err != nil {
			return "", "", err
		}
		if dir, ok := c.Checkout(s, commit); ok {
			return dir, commit, nil
		}
	}
	if err := r.checkOut(ctx, commit); err != nil {
		return "", "", err
	}
	return c.keep(tmp, s, commit)
}

// keep moves a finished checkout to its place. Another run may have been faster;
// then its checkout is as good.
func (c Cache) keep(tmp string, s hclspec.ModuleSource, commit string) (dir, fetched string, err error) {
	if err := os.RemoveAll(filepath.Join(tmp, ".git")); err != nil {
		return "", "", fmt.Errorf("%s can't be removed: %s", filepath.Join(tmp, ".git"), cause(err))
	}
	if err := os.Chmod(tmp, 0o755); err != nil { //nolint:gosec // as any checkout
		return "", "", fmt.Errorf("%s can't be made readable: %s", tmp, cause(err))
	}
	dir = c.place(s, commit)
	if err := os.Rename(tmp, dir); err != nil {
		if _, ok := c.Checkout(s, commit); !ok {
			return "", "", fmt.Errorf("the checkout can't be moved to %s: %s", dir, cause(err))
		}
	}
	return dir, commit, nil
}

var unsafe = regexp.MustCompile(`[^a-z0-9_-]+`)

// place is the directory of a checkout: what a person knows the repository by,
// and the commit, which says exactly what is in it.
func (c Cache) place(s hclspec.ModuleSource, commit string) string {
	name := strings.TrimSuffix(path.Base(strings.ReplaceAll(s.URL, ":", "/")), ".git")
	name = strings.Trim(unsafe.ReplaceAllString(strings.ToLower(name), "-"), "-")
	return filepath.Join(c.dir, name[:min(len(name), 40)]+"-"+commit)
}

// cause is an operating system error without Go's operation and path.
func cause(err error) string {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err.Error()
	case errors.As(err, &l):
		return l.Err.Error()
	}
	return err.Error()
}
