// Package catalog holds facts about well-known container images: what they
// need, how their health is asked, how others connect to them, and which of
// them a plain sentence means.
//
// The facts are data (catalog.json, words.json), embedded and decoded on first
// use, each with its source or listed as unverified. The package fills nothing
// in, reads no configuration and reaches no registry.
package catalog

import (
	_ "embed"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed catalog.json
var catalogJSON []byte

// Entry is what is known about one image.
type Entry struct {
	// ID names the entry: "postgres".
	ID string `json:"id"`
	// Image is the repository to pull, Tag the one to run unless the author
	// says otherwise. An empty Tag means that none is offered.
	Image string `json:"image"`
	Tag   string `json:"tag"`
	// Category is a dotted family: "database.sql".
	Category string `json:"category"`
	// Names are the product's names in lower case, words apart. FinalNames
	// mean it only as the last word ("apache", but not "apache spark").
	Names      []string `json:"names"`
	FinalNames []string `json:"final_names"`
	// SameAs are repositories that run the same software with the same
	// environment.
	SameAs []string `json:"same_as"`
	// Serves are the IDs of other entries that it can stand in for.
	Serves []string `json:"serves"`
	// Majors bounds the major versions that the facts hold for.
	Majors Range  `json:"majors"`
	Ports  []Port `json:"ports"`
	// Loopback: its ports are published on the loopback address unless the
	// author says otherwise.
	Loopback    bool                       `json:"loopback"`
	EnvRequired []Variable                 `json:"env_required"`
	EnvOptional map[string]json.RawMessage `json:"env_optional"`
	// Volumes are the container's paths that hold data; VolumesByMajor those of
	// later major versions.
	Volumes        []string       `json:"volumes"`
	VolumesByMajor []MajorVolumes `json:"volumes_by_major"`
	// Command is what a container of it should run; CommandRequired says that
	// the image does nothing without.
	Command         []string `json:"command"`
	CommandRequired bool     `json:"command_required"`
	// Programs are first words of a command under which the container is
	// still this product.
	Programs        []string    `json:"programs"`
	Healthcheck     []string    `json:"healthcheck"`
	HealthcheckWhen Condition   `json:"healthcheck_when"`
	Wait            Wait        `json:"wait"`
	Connection      *Connection `json:"connection"`
	ConfigFiles     []string    `json:"config_files"`
	Notes           []string    `json:"notes"`
	// Checked maps a fact to its source, Unverified lists facts without one.
	Checked    map[string]string `json:"checked"`
	Unverified []string          `json:"unverified"`
}

// Range is a span of major versions; 0 leaves an end open.
type Range struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Port is a port that the container listens on.
type Port struct {
	Name      string `json:"name"`
	Container int    `json:"container"`
	Proto     string `json:"proto"`
}

// Variable kinds.
const (
	// KindValue is a plain default.
	KindValue = "value"
	// KindSecret is generated on this machine.
	KindSecret = "secret"
	// KindConnected comes from a service that the container connects to.
	KindConnected = "connected"
	// KindAsk is the author's own decision, such as a licence.
	KindAsk = "ask"
)

// Variable is an environment variable that the image needs.
type Variable struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	// Default is a value's text; {host} is the container's own name.
	Default string `json:"default"`
	// Template is a secret's text around {generated}, or "".
	Template string `json:"template"`
	// Value is a template over connected services: {mysql.host}.
	Value string `json:"value"`
	// Unless names variables that do instead, With one that it goes with:
	// without that it isn't needed.
	Unless []string `json:"unless"`
	With   string   `json:"with"`
	// Accepts is the value that says yes to a KindAsk.
	Accepts string `json:"accepts"`
	Note    string `json:"note"`
}

// MajorVolumes are the data paths from a major version on.
type MajorVolumes struct {
	From    int      `json:"from"`
	Volumes []string `json:"volumes"`
}

// Wait times a health check.
type Wait struct {
	StartPeriod string `json:"start_period"`
	Interval    string `json:"interval"`
	Timeout     string `json:"timeout"`
	Retries     int    `json:"retries"`
}

// Connection is how another container reaches this one.
type Connection struct {
	// Env is the variable, Template its value: {host}, {VARIABLE},
	// {VARIABLE|urlenc}, {VARIABLE|before:/}, {VARIABLE|after:/}.
	Env      string            `json:"env"`
	Template string            `json:"template"`
	ExtraEnv map[string]string `json:"extra_env"`
	// EnvDefaults are what the image does by itself where a variable is not
	// set; they may refer to other variables.
	EnvDefaults map[string]string `json:"env_defaults"`
	// Parts are templates of scheme, port, user, password and database.
	Parts map[string]string `json:"parts"`
	// PasswordFlag is the argument of the command that sets a password, and
	// PasswordTemplate the connection then, with {password}.
	PasswordFlag     string    `json:"password_flag"`
	PasswordTemplate string    `json:"password_template"`
	When             Condition `json:"when"`
}

// Condition says when a fact holds for an image that the author chose. The
// zero Condition always holds.
type Condition struct {
	TagContains string `json:"tag_contains"`
	MajorFrom   int    `json:"major_from"`
	// Command must occur in the container's command.
	Command            string            `json:"command"`
	CommandMayBeAbsent bool              `json:"command_may_be_absent"`
	Env                map[string]string `json:"env"`
}

