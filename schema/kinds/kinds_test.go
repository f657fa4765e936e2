package kinds_test

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

func TestGenerated(t *testing.T) {
	want, err := exec.Command("go", "run", "generate.go", "-print").Output()
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("kinds.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != string(want) {
		t.Error("kinds.go is stale; run make generate")
	}
}

// Every row is whole and keeps to the rules that its consumers count on.
func TestTable(t *testing.T) {
	names, tokenNames := map[string]bool{}, map[string]bool{}
	for _, k := range kinds.All() {
		t.Run(k.Name, func(t *testing.T) {
			switch {
			case names[k.Name] || tokenNames[k.Token]:
				t.Error("the name or token is taken")
			case !hclsyntax.ValidIdentifier(k.Name) || k.Name != strings.ToLower(k.Name):
				t.Error("the name is not an identifier")
			case len(strings.Split(k.Token, ":")) != 3:
				t.Errorf("the token %q is none", k.Token)
			case k.Driver == nil:
				t.Error("there is no driver")
			case k.Version < 1:
				t.Error("there is no version")
			}
			names[k.Name], tokenNames[k.Token] = true, true
			checkDoc(t, "kind", k.Doc)
			checkAttributes(t, k.Attributes)
			checkUnless(t, k)
			checkOutputs(t, k)
			checkProbes(t, k.Probes)
		})
	}
}

// The rows that no resource type owns keep to the same rules.
func TestGeneral(t *testing.T) {
	if len(kinds.General()) == 0 {
		t.Error("there is no assertion without a resource")
	}
	checkProbes(t, kinds.General())
	for _, p := range kinds.General() {
		if kinds.All().Kind("docker_container").Probe(p.Name) == nil {
			t.Errorf("a container has no assertion %q", p.Name)
		}
	}
	names := map[string]bool{}
	for _, c := range schema.Connections {
		if !hclsyntax.ValidIdentifier(c.Name) || names[c.Name] {
			t.Errorf("connection %s: no identifier, or taken", c.Name)
		}
		names[c.Name] = true
		checkDoc(t, "connection "+c.Name, c.Doc)
		checkPlanned(t, "connection "+c.Name, c.Planned)
		checkAttributes(t, c.Attributes)
		for _, a := range c.Attributes {
			if a.Name == "to" {
				t.Errorf("connection %s: every connection has to", c.Name)
			}
		}
	}
}

// What language.md lists for each resource type can be said.
func TestListed(t *testing.T) {
	container := "image ports env volumes command healthcheck networks name entrypoint user working_dir restart must_run labels memory cpus hostname read_only cap_add cap_drop privileged init extra_hosts tmpfs shm_size ulimit log gpus stop_signal stop_timeout upload wait"
	for name, attributes := range map[string]string{
		"file":             "content name directory mode source path executable sensitive_content",
		"docker_container": container,
		"apple_container":  container,
		"git_repo":         "repo_url branch dest name pull depth submodules ref",
		"docker_network":   "name driver internal subnet gateway enable_ipv6 labels",
		"docker_volume":    "name driver driver_opts labels",
		"docker_image":     "context name",
	} {
		for _, a := range strings.Fields(attributes) {
			if k := kinds.All().Kind(name); k == nil || k.Attribute(a) == nil {
				t.Errorf("a %s can't say %s", name, a)
			}
		}
	}
	asserts := "healthcheck port_accessible response_time dns_resolves tls_certificate"
	for name, probes := range map[string]string{
		"docker_container": asserts + " container_running container_healthy log_contains restart_count command database_connects query",
		"apple_container":  asserts + " container_running container_healthy log_contains restart_count command database_connects query",
		"file":             "file_exists file_content_matches file_permissions file_size directory_exists",
		"git_repo":         "git_commit git_clean file_exists",
	} {
		for _, p := range strings.Fields(probes) {
			if kinds.All().Kind(name).Probe(p) == nil {
				t.Errorf("a %s has no assertion %q", name, p)
			}
		}
	}
	for name, outputs := range map[string]string{"git_repo": "commit", "docker_image": "id digest", "docker_container": "id ip_address host_port endpoint"} {
		for _, o := range strings.Fields(outputs) {
			if kinds.All().Kind(name).Output(o) == nil {
				t.Errorf("a %s does not give %s", name, o)
			}
		}
	}
}

// checkPlanned wants a whole sentence, or several.
func checkPlanned(t *testing.T, what, planned string) {
	t.Helper()
	if planned != "" && (!strings.HasSuffix(planned, ".") || strings.TrimSpace(planned) != planned) {
		t.Errorf("%s: what is planned is no sentence: %q", what, planned)
	}
}

