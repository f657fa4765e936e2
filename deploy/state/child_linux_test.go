package state

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// child is set in a process that a test started from this test binary; it names
// what the process is to do.
const child = "CW_STATE_TEST_CHILD"

func TestMain(m *testing.M) {
	if name := os.Getenv(child); name != "" {
		children[name]()
		return
	}
	os.Exit(m.Run())
}

var children = map[string]func(){
	"race":     childRace,
	"journal":  childJournal,
	"commits":  childCommits,
	"diskfull": childDiskFull,
}

// ignoreFileLimit lets a write beyond the limit fail instead of killing the
// process.
func ignoreFileLimit() { signal.Ignore(syscall.SIGXFSZ) }

// spawn starts this test binary as another process that does one of children.
func spawn(t *testing.T, name, dir string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), child+"="+name, "CW_STATE_TEST_DIR="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// childStore is the store of a child; its salt comes with the stack, so that
// the key is derived once a child at most.
func childStore() *Store {
	s, err := Open(Options{
		URL: "file://" + os.Getenv("CW_STATE_TEST_DIR"), Project: "shop", Stack: "dev", Version: "cw 1.2.3",
		Passphrase: func() (string, error) { return "correct horse", nil },
	})
	check(err)
	return s
}

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(3)
	}
}

// childRace takes the lock as soon as its input ends, and holds it until it is
// killed.
func childRace() {
	s := childStore()
	fmt.Println("ready")
	_, _ = io.ReadAll(os.Stdin)
	_, err := s.Lock("update")
	var locked *LockedError
	switch {
	case err == nil:
		fmt.Println("won")
	case errors.As(err, &locked):
		fmt.Println("lost to", locked.Holder.Pid)
	default:
		fmt.Println("error:", err)
	}
	time.Sleep(time.Minute)
}

// Of several that want the lock at once, one gets it; the lock of the one
// before, which was killed, is in the way of none.
func TestLockRace(t *testing.T) {
	const rounds, racers = 6, 4
	dir := filepath.Join(t.TempDir(), ".clockwork")
	for range rounds {
		won, lost := raceOnce(t, dir, racers)
		if won == 0 || len(lost) != racers-1 {
			t.Fatalf("winner %d, losers to %v", won, lost)
		}
		for _, to := range lost {
			if to != won {
				t.Errorf("lost to %d, but %d won", to, won)
			}
		}
	}
	locks, err := os.ReadDir(open(t, dir).locks)
	must(t, err)
	if len(locks) != 1 {
		t.Errorf("%d locks on disk, want the last winner's alone", len(locks))
	}
	lock(t, open(t, dir))()
	if _, err := os.Stat(dir); err == nil {
		files := tree(t, dir)
		for name := range files {
			if strings.Contains(name, "locks/") {
				t.Errorf("left behind: %s", name)
			}
		}
	}
}

func raceOnce(t *testing.T, dir string, racers int) (winner int, lostTo []int) {
	t.Helper()
	type racer struct {
		cmd *exec.Cmd
		in  io.WriteCloser
		out *bufio.Reader
	}
	var all []racer
	for range racers {
		cmd := spawn(t, "race", dir)
		in, err := cmd.StdinPipe()
		must(t, err)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		defer cmd.Wait()
		defer cmd.Process.Kill()
		all = append(all, racer{cmd, in, bufio.NewReader(out)})
	}
	for _, r := range all {
		if line, err := r.out.ReadString('\n'); err != nil || line != "ready\n" {
			t.Fatal(line, err)
		}
	}
	for _, r := range all {
		must(t, r.in.Close())
	}
	for _, r := range all {
		line, err := r.out.ReadString('\n')
		must(t, err)
		switch pid, lost := strings.CutPrefix(strings.TrimSpace(line), "lost to "); {
		case lost:
			n, err := strconv.Atoi(pid)
			must(t, err)
			lostTo = append(lostTo, n)
		case line == "won\n" && winner == 0:
			winner = r.cmd.Process.Pid
		default:
			t.Fatalf("a second one %s", line)
		}
	}
	return winner, lostTo
}

// childJournal records creates for ever, several at a time, and says which are
// acknowledged.
func childJournal() {
	s := childStore()
	_, err := s.Lock("update")
	check(err)
	snap, _, err := s.Load()
	check(err)
	j, err := s.Begin(snap)
	check(err)
	start := len(snap.Resources) + 1000*len(snap.Pending)
	done := make(chan bool)
	for worker := range 4 {
		go func() {
			for i := 0; ; i++ {
				r := container(fmt.Sprintf("r-%d-%d-%d", start, worker, i), props("n", float64(i), "password", secret("p")))
				t, err := j.Pending(Operation{Resource: r, Type: apitype.OperationTypeCreating})
				check(err)
				fmt.Println("begun", r.URN.Name())
				check(j.Put(t, nil, r))
				fmt.Println("made", r.URN.Name())
			}
		}()
	}
	<-done
}

