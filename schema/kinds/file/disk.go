package file

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
)

// facts are what is known of a file on disk.
type facts struct {
	sum     string
	size    int64
	mode    fs.FileMode
	modTime string
}

// occupant says what stands at a path.
type occupant int

const (
	nothing occupant = iota
	regularFile
	somethingElse
)

// look finds out what is at path. Where a parent is not a directory, nothing
// is.
func look(path string) (occupant, fs.FileInfo, error) {
	info, err := os.Lstat(path)
	switch {
	case err == nil && info.Mode().IsRegular():
		return regularFile, info, nil
	case err == nil:
		return somethingElse, info, nil
	case errors.Is(err, fs.ErrNotExist), parentIsFile(path):
		return nothing, nil, nil
	}
	return nothing, nil, fmt.Errorf("%s can't be looked at: %s", path, hostfs.Cause(err))
}

func parentIsFile(path string) bool {
	info, err := os.Stat(filepath.Dir(path))
	return err == nil && !info.IsDir()
}

// inTheWay is the error for what is neither file nor nothing.
func inTheWay(path string, info fs.FileInfo) error {
	what := "something that is not a file"
	switch {
	case info.IsDir():
		what = "a directory"
	case info.Mode()&fs.ModeSymlink != 0:
		what = "a symbolic link"
	}
	return fmt.Errorf("there is %s at %s; cw does not replace it. Move it away, or give the file another path", what, path)
}

// refusal is an error that needs no more words.
type refusal string

func (r refusal) Error() string { return string(r) }

// notOurs is the error for a file that cw did not write.
func notOurs(path string) error {
	return refusal("there is a file at " + path + " already, with another content, and cw did not write it. " +
		"Move it away or delete it if cw may write its own, or give the resource another path")
}

// readFacts hashes a file.
func readFacts(ctx context.Context, path string, info fs.FileInfo) (facts, error) {
	f, err := os.Open(path)
	if err != nil {
		return facts{}, fmt.Errorf("%s can't be read: %s", path, hostfs.Cause(err))
	}
	defer f.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, withContext(ctx, f))
	if err != nil {
		return facts{}, fmt.Errorf("%s can't be read: %s", path, hostfs.Cause(err))
	}
	return facts{sum: hex.EncodeToString(hash.Sum(nil)), size: size, mode: info.Mode().Perm(), modTime: stamp(info)}, nil
}

// stamp is a file's time of change as text.
func stamp(info fs.FileInfo) string { return info.ModTime().UTC().Format(time.RFC3339Nano) }

// hashOf is the SHA-256 of what s should contain, with its size.
func hashOf(ctx context.Context, s spec) (string, int64, error) {
	r, err := s.open()
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, withContext(ctx, r))
	if err != nil {
		return "", 0, sourceTrouble(s.source, err)
	}
	return hex.EncodeToString(hash.Sum(nil)), size, nil
}

// same reports whether the file at s.path has the content of s.
func same(ctx context.Context, s spec) (bool, error) {
	want, err := s.open()
	if err != nil {
		return false, err
	}
	defer want.Close()
	have, err := os.Open(s.path)
	if err != nil {
		return false, fmt.Errorf("%s can't be read: %s", s.path, hostfs.Cause(err))
	}
	defer have.Close()
	a, b := withContext(ctx, want), withContext(ctx, have)
	bufA, bufB := make([]byte, 1<<15), make([]byte, 1<<15)
	for {
		n, errA := io.ReadFull(a, bufA)
		m, errB := io.ReadFull(b, bufB)
		if !bytes.Equal(bufA[:n], bufB[:m]) {
			return false, nil
		}
		if errA != nil || errB != nil {
			return ended(errA) && ended(errB), failure(errA, errB)
		}
	}
}

func ended(err error) bool { return err == io.EOF || err == io.ErrUnexpectedEOF }

func failure(errs ...error) error {
	for _, err := range errs {
		if err != nil && !ended(err) {
			return err
		}
	}
	return nil
}

// put writes s under a temporary name and moves it to its place. With replace
// it takes the place of a file that is there; without, it refuses.
func put(ctx context.Context, s spec, temporary string, replace bool) (facts, error) {
	tmp := filepath.Join(filepath.Dir(s.path), temporary)
	f, err := writeTemporary(ctx, s, tmp)
	if err == nil {
		err = move(tmp, s.path, replace)
	}
	if err != nil {
		os.Remove(tmp)
	}
	return f, err
}

func writeTemporary(ctx context.Context, s spec, tmp string) (facts, error) {
	r, err := s.open()
	if err != nil {
		return facts{}, err
	}
	defer r.Close()
	if err := os.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return facts{}, err
	}
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return facts{}, err
	}
	defer f.Close()
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, hash), withContext(ctx, r))
	if err != nil {
		return facts{}, err
	}
	if err := f.Chmod(s.mode); err != nil {
		return facts{}, err
	}
	if err := f.Close(); err != nil {
		return facts{}, err
	}
	return facts{sum: hex.EncodeToString(hash.Sum(nil)), size: size, mode: s.mode, modTime: setStamp(tmp)}, nil
}

// setStamp gives the file a time of change that no other write will give it:
// the file system's own clock ticks every few milliseconds only, and two writes
// within a tick would look alike. Where the file system can't keep such a time
// the result is "", which is equal to no stamp, and the file is read every time.
func setStamp(path string) string {
	now := time.Now()
	if os.Chtimes(path, now, now) != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil || !info.ModTime().Equal(now) {
		return ""
	}
	return stamp(info)
}

// move puts tmp at path. Without replace a hard link does it, since unlike a
// rename it fails where something is; file systems without links get a rename.
func move(tmp, path string, replace bool) error {
	if !replace {
		err := os.Link(tmp, path)
		if err == nil {
			return os.Remove(tmp)
		}
		if errors.Is(err, fs.ErrExist) {
			return notOurs(path)
		}
	}
	return os.Rename(tmp, path)
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// withContext makes reading stop when ctx is done.
func withContext(ctx context.Context, r io.Reader) io.Reader { return contextReader{ctx, r} }
