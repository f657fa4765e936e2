package state

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

const (
	fileMode = 0o600
	dirMode  = 0o700
)

// writeFile puts data at path in one step: a reader, or the power failing, sees
// the whole old file or the whole new one.
func writeFile(path string, data []byte) error {
	staged, err := stageFile(path, data)
	if err != nil {
		return err
	}
	return installFile(staged, path)
}

// stageFile writes data durably beside path and returns where.
func stageFile(path string, data []byte) (string, error) {
	staged := path + ".tmp"
	err := writeDurably(staged, data)
	if err != nil {
		return "", errors.Join(err, removeIfThere(staged))
	}
	return staged, nil
}

func writeDurably(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// installFile renames a staged file to its place, durably.
func installFile(staged, path string) error {
	if err := os.Rename(staged, path); err != nil {
		return errors.Join(err, removeIfThere(staged))
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the entries of dir durable. Windows cannot, and need not.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// linkOrCopy makes to another name of from's content; where the file system
// has no hard links, a copy.
func linkOrCopy(from, to string) error {
	staged := to + ".tmp"
	if err := removeIfThere(staged); err != nil {
		return err
	}
	if os.Link(from, staged) == nil {
		return installFile(staged, to)
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return writeFile(to, data)
}

// readIfThere returns nil for a file that is not there.
func readIfThere(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && data == nil {
		data = []byte{}
	}
	return data, err
}

func removeIfThere(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// removeEmpty removes dir and then its parents as long as they are empty, up to
// and including top.
func removeEmpty(dir, top string) {
	for os.Remove(dir) == nil || !exists(dir) {
		if dir == top || dir == filepath.Dir(dir) {
			return
		}
		dir = filepath.Dir(dir)
	}
}

// holdsOnly reports whether dir has exactly the one file name, with this
// content.
func holdsOnly(dir, name string, content []byte) bool {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != name {
		return false
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	return err == nil && bytes.Equal(data, content)
}
