package compile

import (
	"fmt"
	"slices"
	"sort"

	"github.com/pulumi/pulumi-docker/sdk/v4/go/docker"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockercontainer"
)

// container registers a docker_container.
func container(in *inputs, opts []pulumi.ResourceOption) error {
	args := &docker.ContainerArgs{
		Image:         field[string, pulumi.StringInput](in, "image", text),
		Name:          field[string, pulumi.StringPtrInput](in, "name", text),
		Command:       field[[]string, pulumi.StringArrayInput](in, "command", texts),
		Entrypoints:   field[[]string, pulumi.StringArrayInput](in, "entrypoint", texts),
		User:          field[string, pulumi.StringPtrInput](in, "user", text),
		WorkingDir:    field[string, pulumi.StringPtrInput](in, "working_dir", text),
		MustRun:       field[bool, pulumi.BoolPtrInput](in, "must_run", truth),
		Hostname:      field[string, pulumi.StringPtrInput](in, "hostname", text),
		ReadOnly:      field[bool, pulumi.BoolPtrInput](in, "read_only", truth),
		Privileged:    field[bool, pulumi.BoolPtrInput](in, "privileged", truth),
		Init:          field[bool, pulumi.BoolPtrInput](in, "init", truth),
		Gpus:          field[string, pulumi.StringPtrInput](in, "gpus", text),
		StopSignal:    field[string, pulumi.StringPtrInput](in, "stop_signal", text),
		StopTimeout:   field[int, pulumi.IntPtrInput](in, "stop_timeout", integer),
		Cpus:          field[string, pulumi.StringPtrInput](in, "cpus", text),
		Memory:        field[int, pulumi.IntPtrInput](in, "memory", megabytes),
		ShmSize:       field[int, pulumi.IntPtrInput](in, "shm_size", megabytes),
		Tmpfs:         field[map[string]string, pulumi.StringMapInput](in, "tmpfs", textMap),
		Envs:          environment(in),
		Labels:        field[[]docker.ContainerLabel, docker.ContainerLabelArrayInput](in, "labels", containerLabels),
		Ports:         field[[]docker.ContainerPort, docker.ContainerPortArrayInput](in, "ports", ports),
		Volumes:       field[[]docker.ContainerVolume, docker.ContainerVolumeArrayInput](in, "volumes", in.p.volumes),
		Hosts:         field[[]docker.ContainerHost, docker.ContainerHostArrayInput](in, "extra_hosts", hosts),
		Ulimits:       field[[]docker.ContainerUlimit, docker.ContainerUlimitArrayInput](in, "ulimit", ulimits),
		Uploads:       field[[]docker.ContainerUpload, docker.ContainerUploadArrayInput](in, "upload", in.p.uploads),
		LogDriver:     field[string, pulumi.StringPtrInput](in, "log", logDriver),
		LogOpts:       field[map[string]string, pulumi.StringMapInput](in, "log", logOptions),
		Restart:       field[string, pulumi.StringPtrInput](in, "restart", restartPolicy),
		MaxRetryCount: field[*int, pulumi.IntPtrInput](in, "restart", restartRetries),
		Healthcheck:   field[docker.ContainerHealthcheck, docker.ContainerHealthcheckPtrInput](in, "healthcheck", healthcheck),
		Wait:          in.wait(),
	}
	args.Capabilities = in.capabilities()
	args.NetworksAdvanced = in.networksAdvanced()
	res, err := docker.NewContainer(in.p.ctx, in.node.Address.PulumiName(), args, opts...)
	if err != nil {
		return err
	}
	in.keepDocker(res, map[string]pulumi.Input{"ports": res.Ports, "networkDatas": res.NetworkDatas})
	return nil
}

// network registers a docker_network.
func network(in *inputs, opts []pulumi.ResourceOption) error {
	args := &docker.NetworkArgs{
		Name:       field[string, pulumi.StringPtrInput](in, "name", text),
		Driver:     field[string, pulumi.StringPtrInput](in, "driver", text),
		Internal:   field[bool, pulumi.BoolPtrInput](in, "internal", truth),
		Attachable: field[bool, pulumi.BoolPtrInput](in, "attachable", truth),
		Options:    field[map[string]string, pulumi.StringMapInput](in, "options", textMap),
		Ipv6:       field[bool, pulumi.BoolPtrInput](in, "enable_ipv6", truth),
		Labels:     field[[]docker.NetworkLabel, docker.NetworkLabelArrayInput](in, "labels", networkLabels),
	}
	if !in.absent("subnet") || !in.absent("gateway") {
		args.IpamConfigs = docker.NetworkIpamConfigArray{docker.NetworkIpamConfigArgs{
			Subnet:  field[string, pulumi.StringPtrInput](in, "subnet", text),
			Gateway: field[string, pulumi.StringPtrInput](in, "gateway", text),
		}}
	}
	res, err := docker.NewNetwork(in.p.ctx, in.node.Address.PulumiName(), args, opts...)
	if err != nil {
		return err
	}
	in.p.networks[in.node.Address] = res.Name
	in.keepDocker(res, map[string]pulumi.Input{"name": res.Name})
	return nil
}