// A run that is killed at any moment loses nothing that was acknowledged: what
// was made is there, what was begun and not made is pending.
func TestKilledWhileJournaling(t *testing.T) {
	dir := t.TempDir()
	apply(t, open(t, dir), func(j *Journal) { must(t, j.Put(0, nil, container("first", props("x", secret("y"))))) })
	begun, made := map[string]bool{}, map[string]bool{"first": true}
	for range 8 {
		for _, line := range killed(t, "journal", dir) {
			verb, name, _ := strings.Cut(line, " ")
			begun[name] = begun[name] || verb == "begun"
			made[name] = made[name] || verb == "made"
		}
		snap, info, err := open(t, dir).Load()
		must(t, err)
		if !info.Recovered {
			t.Error("no journal of a dead run was found")
		}
		checkAcknowledged(t, snap, begun, made)
	}
	if len(made) < 50 {
		t.Errorf("only %d resources were made in all rounds", len(made))
	}
	unlock := lock(t, open(t, dir))
	unlock()
	s := open(t, dir)
	apply(t, s, func(j *Journal) {
		for _, u := range j.Unfinished() {
			must(t, j.Abandon(u.Ticket))
		}
	})
	snap, info, err := s.Load()
	must(t, err)
	if len(snap.Pending) != 0 || info.Recovered || exists(s.journal) {
		t.Errorf("%d pending, recovered %v, journal there %v", len(snap.Pending), info.Recovered, exists(s.journal))
	}
	checkAcknowledged(t, snap, nil, made)
}

func checkAcknowledged(t *testing.T, snap *Snapshot, begun, made map[string]bool) {
	t.Helper()
	there, pending := map[string]bool{}, map[string]bool{}
	for _, r := range snap.Resources {
		there[r.URN.Name()] = true
		if name := r.URN.Name(); name != "first" && r.Inputs["password"].SecretValue().Element.StringValue() != "p" {
			t.Errorf("%s was damaged", name)
		}
	}
	for _, op := range snap.Pending {
		pending[op.Resource.URN.Name()] = true
	}
	for name := range made {
		if made[name] && !there[name] {
			t.Errorf("%s was made and is lost", name)
		}
	}
	for name := range begun {
		if !there[name] && !pending[name] {
			t.Errorf("%s was begun and is lost", name)
		}
		if there[name] && pending[name] {
			t.Errorf("%s is there and pending", name)
		}
	}
}

