package schema_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/clockwork-hcl/cw/schema"
)

// expression reads an HCL expression, in which later is an unknown string.
func expression(t *testing.T, source string, typ cty.Type) cty.Value {
	t.Helper()
	e, diags := hclsyntax.ParseExpression([]byte(source), "test", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	v, diags := e.Value(&hcl.EvalContext{Variables: map[string]cty.Value{"later": cty.UnknownVal(cty.String)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if v, err := convert.Convert(v, typ); err == nil {
		return v
	}
	t.Fatalf("%s is of another type", source)
	return cty.NilVal
}

// Each mistake is found where it is made, and the detail says what to write. A
// row without path passes.
func TestConnectionChecks(t *testing.T) {
	tests := []struct{ kind, attribute, source, path, says string }{
		{"database", "env_var", `"ORDERS_DB"`, "", ""},
		{"database", "env_var", `"ORDERS DB"`, "env_var", "holds a space"},
		{"database", "username", `""`, "username", "is empty"},
		{"database", "database_name", `"a/b"`, "database_name", "no / ? or #"},
		{"database", "database_name", `" a"`, "database_name", "no space around"},
		{"database", "url_template", `"jdbc:postgresql://{host}:{port}/{database}"`, "", ""},
		{"database", "url_template", `"x://{user|urlenc}@{POSTGRES_DB}"`, "", ""},
		{"database", "url_template", `"x://{usr}@{host}"`, "url_template", "{usr} is no placeholder"},
		{"database", "url_template", `"x://{host"`, "url_template", "never closed"},
		{"database", "url_template", `"x://host}"`, "url_template", "closes nothing"},
		{"database", "url_template", `"x://u:hunter2@{host"`, "url_template", "never closed"},
		{"database", "url_template", `""`, "url_template", "is empty"},
		{"database", "timeout", `"90s"`, "", ""},
		{"database", "timeout", `"90"`, "timeout", `write "90s"`},
		{"database", "timeout", `"0s"`, "timeout", "no time at all"},
		{"database", "schema_files", `["a.sql", "b.sql", later]`, "", ""},
		{"database", "schema_files", `["a.sql", ""]`, "schema_files[1]", "empty"},
		{"database", "schema_files", `["a.sql", null]`, "schema_files[1]", "null"},
		{"database", "extensions", `["pgcrypto", "pgcrypto"]`, "extensions[1]", "twice"},
		{"database", "extensions", `["pg crypto"]`, "extensions[0]", "uuid-ossp"},
		{"network", "network", `"a b"`, "network", "letters, digits"},
		{"network", "subnet", `"10.0.0.0/24"`, "", ""},
		{"network", "subnet", `"fd00::/64"`, "", ""},
		{"network", "subnet", `"10.0.0.0"`, "subnet", "10.11.0.0/24"},
		{"network", "subnet", `"10.0.0.7/24"`, "subnet", `write "10.0.0.0/24"`},
		{"network", "gateway", `"10.0.0"`, "gateway", "not an IP address"},
		{"network", "aliases", `["db", "my_db.internal"]`, "", ""},
		{"network", "aliases", `["db", "d b"]`, "aliases[1]", "not a host name"},
		{"file", "mount_path", `"shared"`, "mount_path", "is absolute"},
		{"file", "mount_path", `"/"`, "mount_path", "over the container's /"},
		{"file", "mount_path", `"C:\\shared"`, "mount_path", "Windows"},
		{"file", "volume", `"./data"`, "volume", "source_path"},
		{"file", "volume", `"a"`, "volume", "2 to 128"},
		{"service_mesh", "protocol", `"tcp"`, "", ""},
		{"service_mesh", "protocol", `"udp"`, "protocol", "http, https, tcp or grpc"},
		{"service_mesh", "port", `0`, "port", "1 to 65535"},
		{"service_mesh", "port", `80.5`, "port", "1 to 65535"},
		{"service_mesh", "port", `65535`, "", ""},
		{"service_mesh", "service_name", `"a_b"`, "service_name", "not a host name"},
		{"service_mesh", "health_check_path", `"/health?full=1"`, "", ""},
		{"service_mesh", "health_check_path", `"health"`, "health_check_path", "begin with /"},
		{"service_mesh", "health_check_path", `"http://x/health"`, "health_check_path", "path alone"},
		{"service_mesh", "health_check_path", `"/a b"`, "health_check_path", "space or #"},
		{"service_mesh", "key", `"-----BEGIN PRIVATE KEY-----\nhunter2"`, "key", "not its path"},
	}
	for _, tt := range tests {
		a := schema.Connection(tt.kind).Attribute(tt.attribute)
		p := a.Check(expression(t, tt.source, a.Type))
		switch {
		case p == nil && tt.path != "":
			t.Errorf("%s.%s = %s passes", tt.kind, tt.attribute, tt.source)
		case p != nil && (p.Path != tt.path || !strings.Contains(p.Detail, tt.says)):
			t.Errorf("%s.%s = %s: at %q: %s", tt.kind, tt.attribute, tt.source, p.Path, p.Detail)
		case p != nil && strings.Contains(p.Detail, "hunter2"):
			t.Errorf("%s.%s: the secret is shown: %s", tt.kind, tt.attribute, p.Detail)
		}
	}
}

func TestConnectionValidate(t *testing.T) {
	tests := []struct{ kind, attrs, path, says string }{
		{"database", `{}`, "", ""},
		{"database", `{ username = "app" }`, "", ""},
		{"database", `{ username = "app", url_template = "x://{user}@{host}" }`, "", ""},
		{"database", `{ username = "app", url_template = "x://{host}" }`, "username", "passed over"},
		{"database", `{ database_name = "a", url_template = "x://{host}/{dbname|urlenc}" }`, "", ""},
		{"database", `{ username = later, url_template = "x://{host}" }`, "", ""},
		{"network", `{ gateway = "10.0.0.1", subnet = "10.0.0.0/24" }`, "", ""},
		{"network", `{ gateway = "10.0.0.1" }`, "gateway", "needs a subnet"},
		{"network", `{ gateway = "10.0.0.1", subnet = later }`, "", ""},
		{"network", `{ gateway = "10.0.1.1", subnet = "10.0.0.0/24" }`, "gateway", "choose an address of it, like 10.0.0.1"},
		{"network", `{ gateway = "10.0.0.0", subnet = "10.0.0.0/24" }`, "gateway", "the subnet 10.0.0.0/24 itself"},
		{"file", `{ volume = "v", source_path = "./v" }`, "source_path", "remove one"},
		{"file", `{ source_path = "./v" }`, "", ""},
		{"service_mesh", `{ cert = "a.crt" }`, "cert", "add key"},
		{"service_mesh", `{ key = "a.key" }`, "key", "add cert"},
		{"service_mesh", `{ cert = "a.crt", key = later, tls_enabled = true }`, "", ""},
		{"service_mesh", `{ cert = "a.crt", key = "a.key", tls_enabled = false, protocol = "grpc" }`, "cert", "tls_enabled = true"},
		{"service_mesh", `{ cert = "a.crt", key = "a.key", protocol = "https" }`, "", ""},
		{"service_mesh", `{ protocol = "tcp", health_check_path = "/health" }`, "health_check_path", "no paths"},
	}
	for _, tt := range tests {
		attrs := expression(t, tt.attrs, cty.DynamicPseudoType).AsValueMap()
		problems := schema.Connection(tt.kind).Validate(attrs)
		switch {
		case tt.path == "" && len(problems) > 0:
			t.Errorf("%s %s: %+v", tt.kind, tt.attrs, problems)
		case tt.path != "" && (len(problems) != 1 || problems[0].Path != tt.path || !strings.Contains(problems[0].Detail, tt.says)):
			t.Errorf("%s %s: want one problem at %s that says %q, have %+v", tt.kind, tt.attrs, tt.path, tt.says, problems)
		}
	}
}

// What language.md lists can be said.
func TestConnectionArguments(t *testing.T) {
	want := map[string]string{
		"dependency":   "",
		"database":     "env_var username password database_name url_template wait_for_ready timeout schema_files migrations_dir extensions",
		"network":      "network driver internal subnet gateway enable_ipv6 aliases",
		"file":         "mount_path volume source_path read_only create_volume",
		"service_mesh": "protocol port service_name health_check_path tls_enabled cert key",
	}
	if len(schema.Connections) != len(want) {
		t.Errorf("there are %d kinds of connection, not %d", len(schema.Connections), len(want))
	}
	for name, arguments := range want {
		k := schema.Connection(name)
		if k == nil {
			t.Errorf("there is no connection %q", name)
			continue
		}
		var have []string
		for _, a := range k.Attributes {
			have = append(have, a.Name)
		}
		if strings.Join(have, " ") != arguments {
			t.Errorf("%s takes %v, not %s", name, have, arguments)
		}
	}
	if !schema.Connection("database").Attribute("wait_for_ready").Default.True() {
		t.Error("wait_for_ready is not true by default")
	}
}
