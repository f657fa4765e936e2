package dockercontainer

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// wire is pulumi-docker's Container in the part that cw supports. Absent and
// empty are the same, so equal meanings are equal values once normalised.
type wire struct {
	Image               string               `json:"image,omitempty"`
	Name                string               `json:"name,omitempty"`
	Envs                []string             `json:"envs,omitempty"`
	Ports               []wirePort           `json:"ports,omitempty"`
	Volumes             []wireVolume         `json:"volumes,omitempty"`
	NetworksAdvanced    []wireNetwork        `json:"networksAdvanced,omitempty"`
	Command             []string             `json:"command,omitempty"`
	Entrypoints         []string             `json:"entrypoints,omitempty"`
	Healthcheck         *wireHealthcheck     `json:"healthcheck,omitempty"`
	Labels              []dockerengine.Label `json:"labels,omitempty"`
	Restart             string               `json:"restart,omitempty"`
	MaxRetryCount       int                  `json:"maxRetryCount,omitempty"`
	MustRun             *bool                `json:"mustRun,omitempty"`
	Wait                *bool                `json:"wait,omitempty"`
	WaitTimeout         int                  `json:"waitTimeout,omitempty"`
	Memory              int                  `json:"memory,omitempty"`
	Cpus                string               `json:"cpus,omitempty"`
	ShmSize             int                  `json:"shmSize,omitempty"`
	Hostname            string               `json:"hostname,omitempty"`
	User                string               `json:"user,omitempty"`
	WorkingDir          string               `json:"workingDir,omitempty"`
	StopSignal          string               `json:"stopSignal,omitempty"`
	StopTimeout         *int                 `json:"stopTimeout,omitempty"`
	DestroyGraceSeconds int                  `json:"destroyGraceSeconds,omitempty"`
	ReadOnly            bool                 `json:"readOnly,omitempty"`
	Privileged          bool                 `json:"privileged,omitempty"`
	Init                *bool                `json:"init,omitempty"`
	Capabilities        *wireCapabilities    `json:"capabilities,omitempty"`
	Hosts               []wireHost           `json:"hosts,omitempty"`
	Tmpfs               map[string]string    `json:"tmpfs,omitempty"`
	Ulimits             []wireUlimit         `json:"ulimits,omitempty"`
	LogDriver           string               `json:"logDriver,omitempty"`
	LogOpts             map[string]string    `json:"logOpts,omitempty"`
	Gpus                string               `json:"gpus,omitempty"`
	Uploads             []wireUpload         `json:"uploads,omitempty"`
}

type wirePort struct {
	Internal int    `json:"internal"`
	External int    `json:"external,omitempty"`
	IP       string `json:"ip,omitempty"`
	Protocol string `json:"protocol,omitempty"`
}

type wireVolume struct {
	ContainerPath string `json:"containerPath,omitempty"`
	HostPath      string `json:"hostPath,omitempty"`
	VolumeName    string `json:"volumeName,omitempty"`
	ReadOnly      bool   `json:"readOnly,omitempty"`
}

type wireNetwork struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
}

type wireHealthcheck struct {
	Tests       []string `json:"tests,omitempty"`
	Interval    string   `json:"interval,omitempty"`
	Timeout     string   `json:"timeout,omitempty"`
	StartPeriod string   `json:"startPeriod,omitempty"`
	Retries     int      `json:"retries,omitempty"`
}

type wireCapabilities struct {
	Adds  []string `json:"adds,omitempty"`
	Drops []string `json:"drops,omitempty"`
}

type wireHost struct {
	Host string `json:"host"`
	IP   string `json:"ip"`
}

type wireUlimit struct {
	Name string `json:"name"`
	Soft int64  `json:"soft"`
	Hard int64  `json:"hard"`
}

type wireUpload struct {
	File          string `json:"file"`
	Content       string `json:"content,omitempty"`
	ContentBase64 string `json:"contentBase64,omitempty"`
	Source        string `json:"source,omitempty"`
	SourceHash    string `json:"sourceHash,omitempty"`
	Executable    bool   `json:"executable,omitempty"`
	Permissions   string `json:"permissions,omitempty"`
}

// wireOutputs is a wire with what only the engine knows, under pulumi-docker's
// names.
type wireOutputs struct {
	wire
	NetworkDatas []wireNetworkData `json:"networkDatas,omitempty"`
	ExitCode     *int              `json:"exitCode,omitempty"`
}

type wireNetworkData struct {
	NetworkName            string `json:"networkName"`
	IPAddress              string `json:"ipAddress,omitempty"`
	IPPrefixLength         int    `json:"ipPrefixLength,omitempty"`
	Gateway                string `json:"gateway,omitempty"`
	GlobalIPv6Address      string `json:"globalIpv6Address,omitempty"`
	GlobalIPv6PrefixLength int    `json:"globalIpv6PrefixLength,omitempty"`
	IPv6Gateway            string `json:"ipv6Gateway,omitempty"`
	MacAddress             string `json:"macAddress,omitempty"`
}

// decode reads the known properties; those that hold an unknown come back
// apart.
func decode(properties resource.PropertyMap) (wire, resource.PropertyMap, error) {
	var w wire
	unknown, err := dockerengine.Decode(properties, &w)
	return w, unknown, err
}

// decodeState reads what some provider recorded.
func decodeState(properties resource.PropertyMap) wire {
	var w wire
	dockerengine.DecodeState(properties, &w)
	return w
}

