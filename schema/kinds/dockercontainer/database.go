package dockercontainer

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/moby/moby/api/types/container"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/kinds/probe"
)

// The database assertions run the product's own client inside the container: no
// port has to be published, the engine may be far away, and cw needs no driver
// per product.

var databaseArguments = []schema.Attribute{
	{Name: "product", Doc: "What kind of database it is: postgres, mysql, mariadb, redis or valkey; by default as the image and its settings tell.", Type: cty.String, Check: oneString("product", "Unknown database", checkProduct), Example: `"postgres"`},
	{Name: "username", Doc: "The user to connect as; by default the one that the container's environment makes.", Type: cty.String, Check: oneString("username", "Invalid user", checkConnectionWord), Example: `"app"`},
	{Name: "password", Doc: "The user's password; by default the one in the container's environment.", Type: cty.String, Sensitive: true, Example: `"hunter2"`},
	{Name: "database", Doc: "The database to connect to; by default the one that the container's environment makes.", Type: cty.String, Check: oneString("database", "Invalid database name", checkConnectionWord), Example: `"orders"`},
}

var databaseConnects = schema.Probe{
	Name: "database_connects",
	Doc: "Connects to the database in the container and has it answer.\n\n" +
		"The database's own client (psql, mysql, mariadb, redis-cli or valkey-cli) is run inside the container, so its image must have it, as the official ones do. " +
		"It connects to the container's address in its network, as other containers do.",
	Attributes: databaseArguments,
	Run: func(ctx context.Context, in schema.ProbeInput) schema.Evidence {
		return runDatabase(ctx, in, "the database to accept a connection", "", func(r executed) (bool, string) {
			return true, "an answer"
		})
	},
}

var databaseQuery = schema.Probe{
	Name: "query",
	Doc: "Runs a query in the database in the container.\n\n" +
		"It goes the way of `database_connects`. A row is one line, columns are parted by `|`; white space around the whole does not count. For Redis and Valkey `sql` is a command, its words parted by blanks.",
	Attributes: append([]schema.Attribute{
		{Name: "sql", Doc: "The query.", Type: cty.String, Fill: schema.FillNeeded, Check: oneString("sql", "Invalid query", checkQuery), Example: `"SELECT count(*) FROM users"`},
		{Name: "expected", Doc: "What it must give, as text; without it the query must only succeed.", Type: cty.String, Example: `"3"`},
	}, databaseArguments...),
	Run: func(ctx context.Context, in schema.ProbeInput) schema.Evidence {
		sql := argument(in, "sql")
		want, given := in.Args["expected"]
		given = given && want != cty.NilVal && !want.IsNull() && want.IsKnown()
		expected := probe.Excerpt(sql) + " to succeed"
		if given {
			expected = probe.Excerpt(sql) + " to give " + probe.Excerpt(want.AsString())
		}
		return runDatabase(ctx, in, expected, sql, func(r executed) (bool, string) {
			got := answerText(r.stdout)
			if got == "" {
				return !given || answerText(want.AsString()) == "", "no row"
			}
			return !given || answerText(want.AsString()) == got, probe.Excerpt(got)
		})
	},
}

// answerText is a result without the white space around its lines.
func answerText(s string) string {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.Join(lines, "\n")
}

func checkProduct(s string) error {
	if clientsOf(s) == nil {
		return fmt.Errorf("%q is not a database that cw can ask; there are postgres, mysql, mariadb, redis and valkey; for others use assert \"command\"", s)
	}
	return nil
}

// checkConnectionWord: the words of a client's command line.
func checkConnectionWord(s string) error {
	switch {
	case s == "":
		return fmt.Errorf("it is empty; leave the line out for the one that the container's environment makes")
	case strings.HasPrefix(s, "-") || strings.ContainsAny(s, "\x00\r\n"):
		return fmt.Errorf("%q can't be a name here: it begins with - or holds a line break", s)
	}
	return nil
}

func checkQuery(s string) error {
	if strings.Trim(s, " \t\r\n;") == "" {
		return fmt.Errorf("the query is empty; write one, like SELECT 1")
	}
	return checkWord(s)
}

