package dockercontainer

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

// written is the known, not null value of an attribute.
func written(attrs map[string]cty.Value, name string) (cty.Value, bool) {
	v, ok := attrs[name]
	if !ok || v == cty.NilVal || v.IsNull() || !v.IsKnown() {
		return cty.NilVal, false
	}
	return v, true
}

// elements are the known strings of a list attribute, by index.
func elements(attrs map[string]cty.Value, name string) map[int]string {
	out := map[int]string{}
	v, ok := written(attrs, name)
	if !ok {
		return out
	}
	for i, e := range v.AsValueSlice() {
		if e.IsKnown() && !e.IsNull() {
			out[i] = e.AsString()
		}
	}
	return out
}

func inOrder(m map[int]string) []int {
	var keys []int
	for i := range m {
		keys = append(keys, i)
	}
	slices.Sort(keys)
	return keys
}

func isTrue(attrs map[string]cty.Value, name string) bool {
	v, ok := written(attrs, name)
	return ok && v.True()
}

func validate(attrs map[string]cty.Value) []schema.Problem {
	return slices.Concat(targetsTwice(attrs), tooManyPorts(attrs), portsTwice(attrs), hostNetwork(attrs), waitWithoutTest(attrs), uploadsReadOnly(attrs))
}

func contradiction(path, format string, args ...any) schema.Problem {
	return schema.Problem{Path: path, Summary: summaryConflict, Detail: fmt.Sprintf(format, args...)}
}

// mountTargets are the paths inside, by the attribute path that says so.
func mountTargets(attrs map[string]cty.Value) (targets, paths []string) {
	volumes := elements(attrs, "volumes")
	for _, i := range inOrder(volumes) {
		if v, err := ParseVolume(volumes[i]); err == nil {
			targets, paths = append(targets, v.Target), append(paths, fmt.Sprintf("volumes[%d]", i))
		}
	}
	if tmpfs, ok := written(attrs, "tmpfs"); ok {
		for it := tmpfs.ElementIterator(); it.Next(); {
			k, _ := it.Element()
			targets, paths = append(targets, path.Clean(k.AsString())), append(paths, "tmpfs."+k.AsString())
		}
	}
	return targets, paths
}

func targetsTwice(attrs map[string]cty.Value) []schema.Problem {
	var out []schema.Problem
	targets, paths := mountTargets(attrs)
	for i, t := range targets {
		if first := slices.Index(targets, t); first < i {
			out = append(out, contradiction(paths[i], "Two things are mounted at %s: %s and %s. Give one of them another path inside.", t, paths[first], paths[i]))
		}
	}
	return out
}

// mostPorts bounds what one container publishes, so that no list of ranges can
// eat all memory.
const mostPorts = 65535

func tooManyPorts(attrs map[string]cty.Value) []schema.Problem {
	written, total := elements(attrs, "ports"), 0
	for _, i := range inOrder(written) {
		ports, err := ParsePort(written[i])
		if total += len(ports); err == nil && total > mostPorts {
			return []schema.Problem{{
				Path: fmt.Sprintf("ports[%d]", i), Summary: summaryPort,
				Detail: fmt.Sprintf("With this element ports publishes more than %d ports, which no container does. Publish fewer.", mostPorts),
			}}
		}
	}
	return nil
}

func portsTwice(attrs map[string]cty.Value) []schema.Problem {
	var out []schema.Problem
	var claimed schema.Claimed[string]
	said := map[string]bool{}
	for _, c := range portClaims(attrs) {
		first, clash := claimed.Add(c, c.Path)
		if !clash || said[c.Path] {
			continue
		}
		said[c.Path] = true
		out = append(out, contradiction(c.Path, "The host port %s is published twice, by %s and %s. Publish one of them on another host port.", c.Name, first, c.Path))
	}
	return out
}

func hostNetwork(attrs map[string]cty.Value) []schema.Problem {
	networks := elements(attrs, "networks")
	for _, i := range inOrder(networks) {
		alone := networks[i] == "host" || networks[i] == "none"
		if alone && len(networks) > 1 {
			return []schema.Problem{contradiction(fmt.Sprintf("networks[%d]", i), "The network %q can't be combined with others. Keep one of them.", networks[i])}
		}
		if alone && len(elements(attrs, "ports")) > 0 {
			return []schema.Problem{contradiction("ports", "On the network %q no port can be published. Remove ports, or the network.", networks[i])}
		}
	}
	return nil
}

func waitWithoutTest(attrs map[string]cty.Value) []schema.Problem {
	h, ok := written(attrs, "healthcheck")
	if !ok || !isTrue(attrs, "wait") || !h.IsWhollyKnown() || h.GetAttr("test").IsNull() {
		return nil
	}
	test := h.GetAttr("test").AsValueSlice()
	if len(test) > 0 && !test[0].IsNull() && test[0].AsString() == "NONE" {
		return []schema.Problem{contradiction("wait", "wait = true waits for the health check, but healthcheck switches it off with NONE. Remove one of the two.")}
	}
	return nil
}

// uploadsReadOnly: nothing can be copied into a read-only container except
// below a volume.
func uploadsReadOnly(attrs map[string]cty.Value) []schema.Problem {
	uploads, ok := written(attrs, "upload")
	if !ok || !isTrue(attrs, "read_only") || !uploads.IsWhollyKnown() {
		return nil
	}
	var out []schema.Problem
	volumes := elements(attrs, "volumes")
	for i, u := range uploads.AsValueSlice() {
		to := u.GetAttr("path").AsString()
		if !belowVolume(to, volumes) {
			out = append(out, contradiction(fmt.Sprintf("upload[%d]", i), "Nothing can be put at %s, since read_only = true. Upload to a path below a volume, mount the file as a volume, or remove read_only.", to))
		}
	}
	return out
}

func belowVolume(file string, volumes map[int]string) bool {
	for _, s := range volumes {
		if v, err := ParseVolume(s); err == nil && !v.ReadOnly && strings.HasPrefix(file, v.Target+"/") {
			return true
		}
	}
	return false
}

func claims(attrs map[string]cty.Value) []schema.Claim {
	out := portClaims(attrs)
	if name, ok := written(attrs, "name"); ok {
		out = append(out, schema.Claim{Space: "container name", Name: name.AsString(), Path: "name"})
	}
	return out
}

func portClaims(attrs map[string]cty.Value) []schema.Claim {
	var out []schema.Claim
	written := elements(attrs, "ports")
	for _, i := range inOrder(written) {
		ports, err := ParsePort(written[i])
		if err != nil || len(out) > mostPorts {
			continue // Check and Validate say it
		}
		for _, p := range ports {
			if p.External == 0 {
				continue
			}
			out = append(out, schema.Claim{Space: "host port", Name: fmt.Sprintf("%d/%s", p.External, p.Protocol), Scope: p.IP, Path: fmt.Sprintf("ports[%d]", i)})
		}
	}
	return out
}
