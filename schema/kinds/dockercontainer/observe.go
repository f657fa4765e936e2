package dockercontainer

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// observe says what a container is, in the words of what was asked (want). An
// engine mixes what it was told with what the image says and with its own
// defaults; since most of a container can't change after its creation, what
// nobody asked for is not reported, except where it can be changed by hand
// (running, restart policy, limits, networks).
func observe(c container.InspectResponse, want wire) wire {
	w := wire{
		Image:               c.Config.Image,
		Name:                strings.TrimPrefix(c.Name, "/"),
		Envs:                observeEnvs(c.Config.Env, want.Envs),
		Ports:               observePorts(c.HostConfig.PortBindings, want.Ports),
		Volumes:             observeVolumes(c, want.Volumes),
		NetworksAdvanced:    observeNetworks(c, want.NetworksAdvanced),
		Labels:              observeLabels(c.Config.Labels, want.Labels),
		Restart:             string(c.HostConfig.RestartPolicy.Name),
		MaxRetryCount:       c.HostConfig.RestartPolicy.MaximumRetryCount,
		Wait:                want.Wait,
		WaitTimeout:         want.WaitTimeout,
		DestroyGraceSeconds: want.DestroyGraceSeconds,
		Memory:              int(c.HostConfig.Memory / megabyte),
		ReadOnly:            c.HostConfig.ReadonlyRootfs,
		Privileged:          c.HostConfig.Privileged,
		Capabilities:        &wireCapabilities{Adds: c.HostConfig.CapAdd, Drops: c.HostConfig.CapDrop},
		Tmpfs:               c.HostConfig.Tmpfs,
		Uploads:             want.Uploads,
	}
	w.observeLists(c, want)
	w.observeAsked(c, want)
	running := want.mustRun() && isUp(c)
	w.MustRun = &running
	if !running && c.State.Status == container.StateCreated {
		w.Uploads = nil // it may have died before they were made
	}
	return w.normalise()
}

// isUp reports whether a container runs, or will by itself.
func isUp(c container.InspectResponse) bool {
	return c.State.Running && !c.State.Paused || c.State.Restarting
}

func (w *wire) observeLists(c container.InspectResponse, want wire) {
	for _, entry := range c.HostConfig.ExtraHosts {
		name, address, _ := strings.Cut(entry, ":")
		w.Hosts = append(w.Hosts, wireHost{Host: name, IP: address})
	}
	for _, u := range c.HostConfig.Ulimits {
		w.Ulimits = append(w.Ulimits, wireUlimit{Name: u.Name, Soft: u.Soft, Hard: u.Hard})
	}
	if c.HostConfig.NanoCPUs != 0 {
		w.Cpus = formatCPUs(c.HostConfig.NanoCPUs)
	}
	if len(c.HostConfig.DeviceRequests) > 0 {
		w.Gpus = want.Gpus
	}
}

// observeAsked reads what the image or the engine would fill in.
func (w *wire) observeAsked(c container.InspectResponse, want wire) {
	if want.Command != nil {
		w.Command = c.Config.Cmd
	}
	if want.Entrypoints != nil {
		w.Entrypoints = c.Config.Entrypoint
	}
	if want.Healthcheck != nil {
		w.Healthcheck = observeHealthcheck(c.Config.Healthcheck, want.Healthcheck)
	}
	if want.ShmSize != 0 {
		w.ShmSize = int(c.HostConfig.ShmSize / megabyte)
	}
	if want.LogDriver != "" {
		w.LogDriver = c.HostConfig.LogConfig.Type
	}
	if len(want.LogOpts) > 0 {
		w.LogOpts = c.HostConfig.LogConfig.Config
	}
	if want.Init != nil {
		w.Init = c.HostConfig.Init
	}
	if want.StopTimeout != nil {
		w.StopTimeout = c.Config.StopTimeout
	}
	for _, p := range []struct {
		to       *string
		want, is string
	}{
		{&w.Hostname, want.Hostname, c.Config.Hostname},
		{&w.User, want.User, c.Config.User},
		{&w.WorkingDir, want.WorkingDir, c.Config.WorkingDir},
		{&w.StopSignal, want.StopSignal, c.Config.StopSignal},
	} {
		if p.want != "" {
			*p.to = p.is
		}
	}
}

