package schema

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema/notation"
)

// ConnectionKind is one row of the table of typed connections: connection
// "KIND" {}. Every one takes to beside its attributes.
type ConnectionKind struct {
	Name string
	// Doc is Markdown: one summary sentence, then more.
	Doc        string
	Attributes []Attribute
	// Validate checks what concerns more than one attribute. It sees unmarked
	// values, must cope with absent and unknown ones, and gives Paths as a
	// Problem has them. Optional.
	Validate func(attrs map[string]cty.Value) []Problem
	// Planned says what is not built yet, as a whole sentence for the author; ""
	// means built. Such a connection validates, and a plan refuses it.
	Planned string
}

// Connection finds a row by name, or nil.
func Connection(name string) *ConnectionKind {
	for i := range Connections {
		if Connections[i].Name == name {
			return &Connections[i]
		}
	}
	return nil
}

// Attribute finds an attribute by name, or nil.
func (k *ConnectionKind) Attribute(name string) *Attribute {
	for i := range k.Attributes {
		if k.Attributes[i].Name == name {
			return &k.Attributes[i]
		}
	}
	return nil
}

// Connections are all kinds of connection, in the order of the docs.
var Connections = []ConnectionKind{
	{Name: "dependency", Doc: "Order alone: the target comes first."},
	database,
	network,
	fileConnection,
	serviceMesh,
}

var database = ConnectionKind{
	Name: "database",
	Doc: "The target is a database, and the source gets its address.\n\n" +
		"What is left out comes from the target: its user, password and database as its own environment says, its port as its product has it. " +
		"A password that nobody gave is generated on this machine and kept secret.",
	Attributes: []Attribute{
		{
			Name: "env_var", Type: cty.String, Example: `"ORDERS_DATABASE_URL"`,
			Doc:   "The variable that gets the address. Default: the one of the product, DATABASE_URL for most, REDIS_URL for Redis.",
			Check: checkText("env_var", "Invalid environment variable", notation.EnvName),
		},
		{
			Name: "username", Type: cty.String, Example: `"app"`,
			Doc:   "The user to connect as. Default: the one that the target makes.",
			Check: checkText("username", "Invalid user", notEmpty("the user")),
		},
		{
			Name: "password", Type: cty.String, Sensitive: true, Example: `"hunter2"`,
			Doc: "The user's password. Default: the one that the target was given.",
		},
		{
			Name: "database_name", Type: cty.String, Example: `"orders"`,
			Doc:   "The database to connect to. Default: the one that the target makes.",
			Check: checkText("database_name", "Invalid database name", databaseName),
		},
		{
			Name: "url_template", Type: cty.String, Example: `"postgresql+asyncpg://{user}:{password}@{host}:{port}/{database}"`,
			Doc:   "How the address is put together, with {user}, {password}, {host}, {port} and {database} in it. Default: the usual form of the product.",
			Check: checkText("url_template", "Invalid URL template", template),
		},
		{
			Name: "wait_for_ready", Type: cty.Bool, Default: cty.True, Example: `false`,
			Doc:     "Whether the source starts only when the target is healthy, or runs where it has no health check.",
			Planned: "A source can't start before its target is ready yet: wait_for_ready = false is not built.",
		},
		{
			Name: "timeout", Type: cty.String, Example: `"2m"`,
			Doc:     "How long to wait for the target. Default: the time-out of the target's own creation.",
			Check:   checkText("timeout", "Invalid duration", aboveZero),
			Planned: "A connection has no waiting time of its own yet; set timeouts { create = \"…\" } in the target.",
		},
		{
			Name: "schema_files", Type: cty.List(cty.String), Path: true, Example: `["db/schema.sql"]`,
			Doc:     "SQL files to run in order in a new database, relative to the configuration directory.",
			Check:   checkTexts("schema_files", "Invalid path", notation.PathText),
			Planned: "cw does not run schema_files yet; mount them where the database looks for them, as in volumes = [\"./schema.sql:/docker-entrypoint-initdb.d/schema.sql:ro\"].",
		},
		{
			Name: "migrations_dir", Type: cty.String, Path: true, Example: `"db/migrations"`,
			Doc:     "A directory of SQL files, relative to the configuration directory; those that did not run yet run in the order of their names.",
			Check:   checkText("migrations_dir", "Invalid path", notation.PathText),
			Planned: "cw does not run migrations_dir yet; run the migrations from the program, or as a docker_container with must_run = false.",
		},
		{
			Name: "extensions", Type: cty.List(cty.String), Example: `["pgcrypto", "uuid-ossp"]`,
			Doc:     "PostgreSQL extensions that the database must have.",
			Check:   checkTexts("extensions", "Invalid extension", extensionName),
			Planned: "cw does not create extensions yet; create them from the program, or from a script in /docker-entrypoint-initdb.d.",
		},
	},
	Validate: validateDatabase,
}

