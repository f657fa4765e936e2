package dockercontainer

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/clockwork-hcl/cw/schema"
)

// value reads an HCL expression as an attribute's type.
func value(t *testing.T, a schema.Attribute, source string) cty.Value {
	t.Helper()
	e, diags := hclsyntax.ParseExpression([]byte(source), a.Name, hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	v, diags := e.Value(&hcl.EvalContext{Variables: map[string]cty.Value{"later": cty.UnknownVal(cty.String)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	typed, err := convert.Convert(v, a.Type)
	if err != nil {
		t.Fatalf("%s = %s: %v", a.Name, source, err)
	}
	return typed
}

func TestRow(t *testing.T) {
	for _, list := range [][]schema.Attribute{Kind.Attributes, Kind.Probe("command").Attributes, Kind.Probe("log_contains").Attributes, Kind.Probe("restart_count").Attributes} {
		for _, a := range list {
			if a.Doc == "" || a.Example == "" {
				t.Errorf("%s lacks a doc or an example", a.Name)
				continue
			}
			if v := value(t, a, a.Example); a.Check != nil {
				if p := a.Check(v); p != nil {
					t.Errorf("the example of %s does not pass: %+v", a.Name, p)
				}
			}
		}
	}
}

// Each mistake is found where it is made, and the detail says what to write.
func TestChecks(t *testing.T) {
	tests := []struct{ attribute, source, path, says string }{
		{"image", `"Nginx"`, "image", `write "nginx"`},
		{"name", `"a b"`, "name", "letters, digits"},
		{"name", `"a"`, "name", "too short"},
		{"ports", `["80", "http"]`, "ports[1]", "8080:80"},
		{"ports", `["80", null]`, "ports[1]", "null"},
		{"ports", `[later]`, "", ""},
		{"env", `{ "A B" = "x" }`, "env.A B", "DATABASE_URL"},
		{"env", `{ A = later, B = null }`, "", ""},
		{"volumes", `["site/html:/in"]`, "volumes[0]", `./site/html:/in`},
		{"command", `["a", null]`, "command[1]", "null"},
		{"healthcheck", `{ test = ["pg_isready"] }`, "healthcheck.test", "CMD-SHELL"},
		{"healthcheck", `{ test = ["CMD-SHELL", "a", "b"] }`, "healthcheck.test", "join them"},
		{"healthcheck", `{ test = ["CMD"] }`, "healthcheck.test", "nothing to run"},
		{"healthcheck", `{ test = [] }`, "healthcheck.test", "empty"},
		{"healthcheck", `{ test = ["CMD", later], interval = "5s" }`, "", ""},
		{"healthcheck", `{ test = ["NONE"], interval = "5" }`, "healthcheck.interval", `write "5s"`},
		{"healthcheck", `{ test = ["NONE"], retries = 1.5 }`, "healthcheck.retries", "whole number"},
		{"networks", `["a b"]`, "networks[0]", "network's name"},
		{"user", `"a b"`, "user", "1000:1000"},
		{"working_dir", `"app"`, "working_dir", "is absolute"},
		{"restart", `"sometimes"`, "restart", "unless-stopped"},
		{"labels", `{ "clockwork.project" = "x" }`, "labels.clockwork.project", "cw's own"},
		{"memory", `512`, "memory", `"512m"`},
		{"memory", `"4m"`, "memory", `"6m"`},
		{"cpus", `"lots"`, "cpus", "0.5"},
		{"hostname", `"a_b"`, "hostname", "letters, digits"},
		{"cap_add", `["NET_ADMN"]`, "cap_add[0]", "NET_ADMIN"},
		{"extra_hosts", `["db=1.2.3.4"]`, "extra_hosts[0]", "name:192"},
		{"tmpfs", `{ tmp = "" }`, "tmpfs.tmp", "is absolute"},
		{"shm_size", `"x"`, "shm_size", "512m"},
		{"stop_signal", `"sigterm"`, "stop_signal", "SIGTERM"},
		{"stop_timeout", `1.5`, "stop_timeout", "whole number"},
		{"gpus", `"most"`, "gpus", "all"},
		{"upload", `[{ path = "/a", content = "x" }, { path = "/b" }]`, "upload[1]", "either content"},
		{"upload", `[{ path = "a", content = "x" }]`, "upload[0].path", "is absolute"},
		{"upload", `[{ path = "/a", content = "x", mode = "rw" }]`, "upload[0].mode", "644"},
		{"ulimit", `[{ name = "files", soft = 1, hard = 1 }]`, "ulimit[0].name", "nofile"},
		{"ulimit", `[{ name = "nofile", soft = 2, hard = 1 }]`, "ulimit[0]", "soft"},
		{"log", `[{ driver = "a" }, { driver = "b" }]`, "log", "2 log blocks"},
	}
	for _, test := range tests {
		a := Kind.Attribute(test.attribute)
		p := a.Check(value(t, *a, test.source))
		switch {
		case test.path == "" && p != nil:
			t.Errorf("%s = %s: %+v", test.attribute, test.source, p)
		case test.path == "":
		case p == nil:
			t.Errorf("%s = %s passes", test.attribute, test.source)
		case p.Path != test.path && !strings.HasPrefix(p.Path, test.path), !strings.Contains(p.Detail, test.says):
			t.Errorf("%s = %s: at %s: %s; want %s, %s", test.attribute, test.source, p.Path, p.Detail, test.path, test.says)
		}
	}
}

// attributes are the row's attributes with these sources, the others null.
func attributesOf(t *testing.T, sources map[string]string) map[string]cty.Value {
	t.Helper()
	attrs := map[string]cty.Value{}
	for _, a := range Kind.Attributes {
		attrs[a.Name] = cty.NullVal(a.Type.WithoutOptionalAttributesDeep())
		if s, ok := sources[a.Name]; ok {
			attrs[a.Name] = value(t, a, s)
		}
	}
	return attrs
}

func TestValidate(t *testing.T) {
	tests := []struct {
		sources map[string]string
		says    string
	}{
		{map[string]string{"volumes": `["aa:/x", "bb:/x/"]`}, "volumes[1]: Two things are mounted at /x: volumes[0] and volumes[1]"},
		{map[string]string{"volumes": `["aa:/x"]`, "tmpfs": `{ "/x" = "" }`}, "Two things are mounted at /x"},
		{map[string]string{"ports": `["8080:80", "127.0.0.1:8080:81"]`}, "ports[1]: The host port 8080/tcp is published twice"},
		{map[string]string{"ports": `["8080:80", "8080:80/udp", "80", later]`}, ""},
		{map[string]string{"ports": `["127.0.0.1:8080:80", "127.0.0.2:8080:80"]`}, ""},
		{map[string]string{"ports": `["0.0.0.0:8080:80", "[::]:8080:80"]`}, ""},
		{map[string]string{"ports": `["[::]:8080:80", "[::1]:8080:81"]`}, "ports[1]: The host port 8080/tcp is published twice"},
		{map[string]string{"ports": `["8000-8010:80-90", "8005-8020:100-115"]`}, "ports[1]: The host port 8005/tcp is published twice, by ports[0] and ports[1]"},
		{map[string]string{"ports": `["1-65535", "80"]`}, "ports[1]: With this element ports publishes more than 65535"},
		{map[string]string{"volumes": `["aa:/x"]`, "tmpfs": `{ "/x/" = "" }`}, "tmpfs./x/: Two things are mounted at /x"},
		{map[string]string{"networks": `["host"]`, "ports": `["80"]`}, "no port can be published"},
		{map[string]string{"networks": `["host", "backend"]`}, "can't be combined"},
		{map[string]string{"healthcheck": `{ test = ["NONE"] }`, "wait": "true"}, "wait: wait = true waits"},
		{map[string]string{"upload": `[{ path = "/etc/x", content = "" }]`, "read_only": "true"}, "upload[0]: Nothing can be put at /etc/x"},
		{map[string]string{"upload": `[{ path = "/etc/x", content = "" }]`, "read_only": "true", "volumes": `["conf:/etc"]`}, ""},
		{map[string]string{"upload": `[{ path = later, content = "" }]`, "read_only": "true", "ports": "[later]", "healthcheck": "{ test = [later] }", "wait": "true"}, ""},
	}
	for _, test := range tests {
		var said []string
		for _, p := range Kind.Validate(attributesOf(t, test.sources)) {
			said = append(said, p.Path+": "+p.Detail)
		}
		if len(said) > 1 {
			t.Errorf("%v: more than one problem: %q", test.sources, said)
		}
		if got := strings.Join(said, "\n"); test.says == "" && got != "" || !strings.Contains(got, test.says) {
			t.Errorf("%v: %s; want %s", test.sources, got, test.says)
		}
	}
}

func TestClaims(t *testing.T) {
	got := Kind.Claims(attributesOf(t, map[string]string{
		"name": `"api"`, "ports": `["80", "127.0.0.1:8080:80", "0.0.0.0:53:53/udp", later, "9000-9001:9000-9001", "bad"]`,
	}))
	want := []schema.Claim{
		{Space: "host port", Name: "8080/tcp", Scope: "127.0.0.1", Path: "ports[1]"},
		{Space: "host port", Name: "53/udp", Scope: "0.0.0.0", Path: "ports[2]"},
		{Space: "host port", Name: "9000/tcp", Path: "ports[4]"},
		{Space: "host port", Name: "9001/tcp", Path: "ports[4]"},
		{Space: "container name", Name: "api", Path: "name"},
	}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
	if open := Kind.Claims(map[string]cty.Value{"name": cty.UnknownVal(cty.String), "ports": cty.UnknownVal(strs)}); len(open) > 0 {
		t.Errorf("what isn't known claims %v", open)
	}
}
