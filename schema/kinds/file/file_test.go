package file

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/drivertest"
	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
)

// props makes properties of strings and bools.
func props(pairs ...any) resource.PropertyMap {
	m := resource.PropertyMap{}
	for i := 0; i < len(pairs); i += 2 {
		m[resource.PropertyKey(pairs[i].(string))] = resource.NewPropertyValue(pairs[i+1])
	}
	return m
}

// computed is a value that is not known yet.
var computed = resource.Computed{Element: resource.NewStringProperty("")}

// world is a directory and a driver of one process.
type world struct {
	*testing.T
	dir string
	d   driver
}

func newWorld(t *testing.T) world {
	return world{t, t.TempDir(), driver{dirs: &hostfs.Dirs{}}}
}

// nextProcess forgets what only the process knew.
func (w world) nextProcess() world { return world{w.T, w.dir, driver{dirs: &hostfs.Dirs{}}} }

func call(name string) schema.Call {
	return schema.Call{URN: "urn:pulumi:dev::p::clockwork:index:File::" + name, Address: schema.Address{Type: "file", Name: name}}
}

func (w world) checked(inputs resource.PropertyMap) resource.PropertyMap {
	w.Helper()
	out, problems := w.d.Check(context.Background(), call("f"), inputs)
	if len(problems) > 0 {
		w.Fatalf("check: %v", problems)
	}
	return out
}

// file gives checked inputs of a file at path below the directory.
func (w world) file(path string, more ...any) resource.PropertyMap {
	w.Helper()
	inputs := props(append([]any{"path", filepath.Join(w.dir, path)}, more...)...)
	return w.checked(inputs)
}

func (w world) create(name string, inputs resource.PropertyMap) schema.State {
	w.Helper()
	s, err := w.d.Create(context.Background(), call(name), inputs)
	if err != nil {
		w.Fatalf("create: %v", err)
	}
	return s
}

func (w world) read(s schema.State) schema.State {
	w.Helper()
	got, err := w.d.Read(context.Background(), call("f"), s)
	if err != nil {
		w.Fatalf("read: %v", err)
	}
	return got
}

func (w world) update(s schema.State, inputs resource.PropertyMap) schema.State {
	w.Helper()
	got, err := w.d.Update(context.Background(), call("f"), s, inputs)
	if err != nil {
		w.Fatalf("update: %v", err)
	}
	return got
}

func (w world) delete(s schema.State) {
	w.Helper()
	if err := w.d.Delete(context.Background(), call("f"), s); err != nil {
		w.Fatalf("delete: %v", err)
	}
}

func (w world) write(path, content string) {
	w.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, path), []byte(content), 0o644); err != nil {
		w.Fatal(err)
	}
}

