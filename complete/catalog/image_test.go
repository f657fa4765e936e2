package catalog

import (
	"encoding/json"
	"net/netip"
	"regexp"
	"strings"
	"testing"
)

func TestByImage(t *testing.T) {
	for ref, want := range map[string]string{
		"postgres": "postgres", "postgres:15": "postgres", "postgres:17-alpine@sha256:00": "postgres", "postgres@sha256:00": "postgres",
		"docker.io/library/postgres:15": "postgres", "docker.io/postgres:15": "postgres", "library/postgres": "postgres", "index.docker.io/library/redis": "redis",
		"public.ecr.aws/docker/library/redis:7": "redis", "mirror.gcr.io/library/redis": "redis", "registry.example.com:5000/library/nginx:1": "nginx",
		"registry.example.com:5000/nginx": "nginx", "localhost/nginx:1": "nginx", "proxy.example.com/dockerhub/grafana/grafana:13": "grafana",
		"docker.io/grafana/grafana": "grafana", "grafana/grafana-oss:12.0.0": "grafana", "pgvector/pgvector:pg17": "postgres", "postgis/postgis:16-3.4": "postgres",
		"clickhouse/clickhouse-server:26": "clickhouse", "minio/minio": "minio", "quay.io/minio/minio:x": "minio", "quay.io/keycloak/keycloak:26.0": "keycloak",
		"influxdb:2.7": "influxdb", "influxdb:latest": "influxdb",
		"bitnami/postgresql:17": "", "bitnami/redis": "", "example/postgres": "", "grafana": "", "influxdb:1.8": "", "influxdb:3-core": "", "keycloak:1": "",
		"quay.io/keycloak/keycloak:25.0": "", "confluentinc/cp-kafka": "", "nginxinc/nginx-unprivileged": "", "": "", ":": "", "@": "", "/": "", "redis/": "",
	} {
		e, ok := ByImage(ref)
		got := ""
		if ok {
			got = e.ID
		}
		if got != want {
			t.Errorf("ByImage(%q) = %q, want %q", ref, got, want)
		}
	}
}

func TestRef(t *testing.T) {
	for _, c := range []struct{ id, version, want string }{
		{"postgres", "", "postgres:17-alpine"}, {"postgres", "15", "postgres:15-alpine"}, {"postgres", "17", "postgres:17-alpine"},
		{"postgres", "16.2", "postgres:16.2-alpine"}, {"redis", "7", "redis:7.4-alpine"}, {"prometheus", "2.50", "prom/prometheus:v2.50"},
		{"couchbase", "7", ""}, {"mongo-express", "", ""},
	} {
		e, _ := ByID(c.id)
		got, ok := e.Ref(c.version)
		if !ok {
			got = ""
		}
		if got != c.want {
			t.Errorf("%s %s: %q, want %q", c.id, c.version, got, c.want)
		}
	}
}

func TestVolumesMoveWithTheMajorVersion(t *testing.T) {
	e, _ := ByID("postgres")
	for tag, want := range map[string]string{
		"17-alpine": "/var/lib/postgresql/data", "pg17": "/var/lib/postgresql/data", "18": "/var/lib/postgresql", "18.1-alpine": "/var/lib/postgresql", "latest": "/var/lib/postgresql",
	} {
		if got := e.VolumesFor(tag); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, want %s", tag, got, want)
		}
	}
}

