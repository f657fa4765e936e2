package gitrepo

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/drivertest"
	"github.com/clockwork-hcl/cw/schema/gitcmd"
	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
)

// world is a bare repository, a person's clone of it in "author", and a driver
// of one process.
type world struct {
	*testing.T
	dir string
	d   driver
}

func newWorld(t *testing.T) world {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		t.Setenv("GIT_"+who+"_NAME", "A")
		t.Setenv("GIT_"+who+"_EMAIL", "a@example.com")
	}
	w := world{t, t.TempDir(), driver{dirs: &hostfs.Dirs{}}}
	w.git(".", "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
	w.git(".", "clone", "--quiet", "remote.git", "author")
	w.git("author", "checkout", "--quiet", "-B", "main")
	w.commit("one")
	return w
}

func (w world) git(dir string, args ...string) string {
	w.Helper()
	cmd := exec.Command("git", append([]string{"-c", "protocol.file.allow=always"}, args...)...)
	cmd.Dir = filepath.Join(w.dir, dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit writes text into a file f of the author's clone, pushes it and gives
// the commit.
func (w world) commit(text string) string {
	w.Helper()
	w.write("author/f", text)
	w.git("author", "add", "-A")
	w.git("author", "commit", "--quiet", "-m", text)
	w.git("author", "push", "--quiet", "--force", "origin", "HEAD")
	return w.git("author", "rev-parse", "HEAD")
}

func (w world) write(path, text string) {
	w.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, path), []byte(text), 0o644); err != nil {
		w.Fatal(err)
	}
}

func (w world) content(path string) string {
	content, err := os.ReadFile(filepath.Join(w.dir, path))
	if err != nil {
		return err.Error()
	}
	return string(content)
}

func call() schema.Call {
	return schema.Call{URN: "urn:pulumi:dev::p::clockwork:index:GitRepo::site", Address: schema.Address{Type: "git_repo", Name: "site"}}
}

// inputs are those of a checkout in out/site, with changes.
func (w world) inputs(pairs ...any) resource.PropertyMap {
	w.Helper()
	m := resource.PropertyMap{
		propURL:  resource.NewStringProperty(filepath.Join(w.dir, "remote.git")),
		propDest: resource.NewStringProperty(filepath.Join(w.dir, "out", "site")),
	}
	for i := 0; i < len(pairs); i += 2 {
		m[resource.PropertyKey(pairs[i].(string))] = resource.NewPropertyValue(pairs[i+1])
	}
	checked, problems := w.d.Check(context.Background(), call(), m)
	if len(problems) > 0 {
		w.Fatalf("check: %v", problems)
	}
	return checked
}

func (w world) create(inputs resource.PropertyMap) schema.State {
	w.Helper()
	s, err := w.d.Create(context.Background(), call(), inputs)
	if err != nil {
		w.Fatalf("create: %v", err)
	}
	return s
}

func (w world) read(s schema.State) schema.State {
	w.Helper()
	got, err := w.d.Read(context.Background(), call(), s)
	if err != nil {
		w.Fatalf("read: %v", err)
	}
	return got
}

func (w world) update(s schema.State, inputs resource.PropertyMap) schema.State {
	w.Helper()
	got, err := w.d.Update(context.Background(), call(), s, inputs)
	if err != nil {
		w.Fatalf("update: %v", err)
	}
	return got
}

func (w world) changes(s schema.State, inputs resource.PropertyMap) map[string]bool {
	w.Helper()
	diff, err := w.d.Diff(context.Background(), call(), s, inputs)
	if err != nil {
		w.Fatalf("diff: %v", err)
	}
	return diff.Changes
}

func (w world) delete(s schema.State) {
	w.Helper()
	if err := w.d.Delete(context.Background(), call(), s); err != nil {
		w.Fatalf("delete: %v", err)
	}
}