// observeEnvs reads the variables that were asked for; the others are the
// image's.
func observeEnvs(is, want []string) []string {
	asked := map[string]bool{}
	for _, kv := range want {
		name, _, _ := strings.Cut(kv, "=")
		asked[name] = true
	}
	var out []string
	for _, kv := range is {
		if name, _, _ := strings.Cut(kv, "="); asked[name] {
			out = append(out, kv)
		}
	}
	return out
}

// observePorts reads the ports in the order in which they were asked for.
func observePorts(is network.PortMap, want []wirePort) []wirePort {
	var found []wirePort
	for inside, bindings := range is {
		for _, b := range bindings {
			p := wirePort{Internal: int(inside.Num()), Protocol: string(inside.Proto())}
			if b.HostIP.IsValid() {
				p.IP = b.HostIP.String()
			}
			p.External, _ = strconv.Atoi(b.HostPort) // "" is 0: the engine picks
			found = append(found, p)
		}
	}
	return inOrderOf(normalisePorts(found), normalisePorts(want), wirePort.key)
}

// inOrderOf sorts found like want, and what want doesn't have after it.
func inOrderOf[T any](found, want []T, key func(T) string) []T {
	place := map[string]int{}
	for i, v := range want {
		place[key(v)] = i - len(want)
	}
	slices.SortFunc(found, func(a, b T) int {
		return cmp.Or(cmp.Compare(place[key(a)], place[key(b)]), cmp.Compare(key(a), key(b)))
	})
	return found
}

// observeVolumes reads all mounts but those that the image asks for by itself.
func observeVolumes(c container.InspectResponse, want []wireVolume) []wireVolume {
	var out []wireVolume
	for _, v := range want {
		if _, there := c.Config.Volumes[v.ContainerPath]; there && v.HostPath == "" && v.VolumeName == "" {
			out = append(out, v)
		}
	}
	for _, bind := range c.HostConfig.Binds {
		v, err := ParseVolume(bind)
		if err != nil {
			continue // made by another tool with options that no row has
		}
		out = append(out, wireVolume{ContainerPath: v.Target, HostPath: v.Host, VolumeName: v.Name, ReadOnly: v.ReadOnly})
	}
	return out
}

func observeLabels(is map[string]string, want []dockerengine.Label) []dockerengine.Label {
	var out []dockerengine.Label
	for _, l := range want {
		if v, ok := is[l.Label]; ok {
			out = append(out, dockerengine.Label{Label: l.Label, Value: v})
		}
	}
	return out
}

// observeNetworks reads the networks, under the name or id they were asked for
// by. The engine's default network counts only if it was asked for.
func observeNetworks(c container.InspectResponse, want []wireNetwork) []wireNetwork {
	if c.NetworkSettings == nil {
		return nil
	}
	var out []wireNetwork
	for name, endpoint := range c.NetworkSettings.Networks {
		n, asked := askedNetwork(name, endpoint, want)
		if !asked && (name == "bridge" || len(want) == 0 && string(c.HostConfig.NetworkMode) == name) {
			continue
		}
		wanted := n.Aliases
		n.Aliases = nil
		for _, a := range endpoint.Aliases {
			if slices.Contains(wanted, a) || a != shortID(c.ID) && a != c.Config.Hostname { // which old engines add
				n.Aliases = append(n.Aliases, a)
			}
		}
		out = append(out, n)
	}
	return inOrderOf(out, want, func(n wireNetwork) string { return n.Name })
}

func askedNetwork(name string, endpoint *network.EndpointSettings, want []wireNetwork) (wireNetwork, bool) {
	for _, n := range want {
		if n.Name == name || endpoint.NetworkID != "" && n.Name == endpoint.NetworkID {
			return n, true
		}
	}
	return wireNetwork{Name: name}, false
}