func runDatabase(ctx context.Context, in schema.ProbeInput, expected, sql string, judge func(executed) (bool, string)) schema.Evidence {
	a, e, ok := look(ctx, in, expected)
	switch {
	case !ok:
		return e
	case !a.c.State.Running:
		return schema.Evidence{Expected: expected, Seen: a.condition()}
	}
	d := databaseOf(in, a.c)
	clients := clientsOf(d.product)
	if clients == nil {
		return schema.Evidence{Expected: expected, Seen: fmt.Sprintf("no database that is known by its image %s; say product = \"postgres\" or another one", a.c.Config.Image)}
	}
	r, err := a.firstClient(ctx, clients, d, sql)
	secrets := append(secretSettings(a.c.Config.Env), "password="+d.password)
	expected = dockerengine.Redact(expected, secrets)
	if err != nil {
		return schema.Evidence{Expected: expected, Seen: dockerengine.Redact(err.Error(), secrets)}
	}
	held, seen := r.exit == 0 && !r.refused(d.product), r.complaint()
	if held {
		held, seen = judge(r)
	}
	return schema.Evidence{OK: held, Expected: expected, Seen: dockerengine.Redact(seen, secrets)}
}

// openSettings are what a database may well say about itself in an answer.
var openSettings = []string{"PATH", "LANG", "PGDATA", "POSTGRES_USER", "POSTGRES_DB", "MYSQL_USER", "MYSQL_DATABASE", "MARIADB_USER", "MARIADB_DATABASE"}

// secretSettings are the variables whose values are not to be shown.
func secretSettings(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return slices.Contains(openSettings, name)
	})
}

// database is what to connect to inside a container.
type database struct {
	product, host, user, password, name string
}

// databaseOf takes what the assertion says, and for the rest what the
// container's environment does.
func databaseOf(in schema.ProbeInput, c container.InspectResponse) database {
	set := map[string]string{}
	for _, kv := range c.Config.Env {
		k, v, _ := strings.Cut(kv, "=")
		set[k] = v
	}
	d := database{
		product: cmp.Or(argument(in, "product"), productOf(c.Config.Image, set)),
		host:    ownAddress(c),
		user:    argument(in, "username"), password: argument(in, "password"), name: argument(in, "database"),
	}
	switch d.product {
	case "postgres":
		own := d.user == "" || d.user == set["POSTGRES_USER"]
		d.user = cmp.Or(d.user, set["POSTGRES_USER"], "postgres")
		d.name = cmp.Or(d.name, set["POSTGRES_DB"], d.user)
		if own {
			d.password = cmp.Or(d.password, set["POSTGRES_PASSWORD"])
		}
	case "mysql", "mariadb":
		d.fillMySQL(set)
	case "redis", "valkey":
		if d.user == "" {
			d.password = cmp.Or(d.password, set["REDIS_PASSWORD"], set["VALKEY_PASSWORD"], wordAfter(c.Config.Cmd, "--requirepass"))
		}
	}
	return d
}

// ownAddress is the container's address in its network, at which a database
// treats whoever connects as it treats other containers; the loopback address
// is often let in without a password.
func ownAddress(c container.InspectResponse) string {
	if c.NetworkSettings == nil {
		return "127.0.0.1"
	}
	for _, name := range slices.Sorted(maps.Keys(c.NetworkSettings.Networks)) {
		if n := c.NetworkSettings.Networks[name]; n != nil && n.IPAddress.IsValid() {
			return n.IPAddress.String()
		}
	}
	return "127.0.0.1"
}

func wordAfter(words []string, option string) string {
	if i := slices.Index(words, option); i >= 0 && i+1 < len(words) {
		return words[i+1]
	}
	return ""
}

func (d *database) fillMySQL(set map[string]string) {
	either := func(name string) string { return cmp.Or(set["MARIADB_"+name], set["MYSQL_"+name]) }
	own := either("USER")
	if d.user == "" {
		d.user = cmp.Or(own, "root")
	}
	d.name = cmp.Or(d.name, either("DATABASE"))
	switch d.user {
	case own:
		d.password = cmp.Or(d.password, either("PASSWORD"))
	case "root":
		d.password = cmp.Or(d.password, either("ROOT_PASSWORD"))
	}
}