// killed runs a child, kills it at a random moment, and returns its whole lines.
func killed(t *testing.T, name, dir string) []string {
	t.Helper()
	cmd := spawn(t, name, dir)
	pipe, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	out := bufio.NewReader(pipe)
	var lines []string
	first, err := out.ReadString('\n')
	must(t, err)
	lines = append(lines, strings.TrimSuffix(first, "\n"))
	time.AfterFunc(time.Duration(rand.IntN(40_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
	for {
		line, err := out.ReadString('\n')
		if err != nil {
			break
		}
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
	_ = cmd.Wait()
	for _, line := range lines {
		if strings.HasPrefix(line, "error:") {
			t.Fatal(line)
		}
	}
	return lines
}

// childCommits makes one run after the other; each adds one to a counter.
func childCommits() {
	s := childStore()
	for {
		unlock, err := s.Lock("update")
		check(err)
		snap, _, err := s.Load()
		check(err)
		j, err := s.Begin(snap)
		check(err)
		old := j.Resources()[0]
		n := old.Inputs["n"].NumberValue() + 1
		check(j.Put(0, old, container("counter", props("n", n))))
		check(j.Commit("succeeded"))
		fmt.Println(n)
		check(unlock())
	}
}

// A run killed at any moment of saving leaves the state of before or of after,
// readable, and the lock is in no one's way.
func TestKilledWhileCommitting(t *testing.T) {
	dir := t.TempDir()
	apply(t, open(t, dir), func(j *Journal) { must(t, j.Put(0, nil, container("counter", props("n", 0.0)))) })
	for range 12 {
		lines := killed(t, "commits", dir)
		acknowledged, err := strconv.ParseFloat(lines[len(lines)-1], 64)
		must(t, err)
		snap, _, err := open(t, dir).Load()
		must(t, err)
		if got := snap.Resources[0].Inputs["n"].NumberValue(); got != acknowledged && got != acknowledged+1 {
			t.Fatalf("counter %v, %v was acknowledged", got, acknowledged)
		}
	}
	if _, err := os.ReadFile(open(t, dir).checkpoint + ".bak"); err != nil {
		t.Error(err)
	}
}

const roomBytes = 64 << 10

// childDiskFull fills its room, with a limit on the size of files in the place
// of a full disk.
func childDiskFull() {
	ignoreFileLimit()
	s := childStore()
	unlock, err := s.Lock("update")
	check(err)
	snap, _, err := s.Load()
	check(err)
	j, err := s.Begin(snap)
	check(err)
	check(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: roomBytes, Max: roomBytes}))
	for i := range 200 {
		r := container(fmt.Sprint("r", i), resource.PropertyMap{"x": resource.NewProperty(strings.Repeat("x", 1000))})
		if err := j.Put(0, nil, r); err != nil {
			fmt.Println("put:", i, err)
			break
		}
	}
	_, err = j.Pending(Operation{Resource: container("late", nil), Type: apitype.OperationTypeCreating})
	fmt.Println("pending:", err)
	fmt.Println("commit:", j.Commit("failed"))
	check(unlock())
}

func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	apply(t, s, func(j *Journal) { must(t, j.Put(0, nil, container("before", nil))) })
	before, err := os.ReadFile(s.checkpoint)
	must(t, err)
	out, err := spawn(t, "diskfull", dir).Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		"put:", "the journal cannot be written: ", "file too large",
		"pending: the journal cannot be written",
		"commit: the state cannot be saved: ", "The state of before is intact in " + s.checkpoint, "free space",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("output lacks %q:\n%s", want, out)
		}
	}
	after, err := os.ReadFile(s.checkpoint)
	must(t, err)
	if string(before) != string(after) || exists(s.checkpoint+".tmp") {
		t.Error("the state of before was touched")
	}
	_, failed, _ := strings.Cut(string(out), "put: ")
	number, _, _ := strings.Cut(failed, " ")
	acknowledged, err := strconv.Atoi(number)
	must(t, err)
	snap := load(t, s)
	if len(snap.Resources) < 1+acknowledged {
		t.Errorf("%d resources, %d were acknowledged", len(snap.Resources), 1+acknowledged)
	}
	apply(t, s, func(*Journal) {})
	if got := len(load(t, s).Resources); got != len(snap.Resources) {
		t.Errorf("with room again: %d resources, want %d", got, len(snap.Resources))
	}
}

// A directory that becomes read-only while a run is under way.
func TestReadOnly(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to mount a file system")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("cannot mount a file system here:", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	s := open(t, dir)
	apply(t, s, func(j *Journal) { must(t, j.Put(0, nil, container("before", nil))) })
	before := tree(t, dir)
	remount := func(flags uintptr) {
		must(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, "size=1m"))
	}

	remount(syscall.MS_RDONLY)
	if _, err := s.Lock("update"); err == nil || !strings.Contains(err.Error(), "cannot be locked") || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("lock: %v", err)
	}
	if got := load(t, s); len(got.Resources) != 1 {
		t.Error("a read-only state cannot be read")
	}
	remount(0)
	if d := cmp.Diff(before, tree(t, dir)); d != "" {
		t.Errorf("touched:\n%s", d)
	}
}

// A file system that fills while the checkpoint is saved: the journal has it
// all, and the next run, with room, saves it.
func TestNoRoomForCheckpoint(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to mount a file system")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=200k"); err != nil {
		t.Skip("cannot mount a file system here:", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	s := open(t, dir)
	apply(t, s, func(j *Journal) { must(t, j.Put(0, nil, container("before", nil))) })
	before, err := os.ReadFile(s.checkpoint)
	must(t, err)
	unlock := lock(t, s)
	j := begin(t, s)
	for i := range 80 {
		must(t, j.Put(0, nil, container(fmt.Sprint("r", i), props("x", strings.Repeat("x", 700)))))
	}
	err = j.Commit("succeeded")
	if err == nil || !strings.Contains(err.Error(), "no space left") || !strings.Contains(err.Error(), "Nothing is lost") {
		t.Fatalf("commit: %v", err)
	}
	unlock()
	after, err := os.ReadFile(s.checkpoint)
	must(t, err)
	if string(before) != string(after) {
		t.Error("the state of before was touched")
	}
	must(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=2m"))
	apply(t, s, func(*Journal) {})
	if got := load(t, s); len(got.Resources) != 81 || exists(s.journal) {
		t.Errorf("with room again: %d resources", len(got.Resources))
	}
}
