package modules

import (
	"context"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/clockwork-hcl/cw/hclspec"
)

// world is a bare repository "Web.Site.git", a person's clone of it in "author",
// and the cache of a configuration.
type world struct {
	*testing.T
	dir   string
	cache Cache
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
	dir := t.TempDir()
	w := world{t, dir, In(filepath.Join(dir, "conf"))}
	w.git(".", "init", "--quiet", "--bare", "--initial-branch=main", "Web.Site.git")
	w.git(".", "clone", "--quiet", "Web.Site.git", "author")
	w.git("author", "checkout", "--quiet", "-B", "main")
	w.commit("one")
	return w
}

func (w world) git(dir string, args ...string) string {
	w.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = filepath.Join(w.dir, dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit writes text into sub/f of the author's clone, pushes it and gives the
// commit.
func (w world) commit(text string) string {
	w.Helper()
	path := filepath.Join(w.dir, "author", "sub", "f")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		w.Fatal(err)
	}
	w.git("author", "add", "-A")
	w.git("author", "commit", "--quiet", "-m", text)
	w.git("author", "push", "--quiet", "--force", "--tags", "origin", "HEAD")
	return w.git("author", "rev-parse", "HEAD")
}

func (w world) source(ref string) hclspec.ModuleSource {
	w.Helper()
	text := "git::file://" + filepath.Join(w.dir, "Web.Site.git") + "//sub"
	if ref != "" {
		text += "?ref=" + ref
	}
	s, err := hclspec.ParseSource(text)
	if err != nil {
		w.Fatal(err)
	}
	return s
}

// fetch wants the checkout of a commit with this text in it.
func (w world) fetch(s hclspec.ModuleSource, pin, commit, text string) string {
	w.Helper()
	dir, got, err := w.cache.Fetch(w.Context(), s, pin)
	if err != nil {
		w.Fatalf("%s: %v", s.Key(), err)
	}
	if got != commit {
		w.Errorf("%s is commit %s, want %s", s.Key(), got, commit)
	}
	content, err := os.ReadFile(filepath.Join(dir, "sub", "f"))
	if err != nil || string(content) != text {
		w.Errorf("%s has %q (%v), want %q", s.Key(), content, err, text)
	}
	return dir
}

// refused wants no checkout, with these words why.
func (w world) refused(s hclspec.ModuleSource, pin string, says ...string) {
	w.Helper()
	dir, commit, err := w.cache.Fetch(w.Context(), s, pin)
	if err == nil {
		w.Fatalf("%s: %s at %s", s.Key(), dir, commit)
	}
	for _, word := range says {
		if !strings.Contains(err.Error(), word) {
			w.Errorf("%q does not say %q", err, word)
		}
	}
}

// cached lists what lies in the cache.
func (w world) cached() []string {
	w.Helper()
	entries, err := os.ReadDir(w.cache.dir)
	if err != nil {
		w.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestEveryFormOfRef(t *testing.T) {
	w := newWorld(t)
	one := w.git("author", "rev-parse", "HEAD")
	w.git("author", "tag", "v1")
	w.git("author", "tag", "-a", "-m", "annotated", "v1.0")
	two := w.commit("two")
	w.git("author", "checkout", "--quiet", "-b", "feature/x")
	three := w.commit("three")
	w.git("author", "tag", "main") // a tag wins over the branch of that name
	w.git("author", "push", "--quiet", "--tags", "origin")
	for _, c := range []struct{ ref, commit, text string }{
		{"", two, "two"},
		{"v1", one, "one"},
		{"v1.0", one, "one"},
		{"feature/x", three, "three"},
		{"refs/heads/main", two, "two"},
		{"main", three, "three"},
		{one, one, "one"},
		{one[:10], one, "one"},
	} {
		w.fetch(w.source(c.ref), "", c.commit, c.text)
	}
	if names := w.cached(); len(names) != 3 || !strings.HasPrefix(names[0], "web-site-") {
		t.Errorf("the cache has %q", names)
	}
	w.refused(w.source("v9"), "", `no branch, tag or commit "v9"`, "Web.Site.git")
	w.refused(w.source("deadbeef"), "", `no branch, tag or commit "deadbeef"`)
	if names := w.cached(); len(names) != 3 {
		t.Errorf("a failure leaves something behind: %q", names)
	}
}

// A pin holds wherever the ref has gone, and needs no repository once its
// checkout is there.
func TestPinned(t *testing.T) {
	w := newWorld(t)
	s := w.source("main")
	one := w.git("author", "rev-parse", "HEAD")
	two := w.commit("two")
	dir := w.fetch(s, one, one, "one")
	if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
		t.Error("the checkout has a .git")
	}
	if err := os.Rename(filepath.Join(w.dir, "Web.Site.git"), filepath.Join(w.dir, "gone.git")); err != nil {
		t.Fatal(err)
	}
	w.fetch(s, one, one, "one")
	if got, ok := w.cache.Checkout(s, one); !ok || got != dir {
		t.Errorf("%s, %v", got, ok)
	}
	if _, ok := w.cache.Checkout(s, two); ok {
		t.Error("a checkout that was never made is there")
	}
	w.refused(s, two, "git fetch failed")
	w.refused(s, "", "git ls-remote failed")
}

// What the pin says is data: only a whole commit name ever reaches git or a
// path.
func TestPinIsData(t *testing.T) {
	w := newWorld(t)
	for _, pin := range []string{"main", "--upload-pack=touch x", "../../x", strings.Repeat("0", 39), strings.Repeat("A", 40)} {
		w.refused(w.source("main"), pin, "no whole name of a commit")
		if _, ok := w.cache.Checkout(w.source("main"), pin); ok {
			t.Errorf("%q has a checkout", pin)
		}
	}
	w.refused(w.source("main"), strings.Repeat("0", 40), "no commit 0000", "lock file")
}

func TestEmptyRepository(t *testing.T) {
	w := newWorld(t)
	w.git(".", "init", "--quiet", "--bare", "--initial-branch=main", "empty.git")
	s := hclspec.ModuleSource{URL: "file://" + filepath.Join(w.dir, "empty.git")}
	w.refused(s, "", "is empty")
}

// Runs at the same time do not spoil each other's checkout.
func TestAtTheSameTime(t *testing.T) {
	w := newWorld(t)
	commit := w.git("author", "rev-parse", "HEAD")
	var wait sync.WaitGroup
	for range 6 {
		wait.Go(func() {
			if _, _, err := w.cache.Fetch(t.Context(), w.source("main"), ""); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	w.fetch(w.source("main"), commit, commit, "one")
	if names := w.cached(); len(names) != 1 {
		t.Errorf("the cache has %q", names)
	}
}

func TestInterrupted(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := w.cache.Fetch(ctx, w.source("main"), ""); err == nil || !strings.Contains(err.Error(), "stopped") {
		t.Errorf("%v", err)
	}
	if names := w.cached(); len(names) != 0 {
		t.Errorf("the cache has %q", names)
	}
}

// Over http, from git's own server, with and without single commits on offer;
// without a login nobody is asked.
func TestOverHTTP(t *testing.T) {
	w := newWorld(t)
	out, err := exec.Command("git", "--exec-path").Output()
	backend := filepath.Join(strings.TrimSpace(string(out)), "git-http-backend")
	if _, statErr := os.Stat(backend); err != nil || statErr != nil {
		t.Skip("git has no http server here")
	}
	handler := &cgi.Handler{Path: backend, Env: []string{"GIT_PROJECT_ROOT=" + w.dir, "GIT_HTTP_EXPORT_ALL=1"}, InheritEnv: []string{"PATH"}}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/private") {
			rw.Header().Set("WWW-Authenticate", "Basic")
			rw.WriteHeader(http.StatusUnauthorized)
			return
		}
		if version := r.Header.Get("Git-Protocol"); version != "" && !strings.HasPrefix(r.URL.Path, "/old") {
			r.Header.Set("Git_Protocol", version)
		}
		r.URL.Path = strings.TrimPrefix(r.URL.Path, "/old")
		handler.ServeHTTP(rw, r)
	}))
	defer server.Close()
	one := w.git("author", "rev-parse", "HEAD")
	two := w.commit("two")
	parse := func(path string) hclspec.ModuleSource {
		s, err := hclspec.ParseSource("git::" + server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	w.fetch(parse("/Web.Site.git//sub?ref=main"), "", two, "two")
	w.fetch(parse("/old/Web.Site.git//sub?ref=main"), one, one, "one")
	w.refused(parse("/nothing.git"), "", "not found")
	w.refused(parse("/private.git"), "", "terminal prompts disabled")
}