// productOf tells the product by the image's name, else by the settings that
// only its image has.
func productOf(image string, set map[string]string) string {
	name := image[strings.LastIndexByte(image, '/')+1:]
	for _, known := range []struct{ part, product string }{
		{"postgres", "postgres"}, {"postgis", "postgres"}, {"pgvector", "postgres"}, {"timescale", "postgres"},
		{"mariadb", "mariadb"}, {"mysql", "mysql"}, {"percona", "mysql"},
		{"valkey", "valkey"}, {"redis", "redis"},
	} {
		if strings.Contains(name, known.part) {
			return known.product
		}
	}
	for _, known := range []struct{ variable, product string }{
		{"PGDATA", "postgres"}, {"POSTGRES_DB", "postgres"}, {"POSTGRES_USER", "postgres"}, {"MARIADB_DATABASE", "mariadb"}, {"MARIADB_VERSION", "mariadb"},
		{"MYSQL_DATABASE", "mysql"}, {"MYSQL_VERSION", "mysql"}, {"VALKEY_VERSION", "valkey"}, {"REDIS_VERSION", "redis"},
	} {
		if _, ok := set[known.variable]; ok {
			return known.product
		}
	}
	return ""
}

// clientsOf are the programs that talk to a product, best first; nil for one
// that isn't known.
func clientsOf(product string) []string {
	switch product {
	case "postgres":
		return []string{"psql"}
	case "mysql":
		return []string{"mysql", "mariadb"}
	case "mariadb":
		return []string{"mariadb", "mysql"}
	case "redis":
		return []string{"redis-cli", "valkey-cli"}
	case "valkey":
		return []string{"valkey-cli", "redis-cli"}
	}
	return nil
}

// command is a client's command line, and the variables that hold the password,
// which must not stand in it. An empty sql asks for a sign of life.
func (d database) command(client, sql string) (argv, env []string) {
	switch client {
	case "psql":
		return []string{"psql", "-X", "-w", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", d.host, "-U", d.user, "-d", d.name, "-c", cmp.Or(sql, "SELECT 1")},
			[]string{"PGPASSWORD=" + d.password, "PGCONNECT_TIMEOUT=5"}
	case "mysql", "mariadb":
		argv = []string{client, "--no-defaults", "--batch", "--raw", "--skip-column-names", "--connect-timeout=5", "--protocol=tcp", "--host=" + d.host, "--user=" + d.user, "--execute=" + cmp.Or(sql, "SELECT 1")}
		if d.name != "" {
			argv = append(argv, "--database="+d.name)
		}
		return argv, []string{"MYSQL_PWD=" + d.password}
	}
	argv = []string{client, "--no-auth-warning", "-h", d.host}
	if d.user != "" {
		argv = append(argv, "--user", d.user)
	}
	if d.name != "" {
		argv = append(argv, "-n", d.name)
	}
	if d.password != "" {
		env = []string{"REDISCLI_AUTH=" + d.password, "VALKEYCLI_AUTH=" + d.password}
	}
	return append(argv, strings.Fields(cmp.Or(sql, "PING"))...), env
}

// firstClient runs the first of the clients that the container has.
func (a attempt) firstClient(ctx context.Context, clients []string, d database, sql string) (executed, error) {
	for _, client := range clients {
		argv, env := d.command(client, sql)
		r, err := a.execute(ctx, argv, env)
		if missing := err != nil && isNoProgram(err.Error()) || r.exit >= 126 && isNoProgram(r.stdout+r.stderr); !missing {
			if client == "mysql" || client == "mariadb" {
				r.stdout = strings.ReplaceAll(r.stdout, "\t", "|")
			}
			return r, err
		}
	}
	return executed{}, fmt.Errorf("no %s in the container, by which the database is asked; use an image that has it, or assert \"command\"", strings.Join(clients, " or "))
}

func isNoProgram(text string) bool {
	return strings.Contains(text, "executable file not found") || strings.Contains(text, "no such file or directory") && strings.Contains(text, "exec")
}

// refused reports whether an answer is a refusal, which redis-cli prints and
// calls a success.
func (r executed) refused(product string) bool {
	if product != "redis" && product != "valkey" {
		return false
	}
	word, _, _ := strings.Cut(strings.TrimSpace(r.stdout), " ")
	return strings.HasPrefix(r.stderr, "AUTH failed") || slices.Contains([]string{"ERR", "(error)", "NOAUTH", "WRONGPASS", "NOPERM", "LOADING", "WRONGTYPE", "MASTERDOWN", "READONLY"}, word)
}

// complaint is what a client said about why it failed.
func (r executed) complaint() string {
	said := cmp.Or(strings.TrimSpace(r.stderr), strings.TrimSpace(r.stdout))
	if said == "" {
		return fmt.Sprintf("a refusal (exit code %d)", r.exit)
	}
	return "a refusal: " + probe.Excerpt(said)
}