func (w world) wantCommit(s schema.State, want string) {
	w.Helper()
	if got := s.Outputs[propCommit].StringValue(); got != want {
		w.Errorf("commit is %s, want %s", got, want)
	}
	if got := w.git("out/site", "rev-parse", "HEAD"); got != want {
		w.Errorf("HEAD is %s, want %s", got, want)
	}
}

func (w world) wantError(err error, want ...string) {
	w.Helper()
	if err == nil {
		w.Fatalf("no error, want %q", want)
	}
	for _, part := range want {
		if !strings.Contains(err.Error(), part) {
			w.Errorf("error %q lacks %q", err, part)
		}
	}
}

// noTraces checks that nothing is left where the checkout was.
func (w world) noTraces() {
	w.Helper()
	if entries, err := os.ReadDir(filepath.Join(w.dir, "out")); !errors.Is(err, fs.ErrNotExist) {
		w.Errorf("left behind: %v", entries)
	}
}

func equal(a, b schema.State) bool {
	return a.ID == b.ID && a.Inputs.DeepEquals(b.Inputs) && a.Outputs.DeepEquals(b.Outputs)
}

func TestLife(t *testing.T) {
	w := newWorld(t)
	first := w.git("author", "rev-parse", "HEAD")
	inputs := w.inputs()
	s := w.create(inputs)
	w.wantCommit(s, first)
	if got := w.content("out/site/f"); got != "one" || s.ID != filepath.Join(w.dir, "out/site") {
		t.Errorf("content %q, id %q", got, s.ID)
	}
	if got := w.read(s); !equal(got, s) || len(w.changes(got, inputs)) > 0 {
		t.Errorf("nothing changed, but it reads back as %v", got)
	}

	second := w.commit("two")
	moved := w.read(s)
	if changes := w.changes(moved, inputs); !maps.Equal(changes, map[string]bool{propCommit: false}) {
		t.Errorf("the remote moved on: %v", changes)
	}
	if moved.Inputs.DeepEquals(inputs) || !equal(w.read(moved), moved) {
		t.Errorf("a second look forgets that the remote moved on: %v", moved.Inputs)
	}
	foreseen, err := w.d.Preview(context.Background(), call(), moved, inputs)
	if err != nil || foreseen[propCommit].StringValue() != second {
		t.Errorf("foreseen %v, %v", foreseen, err)
	}
	s = w.update(moved, inputs)
	w.wantCommit(s, second)
	if got := w.content("out/site/f"); got != "two" || len(w.changes(w.read(s), inputs)) > 0 {
		t.Errorf("after the update: content %q", got)
	}
	if branch := w.git("out/site", "symbolic-ref", "--short", "HEAD"); branch != "main" {
		t.Errorf("on branch %q", branch)
	}

	w.delete(s)
	w.noTraces()
	w.delete(s)
	if got := w.read(s); got.ID != "" {
		t.Errorf("a deleted checkout is still there: %v", got)
	}
}

func TestForcePush(t *testing.T) {
	w := newWorld(t)
	inputs := w.inputs("branch", "main")
	s := w.create(inputs)
	w.git("author", "commit", "--quiet", "--amend", "-m", "rewritten")
	forced := w.commit("other history")
	s = w.update(w.read(s), inputs)
	w.wantCommit(s, forced)
}

// A HEAD that somebody moved is moved back; one that somebody moved to where it
// should be is fine.
func TestHeadMovedByHand(t *testing.T) {
	w := newWorld(t)
	first := w.git("author", "rev-parse", "HEAD")
	inputs := w.inputs()
	s := w.create(inputs)
	second := w.commit("two")
	s = w.read(s)
	w.git("out/site", "pull", "--quiet")
	s = w.read(s)
	w.wantCommit(s, second)
	if changes := w.changes(s, inputs); len(changes) > 0 || !s.Inputs.DeepEquals(inputs) {
		t.Errorf("after git pull: %v", changes)
	}
	w.git("out/site", "checkout", "--quiet", first)
	s = w.read(s)
	if changes := w.changes(s, inputs); len(changes) != 1 {
		t.Errorf("after a checkout by hand: %v", changes)
	}
	w.wantCommit(w.update(s, inputs), second)
}

