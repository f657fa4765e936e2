//go:build unix

package state

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// guardPatience is how long the guard is waited for; it is held for as long as
// it takes to write one small file.
const guardPatience = 10 * time.Second

// guard keeps other processes of cw out of dir, which it makes, until release.
// The kernel lifts it when a process dies. Where the file system has no locks,
// there is no guard.
func guard(dir string) (release func(), err error) {
	for deadline := time.Now().Add(guardPatience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if err := os.MkdirAll(dir, dirMode); err != nil {
			return nil, err
		}
		d, err := os.Open(dir)
		if errors.Is(err, os.ErrNotExist) {
			continue // removed in between by a run that ended
		}
		if err != nil {
			return nil, err
		}
		err = syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if errors.Is(err, errors.ErrUnsupported) || err == nil && isStill(dir, d) {
			return func() { d.Close() }, nil
		}
		d.Close()
		if err != nil && !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return nil, fmt.Errorf("guarding %s: %w", dir, err)
		}
	}
	return nil, fmt.Errorf("another run is locking or unlocking %s and does not finish", dir)
}

// isStill reports whether the open directory is the one at path: a run that
// ended may have removed it, and another made it anew.
func isStill(path string, d *os.File) bool {
	opened, err := d.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(opened, there)
}
