package state

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options say which stack, where, and with what.
type Options struct {
	// URL is file://DIR with an absolute DIR; file://~ is the home directory,
	// Pulumi's own place.
	URL string
	// Project and Stack are names as Pulumi allows them: letters, digits,
	// hyphens, underscores, periods; at most 100.
	Project, Stack string
	// Passphrase is asked for when a secret is first read or written, at most
	// once a Store. Nil means that there is none.
	Passphrase func() (string, error)
	// Version of cw, for the checkpoint's manifest.
	Version string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Store is one stack's place on disk. Its methods may be called from several
// goroutines.
type Store struct {
	project, stack string
	version        string
	now            func() time.Time
	passphrase     func() (string, error)

	// root is DIR of the URL; the others are below it.
	root, pulumi string
	checkpoint   string // …/stacks/<project>/<stack>.json
	journal      string // …/stacks/<project>/<stack>.journal
	history      string // the stack's history directory
	backups      string // the stack's backup directory
	locks        string // the stack's lock directory

	mu sync.Mutex
	// lock is the path of the lock file that this store holds, or "".
	lock string
	// info and since of the lock, for the history.
	info  string
	since time.Time
	// vacant: this store made the directory, or removed the stack, so that
	// what is left empty at unlock is to go.
	vacant bool
}

var validName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,100}$`)

// Open says where a stack is. It neither reads nor creates anything on disk; an
// error is a URL or a name that cannot be.
func Open(o Options) (*Store, error) {
	root, err := rootOf(o.URL)
	if err != nil {
		return nil, err
	}
	for what, name := range map[string]string{"project": o.Project, "stack": o.Stack} {
		if !validName.MatchString(name) || name == "." || name == ".." {
			return nil, fmt.Errorf("the %s name %q cannot be used: take letters, digits, hyphens, underscores and periods, at most 100", what, name)
		}
	}
	s := &Store{project: o.Project, stack: o.Stack, version: o.Version, now: o.Now, root: root}
	if s.now == nil {
		s.now = time.Now
	}
	s.passphrase = sync.OnceValues(func() (string, error) {
		if o.Passphrase == nil {
			return "", errNoPassphrase
		}
		return o.Passphrase()
	})
	s.pulumi = filepath.Join(root, ".pulumi")
	base := filepath.Join(s.pulumi, "stacks", o.Project, o.Stack)
	s.checkpoint, s.journal = base+".json", base+".journal"
	s.history = filepath.Join(s.pulumi, "history", o.Project, o.Stack)
	s.backups = filepath.Join(s.pulumi, "backups", o.Project, o.Stack)
	s.locks = filepath.Join(s.pulumi, "locks", "organization", o.Project, o.Stack)
	return s, nil
}

// rootOf is the directory that a file:// URL names. What follows file:// is
// taken literally, spaces and percent signs included.
func rootOf(url string) (string, error) {
	dir, ok := strings.CutPrefix(url, "file://")
	switch {
	case !ok:
		return "", fmt.Errorf("the backend %s cannot be served here: only file:// can; set CW_ENGINE=pulumi for the others", url)
	case strings.Contains(dir, "?"):
		return "", fmt.Errorf("the backend %s cannot be used: options after ? are not known; write file:// and the directory", url)
	case dir == "~" || strings.HasPrefix(dir, "~/"):
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("the backend %s cannot be used: %w", url, err)
		}
		return filepath.Join(home, dir[1:]), nil
	case !filepath.IsAbs(dir):
		return "", fmt.Errorf("the backend %s cannot be used: the directory after file:// must be absolute", url)
	}
	return filepath.Clean(dir), nil
}

const (
	metaName    = "meta.yaml"
	metaContent = "version: 1\n"

	ownDirName    = ".clockwork"
	ignoreName    = ".gitignore"
	ignoreContent = "*\n"
)

var metaVersion = regexp.MustCompile(`(?m)^version:\s*(\d+)\s*$`)

// checkLayout refuses a directory that another version of Pulumi laid out in
// another way; one that is not there yet is fine.
func (s *Store) checkLayout() error {
	path := filepath.Join(s.pulumi, metaName)
	data, err := readIfThere(path)
	if err != nil {
		return fmt.Errorf("the state directory cannot be read: %w", err)
	}
	if data == nil {
		return s.refuseUnscoped()
	}
	match := metaVersion.FindSubmatch(data)
	if match == nil {
		return fmt.Errorf("%s does not say which version the state directory has: it should read %q", path, strings.TrimSpace(metaContent))
	}
	switch version, err := strconv.Atoi(string(match[1])); {
	case err != nil || version > 1:
		return fmt.Errorf("the state directory %s has layout version %s, and this cw knows version 1: use a newer cw. Nothing was changed", s.pulumi, match[1])
	case version == 0:
		return s.unscoped()
	}
	return s.refuseCompressed()
}

// refuseUnscoped: before projects, stacks lay in stacks/ itself, and there was
// no meta.yaml. To write one would hide them from the pulumi CLI.
func (s *Store) refuseUnscoped() error {
	old, err := filepath.Glob(filepath.Join(s.pulumi, "stacks", "*.json*"))
	if err == nil && len(old) > 0 {
		return s.unscoped()
	}
	return s.refuseCompressed()
}

func (s *Store) unscoped() error {
	return fmt.Errorf("the state directory %s has Pulumi's old layout, without projects: run \"pulumi state upgrade\" there. Nothing was changed", s.pulumi)
}

func (s *Store) refuseCompressed() error {
	for _, ext := range []string{".gz", ".zst"} {
		if exists(s.checkpoint + ext) {
			return fmt.Errorf("the state %s is compressed, which this cw does not read: switch PULUMI_DIY_BACKEND_GZIP and its kin off and let the pulumi CLI save the stack once more. Nothing was changed", s.checkpoint+ext)
		}
	}
	return nil
}

// prepare makes the directory into a Pulumi state directory, with a place for
// the stack's locks. Fresh: we made it.
func (s *Store) prepare(fresh bool) error {
	if err := os.MkdirAll(s.locks, dirMode); err != nil {
		return err
	}
	meta := filepath.Join(s.pulumi, metaName)
	if exists(meta) {
		return nil
	}
	s.vacant = true
	if err := writeFile(meta, []byte(metaContent)); err != nil {
		return err
	}
	if !fresh || filepath.Base(s.root) != ownDirName {
		return nil
	}
	return writeFile(filepath.Join(s.root, ignoreName), []byte(ignoreContent))
}

// prune removes the directories that are empty, and the state directory itself
// where there is nothing in it and it is ours to remove.
func (s *Store) prune() {
	for _, dir := range []string{s.locks, filepath.Dir(s.checkpoint), s.history, s.backups} {
		removeEmpty(dir, s.pulumi)
	}
	if !s.vacant {
		return
	}
	if holdsOnly(s.pulumi, metaName, []byte(metaContent)) {
		_ = os.Remove(filepath.Join(s.pulumi, metaName))
		_ = os.Remove(s.pulumi)
	}
	if filepath.Base(s.root) != ownDirName {
		return
	}
	if holdsOnly(s.root, ignoreName, []byte(ignoreContent)) {
		_ = os.Remove(filepath.Join(s.root, ignoreName))
	}
	_ = os.Remove(s.root)
}

var errNotLocked = errors.New("the state was to be changed without its lock. This is a bug in cw")

func (s *Store) holdsLock() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lock != ""
}

// Remove drops the files of a stack in which nothing is left: checkpoint,
// backups, history. The lock must be held; when it is given back, the
// directories that are then empty go too, and so does .clockwork. A stack that
// still has resources or open operations is refused.
func (s *Store) Remove() error {
	if !s.holdsLock() {
		return errNotLocked
	}
	snap, _, err := s.Load()
	if err != nil {
		return err
	}
	if n := len(snap.Resources) + len(snap.Pending); n > 0 {
		return fmt.Errorf("the stack %s was to be removed with %d resources in it. This is a bug in cw", s.stack, n)
	}
	for _, dir := range []string{s.history, s.backups} {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("the history of stack %s could not be removed: %w", s.stack, err)
		}
	}
	for _, path := range s.stackFiles() {
		if err := removeIfThere(path); err != nil {
			return fmt.Errorf("the state of stack %s could not be removed: %w", s.stack, err)
		}
	}
	s.mu.Lock()
	s.vacant = true
	s.mu.Unlock()
	return nil
}

// stackFiles are all that belongs to the stack in stacks/, the pulumi CLI's
// side files included; the checkpoint is the last.
func (s *Store) stackFiles() []string {
	base := strings.TrimSuffix(s.checkpoint, ".json")
	return []string{
		s.journal, s.journal + ".tmp", s.checkpoint + ".tmp", s.checkpoint + ".bak.tmp",
		base + ".pulumi-tags", base + ".pulumi-tags.attrs",
		s.checkpoint + ".bak", s.checkpoint + ".bak.attrs", s.checkpoint + ".attrs", s.checkpoint,
	}
}
