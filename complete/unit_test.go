package complete

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clockwork-hcl/cw/complete/lock"
)

func TestFill(t *testing.T) {
	get := func(name string) (text, bool) {
		switch name {
		case "plain":
			return text{s: "a b/{host}"}, true
		case "handle":
			return text{s: "x/<<secret:docker_container.db.P>>"}, true
		case "secret":
			return text{s: "s", secret: true}, true
		case "late":
			return text{unknown: true}, true
		}
		return text{}, false
	}
	for _, c := range []struct{ template, want, missing string }{
		{"", "", ""}, {"no placeholder", "no placeholder", ""}, {"{plain}", "a b/{host}", ""}, {"<{plain|urlenc}>", "<a%20b%2F%7Bhost%7D>", ""},
		{"{handle|urlenc}", "x%2F<<secret:docker_container.db.P|urlenc>>", ""}, {"{handle|after:/}:{handle|before:/}", "<<secret:docker_container.db.P>>:x", ""},
		{"{nobody}{other}", "", "nobody"}, {"{plain", "{plain", ""}, {"}{", "}{", ""}, {"{}", "", ""},
	} {
		got, missing := fill(c.template, get)
		if c.template == "{}" {
			if missing != "" {
				t.Errorf("{}: missing %q", missing)
			}
			continue
		}
		if missing != c.missing || missing == "" && got.s != c.want {
			t.Errorf("%q: %q, missing %q", c.template, got.s, missing)
		}
	}
	if got, _ := fill("{plain}{secret}", get); !got.secret || got.unknown {
		t.Errorf("%+v", got)
	}
	if got, _ := fill("{late}", get); !got.unknown {
		t.Errorf("%+v", got)
	}
}

func TestFencePath(t *testing.T) {
	for s, inside := range map[string]bool{
		"a": true, "./a/b": true, ".": true, "a/../b": true, "..a": true,
		"..": false, "../a": false, "a/../../b": false, "/etc": false, "~/x": false, `C:\x`: false, `..\x`: false, `\x`: false,
	} {
		if got := fencePath(s) == ""; got != inside {
			t.Errorf("%q: inside %v", s, got)
		}
	}
}

func TestFenceValues(t *testing.T) {
	for _, c := range []struct {
		check  func(string) string
		value  string
		inside bool
	}{
		{fenceImage, "nginx:1.31", true}, {fenceImage, "nginx", false}, {fenceImage, "nginx:latest", false}, {fenceImage, "nginx@sha256:00", true},
		{fenceImage, "example.com:5000/nginx", false}, {fenceImage, "nginx:latest@sha256:00", true},
		{fenceVolume, "data:/var/lib/x", true}, {fenceVolume, "./site:/x:ro", true}, {fenceVolume, "../site:/x", false}, {fenceVolume, "/etc:/x", false},
		{fenceVolume, "/var/run/docker.sock:/x", false}, {fenceVolume, "x:/var/run/docker.sock", false}, {fenceVolume, "~/x:/x", false},
		{fenceNetwork, "backend", true}, {fenceNetwork, "host", false}, {fenceNetwork, "container:db", false},
		{fenceRepository, "https://example.com/x.git", true}, {fenceRepository, "ssh://git@example.com/x", true}, {fenceRepository, "git@example.com:x/y.git", true},
		{fenceRepository, "http://example.com/x", false}, {fenceRepository, "ext::sh -c x", false}, {fenceRepository, "-x@y:z", false}, {fenceRepository, "--upload-pack=x", false},
		{fenceRepository, "file:///etc", false}, {fenceRepository, "/srv/x", false}, {fenceRepository, "ssh://-oProxyCommand=x/y", false}, {fenceRepository, "a@-b:c", false},
		{fenceOption, "main", true}, {fenceOption, "--x", false},
	} {
		if got := c.check(c.value) == ""; got != c.inside {
			t.Errorf("%q: inside %v", c.value, got)
		}
	}
}

// manyFiles is a configuration without anything to complete.
func manyFiles(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "resource \"file\" \"f%d\" {\n  content = \"x\"\n}\n", i)
	}
	return b.String()
}

// A configuration with nothing to complete costs little more than its
// evaluation, however large it is.
func TestNothingToComplete(t *testing.T) {
	g := graphOf(t, map[string]string{"main.cw.hcl": manyFiles(10_000)})
	start := time.Now()
	if _, diags := g.Evaluate(); diags.HasErrors() {
		t.Fatal(diagnosticText(diags))
	}
	evaluation := time.Since(start)
	start = time.Now()
	res, diags := Run(t.Context(), Request{Graph: g})
	took := time.Since(start)
	if diags.HasErrors() || res.LockChanged || len(res.Layers) != 0 || len(res.Lock.Addresses()) != 0 {
		t.Fatalf("something was completed: %s\n%s", valueText(res), diagnosticText(diags))
	}
	if limit := 4*evaluation + 100*time.Millisecond; took > limit {
		t.Errorf("%s, while the evaluation takes %s", took, evaluation)
	}
	t.Logf("evaluation %s, run %s", evaluation, took)
}

func BenchmarkNothingToComplete(b *testing.B) {
	g := graphOf(b, map[string]string{"main.cw.hcl": manyFiles(10_000)})
	for b.Loop() {
		if _, diags := Run(b.Context(), Request{Graph: g}); diags.HasErrors() {
			b.Fatal(diagnosticText(diags))
		}
	}
}

func BenchmarkContainers(b *testing.B) {
	var config strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&config, "resource \"docker_container\" \"db%d\" {\n  image = \"postgres:17\"\n}\n", i)
		fmt.Fprintf(&config, "resource \"docker_container\" \"c%d\" {\n  image = \"example/a:1\"\n connect = [docker_container.db%d]\n}\n", i, i)
	}
	g := graphOf(b, map[string]string{"main.cw.hcl": config.String()})
	for b.Loop() {
		if _, diags := Run(b.Context(), Request{Graph: g, Lock: lock.New()}); diags.HasErrors() {
			b.Fatal(diagnosticText(diags))
		}
	}
}
