package complete

import (
	"net/netip"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/complete/catalog"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// neverCompleted are attributes that give power over the machine. Not even a
// complete("…") hands them to somebody else.
var neverCompleted = []string{"privileged", "cap_add", "gpus", "devices", "pid", "network_mode", "extra_hosts", "upload"}

// fence says what a value that no author wrote may not do, or "" if it stays
// inside. The text goes on after "… comes from X and".
func (w *work) fence(path string, v cty.Value) string {
	row, _, _ := w.rowOf(path)
	if row == nil {
		return "belongs to no attribute of a " + w.node.Kind.Name
	}
	own := slices.ContainsFunc(w.res.Holes, func(h resolve.OpenHole) bool { return h.Path == path })
	if slices.Contains(neverCompleted, row.Name) || row.Fill == schema.FillNever && !own {
		return "only the author may set " + row.Name
	}
	problem := ""
	eachText(v, func(s string) {
		if problem == "" {
			problem = w.strangeSecret(s)
		}
	})
	if problem != "" || !lockStable(v) {
		return problem
	}
	return w.fenceAttribute(row, v)
}

// lockStable reports whether the value can be looked at here.
func lockStable(v cty.Value) bool {
	bare, _ := v.UnmarkDeep()
	return bare.IsWhollyKnown() && !bare.IsNull()
}

func (w *work) fenceAttribute(row *schema.Attribute, v cty.Value) string {
	container := isContainer(w.node.Kind)
	check := func(string) string { return "" }
	switch {
	case container && row.Name == "image":
		check = fenceImage
	case container && row.Name == "ports":
		check = w.fencePort
	case container && row.Name == "volumes":
		check = fenceVolume
	case container && row.Name == "networks":
		check = fenceNetwork
	case row.Name == "repo_url":
		check = fenceRepository
	case row.Name == "branch", row.Name == "ref":
		check = fenceOption
	case row.Path, w.node.Kind.Name == "file" && row.Name == "name":
		check = fencePath
	}
	problem := ""
	eachText(v, func(s string) {
		if problem == "" {
			problem = check(s)
		}
	})
	return problem
}

// eachText visits every known text in v.
func eachText(v cty.Value, visit func(string)) {
	bare, _ := v.UnmarkDeep()
	_ = cty.Walk(bare, func(_ cty.Path, item cty.Value) (bool, error) {
		if item.Type() == cty.String && item.IsKnown() && !item.IsNull() {
			visit(item.AsString())
		}
		return true, nil
	})
}

// strangeSecret refuses handles of secrets that this resource has nothing to
// do with.
func (w *work) strangeSecret(s string) string {
	for _, part := range schema.SplitHandles(s) {
		if part.Secret == "" || strings.HasPrefix(part.Secret, w.node.Address.String()+".") {
			continue
		}
		if !slices.ContainsFunc(w.node.DependsOn, func(a schema.Address) bool { return strings.HasPrefix(part.Secret, a.String()+".") }) {
			return "would use a secret of a resource that it does not connect to"
		}
	}
	return ""
}

func fenceImage(s string) string {
	r := catalog.ParseReference(s)
	if r.Digest == "" && (r.Tag == "" || r.Tag == "latest") {
		return "names no fixed version: \"latest\" is another image every day"
	}
	return ""
}

// fencePort keeps databases and the like off the network.
func (w *work) fencePort(s string) string {
	p := w.run.product(w.node)
	if p == nil || !p.entry.Loopback {
		return ""
	}
	rest, _, _ := strings.Cut(s, "/")
	if end := strings.LastIndex(rest, "]:"); strings.HasPrefix(rest, "[") && end > 0 {
		rest = rest[1:end]
	} else if strings.Count(rest, ":") == 2 {
		rest, _, _ = strings.Cut(rest, ":")
	} else {
		rest = ""
	}
	if ip, err := netip.ParseAddr(rest); err != nil || !ip.IsLoopback() {
		return "would publish " + p.entry.ID + " to the whole network; 127.0.0.1 in front keeps it on this machine"
	}
	return ""
}

func fenceVolume(s string) string {
	host, inside, _ := strings.Cut(s, ":")
	if strings.Contains(host, "docker.sock") || strings.Contains(inside, "docker.sock") {
		return "would hand over the container engine"
	}
	if strings.HasPrefix(host, ".") {
		return fencePath(host)
	}
	if strings.ContainsAny(host, `/\~`) {
		return "would reach a path of the host outside the configuration directory"
	}
	return ""
}

func fenceNetwork(s string) string {
	if s == "host" || strings.HasPrefix(s, "container:") || strings.HasPrefix(s, "ns:") {
		return "would leave the container's own network"
	}
	return ""
}

var sshShort = regexp.MustCompile(`^[A-Za-z0-9_.][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]`)

func fenceRepository(s string) string {
	switch {
	case strings.HasPrefix(s, "-"), strings.Contains(s, "::"), strings.ContainsAny(s, " \n"):
		return "is no plain address of a repository"
	case strings.HasPrefix(s, "https://"), strings.HasPrefix(s, "ssh://") && !strings.HasPrefix(s, "ssh://-"), sshShort.MatchString(s):
		return ""
	}
	return "may only be an https or ssh address"
}

func fenceOption(s string) string {
	if strings.HasPrefix(s, "-") {
		return "would be read as an option by git"
	}
	return ""
}

// fencePath keeps paths under the configuration directory, on every system.
func fencePath(s string) string {
	slashed := path.Clean(strings.ReplaceAll(s, `\`, "/"))
	drive := len(s) > 1 && s[1] == ':'
	if slashed == ".." || strings.HasPrefix(slashed, "../") || strings.HasPrefix(slashed, "/") || strings.HasPrefix(s, "~") || drive {
		return "would reach a path outside the configuration directory"
	}
	return ""
}