func TestBranches(t *testing.T) {
	w := newWorld(t)
	first := w.git("author", "rev-parse", "HEAD")
	w.git("author", "checkout", "--quiet", "-b", "feature/x")
	feature := w.commit("feature")
	s := w.create(w.inputs("branch", "feature/x"))
	w.wantCommit(s, feature)

	toMain := w.inputs("branch", "main")
	if changes := w.changes(s, toMain); !maps.Equal(changes, map[string]bool{propBranch: false}) {
		t.Errorf("another branch: %v", changes)
	}
	s = w.update(s, toMain)
	w.wantCommit(s, first)
	if up := w.git("out/site", "rev-parse", "--abbrev-ref", "main@{upstream}"); up != "origin/main" {
		t.Errorf("main follows %q", up)
	}

	_, err := w.d.Create(context.Background(), call(), w.inputs("branch", "none", "dest", filepath.Join(w.dir, "out/other")))
	w.wantError(err, "none")
}

func TestRefs(t *testing.T) {
	w := newWorld(t)
	first := w.git("author", "rev-parse", "HEAD")
	w.git("author", "tag", "light")
	w.git("author", "tag", "-a", "-m", "x", "v1.0")
	w.git("author", "push", "--quiet", "--tags")
	second := w.commit("two")

	for _, depth := range []any{nil, 1} {
		for _, ref := range []string{"light", "v1.0", first} {
			inputs := w.inputs("ref", ref)
			if depth != nil {
				inputs[propDepth] = resource.NewPropertyValue(depth)
			}
			s := w.create(inputs)
			w.wantCommit(s, first)
			got := w.read(s)
			if len(w.changes(got, inputs)) > 0 {
				t.Errorf("ref %s stands still, but: %v", ref, got.Outputs)
			}
			toMain := w.inputs("branch", "main")
			s = w.update(s, toMain)
			w.wantCommit(s, second)
			w.delete(s)
		}
	}
	s := w.create(w.inputs("ref", first[:8]))
	w.wantCommit(s, first)
	w.delete(s)

	// A tag that was moved is followed.
	inputs := w.inputs("ref", "light")
	s = w.create(inputs)
	w.git("author", "tag", "--force", "light", second)
	w.git("author", "push", "--quiet", "--force", "--tags")
	s = w.read(s)
	if len(w.changes(s, inputs)) == 0 {
		t.Error("a moved tag is no change")
	}
	w.wantCommit(w.update(s, inputs), second)

	_, err := w.d.Create(context.Background(), call(), w.inputs("ref", "v9", "dest", filepath.Join(w.dir, "other")))
	w.wantError(err, `no tag or commit "v9"`)
}

func TestDepth(t *testing.T) {
	w := newWorld(t)
	w.commit("two")
	w.commit("three")
	inputs := w.inputs("depth", 1)
	s := w.create(inputs)
	if n := w.git("out/site", "rev-list", "--count", "HEAD"); n != "1" {
		t.Errorf("history of %s commits", n)
	}
	w.git("author", "commit", "--quiet", "--amend", "-m", "rewritten")
	forced := w.commit("four")
	s = w.update(w.read(s), inputs)
	w.wantCommit(s, forced)

	whole := w.inputs()
	s = w.update(s, whole)
	if n := w.git("out/site", "rev-list", "--count", "HEAD"); n == "1" {
		t.Error("the history is still cut")
	}
	w.delete(s)
	w.noTraces()
}

