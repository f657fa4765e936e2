package applecontainer

import (
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockercontainer"
)

// What is written for one runtime is right for the other.
func TestSameAsDocker(t *testing.T) {
	if len(Kind.Attributes) != len(dockercontainer.Kind.Attributes) || &Kind.Attributes[0] != &dockercontainer.Kind.Attributes[0] {
		t.Error("the attributes are not docker_container's own list")
	}
	for i := range dockercontainer.Kind.Probes {
		if p := &dockercontainer.Kind.Probes[i]; Kind.Probe(p.Name) == nil {
			t.Errorf("assert %q is missing", p.Name)
		}
	}
	attrs := map[string]cty.Value{
		"name": cty.StringVal("web"), "ports": cty.ListVal([]cty.Value{cty.StringVal("8080:80")}),
	}
	ours, theirs := Kind.Claims(attrs), dockercontainer.Kind.Claims(attrs)
	clashes := map[string]bool{}
	for i := range ours {
		clashes[theirs[i].Space] = ours[i].Clashes(theirs[i])
	}
	if !clashes["host port"] || clashes["container name"] {
		t.Errorf("a port is shared with Docker, a name is not: %v", clashes)
	}
}

// Every way to touch one says why not, and what to do.
func TestRefuses(t *testing.T) {
	for system, says := range map[string]string{"linux": "this machine runs linux", "windows": "this machine runs windows", "darwin": "can't deploy an apple_container yet"} {
		err := availableOn(system)
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "docker_container") {
			t.Errorf("on %s: %v", system, err)
		}
	}
	if Kind.Available() == nil {
		t.Error("the row is available")
	}
	if _, err := Kind.Driver.Create(t.Context(), schema.Call{}, nil); err == nil {
		t.Error("create does not refuse")
	}
	if old, err := Kind.Driver.Read(t.Context(), schema.Call{}, schema.State{ID: "x"}); err == nil || old.ID != "x" {
		t.Error("read does not refuse, or forgets")
	}
	if err := Kind.Driver.Delete(t.Context(), schema.Call{}, schema.State{ID: "x"}); err == nil {
		t.Error("delete does not refuse")
	}
	e := Kind.Probe("container_running").Run(t.Context(), schema.ProbeInput{})
	if e.OK || !strings.Contains(e.Seen, "apple_container") {
		t.Errorf("container_running: %+v", e)
	}
}
