package probe_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/probe"
	"github.com/clockwork-hcl/cw/schema/notation"
)

type args = map[string]cty.Value

// attempt runs p once, with its defaults.
func attempt(t *testing.T, p schema.Probe, in schema.ProbeInput) schema.Evidence {
	t.Helper()
	full := args{}
	for _, a := range p.Attributes {
		full[a.Name] = cty.NullVal(a.Type)
		if a.Default != cty.NilVal {
			full[a.Name] = a.Default
		}
	}
	for name, v := range in.Args {
		full[name] = v
	}
	in.Args = full
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return p.Run(ctx, in)
}

func server(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/ok", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"status":"ok","n":3,"none":null,"list":[{"name":"a"},{"name":"b.c"}],"method":%q,"key":%q}`, r.Method, r.Header.Get("X-Key"))
	})
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "database\n  is starting "+strings.Repeat("x", 500))
	})
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusFound) })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func TestHealthcheck(t *testing.T) {
	base := server(t)
	str := cty.StringVal
	for _, c := range []struct {
		name string
		args args
		ok   bool
		seen string
	}{
		{"status", args{"url": str(base + "/ok")}, true, "status 200, body: {"},
		{"wrong status", args{"url": str(base + "/broken")}, false, "status 503, body: database is starting xxx"},
		{"redirect is not followed", args{"url": str(base + "/moved")}, false, "status 302 to /ok"},
		{"redirect wanted", args{"url": str(base + "/moved"), "expected_status": cty.NumberIntVal(302)}, true, "status 302"},
		{"body matches", args{"url": str(base + "/ok"), "body_matches": str(`"status":\s*"ok"`)}, true, "status 200"},
		{"body does not match", args{"url": str(base + "/ok"), "body_matches": str(`nothing`)}, false, `status 200, body: {"status":"ok"`},
		{"json value", args{"url": str(base + "/ok"), "json_path": str("list[1].name")}, true, "list[1].name = b.c"},
		{"json value matches", args{"url": str(base + "/ok"), "json_path": str("n"), "body_matches": str("^3$")}, true, "n = 3"},
		{"json value does not match", args{"url": str(base + "/ok"), "json_path": str("n"), "body_matches": str("^4$")}, false, "n = 3"},
		{"json value missing", args{"url": str(base + "/ok"), "json_path": str("list[2].name")}, false, "JSON without it"},
		{"json null", args{"url": str(base + "/ok"), "json_path": str("none")}, false, "none = null"},
		{"method", args{"url": str(base + "/ok"), "method": str("POST"), "json_path": str("method"), "body_matches": str("^POST$")}, true, "method = POST"},
		{"header", args{"url": str(base + "/ok"), "headers": cty.MapVal(args{"X-Key": str("k1")}), "json_path": str("key"), "body_matches": str("^k1$")}, true, "key = k1"},
		{"body limit", args{"url": str(base + "/endless")}, true, "status 200"},
		{"nobody answers in time", args{"url": str(base + "/slow")}, false, "no answer: nothing came back in time"},
		{"refused", args{"url": str("http://user:hunter2@" + freePort(t))}, false, "no answer: connection refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := attempt(t, probe.Healthcheck, schema.ProbeInput{Args: c.args})
			if got.OK != c.ok || !strings.Contains(got.Seen, c.seen) {
				t.Errorf("got %+v, want OK %v and %q", got, c.ok, c.seen)
			}
			if strings.Contains(got.Expected+got.Seen, "hunter2") {
				t.Errorf("the evidence holds the password: %+v", got)
			}
			if n := len([]rune(got.Seen)); n > probe.ExcerptLength+80 {
				t.Errorf("Seen has %d characters", n)
			}
		})
	}
}