// checkDoc wants a sentence to begin with.
func checkDoc(t *testing.T, what, doc string) {
	t.Helper()
	first, _, _ := strings.Cut(doc, "\n\n")
	if first == "" || !strings.HasSuffix(first, ".") || strings.TrimSpace(doc) != doc {
		t.Errorf("%s: the doc is not a sentence: %q", what, doc)
	} else if r := []rune(first)[0]; unicode.IsLower(r) {
		t.Errorf("%s: the doc begins in the middle: %q", what, doc)
	}
}

func checkAttributes(t *testing.T, list []schema.Attribute) {
	t.Helper()
	names := map[string]bool{}
	for _, a := range list {
		if !hclsyntax.ValidIdentifier(a.Name) || names[string(schema.PropertyName(a.Name))] {
			t.Errorf("%s: no identifier, or taken", a.Name)
		}
		names[string(schema.PropertyName(a.Name))] = true
		checkDoc(t, a.Name, a.Doc)
		checkPlanned(t, a.Name, a.Planned)
		checkDefault(t, list, a)
		checkExample(t, a)
		if a.Block && !a.Type.IsListType() {
			t.Errorf("%s: a block's type is a list of objects", a.Name)
		}
		if a.Merge && !a.Type.IsMapType() {
			t.Errorf("%s: only a map can merge", a.Name)
		}
	}
}

func checkDefault(t *testing.T, list []schema.Attribute, a schema.Attribute) {
	t.Helper()
	if from := a.DefaultFrom; from != "" && from != "label" &&
		!slices.ContainsFunc(list, func(b schema.Attribute) bool { return b.Name == from }) {
		t.Errorf("%s: its default comes from %q, which is nothing", a.Name, from)
	}
	if a.Default == cty.NilVal {
		return
	}
	if errs := a.Default.Type().TestConformance(a.Type.WithoutOptionalAttributesDeep()); len(errs) > 0 {
		t.Errorf("%s: the default is of another type: %v", a.Name, errs)
	}
	if a.Check != nil && !a.Default.IsNull() {
		if p := a.Check(a.Default); p != nil {
			t.Errorf("%s: the default fails the check: %s", a.Name, p.Detail)
		}
	}
}

func checkExample(t *testing.T, a schema.Attribute) {
	t.Helper()
	if a.Block && a.Example == "" {
		return
	}
	expr, diags := hclsyntax.ParseExpression([]byte(a.Example), a.Name, hcl.InitialPos)
	if diags.HasErrors() {
		t.Errorf("%s: the example is no expression: %s", a.Name, diags)
		return
	}
	v, diags := expr.Value(nil)
	if diags.HasErrors() {
		t.Errorf("%s: the example has no value: %s", a.Name, diags)
		return
	}
	v, err := convert.Convert(v, a.Type)
	if err != nil {
		t.Errorf("%s: the example is of another type: %s", a.Name, err)
		return
	}
	if a.Check != nil {
		if p := a.Check(v); p != nil {
			t.Errorf("%s: the example fails the check: %s", a.Name, p.Detail)
		}
	}
}

func checkUnless(t *testing.T, k *schema.Kind) {
	t.Helper()
	for _, a := range k.Attributes {
		for _, other := range a.Unless {
			if k.Attribute(other) == nil || a.Fill != schema.FillNeeded {
				t.Errorf("%s: unless %s makes no sense", a.Name, other)
			}
		}
	}
}

func checkOutputs(t *testing.T, k *schema.Kind) {
	t.Helper()
	for i, o := range k.Outputs {
		if !hclsyntax.ValidIdentifier(o.Name) || k.Attribute(o.Name) != nil || k.Output(o.Name) != &k.Outputs[i] {
			t.Errorf("output %s: no identifier, or taken", o.Name)
		}
		checkDoc(t, "output "+o.Name, o.Doc)
		for _, from := range o.DerivedFrom {
			if k.Attribute(from) == nil {
				t.Errorf("output %s: there is no attribute %s", o.Name, from)
			}
		}
	}
}

func checkProbes(t *testing.T, list []schema.Probe) {
	t.Helper()
	names := map[string]bool{"condition": true}
	for _, p := range list {
		if !hclsyntax.ValidIdentifier(p.Name) || names[p.Name] || p.Run == nil {
			t.Errorf("probe %s: no identifier, taken, or empty", p.Name)
		}
		names[p.Name] = true
		checkDoc(t, "probe "+p.Name, p.Doc)
		checkAttributes(t, p.Attributes)
		for _, a := range p.Attributes {
			if a.Name == "timeout" || a.Name == "interval" {
				t.Errorf("probe %s: every assertion has %s", p.Name, a.Name)
			}
		}
	}
}

// Whoever gets the list may sort or cut it.
func TestAllGivesItsOwnList(t *testing.T) {
	a, b := kinds.All(), kinds.All()
	a[0] = nil
	if b[0] == nil {
		t.Error("a caller can change the list of another")
	}
}