// wantTree compares the whole directory: paths, a directory with a slash, with
// the content behind =.
func (w world) wantTree(want ...string) {
	w.Helper()
	got := []string{}
	err := filepath.WalkDir(w.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == w.dir {
			return err
		}
		rel, _ := filepath.Rel(w.dir, path)
		switch {
		case e.IsDir():
			rel += "/"
		case e.Type().IsRegular():
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel += "=" + string(content)
		}
		got = append(got, rel)
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	if !slices.Equal(got, want) {
		w.Errorf("directory has %q, want %q", got, want)
	}
}

func (w world) wantMode(path string, want fs.FileMode) {
	w.Helper()
	info, err := os.Stat(filepath.Join(w.dir, path))
	if err != nil || info.Mode().Perm() != want {
		w.Errorf("%s: mode %v, error %v, want %v", path, info.Mode().Perm(), err, want)
	}
}

func TestLife(t *testing.T) {
	w := newWorld(t)
	s := w.create("f", w.file("a/b/f.txt", "content", "one"))
	w.wantTree("a/", "a/b/", "a/b/f.txt=one")
	w.wantMode("a/b/f.txt", 0o644)
	if s.ID != filepath.Join(w.dir, "a/b/f.txt") || s.Outputs[propAbsolute].StringValue() != s.ID {
		t.Errorf("id %q, absolute path %v", s.ID, s.Outputs[propAbsolute])
	}
	if _, ok := s.Outputs[propContent]; ok {
		t.Error("the outputs repeat the content")
	}
	const sumOfOne = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
	if got := s.Outputs[propSum].StringValue(); got != sumOfOne || s.Outputs[propSize].NumberValue() != 3 {
		t.Errorf("sha256 %s, size %v", got, s.Outputs[propSize])
	}

	if got := w.read(s); !same2(got, s) {
		t.Errorf("reading an untouched file changed the state: %v", got)
	}
	s = w.update(s, w.file("a/b/f.txt", "content", "two", "mode", "0600"))
	w.wantTree("a/", "a/b/", "a/b/f.txt=two")
	w.wantMode("a/b/f.txt", 0o600)

	w.nextProcess().delete(s)
	w.wantTree()
	w.delete(s)
	if got := w.read(s); got.ID != "" {
		t.Errorf("a deleted file is still there: %v", got)
	}
}

func same2(a, b schema.State) bool {
	return a.ID == b.ID && a.Inputs.DeepEquals(b.Inputs) && a.Outputs.DeepEquals(b.Outputs)
}

func TestModes(t *testing.T) {
	w := newWorld(t)
	for mode, want := range map[string]fs.FileMode{"600": 0o700, "0644": 0o755, "440": 0o550} {
		s := w.create("f", w.file("run-"+mode, "content", "x", "mode", mode, "executable", true))
		w.wantMode("run-"+mode, want)
		if got := w.read(s); !same2(got, s) {
			t.Errorf("%s: reads back as %v", mode, got.Inputs)
		}
	}
	for _, bad := range []string{"999", "1777", "rw", "044", "0o644", ""} {
		if checkMode(cty.StringVal(bad)) == nil {
			t.Errorf("mode %q passed the check", bad)
		}
	}
}

func TestNameAndDirectory(t *testing.T) {
	w := newWorld(t)
	w.create("f", w.checked(props("directory", filepath.Join(w.dir, "conf"), "name", "x.ini", "content", "1")))
	w.create("label", w.checked(props("directory", w.dir, "content", "2")))
	w.wantTree("conf/", "conf/x.ini=1", "label=2")

	for _, name := range []string{"../up", "a/b", "..", ".", "", "nul\x00"} {
		if checkName(cty.StringVal(name)) == nil {
			t.Errorf("name %q passed the check", name)
		}
	}
	if _, err := w.d.Create(context.Background(), call("f"), props("directory", w.dir, "name", "../up", "content", "x")); err == nil {
		t.Error("a name led out of the directory")
	}
}

// A file that cw did not write is never overwritten when a resource is created.
func TestSomethingIsThereAlready(t *testing.T) {
	w := newWorld(t)
	w.write("mine", "precious")
	w.write("equal", "wanted")
	if err := os.Mkdir(filepath.Join(w.dir, "dir"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("mine", filepath.Join(w.dir, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere", filepath.Join(w.dir, "dangling")); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"mine":     "another content, and cw did not write it",
		"dir":      "there is a directory at",
		"link":     "there is a symbolic link at",
		"dangling": "there is a symbolic link at",
		"mine/sub": "it is not a directory",
	} {
		_, err := w.d.Create(context.Background(), call("f"), w.file(path, "content", "wanted"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", path, err, want)
		}
	}
	s := w.create("f", w.file("equal", "content", "wanted", "mode", "600"))
	w.wantMode("equal", 0o600)
	w.wantTree("dangling", "dir/", "equal=wanted", "link", "mine=precious")
	if got := w.read(s); !same2(got, s) {
		t.Errorf("an adopted file reads back as %v", got)
	}
}

// The file may appear after it was looked for; moving the new one to its place
// must not destroy it.
func TestMoveDoesNotOverwrite(t *testing.T) {
	w := newWorld(t)
	w.write("tmp", "new")
	w.write("f", "precious")
	err := move(filepath.Join(w.dir, "tmp"), filepath.Join(w.dir, "f"), false)
	if err == nil || !strings.Contains(err.Error(), "cw did not write it") {
		t.Errorf("error %v", err)
	}
	w.wantTree("f=precious", "tmp=new")
}

func TestChangedByHand(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(w world, path string)
		key    resource.PropertyKey
		want   string
	}{
		{"content", func(w world, _ string) { w.write("f", "other") }, propContent, "other"},
		{"content of the same length", func(w world, _ string) { w.write("f", "owt") }, propContent, "owt"},
		{"mode", func(_ world, path string) { os.Chmod(path, 0o755) }, propMode, "755"},
		{"not text", func(w world, _ string) { w.write("f", "\xff\xfe") }, propContent, "(2 bytes, SHA-256 "},
		{"very long", func(_ world, path string) { os.Truncate(path, 5<<20) }, propContent, "(5242880 bytes, SHA-256 "},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			inputs := w.file("f", "content", "two")
			s := w.create("f", inputs)
			c.change(w, s.ID)
			got := w.read(s)
			if !strings.HasPrefix(got.Inputs[c.key].StringValue(), c.want) {
				t.Errorf("%s reads back as %v", c.key, got.Inputs[c.key])
			}
			diff, err := w.d.Diff(context.Background(), call("f"), got, inputs)
			if err != nil || !maps.Equal(diff.Changes, map[string]bool{string(c.key): false}) {
				t.Errorf("diff %v, %v", diff, err)
			}
			healed := w.update(got, inputs)
			w.wantTree("f=two")
			w.wantMode("f", 0o644)
			if again := w.read(healed); !same2(again, healed) || !healed.Inputs.DeepEquals(inputs) {
				t.Errorf("not healed: %v", again)
			}
		})
	}
}

func TestTouchedOnlyIsNoChange(t *testing.T) {
	w := newWorld(t)
	s := w.create("f", w.file("f", "content", "two"))
	if err := os.Chtimes(s.ID, time.Now(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := w.read(s); !same2(got, s) {
		t.Errorf("a touched file reads back as %v", got)
	}
}

func TestReplacedBySomethingElse(t *testing.T) {
	w := newWorld(t)
	inputs := w.file("f", "content", "two")
	s := w.create("f", inputs)
	w.write("other", "precious")
	if err := errors.Join(os.Remove(s.ID), os.Symlink("other", s.ID)); err != nil {
		t.Fatal(err)
	}
	if got := w.read(s); got.ID != "" {
		t.Errorf("a link counts as the file: %v", got)
	}
	if _, err := w.d.Update(context.Background(), call("f"), s, inputs); err == nil {
		t.Error("update replaced a link")
	}
	w.delete(s)
	w.wantTree("f", "other=precious")
}

func TestSource(t *testing.T) {
	w := newWorld(t)
	w.write("from", "v1")
	source := filepath.Join(w.dir, "from")
	inputs := w.file("to", "source", source)
	s := w.create("f", inputs)
	w.wantTree("from=v1", "to=v1")
	if got := w.read(s); !same2(got, s) {
		t.Errorf("reads back as %v", got)
	}

	w.write("from", "v2")
	changed := w.file("to", "source", source)
	diff, err := w.d.Diff(context.Background(), call("f"), s, changed)
	if err != nil || len(diff.Changes) != 1 {
		t.Errorf("a changed source: %v, %v", diff, err)
	}
	s = w.update(s, changed)
	w.wantTree("from=v2", "to=v2")

	w.write("to", "by hand")
	got := w.read(s)
	if diff, _ := w.d.Diff(context.Background(), call("f"), got, changed); len(diff.Changes) != 1 {
		t.Errorf("a changed copy: %v", diff)
	}

	for source, want := range map[string]string{"none": "is not there", ".": "not a directory"} {
		_, err := w.d.Create(context.Background(), call("f"), w.file("x/new", "source", filepath.Join(w.dir, source)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("source %s: error %v", source, err)
		}
	}
	w.wantTree("from=v2", "to=by hand")
}

func TestDiffOfPaths(t *testing.T) {
	w := newWorld(t)
	s := w.create("f", w.checked(props("directory", w.dir, "name", "f", "content", "x")))
	for _, c := range []struct {
		inputs resource.PropertyMap
		want   map[string]bool
		first  bool
	}{
		{w.file("f", "content", "x"), map[string]bool{}, false},
		{w.checked(props("directory", w.dir, "name", "g", "content", "x")), map[string]bool{"name": true}, false},
		{props("directory", w.dir, "name", "f", "content", "x", "mode", "644", "path", computed), map[string]bool{"path": true}, false},
		{props("directory", w.dir, "name", "f", "content", computed, "mode", "644"), map[string]bool{"content": false}, false},
		{w.file("f/g", "content", "x"), map[string]bool{"directory": true, "name": true, "path": true}, true},
	} {
		diff, err := w.d.Diff(context.Background(), call("f"), s, c.inputs)
		if err != nil || !maps.Equal(diff.Changes, c.want) || diff.DeleteBeforeReplace != c.first {
			t.Errorf("%v: %v, %v", c.inputs, diff, err)
		}
	}
}

// Directories that cw made go with the last file in them, in whatever order and
// in whatever process the files come and go.
func TestSharedDirectories(t *testing.T) {
	first := newWorld(t)
	a := first.create("a", first.file("d/e/a", "content", "a"))
	b := first.create("b", first.file("d/b", "content", "b"))

	second := first.nextProcess()
	second.read(a)
	second.read(b)
	c := second.create("c", second.file("d/e/c", "content", "c"))
	second.delete(a)
	second.wantTree("d/", "d/b=b", "d/e/", "d/e/c=c")

	third := second.nextProcess()
	third.delete(c)
	third.wantTree("d/", "d/b=b")
	third.delete(b)
	third.wantTree()
}

func TestForeignDirectoriesStay(t *testing.T) {
	w := newWorld(t)
	if err := os.MkdirAll(filepath.Join(w.dir, "there"), 0o755); err != nil {
		t.Fatal(err)
	}
	inside := w.create("a", w.file("there/a", "content", "a"))
	beside := w.create("b", w.file("made/b", "content", "b"))
	w.write("made/by-hand", "x")
	w.delete(inside)
	w.delete(beside)
	w.wantTree("made/", "made/by-hand=x", "there/")
}

// A create that died before the state knew of it: the next run finds the file,
// and what was left beside it goes.
func TestFindAfterALostCreate(t *testing.T) {
	w := newWorld(t)
	inputs := w.file("f", "content", "one")
	s := w.create("f", inputs)
	w.write(hostfs.TemporaryName(call("f").URN), "half")

	next := w.nextProcess()
	found, err := next.d.Find(context.Background(), call("f"), inputs)
	if err != nil || !same2(found, s) {
		t.Errorf("found %v, %v, want %v", found, err, s)
	}
	w.wantTree("f=one")

	w.write("f", "other")
	found, err = next.d.Find(context.Background(), call("f"), inputs)
	if err != nil || found.ID != "" {
		t.Errorf("another file was taken for the lost one: %v, %v", found, err)
	}
}

func TestLeftoverOfADeadRunIsOverwritten(t *testing.T) {
	w := newWorld(t)
	w.write(hostfs.TemporaryName(call("f").URN), "half")
	w.create("f", w.file("f", "content", "one"))
	w.wantTree("f=one")
}

func TestConformance(t *testing.T) {
	w := newWorld(t)
	path := func(p string) string { return filepath.Join(w.dir, p) }
	for _, c := range []drivertest.Case{
		{
			Inputs:   props("directory", path("made"), "name", "f", "content", "one", "mode", "0600"),
			Updated:  props("directory", path("made"), "name", "f", "content", "two", "executable", true),
			Replaced: props("directory", path("made"), "name", "f", "path", path("made/f/g"), "content", "two"),
		},
		{
			Inputs:   props("path", path("secret"), "sensitiveContent", "hunter2"),
			Updated:  props("path", path("secret"), "content", "no more"),
			Replaced: props("path", path("other"), "content", "no more"),
		},
		{
			Inputs:  props("path", path("copy"), "source", "file_test.go"),
			Updated: props("path", path("copy"), "source", "file.go"),
		},
	} {
		c.Call = call("f")
		drivertest.Run(t, Kind, c)
	}
	w.wantTree()
}

func TestImport(t *testing.T) {
	w := newWorld(t)
	w.write("f", "one")
	path := filepath.Join(w.dir, "f")
	got := w.read(schema.State{ID: path})
	if diff, err := w.d.Diff(context.Background(), call("f"), got, w.file("f", "content", "one")); err != nil || len(diff.Changes) != 0 {
		t.Errorf("imported %v: diff %v, %v", got, diff, err)
	}
}

func TestPreview(t *testing.T) {
	w := newWorld(t)
	inputs := w.file("d/f", "content", "one")
	known, err := w.d.Preview(context.Background(), call("f"), schema.State{}, inputs)
	if err != nil {
		t.Fatal(err)
	}
	w.wantTree()
	s := w.create("f", inputs)
	for _, key := range []resource.PropertyKey{propAbsolute, propSum, propSize} {
		if !known[key].DeepEquals(s.Outputs[key]) {
			t.Errorf("%s was foreseen as %v, and is %v", key, known[key], s.Outputs[key])
		}
	}
	inputs[propContent] = resource.MakeComputed(resource.NewStringProperty(""))
	known, err = w.d.Preview(context.Background(), call("f"), schema.State{}, inputs)
	if _, ok := known[propSum]; ok || err != nil || known[propAbsolute].StringValue() != s.ID {
		t.Errorf("unknown content: %v, %v", known, err)
	}
	inputs[propPath] = resource.MakeComputed(resource.NewStringProperty(""))
	known, err = w.d.Preview(context.Background(), call("f"), schema.State{}, inputs)
	if _, ok := known[propAbsolute]; ok || err != nil {
		t.Errorf("unknown path: %v, %v", known, err)
	}
}

// What is not known yet stays so.
func TestCheckKeepsTheUnknown(t *testing.T) {
	w := newWorld(t)
	inputs := props("path", computed, "content", computed, "mode", computed, "source", computed, "executable", computed)
	if got := w.checked(inputs); !got.DeepEquals(inputs) {
		t.Errorf("%v became %v", inputs, got)
	}
}

func TestNoTimeLeft(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithTimeout(context.Background(), 0)
	defer cancel()
	_, err := w.d.Create(ctx, call("f"), w.file("d/f", "content", "x"))
	if err == nil || !strings.Contains(err.Error(), "not enough time") {
		t.Errorf("error %v", err)
	}
	w.wantTree()
}

func TestValidateAndClaims(t *testing.T) {
	str, null := cty.StringVal, cty.NullVal(cty.String)
	for _, c := range []struct {
		attrs map[string]cty.Value
		want  string
	}{
		{map[string]cty.Value{"content": str(""), "source": null}, ""},
		{map[string]cty.Value{"content": cty.UnknownVal(cty.String)}, ""},
		{map[string]cty.Value{"content": null}, "File without content"},
		{map[string]cty.Value{"content": str("x"), "source": str("y")}, "Two contents for one file"},
	} {
		got := ""
		if p := validate(c.attrs); len(p) > 0 {
			got = p[0].Summary
		}
		if got != c.want {
			t.Errorf("%v: %q, want %q", c.attrs, got, c.want)
		}
	}
	a := claims(map[string]cty.Value{"directory": str("a/.."), "name": str("f"), "path": null})
	b := claims(map[string]cty.Value{"directory": str("."), "name": str("g"), "path": str("./b/f")})
	if len(a) != 1 || len(b) == 0 || a[0].Name != "f" || b[0].Name != "b/f" {
		t.Errorf("%v and %v", a, b)
	}
	if c := claims(map[string]cty.Value{"directory": cty.UnknownVal(cty.String), "name": str("f"), "path": null}); c != nil {
		t.Errorf("claims of an unknown path: %v", c)
	}
}

// Two files at one path clash however it is written, and so does a file at the
// place of another's directory; neighbours don't.
func TestClaimsClash(t *testing.T) {
	at := func(path string) map[string]cty.Value {
		return map[string]cty.Value{"path": cty.StringVal(path), "directory": cty.StringVal("."), "name": cty.StringVal("x")}
	}
	in := func(directory, name string) map[string]cty.Value {
		return map[string]cty.Value{"path": cty.NullVal(cty.String), "directory": cty.StringVal(directory), "name": cty.StringVal(name)}
	}
	for _, c := range []struct {
		a, b map[string]cty.Value
		want string
	}{
		{at("a"), at("./a"), "a"},
		{at("conf/a"), in("conf", "a"), "conf/a"},
		{at("conf/../a"), in(".", "a"), "a"},
		{in("./conf/", "a"), in("conf", "a"), "conf/a"},
		{at("conf"), at("conf/a"), "conf"},
		{at("conf/b/c/d"), at("conf/b"), "conf/b"},
		{at("conf/a"), at("conf/b"), ""},
		{at("../a/b"), at("../a/c"), ""},
		{at("../a"), at("../a/c"), "../a"},
		{at("/etc/a"), at("/etc/a/b"), "/etc/a"},
		{at("/a"), at("/b"), ""},
		{at(strings.Repeat("a/", 50_000) + "b"), at("a"), ""},
	} {
		if got := clashOf(claims(c.a), claims(c.b)); got != c.want {
			t.Errorf("%v and %v clash over %q, not %q", c.a, c.b, got, c.want)
		}
		if got := clashOf(claims(c.b), claims(c.a)); got != c.want {
			t.Errorf("%v and %v clash over %q, not %q", c.b, c.a, got, c.want)
		}
	}
}

// clashOf is the name over which two lists of claims clash, or "".
func clashOf(a, b []schema.Claim) string {
	for _, x := range a {
		for _, y := range b {
			if x.Clashes(y) {
				return x.Name
			}
		}
	}
	return ""
}

func FuzzCheckMode(f *testing.F) {
	for _, s := range []string{"644", "0755", "400", "077", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if checkMode(cty.StringVal(s)) != nil {
			return
		}
		mode, err := modeOf(props("mode", s))
		if err != nil || mode&^0o777 != 0 || mode&0o400 == 0 {
			t.Errorf("%q passed the check and is %o, %v", s, mode, err)
		}
	})
}

func BenchmarkCreate(b *testing.B) {
	dir := b.TempDir()
	d := driver{dirs: &hostfs.Dirs{}}
	for i := 0; b.Loop(); i++ {
		name := "f" + string(rune('a'+i%26)) + time.Now().Format("150405.000000000")
		if _, err := d.Create(context.Background(), call(name), props("path", filepath.Join(dir, name), "content", "x")); err != nil {
			b.Fatal(err)
		}
	}
}
