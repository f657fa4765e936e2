package state

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}

const guardPatience = 10 * time.Second

const (
	deleteOnClose    = 0x04000000
	sharingViolation = syscall.Errno(32)
)

// guard keeps other processes of cw out of dir, which it makes, until release:
// a file beside it that only one can open, and that goes when it is closed.
func guard(dir string) (release func(), err error) {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return nil, err
	}
	name, err := syscall.UTF16PtrFromString(dir + ".guard")
	if err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(guardPatience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		h, err := syscall.CreateFile(name, syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, deleteOnClose, 0)
		if err == nil {
			return func() { _ = syscall.CloseHandle(h) }, nil
		}
		if !errors.Is(err, sharingViolation) && !errors.Is(err, syscall.ERROR_ACCESS_DENIED) {
			return nil, fmt.Errorf("guarding %s: %w", dir, err)
		}
	}
	return nil, fmt.Errorf("another run is locking or unlocking %s and does not finish", dir)
}
