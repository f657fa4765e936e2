package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Holder is who holds a lock. It is zero where the lock cannot be read.
type Holder struct {
	Username, Hostname string
	Pid                int
}

// LockedError says that another run holds the stack.
type LockedError struct {
	Holder Holder
	Since  time.Time
	// Path of the lock file.
	Path string
}

func (e *LockedError) Error() string {
	who := "another run, whose lock file cannot be read"
	if h := e.Holder; h != (Holder{}) {
		who = fmt.Sprintf("%s on %s (process %d)", h.Username, h.Hostname, h.Pid)
	}
	return fmt.Sprintf("the stack is locked by %s since %s. Wait for that run to end; if it is dead, delete the file %s and run again",
		who, e.Since.Local().Format("2006-01-02 15:04:05"), e.Path)
}

// lockFile is Pulumi's lock, and what tells a dead process from a living one.
type lockFile struct {
	Pid       int       `json:"pid"`
	Username  string    `json:"username"`
	Hostname  string    `json:"hostname"`
	Timestamp time.Time `json:"timestamp"`
	Info      string    `json:"info,omitempty"`
	Process   process   `json:"process,omitzero"`
}

// held are the lock files of this process: a lock with our own process id that
// is not among them was left by a dead process that had the same id.
var held sync.Map

// Lock takes the stack for this process; the error is a *LockedError when
// another run has it. A lock whose process on this host is dead is taken over.
// Info is what the run does, for the history: one of Pulumi's kinds (update,
// refresh, destroy, import), or a text. Unlock gives the stack back and may be
// called more than once.
func (s *Store) Lock(info string) (unlock func() error, err error) {
	if err := s.checkLayout(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	path, err := s.takeLock(info)
	var locked *LockedError
	switch {
	case errors.As(err, &locked):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("the stack %s cannot be locked: %w", s.stack, err)
	}
	s.lock, s.info, s.since = path, info, s.now()
	return sync.OnceValue(func() error { return s.unlock(path) }), nil
}

func (s *Store) takeLock(info string) (path string, err error) {
	fresh := !exists(s.root)
	release, err := guard(s.pulumi)
	if err != nil {
		return "", err
	}
	defer release()
	defer func() {
		if err != nil {
			s.prune()
		}
	}()
	if err := s.prepare(fresh); err != nil {
		return "", err
	}
	if err := s.clearLocks(""); err != nil {
		return "", err
	}
	path = filepath.Join(s.locks, uuid.NewString()+".json")
	held.Store(path, true)
	err = s.writeLock(path, info)
	if err == nil {
		// The pulumi CLI knows nothing of the guard: it writes its lock, then
		// looks for others. So do we.
		err = s.clearLocks(path)
	}
	if err != nil {
		held.Delete(path)
		return "", errors.Join(err, removeIfThere(path))
	}
	return path, nil
}

func (s *Store) writeLock(path, info string) error {
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	l := lockFile{
		Pid: os.Getpid(), Username: username(), Hostname: host,
		Timestamp: s.now(), Info: info, Process: thisProcess(),
	}
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return writeFile(path, data)
}

func username() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return fmt.Sprintf("user %d", os.Getuid())
}

// clearLocks removes stale locks of the stack; the first other one that is not
// ours is the error.
func (s *Store) clearLocks(ours string) error {
	entries, err := os.ReadDir(s.locks)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		path := filepath.Join(s.locks, entry.Name())
		if path == ours || strings.HasSuffix(path, ".attrs") {
			continue
		}
		if err := clearLock(path); err != nil {
			return err
		}
	}
	return nil
}

func clearLock(path string) error {
	// Only we write .tmp here, under the guard that we hold: it is a leftover.
	if strings.HasSuffix(path, ".tmp") {
		return removeIfThere(path)
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	l, err := readLock(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &LockedError{Since: info.ModTime(), Path: path}
	case l.stale(path):
		return errors.Join(removeIfThere(path+".attrs"), removeIfThere(path))
	}
	return &LockedError{
		Holder: Holder{Username: l.Username, Hostname: l.Hostname, Pid: l.Pid},
		Since:  l.Timestamp, Path: path,
	}
}

func readLock(path string) (lockFile, error) {
	var l lockFile
	data, err := os.ReadFile(path)
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal(data, &l); err != nil {
		return l, err
	}
	if l.Pid == 0 || l.Hostname == "" {
		return l, errors.New("incomplete lock")
	}
	return l, nil
}

// stale reports whether the process that wrote the lock is surely dead.
func (l lockFile) stale(path string) bool {
	host, err := os.Hostname()
	if err != nil || l.Hostname != host {
		return false
	}
	here := thisProcess()
	switch {
	case l.Process.Boot != "" && here.Boot != "" && l.Process.Boot != here.Boot:
		return true // the host was started anew since
	case l.Process.Namespace != "" && here.Namespace != l.Process.Namespace:
		return false // another container: its processes cannot be seen
	case l.Pid == os.Getpid():
		_, ours := held.Load(path)
		return !ours
	case !alive(l.Pid):
		return true
	}
	started := startOf(l.Pid)
	return l.Process.Start != "" && started != "" && started != l.Process.Start
}

func (s *Store) unlock(path string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if release, err := guard(s.pulumi); err == nil {
		defer release()
		defer s.prune()
	}
	err := removeIfThere(path)
	held.Delete(path)
	s.lock = ""
	if err != nil {
		return fmt.Errorf("the stack %s could not be unlocked, delete the file by hand: %w", s.stack, err)
	}
	return nil
}