// freePort is an address on which nobody listens.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestPortAccessible(t *testing.T) {
	listening, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listening.Close()
	// A forwarder with nobody behind it accepts and hangs up.
	forwarder, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer forwarder.Close()
	go func() {
		for {
			conn, err := forwarder.Accept()
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	silent.Close()

	for _, c := range []struct {
		name, address, protocol string
		ok                      bool
		seen                    string
	}{
		{"listening", listening.Addr().String(), "tcp", true, "a connection"},
		{"refused", freePort(t), "tcp", false, "connection refused"},
		{"closed at once", forwarder.Addr().String(), "tcp", false, "closed at once"},
		{"udp", udp.LocalAddr().String(), "udp", true, "no refusal"},
		{"udp refused", silent.LocalAddr().String(), "udp", false, "connection refused"},
		{"unknown host", "no-such-host.invalid:1", "tcp", false, "no-such-host.invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			host, port, err := net.SplitHostPort(c.address)
			if err != nil {
				t.Fatal(err)
			}
			got := attempt(t, probe.PortAccessible, schema.ProbeInput{Args: args{
				"port": cty.MustParseNumberVal(port), "host": cty.StringVal(host), "protocol": cty.StringVal(c.protocol),
			}})
			if got.OK != c.ok || !strings.Contains(got.Seen, c.seen) && !strings.Contains(got.Expected, c.seen) {
				t.Errorf("got %+v, want OK %v and %q", got, c.ok, c.seen)
			}
		})
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "site", "a.txt"), "one\ntwo\n", 0o640)
	write(t, filepath.Join(dir, "empty"), "", 0o600)
	write(t, filepath.Join(dir, "private"), "token=abcdef", 0o600)
	self := func(kind, path string) schema.ProbeInput {
		return schema.ProbeInput{
			Address: schema.Address{Type: kind, Name: "x"},
			Self:    args{"absolute_path": cty.StringVal(filepath.Join(dir, path))},
			Dir:     dir,
		}
	}
	file, checkout := self("file", "site/a.txt"), self("git_repo", "site")
	secret := self("file", "private")
	secret.Self["sensitive_content"] = cty.StringVal("token=abcdef")
	str, num := cty.StringVal, cty.NumberIntVal

	for _, c := range []struct {
		name  string
		probe schema.Probe
		in    schema.ProbeInput
		args  args
		ok    bool
		seen  string
	}{
		{"own file", probe.FileExists, file, nil, true, "a file of 8 bytes"},
		{"in the checkout", probe.FileExists, checkout, args{"path": str("a.txt")}, true, "8 bytes"},
		{"beside the configuration", probe.FileExists, file, args{"path": str("empty")}, true, "0 bytes"},
		{"missing", probe.FileExists, checkout, args{"path": str("b.txt")}, false, "nothing there"},
		{"directory", probe.FileExists, checkout, nil, false, "a directory"},
		{"no path at all", probe.FileExists, schema.ProbeInput{}, nil, false, "needs path"},
		{"content", probe.FileContentMatches, file, args{"pattern": str("(?m)^two$")}, true, "a match"},
		{"other content", probe.FileContentMatches, file, args{"pattern": str("three")}, false, "no match in: one two"},
		{"empty content", probe.FileContentMatches, file, args{"pattern": str("x"), "path": str("empty")}, false, "an empty file"},
		{"sensitive content is not shown", probe.FileContentMatches, secret, args{"pattern": str("xyz")}, false, "12 bytes that are not shown"},
		{"mode", probe.FilePermissions, file, args{"mode": str("0640")}, true, "mode 640"},
		{"other mode", probe.FilePermissions, file, args{"mode": str("644")}, false, "mode 640"},
		{"size", probe.FileSize, file, args{"min": num(8), "max": num(8)}, true, "8 bytes"},
		{"too big", probe.FileSize, file, args{"max": num(7)}, false, "8 bytes"},
		{"not empty", probe.FileSize, file, args{"path": str("empty")}, false, "0 bytes"},
		{"directory of the file", probe.DirectoryExists, file, nil, true, "a directory"},
		{"checkout", probe.DirectoryExists, checkout, nil, true, "a directory"},
		{"no directory", probe.DirectoryExists, checkout, args{"path": str("a.txt")}, false, "not a directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.in.Args = c.args
			got := attempt(t, c.probe, c.in)
			if got.OK != c.ok || !strings.Contains(got.Seen, c.seen) {
				t.Errorf("got %+v, want OK %v and %q", got, c.ok, c.seen)
			}
			if strings.Contains(got.Seen, "abcdef") {
				t.Errorf("sensitive content in %q", got.Seen)
			}
		})
	}
}