// normalise writes equal meanings in one way and fills pulumi-docker's
// defaults. The order of ports and networks is kept: the first is what
// self.endpoint and self.ip_address mean.
func (w wire) normalise() wire {
	w.Envs = normaliseEnvs(w.Envs)
	w.Ports = normalisePorts(w.Ports)
	w.Volumes = normaliseVolumes(w.Volumes)
	w.NetworksAdvanced = normaliseNetworks(w.NetworksAdvanced)
	w.Healthcheck = w.Healthcheck.normalise()
	w.Labels = dockerengine.SortLabels(w.Labels)
	w.Hosts = sortedBy(w.Hosts, func(h wireHost) string { return h.Host + " " + h.IP })
	w.Ulimits = sortedBy(w.Ulimits, func(u wireUlimit) string { return u.Name })
	w.Uploads = sortedBy(w.Uploads, func(u wireUpload) string { return u.File })
	w.Capabilities = w.Capabilities.normalise()
	if len(w.Tmpfs) == 0 {
		w.Tmpfs = nil
	}
	if len(w.LogOpts) == 0 {
		w.LogOpts = nil
	}
	if nano, err := ParseCPUs(w.Cpus); err == nil {
		w.Cpus = formatCPUs(nano)
	}
	w.Restart = cmp.Or(w.Restart, "no")
	w.MustRun = orTrue(w.MustRun)
	return w
}

func orTrue(b *bool) *bool {
	if b == nil {
		t := true
		return &t
	}
	return b
}

// canonical is normalise with no order left: two wires mean the same exactly
// when their canonical forms are equal.
func (w wire) canonical() wire {
	w = w.normalise()
	w.Ports = sortedBy(w.Ports, wirePort.key)
	w.NetworksAdvanced = sortedBy(w.NetworksAdvanced, func(n wireNetwork) string { return n.Name })
	return w
}

func (p wirePort) key() string {
	return fmt.Sprintf("%05d/%s %s %05d", p.Internal, p.Protocol, p.IP, p.External)
}

func (p wirePort) port() Port {
	return Port{IP: p.IP, External: p.External, Internal: p.Internal, Protocol: p.Protocol}
}

func sortedBy[T any](in []T, key func(T) string) []T {
	if len(in) == 0 {
		return nil
	}
	out := slices.Clone(in)
	sort.SliceStable(out, func(i, j int) bool { return key(out[i]) < key(out[j]) })
	return out
}

// normaliseEnvs sorts by name; of two with one name the last counts.
func normaliseEnvs(envs []string) []string {
	last := map[string]string{}
	for _, kv := range envs {
		name, _, _ := strings.Cut(kv, "=")
		last[name] = kv
	}
	var out []string
	for _, kv := range last {
		out = append(out, kv)
	}
	slices.Sort(out)
	return out
}

func normalisePorts(ports []wirePort) []wirePort {
	var out []wirePort
	for _, p := range ports {
		p.Protocol = strings.ToLower(cmp.Or(p.Protocol, "tcp"))
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

func normaliseVolumes(volumes []wireVolume) []wireVolume {
	out := sortedBy(volumes, func(v wireVolume) string { return v.ContainerPath })
	for i, v := range out {
		out[i].ContainerPath = path.Clean(v.ContainerPath)
		if strings.HasPrefix(v.HostPath, "/") {
			out[i].HostPath = path.Clean(v.HostPath)
		}
	}
	return out
}

func normaliseNetworks(networks []wireNetwork) []wireNetwork {
	var out []wireNetwork
	for _, n := range networks {
		n.Aliases = sortedBy(n.Aliases, func(s string) string { return s })
		n.Aliases = slices.Compact(n.Aliases)
		if !slices.ContainsFunc(out, func(o wireNetwork) bool { return o.Name == n.Name }) {
			out = append(out, n)
		}
	}
	return out
}

func (h *wireHealthcheck) normalise() *wireHealthcheck {
	if h == nil || len(h.Tests) == 0 {
		return nil
	}
	n := *h
	for _, d := range []*string{&n.Interval, &n.Timeout, &n.StartPeriod} {
		parsed, err := notation.Duration(*d)
		switch {
		case err == nil && parsed == 0:
			*d = ""
		case err == nil:
			*d = formatDuration(parsed)
		}
	}
	return &n
}

func (c *wireCapabilities) normalise() *wireCapabilities {
	if c == nil || len(c.Adds) == 0 && len(c.Drops) == 0 {
		return nil
	}
	return &wireCapabilities{Adds: normaliseCaps(c.Adds), Drops: normaliseCaps(c.Drops)}
}

func normaliseCaps(caps []string) []string {
	var out []string
	for _, c := range caps {
		out = append(out, capName(c))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// capName is a capability as people write it: NET_ADMIN.
func capName(c string) string { return strings.TrimPrefix(strings.ToUpper(c), "CAP_") }

func (w wire) mustRun() bool { return w.MustRun == nil || *w.MustRun }

// problems says what the engine would refuse, in property names.
func (w wire) problems(unknown resource.PropertyMap) []schema.Problem {
	var out []schema.Problem
	add := func(path, summary string, err error) {
		if err != nil {
			out = append(out, schema.Problem{Path: path, Summary: summary, Detail: err.Error()})
		}
	}
	if _, open := unknown["image"]; !open {
		add("image", summaryImage, dockerengine.CheckImage(w.Image))
	}
	if _, open := unknown["name"]; !open {
		add("name", summaryName, dockerengine.CheckName("container", w.Name))
	}
	for i, u := range w.Uploads {
		if u.Source == "" && u.Content == "" && u.ContentBase64 == "" {
			continue
		}
		if !path.IsAbs(u.File) {
			add(fmt.Sprintf("uploads[%d]", i), summaryUpload, fmt.Errorf("%q: the path inside the container must start with /", u.File))
		}
	}
	if w.Restart != "" {
		_, _, err := ParseRestart(w.Restart)
		add("restart", summaryRestart, err)
	}
	return out
}