// placeholders of url_template: those of the docs, the arguments' own names, and
// the scheme.
var placeholders = []string{"user", "username", "password", "host", "port", "database", "database_name", "dbname", "scheme"}

func validateDatabase(attrs map[string]cty.Value) []Problem {
	template, ok := known(attrs, "url_template")
	if !ok {
		return nil
	}
	var out []Problem
	for _, argument := range []struct{ name, other string }{{"username", "user"}, {"password", ""}, {"database_name", "database"}} {
		_, given := known(attrs, argument.name)
		if given && !names(template, argument.name, argument.other) {
			out = append(out, problem(argument.name, "Argument without effect",
				fmt.Errorf("url_template has no {%s} in it, so %s would be passed over; add it to the template or remove the argument", argument.name, argument.name)))
		}
	}
	return out
}

// names reports whether a template has one of the placeholders.
func names(template string, of ...string) bool {
	return slices.ContainsFunc(of, func(name string) bool {
		return name != "" && (strings.Contains(template, "{"+name+"}") || strings.Contains(template, "{"+name+"|"))
	}) || strings.Contains(template, "{dbname") && slices.Contains(of, "database")
}

const planned = "cw can say connection %q, but not deploy it yet. "

var network = ConnectionKind{
	Name: "network",
	Doc: "The source and the target share a network of their own.\n\n" +
		"Without `network` one is made for the two. What is said of it (driver, addresses, internal) must fit everything else that says something of the same network.",
	Attributes: []Attribute{
		{
			Name: "network", Type: cty.String, Example: `"backend"`,
			Doc:   "The network's name. Default: one that is made for the two.",
			Check: checkText("network", "Invalid network name", networkName),
		},
		{
			Name: "driver", Type: cty.String, Default: cty.StringVal("bridge"), Example: `"overlay"`,
			Doc:   "The network driver: bridge, overlay, macvlan, ipvlan, or a plugin's.",
			Check: checkText("driver", "Invalid network driver", networkName),
		},
		{
			Name: "internal", Type: cty.Bool, Default: cty.False, Example: `true`,
			Doc: "Whether the network has no way out to others.",
		},
		{
			Name: "subnet", Type: cty.String, Example: `"10.11.0.0/24"`,
			Doc:   "The network's range of addresses; by default the engine picks one.",
			Check: checkText("subnet", "Invalid subnet", func(s string) error { _, err := notation.Subnet(s); return err }),
		},
		{
			Name: "gateway", Type: cty.String, Example: `"10.11.0.1"`,
			Doc:   "The engine's own address in the network, inside subnet; by default the first.",
			Check: checkText("gateway", "Invalid gateway", func(s string) error { _, err := notation.IP(s); return err }),
		},
		{
			Name: "enable_ipv6", Type: cty.Bool, Default: cty.False, Example: `true`,
			Doc: "Whether the network has IPv6 addresses too.",
		},
		{
			Name: "aliases", Type: cty.List(cty.String), Example: `["db", "database.internal"]`,
			Doc:   "Names under which the target is found in the network, beside its own.",
			Check: checkTexts("aliases", "Invalid alias", notation.DNSName),
		},
	},
	Validate: validateNetwork,
	Planned:  fmt.Sprintf(planned, "network") + "Use connect = [TARGET], which puts both into the project's network, or a docker_network and networks.",
}