func observeHealthcheck(h *container.HealthConfig, want *wireHealthcheck) *wireHealthcheck {
	if h == nil {
		return nil
	}
	out := &wireHealthcheck{Tests: h.Test}
	for _, d := range []struct {
		to   *string
		want string
		is   time.Duration
	}{
		{&out.Interval, want.Interval, h.Interval},
		{&out.Timeout, want.Timeout, h.Timeout},
		{&out.StartPeriod, want.StartPeriod, h.StartPeriod},
	} {
		if d.want != "" { // else the image's
			*d.to = formatDuration(d.is)
		}
	}
	if want.Retries != 0 {
		out.Retries = h.Retries
	}
	return out
}

// stateOf is what the engine keeps of a container that was looked at.
func stateOf(c container.InspectResponse, want wire) schema.State {
	w := observe(c, want)
	out := wireOutputs{wire: w, NetworkDatas: networkDatas(c, w.NetworksAdvanced)}
	out.Ports = published(c, w.Ports)
	if !isUp(c) {
		code := c.State.ExitCode
		out.ExitCode = &code
	}
	return schema.State{ID: c.ID, Inputs: dockerengine.Encode(w), Outputs: withLists(dockerengine.Encode(out))}
}

// withLists sees to it that what others read of a container is always said: a
// program that previews takes what is missing for unknown.
func withLists(outputs resource.PropertyMap) resource.PropertyMap {
	for _, key := range []resource.PropertyKey{"ports", "networkDatas"} {
		if !outputs.HasValue(key) {
			outputs[key] = resource.NewProperty([]resource.PropertyValue{})
		}
	}
	return outputs
}

// published fills in the host ports that the engine picked.
func published(c container.InspectResponse, ports []wirePort) []wirePort {
	out := slices.Clone(ports)
	taken := map[string]bool{}
	for i, p := range out {
		if p.External != 0 || c.NetworkSettings == nil {
			continue
		}
		inside, _ := network.PortFrom(uint16(p.Internal), network.IPProtocol(p.Protocol))
		for _, b := range ipv4First(c.NetworkSettings.Ports[inside]) {
			if (p.IP == "" || p.IP == b.HostIP.String()) && !taken[b.HostPort+p.Protocol] {
				out[i].External, _ = strconv.Atoi(b.HostPort)
				taken[b.HostPort+p.Protocol] = true
				break
			}
		}
	}
	return out
}

func ipv4First(bindings []network.PortBinding) []network.PortBinding {
	out := slices.Clone(bindings)
	slices.SortStableFunc(out, func(a, b network.PortBinding) int { return cmp.Compare(a.HostIP.BitLen(), b.HostIP.BitLen()) })
	return out
}

// networkDatas lists where the container stands, first network first.
func networkDatas(c container.InspectResponse, order []wireNetwork) []wireNetworkData {
	if c.NetworkSettings == nil {
		return nil
	}
	var out []wireNetworkData
	for name, e := range c.NetworkSettings.Networks {
		out = append(out, wireNetworkData{
			NetworkName:            name,
			IPAddress:              address(e.IPAddress),
			IPPrefixLength:         e.IPPrefixLen,
			Gateway:                address(e.Gateway),
			GlobalIPv6Address:      address(e.GlobalIPv6Address),
			GlobalIPv6PrefixLength: e.GlobalIPv6PrefixLen,
			IPv6Gateway:            address(e.IPv6Gateway),
			MacAddress:             e.MacAddress.String(),
		})
	}
	var want []wireNetworkData
	for _, n := range order {
		want = append(want, wireNetworkData{NetworkName: n.Name})
	}
	return inOrderOf(out, want, func(d wireNetworkData) string { return d.NetworkName })
}

func address(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

// shortID is the form in which people see a container's id.
func shortID(id string) string { return id[:min(12, len(id))] }