// volume registers a docker_volume.
func volume(in *inputs, opts []pulumi.ResourceOption) error {
	args := &docker.VolumeArgs{
		Name:       field[string, pulumi.StringPtrInput](in, "name", text),
		Driver:     field[string, pulumi.StringPtrInput](in, "driver", text),
		DriverOpts: field[map[string]string, pulumi.StringMapInput](in, "driver_opts", textMap),
		Labels:     field[[]docker.VolumeLabel, docker.VolumeLabelArrayInput](in, "labels", volumeLabels),
	}
	res, err := docker.NewVolume(in.p.ctx, in.node.Address.PulumiName(), args, opts...)
	if err != nil {
		return err
	}
	in.keepDocker(res, map[string]pulumi.Input{"mountpoint": res.Mountpoint})
	return nil
}

// keepDocker remembers a typed resource by those outputs that rows read.
func (in *inputs) keepDocker(res pulumi.CustomResource, outputs map[string]pulumi.Input) {
	names := make([]string, 0, len(outputs))
	for name := range outputs {
		names = append(names, name)
	}
	sort.Strings(names)
	list := make([]any, len(names))
	for i, name := range names {
		list[i] = outputs[name]
	}
	all := pulumi.All(list...).ApplyT(func(values []any) map[string]any {
		m := map[string]any{}
		for i, name := range names {
			m[name] = untyped(values[i])
		}
		return m
	})
	in.p.keep(in.node.Address, in.node.Kind, res, all)
}

// untyped turns the SDK's structs into what a property map is made of.
func untyped(v any) any {
	switch v := v.(type) {
	case []docker.ContainerPort:
		list := make([]any, len(v))
		for i, port := range v {
			list[i] = object("internal", &port.Internal, "external", port.External, "ip", port.Ip, "protocol", port.Protocol)
		}
		return list
	case []docker.ContainerNetworkData:
		list := make([]any, len(v))
		for i, data := range v {
			list[i] = object("networkName", data.NetworkName, "ipAddress", data.IpAddress, "gateway", data.Gateway)
		}
		return list
	}
	return v
}

// object makes a map of name, pointer pairs, without the nil ones.
func object(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		switch p := pairs[i+1].(type) {
		case *string:
			if p != nil {
				m[pairs[i].(string)] = *p
			}
		case *int:
			if p != nil {
				m[pairs[i].(string)] = *p
			}
		}
	}
	return m
}

