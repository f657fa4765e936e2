// Package dockercontainer is the row docker_container: a container on a Docker
// engine, with pulumi-docker's property shapes.
//
// It parses what an author writes (ports, volumes, sizes) for the compiler,
// but does not compile; it knows networks and volumes by name only.
package dockercontainer

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// Kind is the row.
var Kind = &schema.Kind{
	Name: "docker_container",
	Doc: "A container on a Docker engine.\n\n" +
		"It is created from `image`, started, and waited for until its health check passes, where it or its image has one. " +
		"A container that ends at once is an error that shows the end of its log. " +
		"A change of `restart`, `memory`, `cpus` or `networks` is made in place; any other makes a new container, and the old one goes first.",
	Version:    1,
	Token:      "docker:index/container:Container",
	Networked:  true,
	Attributes: attributes,
	Outputs: []schema.Output{
		{Name: "id", Doc: "The container's id.", Type: cty.String},
		{Name: "ip_address", Doc: "Its address in its first network.", Type: cty.String},
		{Name: "host_port", Doc: `The host port of each published port: host_port["80"], or host_port["53/udp"].`, Type: cty.Map(cty.String)},
		{Name: "endpoint", Doc: `Where its first published port is reached from this machine: "127.0.0.1:8080".`, Type: cty.String},
	},
	Driver:   driver{},
	Probes:   probes,
	Validate: validate,
	Claims:   claims,
	Have:     have,
}

var strs = cty.List(cty.String)