func TestConditions(t *testing.T) {
	env := func(name string) string { return map[string]string{"A": "1"}[name] }
	for _, c := range []struct {
		name    string
		when    Condition
		setting Setting
		want    bool
	}{
		{"always", Condition{}, Setting{Env: env}, true},
		{"tag", Condition{TagContains: "alpine"}, Setting{Tag: "2-alpine", Env: env}, true},
		{"not the tag", Condition{TagContains: "alpine"}, Setting{Tag: "2", Env: env}, false},
		{"major", Condition{MajorFrom: 6}, Setting{Tag: "5.0", Env: env}, false},
		{"no major", Condition{MajorFrom: 6}, Setting{Tag: "latest", Env: env}, true},
		{"command", Condition{Command: "--ping"}, Setting{Command: []string{"--ping=true"}, Env: env}, true},
		{"no command", Condition{Command: "--ping"}, Setting{Env: env}, false},
		{"no command needed", Condition{Command: "x", CommandMayBeAbsent: true}, Setting{Env: env}, true},
		{"another command", Condition{Command: "x", CommandMayBeAbsent: true}, Setting{Command: []string{"y"}, Env: env}, false},
		{"env", Condition{Env: map[string]string{"A": "1"}}, Setting{Env: env}, true},
		{"other env", Condition{Env: map[string]string{"A": "2"}}, Setting{Env: env}, false},
	} {
		if got := c.when.Holds(c.setting); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// The table is held as a table: whatever stands in it can be used.
func TestEveryEntry(t *testing.T) {
	if len(All()) < 74 {
		t.Fatalf("%d entries", len(All()))
	}
	ids, repositories, names := map[string]bool{}, map[string]string{}, map[string]string{}
	for _, e := range All() {
		if ids[e.ID] {
			t.Errorf("%s stands twice", e.ID)
		}
		ids[e.ID] = true
		for _, r := range append([]string{e.Image}, e.SameAs...) {
			if other := repositories[r]; other != "" {
				t.Errorf("%s is the image of %s and %s", r, other, e.ID)
			}
			repositories[r] = e.ID
			if found, ok := ByImage(r + ":" + e.Tag); !ok || found != e {
				t.Errorf("%s:%s does not find %s", r, e.Tag, e.ID)
			}
		}
		for _, n := range append(e.Names, e.FinalNames...) {
			if other := names[n]; other != "" {
				t.Errorf("%q names %s and %s", n, other, e.ID)
			}
			names[n] = e.ID
			if m, ok := ByDescription(n); !ok && e.Tag != "" || ok && m.Entry != e {
				t.Errorf("the description %q does not find %s: %s", n, e.ID, m.Reason)
			}
		}
		checkEntry(t, e)
	}
	for _, r := range rolesOf(t) {
		for _, id := range append([]string{r.Entry}, r.Alternatives...) {
			if !ids[id] {
				t.Errorf("a role names %s, which is no entry", id)
			}
		}
	}
}

func rolesOf(t *testing.T) []role {
	t.Helper()
	var file struct {
		Roles []role `json:"roles"`
	}
	if err := json.Unmarshal(wordsJSON, &file); err != nil {
		t.Fatal(err)
	}
	return file.Roles
}

var duration = regexp.MustCompile(`^[0-9]+s$`)

func checkEntry(t *testing.T, e *Entry) {
	t.Helper()
	if len(e.Checked) == 0 {
		t.Errorf("%s has no sources", e.ID)
	}
	for _, p := range e.Ports {
		if p.Container < 1 || p.Container > 65535 || p.Proto != "tcp" && p.Proto != "udp" {
			t.Errorf("%s: port %+v", e.ID, p)
		}
	}
	if len(e.Healthcheck) > 0 {
		if first := e.Healthcheck[0]; first != "CMD" && first != "CMD-SHELL" {
			t.Errorf("%s: health check %q", e.ID, e.Healthcheck)
		}
		w := e.Wait
		if !duration.MatchString(w.Interval) || !duration.MatchString(w.Timeout) || !duration.MatchString(w.StartPeriod) || w.Retries < 1 {
			t.Errorf("%s: wait %+v", e.ID, w)
		}
	}
	for _, v := range e.VolumesFor(e.Tag) {
		if !strings.HasPrefix(v, "/") {
			t.Errorf("%s: volume %s", e.ID, v)
		}
	}
	known := map[string]bool{"host": true}
	for _, v := range e.EnvRequired {
		known[v.Name] = true
		switch {
		case v.Kind == KindValue && v.Default == "", v.Kind == KindConnected && v.Value == "", v.Kind == KindAsk && v.Accepts == "":
			t.Errorf("%s: %s is empty", e.ID, v.Name)
		case v.Kind == KindValue && strings.Contains(strings.ReplaceAll(v.Default, "{host}", ""), "{"):
			t.Errorf("%s: %s is a template: %s", e.ID, v.Name, v.Default)
		case v.Kind != KindValue && v.Kind != KindSecret && v.Kind != KindConnected && v.Kind != KindAsk:
			t.Errorf("%s: %s is of the kind %q", e.ID, v.Name, v.Kind)
		}
	}
	if c := e.Connection; c != nil {
		for name := range c.EnvDefaults {
			known[name] = true
		}
		for _, v := range c.Variables() {
			if !known[v] && c.When.Env[v] == "" {
				t.Errorf("%s: the connection needs %s, which an image that its author chose may not have", e.ID, v)
			}
		}
	}
}

// The health check of a product refers to no variable that may not be set.
func TestHealthChecksNeedNoOptionalVariable(t *testing.T) {
	variable := regexp.MustCompile(`\$\{?([A-Z_]+)(:-)?`)
	for _, e := range All() {
		required := map[string]bool{}
		for _, v := range e.EnvRequired {
			required[v.Name] = true
		}
		for _, m := range variable.FindAllStringSubmatch(strings.Join(e.Healthcheck, " "), -1) {
			if !required[m[1]] && m[2] == "" {
				t.Errorf("%s: $%s has no default", e.ID, m[1])
			}
		}
	}
}

// No check asks "localhost": busybox wget would try ::1 first.
func TestHealthChecksUseAnAddress(t *testing.T) {
	for _, e := range All() {
		for _, word := range e.Healthcheck {
			if i := strings.Index(word, "http://"); i >= 0 {
				host, _, _ := strings.Cut(word[i+7:], ":")
				if _, err := netip.ParseAddr(host); err != nil {
					t.Errorf("%s asks %s", e.ID, host)
				}
			}
		}
	}
}

func FuzzByDescription(f *testing.F) {
	for _, s := range []string{"Postgres 15 (with x)", "a, b: c - d", "redis:7", "((", "keycloak's", "web server using", "nats", "é—…", "v", "."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, ok := ByDescription(s)
		if ok && (m.Entry == nil || m.Entry.Tag == "" || m.Confidence == "") || m.Reason == "" {
			t.Errorf("%q: %+v", s, m)
		}
		ByImage(s)
	})
}