func write(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestChecks(t *testing.T) {
	for _, c := range []struct {
		probe     schema.Probe
		attribute string
		value     cty.Value
	}{
		{probe.Healthcheck, "url", cty.StringVal("localhost:80")},
		{probe.Healthcheck, "url", cty.StringVal("ftp://host/")},
		{probe.Healthcheck, "expected_status", cty.NumberIntVal(42)},
		{probe.Healthcheck, "expected_status", cty.NumberFloatVal(200.5)},
		{probe.Healthcheck, "method", cty.StringVal("get it")},
		{probe.Healthcheck, "body_matches", cty.StringVal("(")},
		{probe.Healthcheck, "json_path", cty.StringVal("a..b")},
		{probe.PortAccessible, "port", cty.NumberIntVal(70000)},
		{probe.PortAccessible, "protocol", cty.StringVal("sctp")},
		{probe.FilePermissions, "mode", cty.StringVal("rw-r--r--")},
		{probe.FileSize, "min", cty.NumberIntVal(-1)},
	} {
		for _, a := range c.probe.Attributes {
			if a.Name != c.attribute {
				continue
			}
			p := a.Check(c.value)
			if p == nil || p.Summary == "" || p.Detail == "" {
				t.Errorf("%s: %#v passed the check", a.Name, c.value)
			}
		}
	}
}

func TestJSONPath(t *testing.T) {
	for path, want := range map[string]string{
		"a":                  "[{a 0 false}]",
		"$":                  "[]",
		"$.a.b":              "[{a 0 false} {b 0 false}]",
		"a[0][12].b":         "[{a 0 false} { 0 true} { 12 true} {b 0 false}]",
		`["a.b"].c`:          "[{a.b 0 false} {c 0 false}]",
		"[1]":                "[{ 1 true}]",
		"":                   "a name is missing",
		"a.":                 "a name is missing",
		"a[":                 "a [ is not closed",
		"a[-1]":              "not the number of an element",
		"a[*]":               "not the number of an element",
		`a["b`:               "a quote is not closed",
		"a]":                 "there must be a . or [",
		"a[0]b":              "there must be a . or [",
		"a[99999999999999]":  "not the number of an element",
		`a["b"`:              "a [ is not closed",
		"a[0].items[3].name": "[{a 0 false} { 0 true} {items 0 false} { 3 true} {name 0 false}]",
	} {
		steps, err := probe.ParseJSONPath(path)
		got := fmt.Sprint(steps)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%q: got %s, want %s", path, got, want)
		}
	}
}

func FuzzParseJSONPath(f *testing.F) {
	for _, s := range []string{"a.b", "$", "$.a[0]", `["x"]`, "a..b", "[", `["\u00e9"].z`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		steps, err := probe.ParseJSONPath(path)
		if err != nil {
			return
		}
		again, err := probe.ParseJSONPath(render(steps))
		if err != nil || fmt.Sprint(again) != fmt.Sprint(steps) {
			t.Errorf("%q: %v, read again as %v, %v", path, steps, again, err)
		}
	})
}

// render writes steps in the form that can hold any key.
func render(steps []probe.JSONStep) string {
	s := "$"
	for _, step := range steps {
		if step.IsIndex {
			s += fmt.Sprintf("[%d]", step.Index)
		} else {
			s += fmt.Sprintf("[%q]", step.Key)
		}
	}
	return s
}

func FuzzFileMode(f *testing.F) {
	for _, s := range []string{"644", "0755", "7", "0o644", "1777", "999", "-44", "+44", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := notation.FileMode(s)
		if err != nil {
			return
		}
		if n > 0o777 || fmt.Sprintf("%03o", n) != s[len(s)-3:] {
			t.Errorf("%q was read as %o", s, n)
		}
	})
}

func FuzzExcerpt(f *testing.F) {
	f.Add("a  b\n" + strings.Repeat("é", 300))
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, s string) {
		got := probe.Excerpt(s)
		if n := len([]rune(got)); n > probe.ExcerptLength+1 || strings.ContainsAny(got, "\n\r\t") {
			t.Errorf("%d characters: %q", n, got)
		}
	})
}
