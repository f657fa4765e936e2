package dockerimage

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
)

// buildContext is a directory as a builder sees it: without what its
// .dockerignore excludes.
type buildContext struct {
	dir string
	// dockerfile is its path in the directory, with slashes.
	dockerfile string
	ignored    *patternmatcher.PatternMatcher
}

const ignoreFile = ".dockerignore"

// openContext looks that there is something to build.
func openContext(dir, dockerfile string) (*buildContext, error) {
	c := &buildContext{dir: dir, dockerfile: path.Clean(dockerfile)}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the context %s is not there; correct context, or make the directory first: %w", dir, fs.ErrNotExist)
	case err != nil:
		return nil, c.trouble(err)
	case !info.IsDir():
		return nil, fmt.Errorf("the context %s is a file; a context is the directory that the Dockerfile copies from", dir)
	}
	if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(c.dockerfile))); err != nil || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("there is no file %s in the context %s; write one, or say its name as dockerfile", c.dockerfile, dir)
	}
	return c, c.readIgnored()
}

func (c *buildContext) readIgnored() error {
	f, err := os.Open(filepath.Join(c.dir, ignoreFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return c.trouble(err)
	}
	defer f.Close()
	patterns, err := ignorefile.ReadAll(f)
	if err != nil {
		return c.trouble(err)
	}
	if c.ignored, err = patternmatcher.New(patterns); err != nil {
		return fmt.Errorf("%s has a pattern that can't be read; patterns are like *.log or node_modules", filepath.Join(c.dir, ignoreFile))
	}
	return nil
}

func (c *buildContext) trouble(err error) error {
	return fmt.Errorf("the context %s can't be read: %s", c.dir, hostfs.Cause(err))
}

// entry is one thing in the context.
type entry struct {
	// name is its path in the context, with slashes.
	name string
	info fs.FileInfo
	// link is where a symbolic link leads.
	link string
}

// each calls f for all that a builder gets, sorted by path. The Dockerfile and
// the list of what is ignored belong to it even where they are ignored.
func (c *buildContext) each(ctx context.Context, f func(entry) error) error {
	matched := map[string]patternmatcher.MatchInfo{}
	return filepath.WalkDir(c.dir, func(file string, d fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(c.dir, file)
		if err != nil || rel == "." {
			return err
		}
		name := filepath.ToSlash(rel)
		out, err := c.excludes(name, rel, matched)
		if err != nil {
			return err
		}
		if out && name != c.dockerfile && name != ignoreFile {
			if d.IsDir() && !c.ignored.Exclusions() && !strings.HasPrefix(c.dockerfile, name+"/") {
				return fs.SkipDir
			}
			return nil
		}
		return c.visit(file, name, d, f)
	})
}

func (c *buildContext) excludes(name, rel string, matched map[string]patternmatcher.MatchInfo) (bool, error) {
	if c.ignored == nil {
		return false, nil
	}
	out, info, err := c.ignored.MatchesUsingParentResults(rel, matched[path.Dir(name)])
	matched[name] = info
	return out, err
}

func (c *buildContext) visit(file, name string, d fs.DirEntry, f func(entry) error) error {
	info, err := d.Info()
	if err != nil {
		return err
	}
	e := entry{name: name, info: info}
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		if e.link, err = os.Readlink(file); err != nil {
			return err
		}
	case !info.IsDir() && !info.Mode().IsRegular():
		return nil // a socket or a pipe can't be copied into an image
	}
	return f(e)
}

// hash identifies what is in the context: names, modes and contents, but no
// times and owners, which no image keeps.
func (c *buildContext) hash(ctx context.Context) (string, error) {
	sum := sha256.New()
	err := c.each(ctx, func(e entry) error {
		fmt.Fprintf(sum, "%q %o %q\n", e.name, uint32(e.info.Mode()&(fs.ModeType|fs.ModePerm)), e.link)
		if !e.info.Mode().IsRegular() {
			return nil
		}
		content := sha256.New()
		if err := c.copyFile(content, e); err != nil {
			return err
		}
		fmt.Fprintf(sum, "%x\n", content.Sum(nil))
		return nil
	})
	if err != nil {
		return "", c.failed(ctx, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (c *buildContext) copyFile(to io.Writer, e entry) error {
	f, err := os.Open(filepath.Join(c.dir, filepath.FromSlash(e.name)))
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := io.Copy(to, io.LimitReader(f, e.info.Size()))
	if err == nil && n != e.info.Size() {
		err = fmt.Errorf("%s became shorter meanwhile; try again when nothing writes to it", e.name)
	}
	return err
}

func (c *buildContext) failed(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, io.ErrClosedPipe): // whoever reads the archive wants no more
		return err
	}
	return c.trouble(err)
}

// archive writes the context as a tar archive.
func (c *buildContext) archive(ctx context.Context, to io.Writer) error {
	w := tar.NewWriter(to)
	err := c.each(ctx, func(e entry) error {
		header, err := tar.FileInfoHeader(e.info, e.link)
		if err != nil {
			return err
		}
		header.Name, header.Uid, header.Gid, header.Uname, header.Gname = e.name, 0, 0, "", ""
		if e.info.IsDir() {
			header.Name += "/"
		}
		if err := w.WriteHeader(header); err != nil || !e.info.Mode().IsRegular() {
			return err
		}
		return c.copyFile(w, e)
	})
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return c.failed(ctx, err)
	}
	return nil
}