func validateNetwork(attrs map[string]cty.Value) []Problem {
	gateway, ok := known(attrs, "gateway")
	if !ok {
		return nil
	}
	if isAbsent(attrs, "subnet") {
		return []Problem{problem("gateway", "Invalid gateway", errors.New("a gateway needs a subnet that it is in; add one, like subnet = \"10.11.0.0/24\""))}
	}
	text, _ := known(attrs, "subnet")
	subnet, err := notation.Subnet(text)
	address, addressErr := notation.IP(gateway)
	if err != nil || addressErr != nil {
		return nil // each attribute's check says it
	}
	if err := notation.Gateway(address, subnet); err != nil {
		return []Problem{problem("gateway", "Invalid gateway", err)}
	}
	return nil
}

var fileConnection = ConnectionKind{
	Name: "file",
	Doc: "The source and the target share files.\n\n" +
		"Both mount the named `volume` at `mount_path`, or the directory or file of the host at `source_path`. Without either of the two, a volume is made for them.",
	Attributes: []Attribute{
		{
			Name: "mount_path", Type: cty.String, Fill: FillNeeded, Example: `"/shared"`,
			Doc:   "Where the files are seen inside the container, an absolute path.",
			Check: checkText("mount_path", "Invalid path", mountPath),
		},
		{
			Name: "volume", Type: cty.String, Example: `"uploads"`,
			Doc:   "The volume's name.",
			Check: checkText("volume", "Invalid volume name", volumeName),
		},
		{
			Name: "source_path", Type: cty.String, Path: true, Example: `"./shared"`,
			Doc:   "A directory or file of the host to share instead of a volume, relative to the configuration directory.",
			Check: checkText("source_path", "Invalid path", notation.PathText),
		},
		{
			Name: "read_only", Type: cty.Bool, Default: cty.False, Example: `true`,
			Doc: "Whether the source may only read the files.",
		},
		{
			Name: "create_volume", Type: cty.Bool, Default: cty.True, Example: `false`,
			Doc: "Whether the volume is made where it is not there yet; without it the volume must exist.",
		},
	},
	Validate: validateFile,
	Planned:  fmt.Sprintf(planned, "file") + "Mount one volume in both, with a docker_volume and volumes = [\"NAME:/PATH\"].",
}

func validateFile(attrs map[string]cty.Value) []Problem {
	_, source := known(attrs, "source_path")
	if !source {
		return nil
	}
	if _, volume := known(attrs, "volume"); volume {
		return []Problem{problem("source_path", "Two sources of files",
			errors.New("both volume and source_path say what is shared; remove one of them"))}
	}
	return nil
}

