package functions

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// maxHashed is the largest file that a hash function reads. It needs no memory
// for it, but about a second.
const maxHashed = 512 << 20

func fileFunctions(e Environment) map[string]function.Function {
	all := map[string]function.Function{
		"abspath":    pathFunction(func(p string) (string, error) { return filepath.ToSlash(e.absolute(p)), nil }),
		"basename":   pathFunction(func(p string) (string, error) { return filepath.Base(p), nil }),
		"dirname":    pathFunction(func(p string) (string, error) { return filepath.Dir(p), nil }),
		"pathexpand": pathFunction(e.expand),
		"file":       pathFunction(e.readText),
		"filebase64": pathFunction(e.readBase64),
		"fileexists": plain(cty.Bool, e.fileExists, text("path")),
		"fileset":    plain(cty.Set(cty.String), e.fileSet, text("path"), text("pattern")),
	}
	for name, d := range digests() {
		all[fileDigestName(name)] = pathFunction(func(p string) (string, error) {
			h := d.new()
			if err := e.copyFile(h, p, maxHashed); err != nil {
				return "", err
			}
			return d.write(h.Sum(nil)), nil
		})
	}
	return all
}

// fileDigestName is the name of the hash function for files.
func fileDigestName(name string) string { return "file" + name }

func pathFunction(do func(path string) (string, error)) function.Function {
	return plain(cty.String, func(args []cty.Value) (cty.Value, error) {
		s, err := do(args[0].AsString())
		if err != nil {
			return cty.NilVal, wrong(0, err)
		}
		return cty.StringVal(s), nil
	}, text("path"))
}

// expand puts the home directory for a leading ~.
func (e Environment) expand(path string) (string, error) {
	if !strings.HasPrefix(path, "~") {
		return path, nil
	}
	if rest := path[1:]; rest != "" && !strings.HasPrefix(rest, "/") && !strings.HasPrefix(rest, string(filepath.Separator)) {
		return "", fmt.Errorf("%q names another user's home directory; write the path out", path)
	}
	for _, name := range []string{"HOME", "USERPROFILE"} {
		if home, ok := e.lookup(name); ok && home != "" {
			return filepath.Join(home, path[1:]), nil
		}
	}
	return "", refuse("the home directory is not known, because HOME is not set; write the path out")
}

func (e Environment) lookup(name string) (string, bool) {
	if e.Env == nil {
		return "", false
	}
	return e.Env(name)
}

func (e Environment) absolute(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(e.Dir, path)
}

// resolve gives the file that a path names, or an error if the functions may
// not read it.
func (e Environment) resolve(path string) (string, error) {
	expanded, err := e.expand(path)
	if err != nil {
		return "", err
	}
	if strings.ContainsRune(expanded, 0) || len(expanded) > 4096 {
		return "", refuse("it is no path")
	}
	full := e.absolute(expanded)
	if e.Within == "" {
		return full, nil
	}
	// A path that leaves the directory is refused before it is looked at.
	if !within(e.Within, full) {
		return "", e.outside(path)
	}
	real, err := filepath.EvalSymlinks(full)
	if errors.Is(err, fs.ErrNotExist) {
		return full, nil
	}
	if err != nil {
		return "", fileError(path, err)
	}
	base, err := filepath.EvalSymlinks(e.Within)
	if err != nil || !within(base, real) {
		return "", e.outside(path)
	}
	return real, nil
}

func within(dir, path string) bool {
	relative, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(relative)
}

func (e Environment) outside(path string) error {
	return fmt.Errorf("%s is outside of %s, and only files in there may be read here; write ${path.module}/… for a file of the module, or pass the content as a variable", path, e.Within)
}

func fileError(path string, err error) error {
	var cause *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s; a file that only the deployment makes can't be read yet, so use the attribute of its resource", path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s may not be read; its permissions forbid it", path)
	case errors.As(err, &cause):
		return fmt.Errorf("%s can't be read: %w", path, cause.Err)
	}
	return fmt.Errorf("%s can't be read: %w", path, err)
}

// copyFile writes a regular file's bytes, at most so many, to w.
func (e Environment) copyFile(w io.Writer, path string, most int64) error {
	full, err := e.resolve(path)
	if err != nil {
		return err
	}
	// Opening a pipe would wait for its other end.
	info, err := os.Stat(full)
	if err != nil {
		return fileError(path, err)
	}
	if err := regular(path, info); err != nil {
		return err
	}
	f, err := os.Open(full)
	if err != nil {
		return fileError(path, err)
	}
	defer f.Close()
	n, err := io.Copy(w, io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return fileError(path, err)
	case n > most:
		return fmt.Errorf("%s is larger than %d MiB", path, most>>20)
	}
	return nil
}

func regular(path string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case path == "":
		return refuse("the path is empty")
	case mode.IsDir():
		return fmt.Errorf("%s is a directory, not a file", path)
	case !mode.IsRegular():
		return fmt.Errorf("%s is a device, pipe or socket, not a file", path)
	}
	return nil
}

func (e Environment) read(path string) (string, error) {
	var b strings.Builder
	err := e.copyFile(&b, path, maxText)
	return b.String(), err
}

func (e Environment) readText(path string) (string, error) {
	s, err := e.read(path)
	switch {
	case err != nil:
		return "", err
	case !utf8.ValidString(s):
		return "", fmt.Errorf("%s is not UTF-8 text; use filebase64, or filesha256 if only its hash is wanted", path)
	}
	return s, nil
}

func (e Environment) readBase64(path string) (string, error) {
	s, err := e.read(path)
	return base64.StdEncoding.EncodeToString([]byte(s)), err
}

func (e Environment) fileExists(args []cty.Value) (cty.Value, error) {
	path := args[0].AsString()
	full, err := e.resolve(path)
	if err != nil {
		return cty.NilVal, wrong(0, err)
	}
	info, err := os.Stat(full)
	if errors.Is(err, fs.ErrNotExist) {
		return cty.False, nil
	}
	if err != nil {
		return cty.NilVal, wrong(0, fileError(path, err))
	}
	if err := regular(path, info); err != nil {
		return cty.NilVal, wrong(0, err)
	}
	return cty.True, nil
}