// environment gives KEY=VALUE for every variable, sorted; each is a secret, or
// unknown, by itself.
func environment(in *inputs) pulumi.StringArrayInput {
	if in.absent("env") {
		return nil
	}
	a := in.resource.Attributes["env"]
	bare, marks := a.Value.Unmark()
	if !bare.IsKnown() || len(marks) > 0 {
		return field[[]string, pulumi.StringArrayInput](in, "env", assignments)
	}
	values := bare.AsValueMap()
	keys := make([]string, 0, len(values))
	for key, v := range values {
		if !v.IsNull() {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	list := pulumi.StringArray{}
	for _, key := range keys {
		list = append(list, in.variable(key, values[key]))
	}
	return list
}

func (in *inputs) variable(key string, v cty.Value) pulumi.StringInput {
	bare, _ := v.Unmark()
	awaits := in.resource.Attributes["env"].Awaits
	if bare.IsKnown() {
		awaits = nil
	}
	out := in.when("env", awaits).ApplyT(func(have any) (string, error) {
		return guarded(func() (string, error) {
			if awaits == nil {
				return key + "=" + bare.AsString(), nil
			}
			all, err := in.settle("env", have)
			if err != nil {
				return "", err
			}
			all, _ = all.UnmarkDeep()
			return key + "=" + all.AsValueMap()[key].AsString(), nil
		})
	})
	if schema.IsSensitive(v) {
		out = pulumi.ToSecret(out)
	}
	return out.(pulumi.StringOutput)
}

// wait is the author's word, else true where there is a health check to wait
// for.
func (in *inputs) wait() pulumi.BoolPtrInput {
	if in.absent("wait") && !in.absent("healthcheck") {
		return pulumi.Bool(true)
	}
	return field[bool, pulumi.BoolPtrInput](in, "wait", truth)
}

func (in *inputs) capabilities() docker.ContainerCapabilitiesPtrInput {
	if in.absent("cap_add") && in.absent("cap_drop") {
		return nil
	}
	return docker.ContainerCapabilitiesArgs{
		Adds:  field[[]string, pulumi.StringArrayInput](in, "cap_add", texts),
		Drops: field[[]string, pulumi.StringArrayInput](in, "cap_drop", texts),
	}
}

// networksAdvanced are the author's networks and those shared with connected
// containers.
func (in *inputs) networksAdvanced() docker.ContainerNetworksAdvancedArrayInput {
	if len(in.node.Networks) == 0 {
		return field[[]docker.ContainerNetworksAdvanced, docker.ContainerNetworksAdvancedArrayInput](in, "networks", networkNames)
	}
	list := docker.ContainerNetworksAdvancedArray{}
	names, _ := in.resource.Attributes["networks"].Value.UnmarkDeep()
	if !names.IsNull() && names.IsKnown() {
		for i := range names.LengthInt() {
			list = append(list, docker.ContainerNetworksAdvancedArgs{
				Name: field[string, pulumi.StringInput](in, "networks", func(v cty.Value) (string, error) { return v.AsValueSlice()[i].AsString(), nil }),
			})
		}
	}
	for _, m := range in.node.Networks {
		list = append(list, docker.ContainerNetworksAdvancedArgs{
			Name: in.p.networks[m.Network], Aliases: pulumi.ToStringArray(m.Aliases),
		})
	}
	return list
}

func text(v cty.Value) (string, error)   { return v.AsString(), nil }
func truth(v cty.Value) (bool, error)    { return v.True(), nil }
func integer(v cty.Value) (int, error)   { i, _ := v.AsBigFloat().Int64(); return int(i), nil }
func megabytes(v cty.Value) (int, error) { return dockercontainer.Megabytes(v.AsString()) }

func texts(v cty.Value) ([]string, error) {
	list := []string{}
	for _, item := range v.AsValueSlice() {
		if !item.IsNull() {
			list = append(list, item.AsString())
		}
	}
	return list, nil
}

func textMap(v cty.Value) (map[string]string, error) {
	m := map[string]string{}
	for key, item := range v.AsValueMap() {
		if !item.IsNull() {
			m[key] = item.AsString()
		}
	}
	return m, nil
}

// assignments gives KEY=VALUE, sorted.
func assignments(v cty.Value) ([]string, error) {
	m, err := textMap(v)
	list := make([]string, 0, len(m))
	for key, value := range m {
		list = append(list, key+"="+value)
	}
	slices.Sort(list)
	return list, err
}

// labels turns a map into the SDK's label structs, sorted by name.
func labels[T any](v cty.Value, make func(name, value string) T) ([]T, error) {
	m, err := textMap(v)
	names := []string{}
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	list := []T{}
	for _, name := range names {
		list = append(list, make(name, m[name]))
	}
	return list, err
}

func containerLabels(v cty.Value) ([]docker.ContainerLabel, error) {
	return labels(v, func(name, value string) docker.ContainerLabel {
		return docker.ContainerLabel{Label: name, Value: value}
	})
}

func networkLabels(v cty.Value) ([]docker.NetworkLabel, error) {
	return labels(v, func(name, value string) docker.NetworkLabel { return docker.NetworkLabel{Label: name, Value: value} })
}

func volumeLabels(v cty.Value) ([]docker.VolumeLabel, error) {
	return labels(v, func(name, value string) docker.VolumeLabel { return docker.VolumeLabel{Label: name, Value: value} })
}

func networkNames(v cty.Value) ([]docker.ContainerNetworksAdvanced, error) {
	names, err := texts(v)
	list := make([]docker.ContainerNetworksAdvanced, len(names))
	for i, name := range names {
		list[i].Name = name
	}
	return list, err
}

func ports(v cty.Value) ([]docker.ContainerPort, error) {
	list := []docker.ContainerPort{}
	for _, item := range v.AsValueSlice() {
		parsed, err := dockercontainer.ParsePort(item.AsString())
		if err != nil {
			return nil, err
		}
		for _, p := range parsed {
			port := docker.ContainerPort{Internal: p.Internal, Protocol: &p.Protocol}
			if p.External != 0 {
				port.External = &p.External
			}
			if p.IP != "" {
				port.Ip = &p.IP
			}
			list = append(list, port)
		}
	}
	return list, nil
}

func (p *program) volumes(v cty.Value) ([]docker.ContainerVolume, error) {
	list := []docker.ContainerVolume{}
	for _, item := range v.AsValueSlice() {
		parsed, err := dockercontainer.ParseVolume(item.AsString())
		if err != nil {
			return nil, err
		}
		volume := docker.ContainerVolume{ContainerPath: &parsed.Target}
		if parsed.Name != "" {
			volume.VolumeName = &parsed.Name
		}
		if parsed.Host != "" {
			host := p.path(parsed.Host)
			volume.HostPath = &host
		}
		if parsed.ReadOnly {
			volume.ReadOnly = &parsed.ReadOnly
		}
		list = append(list, volume)
	}
	return list, nil
}

func hosts(v cty.Value) ([]docker.ContainerHost, error) {
	list := []docker.ContainerHost{}
	for _, item := range v.AsValueSlice() {
		name, address, err := dockercontainer.ParseHost(item.AsString())
		if err != nil {
			return nil, err
		}
		list = append(list, docker.ContainerHost{Host: name, Ip: address})
	}
	return list, nil
}

func ulimits(v cty.Value) ([]docker.ContainerUlimit, error) {
	list := []docker.ContainerUlimit{}
	for _, item := range v.AsValueSlice() {
		fields := item.AsValueMap()
		soft, _ := integer(fields["soft"])
		hard, _ := integer(fields["hard"])
		list = append(list, docker.ContainerUlimit{Name: fields["name"].AsString(), Soft: soft, Hard: hard})
	}
	return list, nil
}

func (p *program) uploads(v cty.Value) ([]docker.ContainerUpload, error) {
	list := []docker.ContainerUpload{}
	for _, item := range v.AsValueSlice() {
		fields := item.AsValueMap()
		upload := docker.ContainerUpload{
			File: fields["path"].AsString(), Content: optionalText(fields["content"]), Source: optionalText(fields["source"]),
		}
		if upload.Source != nil {
			source := p.path(*upload.Source)
			upload.Source = &source
		}
		if e := fields["executable"]; !e.IsNull() && e.True() {
			executable := true
			upload.Executable = &executable
		}
		list = append(list, upload)
	}
	return list, nil
}

func optionalText(v cty.Value) *string {
	if v == cty.NilVal || v.IsNull() {
		return nil
	}
	s := v.AsString()
	return &s
}

func healthcheck(v cty.Value) (docker.ContainerHealthcheck, error) {
	fields := v.AsValueMap()
	check := docker.ContainerHealthcheck{
		Interval: optionalText(fields["interval"]), Timeout: optionalText(fields["timeout"]), StartPeriod: optionalText(fields["start_period"]),
	}
	if r := fields["retries"]; r != cty.NilVal && !r.IsNull() {
		retries, _ := integer(r)
		check.Retries = &retries
	}
	var err error
	check.Tests, err = texts(fields["test"])
	return check, err
}

// logBlock is the last log block: Docker takes one.
func logBlock(v cty.Value) (map[string]cty.Value, error) {
	items := v.AsValueSlice()
	if len(items) == 0 {
		return nil, fmt.Errorf("log has no block. This is a bug in cw.")
	}
	return items[len(items)-1].AsValueMap(), nil
}

func logDriver(v cty.Value) (string, error) {
	fields, err := logBlock(v)
	if err != nil {
		return "", err
	}
	return fields["driver"].AsString(), nil
}

func logOptions(v cty.Value) (map[string]string, error) {
	fields, err := logBlock(v)
	if err != nil || fields["options"] == cty.NilVal || fields["options"].IsNull() {
		return map[string]string{}, err
	}
	return textMap(fields["options"])
}

func restartPolicy(v cty.Value) (string, error) {
	policy, _, err := dockercontainer.ParseRestart(v.AsString())
	return policy, err
}

// restartRetries is nil for policies that do not count.
func restartRetries(v cty.Value) (*int, error) {
	_, retries, err := dockercontainer.ParseRestart(v.AsString())
	if err != nil || retries == 0 {
		return nil, err
	}
	return &retries, nil
}