var serviceMesh = ConnectionKind{
	Name: "service_mesh",
	Doc:  "The source reaches the target as a service: by a name and a port, with a protocol and, if wanted, TLS.",
	Attributes: []Attribute{
		{
			Name: "protocol", Type: cty.String, Default: cty.StringVal("http"), Example: `"grpc"`,
			Doc:   "How they talk: http, https, tcp or grpc.",
			Check: checkText("protocol", "Invalid protocol", protocol),
		},
		{
			Name: "port", Type: cty.Number, Example: `8080`,
			Doc:   "The target's port inside its container. Default: the only port that it or its image exposes.",
			Check: checkPort,
		},
		{
			Name: "service_name", Type: cty.String, Example: `"orders"`,
			Doc:   "The name under which the source finds the service. Default: the target's name.",
			Check: checkText("service_name", "Invalid service name", notation.HostName),
		},
		{
			Name: "health_check_path", Type: cty.String, Example: `"/health"`,
			Doc:   "A path that answers with status 200 when the service works.",
			Check: checkText("health_check_path", "Invalid path", urlPath),
		},
		{
			Name: "tls_enabled", Type: cty.Bool, Default: cty.False, Example: `true`,
			Doc: "Whether they talk over TLS. With the protocol https they always do.",
		},
		{
			Name: "cert", Type: cty.String, Path: true, Example: `"tls/orders.crt"`,
			Doc:   "The certificate's file, relative to the configuration directory.",
			Check: checkText("cert", "Invalid path", pemPath),
		},
		{
			Name: "key", Type: cty.String, Path: true, Example: `"tls/orders.key"`,
			Doc:   "The file of the certificate's private key, relative to the configuration directory.",
			Check: checkText("key", "Invalid path", pemPath),
		},
	},
	Validate: validateServiceMesh,
	Planned:  fmt.Sprintf(planned, "service_mesh") + "Use connect = [TARGET] and reach the target by its name.",
}

func validateServiceMesh(attrs map[string]cty.Value) []Problem {
	var out []Problem
	p, _ := known(attrs, "protocol")
	_, cert := known(attrs, "cert")
	_, key := known(attrs, "key")
	_, health := known(attrs, "health_check_path")
	switch {
	case cert && isAbsent(attrs, "key"):
		out = append(out, problem("cert", "Certificate without key", errors.New("a certificate is of use only with its private key; add key")))
	case key && isAbsent(attrs, "cert"):
		out = append(out, problem("key", "Key without certificate", errors.New("a private key is of use only with its certificate; add cert")))
	}
	if tls, told := truth(attrs, "tls_enabled"); cert && key && told && !tls && p != "" && p != "https" {
		out = append(out, problem("cert", "Certificate without TLS", errors.New("a certificate is given, but tls_enabled is false; set tls_enabled = true, or remove cert and key")))
	}
	if health && p == "tcp" {
		out = append(out, problem("health_check_path", "Invalid path", errors.New("over tcp there are no paths to ask for; remove health_check_path, or change protocol")))
	}
	return out
}

// known is the known, not null string of an attribute.
func known(attrs map[string]cty.Value, name string) (string, bool) {
	v, ok := attrs[name]
	if !ok || v == cty.NilVal || !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return "", false
	}
	return v.AsString(), true
}

// truth is the known, not null truth value of an attribute.
func truth(attrs map[string]cty.Value, name string) (value, ok bool) {
	v, ok := attrs[name]
	if !ok || v == cty.NilVal || !v.IsKnown() || v.IsNull() || v.Type() != cty.Bool {
		return false, false
	}
	return v.True(), true
}

// isAbsent reports whether an attribute certainly says nothing.
func isAbsent(attrs map[string]cty.Value, name string) bool {
	v, ok := attrs[name]
	return !ok || v == cty.NilVal || v.IsKnown() && v.IsNull()
}

// problem is an error of an author's value as a row reports it.
func problem(path, summary string, err error) Problem {
	text := err.Error()
	return Problem{Path: path, Summary: summary, Detail: strings.ToUpper(text[:1]) + text[1:] + "."}
}

// checkText checks a string.
func checkText(name, summary string, f func(string) error) func(cty.Value) *Problem {
	return func(v cty.Value) *Problem {
		if err := f(v.AsString()); err != nil {
			p := problem(name, summary, err)
			return &p
		}
		return nil
	}
}

// checkTexts checks the known elements of a list of strings, of which none may
// be null or there twice.
func checkTexts(name, summary string, f func(string) error) func(cty.Value) *Problem {
	return func(v cty.Value) *Problem {
		seen := map[string]bool{}
		for i, e := range v.AsValueSlice() {
			if !e.IsKnown() {
				continue
			}
			var err error
			switch {
			case e.IsNull():
				err = fmt.Errorf("an element of %s is null; take it out of the list", name)
			case seen[e.AsString()]:
				err = fmt.Errorf("%q is there twice; take one out of the list", e.AsString())
			default:
				err = f(e.AsString())
				seen[e.AsString()] = true
			}
			if err != nil {
				p := problem(fmt.Sprintf("%s[%d]", name, i), summary, err)
				return &p
			}
		}
		return nil
	}
}