var attributes = []schema.Attribute{
	{
		Name: "image", Type: cty.String, Fill: schema.FillNeeded, Replaces: true, Example: `"nginx:1.27"`,
		Doc:   "The image to run: name, name:tag or name@sha256:…. It is fetched only if the engine does not have it.",
		Check: oneString("image", summaryImage, dockerengine.CheckImage),
	},
	{
		Name: "name", Type: cty.String, DefaultFrom: "label", Replaces: true, Example: `"api"`,
		Doc:   "The container's name on the engine; by default the block's label.",
		Check: oneString("name", summaryName, checkName),
	},
	{
		Name: "ports", Type: strs, Fill: schema.FillOptional, Replaces: true, Example: `["8080:80", "127.0.0.1:5432:5432", "53:53/udp"]`,
		Doc:   "Ports published on the host: \"8080:80\", \"80\" (the engine picks the host port), \"127.0.0.1:8080:80\", \"53:53/udp\", or ranges.",
		Check: eachString("ports", summaryPort, checkPort),
	},
	{
		Name: "env", Type: cty.Map(cty.String), Fill: schema.FillOptional, Merge: true, Replaces: true, Properties: []resource.PropertyKey{"envs"}, Example: `{ TZ = "UTC" }`,
		Doc:   "Environment variables.",
		Check: eachEntry("env", summaryEnv, checkEnv),
	},
	{
		Name: "volumes", Type: strs, Fill: schema.FillOptional, Replaces: true, Example: `["data:/var/lib/data", "./site:/usr/share/nginx/html:ro"]`,
		Doc:   "Mounts: \"name:/in\" for a volume, \"/host:/in\" or \"./relative:/in\" for a directory or file of the host; \":ro\" at the end makes it read-only.",
		Check: eachString("volumes", summaryVolume, checkVolume),
	},
	{
		Name: "command", Type: strs, Fill: schema.FillOptional, Replaces: true, Example: `["serve", "--port", "80"]`,
		Doc:   "What to run, or the arguments of the entrypoint; by default the image's.",
		Check: eachString("command", summaryCommand, checkWord),
	},
	{
		Name: "entrypoint", Type: strs, Replaces: true, Properties: []resource.PropertyKey{"entrypoints"}, Example: `["/bin/sh", "-c"]`,
		Doc:   "The program in front of command; by default the image's.",
		Check: eachString("entrypoint", summaryCommand, checkWord),
	},
	{
		Name: "healthcheck", Fill: schema.FillOptional, Replaces: true, Example: `{ test = ["CMD", "pg_isready"], interval = "5s", retries = 5 }`,
		Type: cty.ObjectWithOptionalAttrs(map[string]cty.Type{
			"test": strs, "interval": cty.String, "timeout": cty.String, "start_period": cty.String, "retries": cty.Number,
		}, []string{"interval", "timeout", "start_period", "retries"}),
		Doc:   "How the engine tells that the container works: test (starting with CMD, CMD-SHELL or NONE), interval, timeout and start_period (\"5s\"), retries. By default the image's.",
		Check: checkHealthcheck,
	},
	{
		Name: "networks", Type: strs, Fill: schema.FillOptional, Properties: []resource.PropertyKey{"networksAdvanced"}, Example: `["backend"]`,
		Doc:   "Names of networks to stand in; the first gives self.ip_address.",
		Check: eachString("networks", summaryNetwork, checkNetwork),
	},
	{
		Name: "user", Type: cty.String, Replaces: true, Example: `"1000:1000"`,
		Doc:   "User, and group after a colon, to run as; by default the image's.",
		Check: oneString("user", summaryUser, checkUser),
	},
	{
		Name: "working_dir", Type: cty.String, Replaces: true, Example: `"/app"`,
		Doc:   "Directory to run in; by default the image's.",
		Check: oneString("working_dir", summaryPath, notation.AbsolutePath),
	},
	{
		Name: "restart", Type: cty.String, Default: cty.StringVal("unless-stopped"), Properties: []resource.PropertyKey{"restart", "maxRetryCount"}, Example: `"on-failure:3"`,
		Doc:   "When the engine starts it again: no, always, unless-stopped, on-failure or on-failure:3.",
		Check: oneString("restart", summaryRestart, checkRestart),
	},
	{
		Name: "must_run", Type: cty.Bool, Default: cty.True, Example: `false`,
		Doc: "Whether it has to keep running. False is for a job that ends; true starts it again when it was stopped by hand.",
	},
	{
		Name: "labels", Type: cty.Map(cty.String), Merge: true, Replaces: true, Example: `{ team = "web" }`,
		Doc:   "Labels on the container.",
		Check: dockerengine.CheckLabelMap,
	},
	{
		Name: "memory", Type: cty.String, Example: `"512m"`,
		Doc:   "The most memory it may use, in whole megabytes: \"512m\", \"1g\".",
		Check: oneString("memory", summarySize, checkMemory),
	},
	{
		Name: "cpus", Type: cty.String, Example: `"0.5"`,
		Doc:   "How many CPUs it may use at most.",
		Check: oneString("cpus", summaryCPUs, checkCPUs),
	},
	{
		Name: "hostname", Type: cty.String, Replaces: true, Example: `"api"`,
		Doc:   "The host name it sees as its own; by default the start of its id.",
		Check: oneString("hostname", summaryHostname, notation.HostName),
	},
	{
		Name: "read_only", Type: cty.Bool, Replaces: true, Example: `true`,
		Doc: "Whether its own file system is read-only; volumes and tmpfs stay writable.",
	},
	{
		Name: "cap_add", Type: strs, Replaces: true, Properties: []resource.PropertyKey{"capabilities"}, Example: `["NET_ADMIN"]`,
		Doc:   "Linux capabilities it gets beyond the usual.",
		Check: eachString("cap_add", summaryCapability, checkCapability),
	},
	{
		Name: "cap_drop", Type: strs, Replaces: true, Properties: []resource.PropertyKey{"capabilities"}, Example: `["ALL"]`,
		Doc:   "Linux capabilities it goes without.",
		Check: eachString("cap_drop", summaryCapability, checkCapability),
	},
	{
		Name: "privileged", Type: cty.Bool, Replaces: true, Example: `true`,
		Doc: "Whether it may do on the host what root may.",
	},
	{
		Name: "init", Type: cty.Bool, Replaces: true, Example: `true`,
		Doc: "Whether a small init process runs in front, to pass on signals and collect ended children; by default what the engine is set to.",
	},
	{
		Name: "extra_hosts", Type: strs, Replaces: true, Properties: []resource.PropertyKey{"hosts"}, Example: `["registry.local:192.168.1.5", "host:host-gateway"]`,
		Doc:   "Names it resolves beside DNS, as \"name:address\"; host-gateway is the host.",
		Check: eachString("extra_hosts", summaryHost, checkExtraHost),
	},
	{
		Name: "tmpfs", Type: cty.Map(cty.String), Replaces: true, Example: `{ "/tmp" = "size=64m" }`,
		Doc:   "Directories kept in memory, each with its mount options, or \"\".",
		Check: eachEntry("tmpfs", summaryTmpfs, checkTmpfs),
	},
	{
		Name: "shm_size", Type: cty.String, Replaces: true, Example: `"256m"`,
		Doc:   "The size of /dev/shm, in whole megabytes; by default the engine's 64m.",
		Check: oneString("shm_size", summarySize, checkShm),
	},
	{
		Name: "stop_signal", Type: cty.String, Replaces: true, Example: `"SIGQUIT"`,
		Doc:   "The signal that asks it to end; by default the image's, else SIGTERM.",
		Check: oneString("stop_signal", summarySignal, checkSignal),
	},
	{
		Name: "stop_timeout", Type: cty.Number, Replaces: true, Example: `30`,
		Doc:   "Seconds it gets to end before it is killed; by default 10.",
		Check: checkSeconds,
	},
	{
		Name: "gpus", Type: cty.String, Replaces: true, Example: `"all"`,
		Doc:   "GPUs it may use: \"all\", a number, or \"device=ID,ID\".",
		Check: oneString("gpus", summaryGPUs, checkGPUs),
	},
	{
		Name: "wait", Type: cty.Bool, Example: `false`,
		Doc: "Whether to wait after the start until it is healthy; by default if it or its image has a health check.",
	},
	{
		Name: "upload", Block: true, Replaces: true, Properties: []resource.PropertyKey{"uploads"}, Example: `[{ path = "/etc/app.conf", content = "debug = false" }]`,
		Type: cty.List(cty.ObjectWithOptionalAttrs(map[string]cty.Type{
			"path": cty.String, "content": cty.String, "source": cty.String, "executable": cty.Bool, "mode": cty.String,
		}, []string{"content", "source", "executable", "mode"})),
		Doc:   "A file put into the container before it starts: path inside, and content or source (a file, relative to the configuration directory); executable, or mode like \"600\".",
		Check: eachBlock("upload", checkUpload),
	},
	{
		Name: "ulimit", Block: true, Replaces: true, Properties: []resource.PropertyKey{"ulimits"}, Example: `[{ name = "nofile", soft = 1024, hard = 4096 }]`,
		Type:  cty.List(cty.Object(map[string]cty.Type{"name": cty.String, "soft": cty.Number, "hard": cty.Number})),
		Doc:   "A limit of its processes: name, soft, hard.",
		Check: eachBlock("ulimit", checkUlimit),
	},
	{
		Name: "log", Block: true, Replaces: true, Properties: []resource.PropertyKey{"logDriver", "logOpts"}, Example: `[{ driver = "json-file", options = { max-size = "10m" } }]`,
		Type: cty.List(cty.ObjectWithOptionalAttrs(map[string]cty.Type{
			"driver": cty.String, "options": cty.Map(cty.String),
		}, []string{"driver", "options"})),
		Doc:   "Where its log goes: driver and its options; by default what the engine is set to.",
		Check: checkLog,
	},
}
