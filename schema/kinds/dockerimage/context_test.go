package dockerimage

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// tree writes files below a new directory; a name that ends in / is a directory,
// a content "-> x" a symbolic link.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		target, link := strings.CutPrefix(content, "-> ")
		switch {
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(file, 0o755)
		case link:
			err = os.Symlink(target, file)
		default:
			err = os.WriteFile(file, []byte(content), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func opened(t testing.TB, dir, dockerfile string) *buildContext {
	t.Helper()
	c, err := openContext(dir, dockerfile)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// archived gives the names in the archive, sorted, and their contents.
func archived(t *testing.T, c *buildContext) (names []string, contents map[string]string) {
	t.Helper()
	var b bytes.Buffer
	if err := c.archive(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	contents = map[string]string{}
	for r := tar.NewReader(&b); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			slices.Sort(names)
			return names, contents
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Gid != 0 || h.Uname != "" {
			t.Errorf("%s belongs to %d:%d %s", h.Name, h.Uid, h.Gid, h.Uname)
		}
		names = append(names, h.Name)
		contents[h.Name] = string(text) + h.Linkname
	}
}

func TestIgnored(t *testing.T) {
	files := map[string]string{
		"Dockerfile": "FROM scratch", "a.txt": "a", "a.log": "", "sub/b.txt": "", "sub/b.log": "", "sub/keep.log": "", "node_modules/x/y.js": "", "empty/": "", "link": "-> a.txt",
	}
	for _, c := range []struct{ name, ignore, dockerfile, want string }{
		{"nothing", "", "Dockerfile", "Dockerfile a.log a.txt empty/ link node_modules/ node_modules/x/ node_modules/x/y.js sub/ sub/b.log sub/b.txt sub/keep.log"},
		{"a pattern here", "*.log\nnode_modules", "Dockerfile", ".dockerignore Dockerfile a.txt empty/ link sub/ sub/b.log sub/b.txt sub/keep.log"},
		{"a pattern anywhere, but not one", "# logs\n**/*.log\n!sub/keep.log\nnode_modules/\n", "Dockerfile", ".dockerignore Dockerfile a.txt empty/ link sub/ sub/b.txt sub/keep.log"},
		{"all but one", "*\n!sub/b.txt", "Dockerfile", ".dockerignore Dockerfile sub/b.txt"},
		{"a Dockerfile that is ignored", "sub\nempty\nnode_modules", "sub/b.txt", ".dockerignore Dockerfile a.log a.txt link sub/b.txt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := map[string]string{}
			for k, v := range files {
				all[k] = v
			}
			if c.ignore != "" {
				all[ignoreFile] = c.ignore
			}
			names, contents := archived(t, opened(t, tree(t, all), c.dockerfile))
			if got := strings.Join(names, " "); got != c.want {
				t.Errorf("sent %s\nwant %s", got, c.want)
			}
			if slices.Contains(names, "link") && contents["link"] != "a.txt" {
				t.Errorf("the link leads to %q", contents["link"])
			}
		})
	}
}

// The hash follows what ends up in an image, and nothing else.
func TestHash(t *testing.T) {
	dir := tree(t, map[string]string{"Dockerfile": "FROM scratch", "a": "1", "l": "-> a", ".dockerignore": "*.log", "x.log": "1", "d/": ""})
	hash := func() string {
		sum, err := opened(t, dir, "Dockerfile").hash(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	file := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, content string) func() error {
		return func() error { return os.WriteFile(file(name), []byte(content), 0o644) }
	}
	was := hash()
	for _, step := range []struct {
		what    string
		do      func() error
		changes bool
	}{
		{"the time of a file", func() error { return os.Chtimes(file("a"), time.Unix(1, 0), time.Unix(1, 0)) }, false},
		{"an ignored file", write("x.log", "2"), false},
		{"a socket", func() error { return syscall.Mkfifo(file("pipe"), 0o600) }, false},
		{"a content of the same size", write("a", "2"), true},
		{"a mode", func() error { return os.Chmod(file("a"), 0o755) }, true},
		{"a new file", write("b", ""), true},
		{"a new name", func() error { return os.Rename(file("b"), file("c")) }, true},
		{"a link", func() error { return errors.Join(os.Remove(file("l")), os.Symlink("c", file("l"))) }, true},
		{"an empty directory", func() error { return os.Remove(file("d")) }, true},
		{"the Dockerfile", write("Dockerfile", "FROM scratch\n"), true},
		{"what is ignored", write(".dockerignore", "*.log\nc"), true},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		is := hash()
		if (is != was) != step.changes {
			t.Errorf("%s: the hash changes: %v, want %v", step.what, is != was, step.changes)
		}
		was = is
	}
}

func TestBadContext(t *testing.T) {
	dir := tree(t, map[string]string{"Dockerfile": "", "f": "", "bad/Dockerfile": "", "bad/.dockerignore": "[a", "dir/Dockerfile/": ""})
	for _, c := range []struct{ dir, dockerfile, says string }{
		{filepath.Join(dir, "no"), "Dockerfile", "is not there"},
		{filepath.Join(dir, "f"), "Dockerfile", "is a file"},
		{dir, "Containerfile", "no file Containerfile"},
		{filepath.Join(dir, "dir"), "Dockerfile", "no file Dockerfile"},
		{filepath.Join(dir, "bad"), "Dockerfile", "pattern"},
	} {
		if _, err := openContext(c.dir, c.dockerfile); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.dir, err, c.says)
		}
	}
	if _, err := openContext(filepath.Join(dir, "no"), "Dockerfile"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing context can't be told: %v", err)
	}
}

// A context is given up when the time is over, and when nobody reads it.
func TestContextStops(t *testing.T) {
	c := opened(t, tree(t, map[string]string{"Dockerfile": "", "a": strings.Repeat("x", 1<<20)}), "Dockerfile")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.hash(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("hash goes on: %v", err)
	}
	r, w := io.Pipe()
	r.Close()
	if err := c.archive(t.Context(), w); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("archive goes on: %v", err)
	}
}
