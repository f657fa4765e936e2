package dockercontainer

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// createOptions is a normalised wire as the engine wants it. The container is
// attached to its first network only; connecting it to the others is further
// requests, since engines before API 1.44 take one.
func (w wire) createOptions(call schema.Call) (client.ContainerCreateOptions, error) {
	host, err := w.hostConfig()
	if err != nil {
		return client.ContainerCreateOptions{}, err
	}
	exposed, bindings, err := w.portBindings()
	if err != nil {
		return client.ContainerCreateOptions{}, err
	}
	host.PortBindings = bindings
	options := client.ContainerCreateOptions{Name: w.Name, Config: w.config(call), HostConfig: host}
	options.Config.ExposedPorts = exposed
	if len(w.NetworksAdvanced) > 0 {
		first := w.NetworksAdvanced[0]
		host.NetworkMode = container.NetworkMode(first.Name)
		options.NetworkingConfig = &network.NetworkingConfig{
			EndpointsConfig: map[string]*network.EndpointSettings{first.Name: first.endpoint()},
		}
	}
	return options, nil
}

// endpoint is how a container stands in a network. The engine's own networks
// take no aliases.
func (n wireNetwork) endpoint() *network.EndpointSettings {
	if slices.Contains([]string{"bridge", "host", "none", "default"}, n.Name) {
		return &network.EndpointSettings{}
	}
	return &network.EndpointSettings{Aliases: n.Aliases}
}

func (w wire) config(call schema.Call) *container.Config {
	c := &container.Config{
		Image:       w.Image,
		Env:         w.Envs,
		Cmd:         w.Command,
		Entrypoint:  w.Entrypoints,
		Hostname:    w.Hostname,
		User:        w.User,
		WorkingDir:  w.WorkingDir,
		StopSignal:  w.StopSignal,
		StopTimeout: w.StopTimeout,
		Labels:      dockerengine.Labels(call, dockerengine.LabelMap(w.Labels)),
		Healthcheck: w.Healthcheck.config(),
		Volumes:     map[string]struct{}{},
	}
	for _, v := range w.Volumes {
		if v.HostPath == "" && v.VolumeName == "" {
			c.Volumes[v.ContainerPath] = struct{}{}
		}
	}
	return c
}

func (h *wireHealthcheck) config() *container.HealthConfig {
	if h == nil {
		return nil
	}
	return &container.HealthConfig{
		Test:        h.Tests,
		Interval:    duration(h.Interval),
		Timeout:     duration(h.Timeout),
		StartPeriod: duration(h.StartPeriod),
		Retries:     h.Retries,
	}
}

// duration reads what normalise wrote; "" is 0, the engine's default.
func duration(s string) time.Duration {
	d, err := notation.Duration(s)
	if err != nil {
		return 0
	}
	return d
}

func (w wire) hostConfig() (*container.HostConfig, error) {
	h := &container.HostConfig{
		Binds:          w.binds(),
		RestartPolicy:  w.restartPolicy(),
		Privileged:     w.Privileged,
		ReadonlyRootfs: w.ReadOnly,
		Init:           w.Init,
		Tmpfs:          w.Tmpfs,
		ShmSize:        int64(w.ShmSize) * megabyte,
		LogConfig:      container.LogConfig{Type: w.LogDriver, Config: w.LogOpts},
		Resources:      container.Resources{Memory: int64(w.Memory) * megabyte},
	}
	if w.Capabilities != nil {
		h.CapAdd, h.CapDrop = w.Capabilities.Adds, w.Capabilities.Drops
	}
	for _, e := range w.Hosts {
		h.ExtraHosts = append(h.ExtraHosts, e.Host+":"+e.IP)
	}
	for _, u := range w.Ulimits {
		h.Ulimits = append(h.Ulimits, &container.Ulimit{Name: u.Name, Soft: u.Soft, Hard: u.Hard})
	}
	var err error
	if h.NanoCPUs, err = w.nanoCPUs(); err != nil {
		return nil, err
	}
	h.DeviceRequests, err = deviceRequests(w.Gpus)
	return h, err
}

func (w wire) nanoCPUs() (int64, error) {
	if w.Cpus == "" {
		return 0, nil
	}
	return ParseCPUs(w.Cpus)
}

func (w wire) restartPolicy() container.RestartPolicy {
	return container.RestartPolicy{Name: container.RestartPolicyMode(w.Restart), MaximumRetryCount: w.MaxRetryCount}
}

func (w wire) binds() []string {
	var out []string
	for _, v := range w.Volumes {
		source := v.HostPath + v.VolumeName
		if source == "" {
			continue
		}
		bind := source + ":" + v.ContainerPath
		if v.ReadOnly {
			bind += ":ro"
		}
		out = append(out, bind)
	}
	return out
}

func (w wire) portBindings() (network.PortSet, network.PortMap, error) {
	exposed, bindings := network.PortSet{}, network.PortMap{}
	for _, p := range w.Ports {
		inside, ok := network.PortFrom(uint16(p.Internal), network.IPProtocol(p.Protocol))
		if !ok || p.Internal < 1 || p.Internal > 65535 || p.External < 0 || p.External > 65535 {
			return nil, nil, fmt.Errorf("the port %s is out of range; ports go from 1 to 65535", p.port())
		}
		b := network.PortBinding{}
		if p.IP != "" {
			ip, err := netip.ParseAddr(p.IP)
			if err != nil {
				return nil, nil, fmt.Errorf("the port %s: %q is not an IP address", p.port(), p.IP)
			}
			b.HostIP = ip
		}
		if p.External != 0 {
			b.HostPort = strconv.Itoa(p.External)
		}
		exposed[inside] = struct{}{}
		bindings[inside] = append(bindings[inside], b)
	}
	return exposed, bindings, nil
}

// deviceRequests reads gpus as docker run --gpus does, in its plain forms: all,
// a count, or device=ID,ID.
func deviceRequests(gpus string) ([]container.DeviceRequest, error) {
	if gpus == "" {
		return nil, nil
	}
	r := container.DeviceRequest{Capabilities: [][]string{{"gpu"}}}
	if ids, ok := strings.CutPrefix(gpus, "device="); ok && ids != "" {
		r.DeviceIDs = strings.Split(ids, ",")
		return []container.DeviceRequest{r}, nil
	}
	if gpus == "all" {
		r.Count = -1
		return []container.DeviceRequest{r}, nil
	}
	n, err := strconv.ParseUint(gpus, 10, 16)
	if err != nil || n == 0 {
		return nil, fmt.Errorf("%q says no GPUs; write \"all\", a number, or \"device=ID,ID\"", gpus)
	}
	r.Count = int(n)
	return []container.DeviceRequest{r}, nil
}
