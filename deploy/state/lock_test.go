package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// deadPid is the id of a process that was and is no more.
func deadPid(t *testing.T) int {
	t.Helper()
	cmd := exec.Command("true")
	must(t, cmd.Run())
	return cmd.Process.Pid
}

func TestLocked(t *testing.T) {
	host, err := os.Hostname()
	must(t, err)
	here := thisProcess()
	parent := os.Getppid()
	for name, test := range map[string]struct {
		lock  lockFile
		stale bool
	}{
		"dead here":               {lockFile{Pid: deadPid(t), Hostname: host}, true},
		"dead here, seen":         {lockFile{Pid: deadPid(t), Hostname: host, Process: here}, true},
		"alive here":              {lockFile{Pid: parent, Hostname: host}, false},
		"alive here, seen":        {lockFile{Pid: parent, Hostname: host, Process: process{here.Boot, here.Namespace, startOf(parent)}}, false},
		"another host":            {lockFile{Pid: deadPid(t), Hostname: host + "x"}, false},
		"another with this id":    {lockFile{Pid: parent, Hostname: host, Process: process{here.Boot, here.Namespace, "1"}}, true},
		"our id, not ours":        {lockFile{Pid: os.Getpid(), Hostname: host}, true},
		"before the host started": {lockFile{Pid: parent, Hostname: host, Process: process{Boot: "another"}}, true},
		"another container":       {lockFile{Pid: deadPid(t), Hostname: host, Process: process{here.Boot, "pid:[1]", "1"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			seed(t, s)
			must(t, os.MkdirAll(s.locks, 0o700))
			path := filepath.Join(s.locks, "0123.json")
			test.lock.Username, test.lock.Timestamp = "alice", noon()
			data, err := json.Marshal(test.lock)
			must(t, err)
			must(t, os.WriteFile(path, data, 0o600))
			unlock, err := s.Lock("update")
			if test.stale {
				must(t, err)
				must(t, unlock())
				if exists(s.locks) {
					t.Error("the lock's directory is left")
				}
				return
			}
			var locked *LockedError
			if !errors.As(err, &locked) || locked.Path != path || locked.Holder.Pid != test.lock.Pid || !locked.Since.Equal(noon()) {
				t.Fatalf("got %v", err)
			}
			for _, want := range []string{"alice on " + test.lock.Hostname, fmt.Sprint("process ", test.lock.Pid), noon().Local().Format("2006-01-02 15:04:05"), "delete the file " + path} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%s\nlacks %q", err, want)
				}
			}
			if entries, err := os.ReadDir(s.locks); err != nil || len(entries) != 1 {
				t.Errorf("the failed lock left files: %v %v", entries, err)
			}
		})
	}
}

func TestUnreadableLock(t *testing.T) {
	s := open(t, t.TempDir())
	must(t, os.MkdirAll(s.locks, 0o700))
	path := filepath.Join(s.locks, "0123.json")
	for _, content := range []string{"", "{", "{}", "null"} {
		must(t, os.WriteFile(path, []byte(content), 0o600))
		var locked *LockedError
		if _, err := s.Lock("update"); !errors.As(err, &locked) || locked.Holder != (Holder{}) || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %v", content, err)
		}
	}
	must(t, os.Remove(path))
	must(t, os.WriteFile(path+".attrs", nil, 0o600))
	must(t, os.WriteFile(path+".tmp", nil, 0o600))
	lock(t, s)()
}

// The lock file has what the pulumi CLI reads of it.
func TestLockFile(t *testing.T) {
	s := open(t, t.TempDir())
	unlock := lock(t, s)
	files, err := filepath.Glob(filepath.Join(s.pulumi, "locks/organization/shop/dev/*.json"))
	must(t, err)
	if len(files) != 1 {
		t.Fatalf("locks: %v", files)
	}
	data, err := os.ReadFile(files[0])
	must(t, err)
	var l struct {
		Pid                int
		Username, Hostname string
		Timestamp          time.Time
	}
	must(t, json.Unmarshal(data, &l))
	host, _ := os.Hostname()
	if l.Pid != os.Getpid() || l.Hostname != host || l.Username == "" || !l.Timestamp.Equal(noon()) {
		t.Errorf("%s", data)
	}
	var locked *LockedError
	if _, err := open(t, s.root).Lock("update"); !errors.As(err, &locked) || locked.Holder.Pid != os.Getpid() {
		t.Errorf("a second lock of the same process: %v", err)
	}
	unlock()
	unlock()
	if exists(s.root) && len(tree(t, s.root)) != 1 {
		t.Errorf("a run that did nothing left %v", tree(t, s.root))
	}
	lock(t, s)()
}