// Setting is what a Condition is held against.
type Setting struct {
	Tag     string
	Command []string
	Env     func(name string) string
}

// Holds reports whether the condition is met. A tag without a number in it
// ("latest") counts as new enough.
func (c Condition) Holds(s Setting) bool {
	if !strings.Contains(s.Tag, c.TagContains) {
		return false
	}
	if major, ok := Major(s.Tag); ok && major < c.MajorFrom {
		return false
	}
	command := strings.Join(s.Command, " ")
	if !strings.Contains(command, c.Command) && !(command == "" && c.CommandMayBeAbsent) {
		return false
	}
	for name, want := range c.Env {
		if s.Env(name) != want {
			return false
		}
	}
	return true
}

// OptionalVariable is an environment variable that a completed container gets.
type OptionalVariable struct {
	Name string
	// Text may hold references to connected services.
	Text   string
	Secret bool
}

// Optional lists EnvOptional in name order.
func (e *Entry) Optional() []OptionalVariable {
	list := make([]OptionalVariable, 0, len(e.EnvOptional))
	for _, name := range slices.Sorted(maps.Keys(e.EnvOptional)) {
		v := OptionalVariable{Name: name}
		if json.Unmarshal(e.EnvOptional[name], &v.Text) != nil {
			v.Secret = true
		}
		list = append(list, v)
	}
	return list
}

// Ref is the image to run; version, when not empty, replaces the version that
// the catalogue's own tag starts with ("17-alpine", "15" give "15-alpine").
// It reports false when that tag starts with no version.
func (e *Entry) Ref(version string) (string, bool) {
	if version == "" {
		return e.Image + ":" + e.Tag, e.Tag != ""
	}
	number := strings.TrimPrefix(e.Tag, "v")
	end := strings.IndexFunc(number, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	if end < 0 {
		end = len(number)
	}
	if end == 0 {
		return "", false
	}
	if strings.HasPrefix(number[:end], version+".") || number[:end] == version {
		return e.Image + ":" + e.Tag, true
	}
	prefix := strings.TrimSuffix(e.Tag, number)
	return e.Image + ":" + prefix + version + number[end:], true
}

// VolumesFor gives the data paths of the image with this tag.
func (e *Entry) VolumesFor(tag string) []string {
	major, ok := Major(tag)
	volumes := e.Volumes
	for _, later := range e.VolumesByMajor {
		if !ok || major >= later.From {
			volumes = later.Volumes
		}
	}
	return volumes
}

// CanServe reports whether e is, or can stand in for, the entry id.
func (e *Entry) CanServe(id string) bool {
	if e.ID == id {
		return true
	}
	for _, s := range e.Serves {
		if s == id {
			return true
		}
	}
	return false
}

// Runs reports whether a container of this image with this command (nil where
// the author gave none) runs the product, and not some other program of the
// image such as a shell or a client.
func (e *Entry) Runs(command []string) bool {
	if len(command) == 0 || strings.HasPrefix(command[0], "-") {
		return true
	}
	program := command[0][strings.LastIndexByte(command[0], '/')+1:]
	for _, p := range e.Programs {
		if program == p || command[0] == p {
			return true
		}
	}
	return false
}

// Major reads the major version that a tag starts with: "17-alpine", "v3.7",
// "pg16". It reports false where there is none ("latest").
func Major(tag string) (int, bool) {
	digits := strings.TrimLeft(tag, "vpg")
	end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(digits)
	}
	n, err := strconv.Atoi(digits[:end])
	return n, err == nil
}

// index is the catalogue, decoded.
type index struct {
	entries []*Entry
	byID    map[string]*Entry
	byRepo  map[string]*Entry
}

var load = sync.OnceValue(func() *index {
	var file struct {
		Entries []*Entry `json:"entries"`
	}
	if err := json.Unmarshal(catalogJSON, &file); err != nil {
		panic("the embedded catalogue can't be read: " + err.Error() + ". This is a bug in cw.")
	}
	ix := &index{entries: file.Entries, byID: map[string]*Entry{}, byRepo: map[string]*Entry{}}
	for _, e := range file.Entries {
		ix.byID[e.ID] = e
		ix.byRepo[e.Image] = e
		for _, r := range e.SameAs {
			ix.byRepo[r] = e
		}
	}
	return ix
})

// ByID finds an entry by its name in the catalogue.
func ByID(id string) (*Entry, bool) {
	e, ok := load().byID[id]
	return e, ok
}

// All lists the entries in the catalogue's order.
func All() []*Entry { return load().entries }

var placeholder = regexp.MustCompile(`\{([A-Za-z0-9_.]+)`)

// Variables lists the target's variables that the connection is made of,
// sorted.
func (c *Connection) Variables() []string {
	texts := []string{c.Template}
	for _, group := range []map[string]string{c.ExtraEnv, c.EnvDefaults, c.Parts} {
		texts = slices.AppendSeq(texts, maps.Values(group))
	}
	names := map[string]bool{}
	for _, t := range texts {
		for _, m := range placeholder.FindAllStringSubmatch(t, -1) {
			names[m[1]] = m[1] != "host"
		}
	}
	for name := range c.EnvDefaults {
		names[name] = true
	}
	for name := range c.When.Env {
		names[name] = true
	}
	maps.DeleteFunc(names, func(_ string, variable bool) bool { return !variable })
	return slices.Sorted(maps.Keys(names))
}