func TestSubmodules(t *testing.T) {
	w := newWorld(t)
	w.git(".", "init", "--quiet", "--bare", "--initial-branch=main", "sub.git")
	w.git(".", "clone", "--quiet", "sub.git", "subauthor")
	w.write("subauthor/s", "sub")
	w.git("subauthor", "checkout", "--quiet", "-B", "main")
	w.git("subauthor", "add", "-A")
	w.git("subauthor", "commit", "--quiet", "-m", "s")
	w.git("subauthor", "push", "--quiet", "origin", "main")
	w.git("author", "submodule", "--quiet", "add", filepath.Join(w.dir, "sub.git"), "sub")
	w.commit("with submodule")

	s := w.create(w.inputs())
	if _, err := os.Stat(filepath.Join(w.dir, "out/site/sub/s")); err == nil {
		t.Error("the submodule was checked out without being asked for")
	}
	inputs := w.inputs("submodules", true)
	s = w.update(s, inputs)
	if got := w.content("out/site/sub/s"); got != "sub" {
		t.Errorf("submodule content %q", got)
	}
	w.delete(s)
	s = w.create(inputs)
	if got := w.content("out/site/sub/s"); got != "sub" {
		t.Errorf("submodule content %q", got)
	}
	w.delete(s)
	w.noTraces()
}

func TestPullOff(t *testing.T) {
	w := newWorld(t)
	first := w.git("author", "rev-parse", "HEAD")
	inputs := w.inputs("pull", false)
	s := w.create(inputs)
	w.commit("two")
	s = w.read(s)
	w.wantCommit(s, first)
	if changes := w.changes(s, inputs); len(changes) > 0 {
		t.Errorf("a checkout that does not pull changes: %v", changes)
	}
}

// Work is never thrown away, whoever asks for what.
func TestLocalWork(t *testing.T) {
	for _, c := range []struct {
		name           string
		work           func(w world)
		update, delete string
		untilUndone    func(w world)
	}{
		{
			"changed file",
			func(w world) { w.write("out/site/f", "mine") },
			"1 changed file (f)", "1 changed file (f)",
			func(w world) { w.git("out/site", "checkout", "--quiet", "f") },
		},
		{
			"staged file",
			func(w world) { w.write("out/site/g", "mine"); w.git("out/site", "add", "g") },
			"1 changed file (g)", "1 changed file (g)",
			func(w world) { w.git("out/site", "rm", "--quiet", "-f", "g") },
		},
		{
			"untracked file",
			func(w world) { w.write("out/site/with blank", "mine") },
			"", "1 changed file (with blank)",
			func(w world) { os.Remove(filepath.Join(w.dir, "out/site/with blank")) },
		},
		{
			"commit",
			func(w world) { w.git("out/site", "commit", "--quiet", "--allow-empty", "-m", "mine") },
			"1 commit that the remote does not have", "1 commit that the remote does not have",
			func(w world) { w.git("out/site", "reset", "--quiet", "--hard", "HEAD~1") },
		},
		{
			"stash",
			func(w world) { w.write("out/site/f", "mine"); w.git("out/site", "stash", "--quiet") },
			"", "1 stash entry",
			func(w world) { w.git("out/site", "stash", "drop", "--quiet") },
		},
		{
			"commit on another branch",
			func(w world) {
				w.git("out/site", "checkout", "--quiet", "-b", "side")
				w.git("out/site", "commit", "--quiet", "--allow-empty", "-m", "mine")
				w.git("out/site", "checkout", "--quiet", "main")
			},
			"", "1 commit that the remote does not have",
			func(w world) { w.git("out/site", "branch", "-D", "side") },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			inputs := w.inputs("branch", "main")
			s := w.create(inputs)
			c.work(w)
			w.commit("two")
			s = w.read(s)
			updated, err := w.d.Update(context.Background(), call(), s, inputs)
			if c.update != "" {
				w.wantError(err, c.update, "throws no work away")
			} else if err != nil {
				t.Errorf("update: %v", err)
			} else {
				s = updated
			}
			w.wantError(w.d.Delete(context.Background(), call(), s), c.delete, "throws no work away")
			c.untilUndone(w)
			s = w.update(s, inputs)
			w.delete(s)
			w.noTraces()
		})
	}
}

// An untracked file that the remote now has as well is not overwritten.
func TestUntrackedInTheWay(t *testing.T) {
	w := newWorld(t)
	inputs := w.inputs()
	s := w.create(inputs)
	w.write("out/site/new", "mine")
	w.write("author/new", "theirs")
	w.commit("two")
	_, err := w.d.Update(context.Background(), call(), w.read(s), inputs)
	w.wantError(err, "new")
	if got := w.content("out/site/new"); got != "mine" {
		t.Errorf("the file now has %q", got)
	}
}

