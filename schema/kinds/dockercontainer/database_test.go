package dockercontainer

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine/enginetest"
)

// askDatabase runs an assertion until it holds or the time is over.
func askDatabase(t *testing.T, kind string, state schema.State, args map[string]string) schema.Evidence {
	t.Helper()
	p := Kind.Probe(kind)
	in := schema.ProbeInput{State: state, Args: map[string]cty.Value{}}
	for _, a := range p.Attributes {
		in.Args[a.Name] = cty.NullVal(a.Type)
		if v, ok := args[a.Name]; ok {
			in.Args[a.Name] = cty.StringVal(v)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	return p.Run(ctx, in)
}

// untilItHolds waits for a database to come up.
func untilItHolds(t *testing.T, state schema.State) {
	t.Helper()
	var e schema.Evidence
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if e = askDatabase(t, "database_connects", state, nil); e.OK {
			return
		}
	}
	t.Fatalf("the database does not come up: %+v", e)
}

type databaseCase struct {
	kind string
	args map[string]string
	ok   bool
	seen string
}

func askAll(t *testing.T, state schema.State, cases []databaseCase) {
	t.Helper()
	for _, c := range cases {
		e := askDatabase(t, c.kind, state, c.args)
		if e.OK != c.ok || !strings.Contains(e.Seen, c.seen) || e.Expected == "" {
			t.Errorf("%s %v: %+v, want %v and %q", c.kind, c.args, e, c.ok, c.seen)
		}
		if strings.Contains(e.Expected+e.Seen, "hunter2") {
			t.Errorf("%s %v shows the password: %+v", c.kind, c.args, e)
		}
	}
}

func databaseImage(t *testing.T, name string) string {
	t.Helper()
	if _, err := enginetest.Client(t).ImageInspect(t.Context(), name); err != nil {
		t.Skipf("skipped: %v (make images builds it)", err)
	}
	return name
}

// A real PostgreSQL is asked through its own psql.
func TestPostgres(t *testing.T) {
	call := callFor(t, "cwtest-pg")
	state := mustCreate(t, call, properties{
		"image": databaseImage(t, "postgres:15"), "name": "cwtest-probe-pg",
		"envs": []any{"POSTGRES_USER=app", "POSTGRES_PASSWORD=hunter2hunter2", "POSTGRES_DB=orders"},
	})
	untilItHolds(t, state)
	askAll(t, state, []databaseCase{
		{"database_connects", map[string]string{"username": "app", "password": "wrong"}, false, "password authentication failed"},
		{"database_connects", map[string]string{"database": "nowhere"}, false, `database "nowhere" does not exist`},
		{"query", map[string]string{"sql": "SELECT current_database(), current_user", "expected": "orders|app"}, true, "orders|app"},
		{"query", map[string]string{"sql": "SELECT 1 UNION SELECT 2 ORDER BY 1;", "expected": "1\n2\n"}, true, "1 2"},
		{"query", map[string]string{"sql": "SELECT 1", "expected": "2"}, false, "1"},
		{"query", map[string]string{"sql": "SELECT 1 WHERE false", "expected": ""}, true, "no row"},
		{"query", map[string]string{"sql": "SELECT 1 WHERE false", "expected": "1"}, false, "no row"},
		{"query", map[string]string{"sql": "CREATE TABLE a (b int)"}, true, "no row"},
		{"query", map[string]string{"sql": "SELEKT"}, false, "syntax error"},
		{"query", map[string]string{"sql": "SELECT 'hunter2hunter2'"}, true, "<value of POSTGRES_PASSWORD>"},
	})
}

// A real Redis is asked through its own redis-cli.
func TestRedis(t *testing.T) {
	call := callFor(t, "cwtest-redis")
	state := mustCreate(t, call, properties{
		"image": databaseImage(t, "redis:7.0"), "name": "cwtest-probe-redis",
		"command": []any{"redis-server", "--requirepass", "hunter2hunter2"},
	})
	untilItHolds(t, state)
	askAll(t, state, []databaseCase{
		{"database_connects", map[string]string{"password": "wrong"}, false, "AUTH failed"},
		{"query", map[string]string{"sql": "SET greeting hello"}, true, "OK"},
		{"query", map[string]string{"sql": "GET greeting", "expected": "hello"}, true, "hello"},
		{"query", map[string]string{"sql": "GET greeting", "database": "1", "expected": "hello"}, false, "no row"},
		{"query", map[string]string{"sql": "NONSENSE"}, false, "unknown command"},
		{"query", map[string]string{"sql": "LPUSH greeting x"}, false, "WRONGTYPE"},
	})
}

// What can't be asked says so, and what to do.
func TestNoDatabase(t *testing.T) {
	call := callFor(t, "cwtest-box")
	state := mustCreate(t, call, properties{"image": enginetest.Image(t), "name": "cwtest-probe-box"})
	askAll(t, state, []databaseCase{
		{"database_connects", nil, false, "say product"},
		{"database_connects", map[string]string{"product": "mysql"}, false, "no mysql or mariadb in the container"},
	})
	if e := askDatabase(t, "database_connects", schema.State{}, nil); e.OK || !strings.Contains(e.Seen, "not deployed") {
		t.Errorf("nothing deployed: %+v", e)
	}
}

// What the assertion does not say comes from the container's environment.
func TestDatabaseOf(t *testing.T) {
	for _, c := range []struct {
		image string
		env   []string
		cmd   []string
		args  map[string]string
		want  database
	}{
		{"postgis/postgis:16", []string{"POSTGRES_PASSWORD=p"}, nil, nil, database{"postgres", "10.1.2.3", "postgres", "p", "postgres"}},
		{"registry:5000/team/orders-db", []string{"PGDATA=/x", "POSTGRES_USER=app"}, nil, nil, database{"postgres", "10.1.2.3", "app", "", "app"}},
		{"postgres", []string{"POSTGRES_PASSWORD=p"}, nil, map[string]string{"username": "other"}, database{"postgres", "10.1.2.3", "other", "", "other"}},
		{"mariadb:11", []string{"MARIADB_ROOT_PASSWORD=r", "MARIADB_USER=app", "MARIADB_PASSWORD=p", "MARIADB_DATABASE=d"}, nil, nil, database{"mariadb", "10.1.2.3", "app", "p", "d"}},
		{"mysql:8", []string{"MYSQL_ROOT_PASSWORD=r"}, nil, nil, database{"mysql", "10.1.2.3", "root", "r", ""}},
		{"redis:7", nil, []string{"redis-server", "--requirepass", "p"}, nil, database{"redis", "10.1.2.3", "", "p", ""}},
		{"redis:7", nil, []string{"redis-server", "--requirepass"}, map[string]string{"username": "u", "password": "q", "database": "2"}, database{"redis", "10.1.2.3", "u", "q", "2"}},
		{"nginx", nil, nil, map[string]string{"product": "valkey"}, database{"valkey", "10.1.2.3", "", "", ""}},
		{"nginx", nil, nil, nil, database{"", "10.1.2.3", "", "", ""}},
	} {
		in := schema.ProbeInput{Args: map[string]cty.Value{}}
		for k, v := range c.args {
			in.Args[k] = cty.StringVal(v)
		}
		inspected := container.InspectResponse{
			Config:          &container.Config{Image: c.image, Env: c.env, Cmd: c.cmd},
			NetworkSettings: &container.NetworkSettings{Networks: map[string]*network.EndpointSettings{"a": {IPAddress: netip.MustParseAddr("10.1.2.3")}}},
		}
		if got := databaseOf(in, inspected); got != c.want {
			t.Errorf("%s %v: %+v, want %+v", c.image, c.args, got, c.want)
		}
	}
}

// A password stands in no command line, where everybody on the machine sees it.
func TestClientCommands(t *testing.T) {
	d := database{"postgres", "10.1.2.3", "app", "hunter2", "orders"}
	for _, client := range []string{"psql", "mysql", "mariadb", "redis-cli", "valkey-cli"} {
		argv, env := d.command(client, "SELECT 1")
		if slices.ContainsFunc(argv, func(s string) bool { return strings.Contains(s, "hunter2") }) {
			t.Errorf("%s: %v", client, argv)
		}
		if !slices.ContainsFunc(env, func(s string) bool { return strings.HasSuffix(s, "=hunter2") }) {
			t.Errorf("%s does not get the password: %v", client, env)
		}
	}
}