func checkPort(v cty.Value) *Problem {
	if n, exact := v.AsBigFloat().Int64(); exact != big.Exact || n < 1 || n > 65535 {
		p := problem("port", "Invalid port", errors.New("a port is a whole number from 1 to 65535"))
		return &p
	}
	return nil
}

func template(s string) error {
	if s == "" {
		return errors.New("the template is empty; leave the line out to have the usual form of the product")
	}
	return notation.Template(s, placeholders)
}

// pemPath refuses what such a file holds, without showing it.
func pemPath(s string) error {
	if strings.Contains(s, "-----BEGIN") {
		return errors.New("this is the text of the file, not its path; write the path, relative to the configuration directory")
	}
	return notation.PathText(s)
}

func notEmpty(what string) func(string) error {
	return func(s string) error {
		if s == "" {
			return fmt.Errorf("%s is empty; leave the line out to have it found", what)
		}
		return nil
	}
}

func databaseName(s string) error {
	if err := notEmpty("the name")(s); err != nil {
		return err
	}
	if strings.ContainsAny(s, "\x00/?#") || strings.TrimSpace(s) != s {
		return fmt.Errorf("%q can't be a database's name in an address; it has no / ? or # in it, and no space around it", s)
	}
	return nil
}

func aboveZero(s string) error {
	d, err := notation.Duration(s)
	if err == nil && d == 0 {
		return fmt.Errorf("%q is no time at all; leave the line out, or write how long to wait, as in \"30s\"", s)
	}
	return err
}

var extension = regexp.MustCompile(`^[a-z_][a-z0-9_-]{0,62}$`)

func extensionName(s string) error {
	if !extension.MatchString(s) {
		return fmt.Errorf("%q is not the name of an extension; they are named like pgcrypto or uuid-ossp", s)
	}
	return nil
}

var engineName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$`)

func networkName(s string) error {
	if !engineName.MatchString(s) {
		return fmt.Errorf("%q can't be the name of a network or driver; it holds letters, digits, _ . and -, 2 to 128 of them, and starts with a letter or a digit", s)
	}
	return nil
}

func volumeName(s string) error {
	switch {
	case strings.ContainsAny(s, `/\`):
		return fmt.Errorf("%q is a path, not a volume's name; write it as source_path", s)
	case !engineName.MatchString(s):
		return fmt.Errorf("%q can't be a volume's name; it holds letters, digits, _ . and -, 2 to 128 of them, and starts with a letter or a digit", s)
	}
	return nil
}

func mountPath(s string) error {
	if err := notation.AbsolutePath(s); err != nil {
		return err
	}
	if strings.Trim(s, "/") == "" {
		return errors.New("nothing can be mounted over the container's /; name a directory inside")
	}
	return nil
}

func protocol(s string) error {
	if !slices.Contains([]string{"http", "https", "tcp", "grpc"}, s) {
		return fmt.Errorf("%q is not a protocol; it can be http, https, tcp or grpc", s)
	}
	return nil
}

func urlPath(s string) error {
	switch {
	case strings.Contains(s, "://"):
		return fmt.Errorf("%q is a whole URL; write its path alone, like \"/health\"", notation.RedactURL(s))
	case !strings.HasPrefix(s, "/"):
		return fmt.Errorf("%q does not begin with /; write a path like \"/health\"", s)
	case strings.ContainsAny(s, " \t\r\n\x00#"):
		return fmt.Errorf("%q holds what a path of a URL can't: a space or #", s)
	}
	return nil
}