func TestSomethingIsThereAlready(t *testing.T) {
	w := newWorld(t)
	first := w.git("author", "rev-parse", "HEAD")
	if err := os.MkdirAll(filepath.Join(w.dir, "out/site"), 0o755); err != nil {
		t.Fatal(err)
	}
	s := w.create(w.inputs())
	w.wantCommit(s, first)
	if err := w.d.Delete(context.Background(), call(), s); err != nil {
		t.Fatal(err)
	}

	if err := os.MkdirAll(filepath.Join(w.dir, "out/site"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.write("out/site/precious", "x")
	_, err := w.d.Create(context.Background(), call(), w.inputs())
	w.wantError(err, "not a checkout", "does not replace it")
	os.RemoveAll(filepath.Join(w.dir, "out/site"))

	w.git(".", "clone", "--quiet", "--bare", "remote.git", "fork.git")
	w.git(".", "clone", "--quiet", "fork.git", "out/site")
	_, err = w.d.Create(context.Background(), call(), w.inputs())
	w.wantError(err, "checkout of another repository")
	os.RemoveAll(filepath.Join(w.dir, "out/site"))

	// A person's own clone is used, brought up to date, and left there.
	w.git(".", "clone", "--quiet", filepath.Join(w.dir, "remote.git"), "out/site")
	second := w.commit("two")
	s = w.create(w.inputs())
	w.wantCommit(s, second)
	w.delete(s)
	if got := w.content("out/site/f"); got != "two" {
		t.Errorf("the person's clone is gone: %s", got)
	}
}

// A run that died while it cloned leaves nothing that stands in the way, and one
// that died after it is found by the resource's name in the checkout.
func TestDeadRuns(t *testing.T) {
	w := newWorld(t)
	inputs := w.inputs()
	half := temporary(call(), filepath.Join(w.dir, "out/site"))
	if err := os.MkdirAll(filepath.Join(half, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	found, err := w.d.Find(context.Background(), call(), inputs)
	if err != nil || found.ID != "" {
		t.Errorf("half a clone was found: %v, %v", found, err)
	}
	s := w.create(inputs)
	if entries, _ := os.ReadDir(filepath.Join(w.dir, "out")); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}

	found, err = w.d.Find(context.Background(), call(), inputs)
	if err != nil || found.ID != s.ID || !found.Outputs[propCommit].DeepEquals(s.Outputs[propCommit]) {
		t.Errorf("found %v, %v", found, err)
	}
	again := w.create(inputs)
	if hostfs.Flag(again.Outputs, propAdopted, false) {
		t.Error("the own checkout counts as a person's")
	}
	other := call()
	other.URN += "2"
	if found, err = w.d.Find(context.Background(), other, inputs); err != nil || found.ID != "" {
		t.Errorf("another resource found it: %v, %v", found, err)
	}

	// A delete that died half way.
	if err := os.Rename(s.ID, half); err != nil {
		t.Fatal(err)
	}
	w.delete(s)
	if entries, _ := os.ReadDir(filepath.Join(w.dir, "out")); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestEmptyRepository(t *testing.T) {
	w := newWorld(t)
	w.git(".", "init", "--quiet", "--bare", "--initial-branch=main", "empty.git")
	inputs := w.inputs("repoUrl", filepath.Join(w.dir, "empty.git"))
	s := w.create(inputs)
	if got := s.Outputs[propCommit].StringValue(); got != "" {
		t.Errorf("commit %q", got)
	}
	if got := w.read(s); len(w.changes(got, inputs)) > 0 {
		t.Errorf("reads back as %v", got)
	}
	w.git("author", "push", "--quiet", filepath.Join(w.dir, "empty.git"), "main")
	s = w.update(w.read(s), inputs)
	w.wantCommit(s, w.git("author", "rev-parse", "HEAD"))
	w.delete(s)
	w.noTraces()
}

func TestURLChanges(t *testing.T) {
	w := newWorld(t)
	s := w.create(w.inputs())
	w.git(".", "clone", "--quiet", "--bare", "remote.git", "fork.git")
	diff, err := w.d.Diff(context.Background(), call(), s, w.inputs("repoUrl", filepath.Join(w.dir, "fork.git")))
	if err != nil || !diff.Changes[propURL] || !diff.DeleteBeforeReplace {
		t.Errorf("another repository: %v, %v", diff, err)
	}
	same := w.inputs("repoUrl", "file://"+filepath.Join(w.dir, "remote.git/"))
	diff, err = w.d.Diff(context.Background(), call(), s, same)
	if replaces, ok := diff.Changes[propURL]; err != nil || !ok || replaces {
		t.Errorf("the same repository: %v, %v", diff, err)
	}
	w.update(s, same)
	if got := w.git("out/site", "config", "remote.origin.url"); got != same[propURL].StringValue() {
		t.Errorf("origin is %q", got)
	}
	diff, err = w.d.Diff(context.Background(), call(), s, w.inputs("dest", filepath.Join(w.dir, "elsewhere")))
	if err != nil || !diff.Changes[propDest] || diff.DeleteBeforeReplace {
		t.Errorf("another directory: %v, %v", diff, err)
	}
}

// A remote that is away: a plan goes on, and says so; a create fails.
func TestRemoteAway(t *testing.T) {
	w := newWorld(t)
	inputs := w.inputs()
	s := w.create(inputs)
	if err := os.Rename(filepath.Join(w.dir, "remote.git"), filepath.Join(w.dir, "away.git")); err != nil {
		t.Fatal(err)
	}
	var said []string
	c := call()
	c.Progress = func(m string) { said = append(said, m) }
	got, err := w.d.Read(context.Background(), c, s)
	if err != nil || !equal(got, s) || len(said) != 1 {
		t.Errorf("read %v, %v, said %q", got, err, said)
	}
	w.delete(s)
	_, err = w.d.Create(context.Background(), call(), inputs)
	w.wantError(err, "git clone failed", "remote.git")
	w.noTraces()
}

func TestBrokenCheckoutBelowAnotherRepository(t *testing.T) {
	w := newWorld(t)
	w.git(".", "init", "--quiet")
	inputs := w.inputs()
	s := w.create(inputs)
	if err := os.RemoveAll(filepath.Join(s.ID, ".git")); err != nil {
		t.Fatal(err)
	}
	if got := w.read(s); got.ID != "" {
		t.Errorf("the outer repository was taken for the checkout: %v", got)
	}
	w.delete(s)
	if got := w.content("out/site/f"); got != "one" {
		t.Errorf("files that are no checkout were deleted: %s", got)
	}
}

// A git that started cw must not turn our git towards its own repository.
func TestInheritedVariables(t *testing.T) {
	w := newWorld(t)
	t.Setenv("GIT_DIR", filepath.Join(w.dir, "author", ".git"))
	t.Setenv("GIT_WORK_TREE", filepath.Join(w.dir, "author"))
	inputs := w.inputs()
	s := w.create(inputs)
	os.Unsetenv("GIT_DIR")
	os.Unsetenv("GIT_WORK_TREE")
	w.wantCommit(s, w.git("author", "rev-parse", "HEAD"))
	if out := w.git("author", "config", "--get-regexp", "remote.origin.url"); !strings.Contains(out, "remote.git") {
		t.Errorf("the other repository was changed: %s", out)
	}
}

func TestHooksOfTheCheckoutDoNotRun(t *testing.T) {
	w := newWorld(t)
	inputs := w.inputs()
	s := w.create(inputs)
	hook := filepath.Join(s.ID, ".git/hooks/post-checkout")
	if err := os.MkdirAll(filepath.Dir(hook), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(hook, []byte("#!/bin/sh\ntouch "+filepath.Join(w.dir, "ran")+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.commit("two")
	w.update(w.read(s), inputs)
	if _, err := os.Stat(filepath.Join(w.dir, "ran")); err == nil {
		t.Error("a hook of the checkout ran")
	}
}

func TestNoGitProgram(t *testing.T) {
	w := newWorld(t)
	inputs := w.inputs()
	t.Setenv("PATH", t.TempDir())
	_, err := w.d.Create(context.Background(), call(), inputs)
	w.wantError(err, "git program is not in PATH")
}

// A git that hangs, with children, is stopped.
func TestTimeout(t *testing.T) {
	w := newWorld(t)
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "git"), []byte("#!/bin/sh\nsleep 60 & wait\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	inputs := w.inputs("repoUrl", "https://user:hunter2@git.example.com/x")
	inputs[propURL] = inputs[propURL].SecretValue().Element
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	c := call()
	c.Timeout = 200 * time.Millisecond
	began := time.Now()
	_, err := w.d.Create(context.Background(), c, inputs)
	w.wantError(err, "took longer than 200ms", "git.example.com/x")
	if strings.Contains(err.Error(), "hunter2") || time.Since(began) > 5*time.Second {
		t.Errorf("after %s: %v", time.Since(began), err)
	}
}

func TestCredentialsStayOutOfErrors(t *testing.T) {
	w := newWorld(t)
	_, err := w.d.Create(context.Background(), call(), resource.PropertyMap{
		propURL:  resource.NewStringProperty("http://user:hunter2@127.0.0.1:1/x.git"),
		propDest: resource.NewStringProperty(filepath.Join(w.dir, "out/site")),
	})
	w.wantError(err, "127.0.0.1")
	if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "user:") {
		t.Errorf("credentials in %q", err)
	}
	if v := w.inputs("repoUrl", "https://token@git.example.com/x")[propURL]; !v.IsSecret() {
		t.Error("a URL with a token is not a secret")
	}
}

func TestConformance(t *testing.T) {
	w := newWorld(t)
	w.git("author", "tag", "v1")
	w.git("author", "push", "--quiet", "--tags")
	w.git(".", "clone", "--quiet", "--bare", "remote.git", "fork.git")
	plain := func(pairs ...any) resource.PropertyMap {
		m := w.inputs(pairs...)
		delete(m, propPull)
		return m
	}
	drivertest.Run(t, Kind, drivertest.Case{
		Call:     call(),
		Inputs:   plain("branch", "main"),
		Updated:  plain("ref", "v1", "submodules", true),
		Replaced: plain("repoUrl", filepath.Join(w.dir, "fork.git")),
	})
	w.noTraces()
}

func TestImport(t *testing.T) {
	w := newWorld(t)
	w.git(".", "clone", "--quiet", filepath.Join(w.dir, "remote.git"), "out/site")
	got := w.read(schema.State{ID: filepath.Join(w.dir, "out/site")})
	if changes := w.changes(got, w.inputs()); len(changes) > 0 {
		t.Errorf("imported %v differs: %v", got, changes)
	}
	w.wantCommit(got, w.git("author", "rev-parse", "HEAD"))
}

func TestProbes(t *testing.T) {
	w := newWorld(t)
	w.create(w.inputs())
	in := schema.ProbeInput{
		Self: map[string]cty.Value{"absolute_path": cty.StringVal(filepath.Join(w.dir, "out/site"))},
		Args: map[string]cty.Value{"ref": cty.StringVal("main")},
	}
	if e := gitCommit.Run(context.Background(), in); !e.OK {
		t.Errorf("%+v", e)
	}
	if e := gitClean.Run(context.Background(), in); !e.OK {
		t.Errorf("%+v", e)
	}
	w.write("out/site/new", "x")
	if e := gitClean.Run(context.Background(), in); e.OK || !strings.Contains(e.Seen, "(new)") {
		t.Errorf("%+v", e)
	}
	for _, ref := range []string{"none", "--all", strings.Repeat("0", 40)} {
		in.Args["ref"] = cty.StringVal(ref)
		if e := gitCommit.Run(context.Background(), in); e.OK {
			t.Errorf("%s: %+v", ref, e)
		}
	}
}

func TestURLs(t *testing.T) {
	for url, want := range map[string]string{
		"https://git.example.com/a/b.git":  "",
		"ssh://git@git.example.com:22/a/b": "",
		"git@git.example.com:a/b.git":      "",
		"file:///srv/a.git":                "",
		"./remote.git":                     "",
		"../remote.git":                    "",
		"/srv/remote.git":                  "",
		"":                                 "can't be the address",
		"--upload-pack=touch x":            "can't be the address",
		"https://a/\nb":                    "can't be the address",
		"ext::sh -c id":                    "helper program",
		"fd::3":                            "helper program",
		"ftp://example.com/a":              "scheme ftp",
		"ext://x":                          "scheme ext",
		"https:///x":                       "no host",
		"ssh://-oProxyCommand=id/x":        "no host",
		"-oProxyCommand=id:x":              "can't be the address",
		"user@-host:x":                     "neither a URL nor a path",
		"remote.git":                       `"./remote.git"`,
		"https://u:hunter2@/x":             "no host",
	} {
		err := validURL(url)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if (want == "") != (err == nil) || !strings.Contains(got, want) || strings.Contains(got, "hunter2") {
			t.Errorf("%q: %q, want %q", url, got, want)
		}
	}
	for url, want := range map[string]bool{"./a": true, "../a": true, "/a": true, ".": true, "a": false, "https://a/b": false, "file:///a": false, ".a/b": false} {
		if gitcmd.IsLocal(url) != want {
			t.Errorf("gitcmd.IsLocal(%q) = %v", url, !want)
		}
	}
}

func TestRefNames(t *testing.T) {
	for _, good := range []string{"main", "feature/x-1", "v1.2.0", "release_2", "user@x", "a+b", "0123abc"} {
		if p := checkRef("ref")(cty.StringVal(good)); p != nil {
			t.Errorf("%q: %v", good, p)
		}
	}
	for _, bad := range []string{"", "-x", "--all", "a..b", "a b", "a@{1}", "a:b", "a^", "x.lock", "/x", "x/", "a//b", "HEAD~1", "a\nb", "*"} {
		if p := checkRef("ref")(cty.StringVal(bad)); p == nil {
			t.Errorf("%q passed the check", bad)
		}
	}
}

func FuzzValidURL(f *testing.F) {
	for _, s := range []string{"https://u:p@h/x", "a@b:c", "./x", "ext::x", "-x", "ssh://-x/y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if validURL(s) != nil {
			return
		}
		if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "ext::") || strings.ContainsAny(s, "\n\x00") {
			t.Errorf("%q passed", s)
		}
		if !gitcmd.IsLocal(s) && !strings.Contains(s, "://") && slices.Contains([]byte(s[strings.IndexByte(s, ':')+1:]), 0) {
			t.Errorf("%q passed", s)
		}
	})
}

// Two checkouts can't share a directory, and no file can lie in its place; files
// inside are the author's business.
func TestClaims(t *testing.T) {
	claim := func(dest string) []schema.Claim {
		return Kind.Claims(map[string]cty.Value{"dest": cty.StringVal(dest)})
	}
	clash := func(a, b []schema.Claim) bool {
		for _, x := range a {
			for _, y := range b {
				if x.Clashes(y) {
					return true
				}
			}
		}
		return false
	}
	src := claim("src/site")
	if !clash(src, claim("./src/../src/site/")) {
		t.Error("two checkouts in one directory don't clash")
	}
	if !clash(src, hostfs.Claims("src/site", "", "path")) || !clash(src, hostfs.Claims("src", "", "path")) {
		t.Error("a file in the directory's place does not clash")
	}
	if clash(src, hostfs.Claims("src/site/local.conf", "", "path")) || clash(src, claim("src/other")) {
		t.Error("neighbours clash")
	}
}
