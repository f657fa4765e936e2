package dockerimage

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// The properties of pulumi-docker's RemoteImage that are used here.
const (
	propName         = "name"
	propBuild        = "build"
	propKeep         = "keepLocally"
	propPlatform     = "platform"
	propPullTriggers = "pullTriggers"
	propTriggers     = "triggers"
	propRepoDigest   = "repoDigest"
)

// wire is pulumi-docker's RemoteImage in the part that cw supports.
type wire struct {
	Name        string     `json:"name,omitempty"`
	Build       *wireBuild `json:"build,omitempty"`
	KeepLocally bool       `json:"keepLocally,omitempty"`
	Platform    string     `json:"platform,omitempty"`
	// PullTriggers is [always] where the image follows its tag, and what it is
	// now where the registry has moved on.
	PullTriggers []string `json:"pullTriggers,omitempty"`
	// Triggers has the hash of what a build was made of.
	Triggers map[string]string `json:"triggers,omitempty"`
}

// contentKey is the trigger that holds the hash of a context.
const contentKey = "contentSha256"

type wireBuild struct {
	Context    string            `json:"context,omitempty"`
	Dockerfile string            `json:"dockerfile,omitempty"`
	BuildArgs  map[string]string `json:"buildArgs,omitempty"`
	Target     string            `json:"target,omitempty"`
	Platform   string            `json:"platform,omitempty"`
	Tags       []string          `json:"tags,omitempty"`
	Labels     map[string]string `json:"labels,omitempty"`
	NoCache    bool              `json:"noCache,omitempty"`
	PullParent bool              `json:"pullParent,omitempty"`
}

// wireOutputs adds what came of it. found says that a fetched image was on the
// engine before, which then stays there.
type wireOutputs struct {
	wire
	ImageID    string `json:"imageId,omitempty"`
	RepoDigest string `json:"repoDigest,omitempty"`
	Found      bool   `json:"found,omitempty"`
}

// written is what comes in: the author's attributes, under their own names, or
// what Check made of them before.
type written struct {
	wire
	Context    string            `json:"context"`
	Dockerfile string            `json:"dockerfile"`
	BuildArgs  map[string]string `json:"buildArgs"`
	Target     string            `json:"target"`
	Tags       []string          `json:"tags"`
	Labels     map[string]string `json:"labels"`
	Pull       string            `json:"pull"`
	NoCache    bool              `json:"noCache"`
	Keep       bool              `json:"keep"`
}

// flat are the properties of written that wire has elsewhere, and where.
var flat = map[resource.PropertyKey][]resource.PropertyKey{
	"context": {propBuild, propTriggers}, "dockerfile": {propBuild}, "buildArgs": {propBuild}, "target": {propBuild}, "tags": {propBuild},
	"labels": {propBuild}, "noCache": {propBuild}, "pull": {propBuild, propPullTriggers}, "keep": {propKeep},
}

// decode reads properties into their one form. Properties that hold an unknown
// come back apart, under the names that they have in that form.
func decode(inputs resource.PropertyMap) (wire, resource.PropertyMap, error) {
	var in written
	unknown, err := dockerengine.Decode(inputs, &in)
	places := resource.PropertyMap{}
	for key, v := range unknown {
		for _, place := range placesOf(key) {
			places[place] = resource.MakeComputed(resource.NewProperty(""))
			if place == key {
				places[place] = v
			}
		}
	}
	_, contextOpen := unknown["context"]
	return in.folded(contextOpen), places, err
}

func placesOf(key resource.PropertyKey) []resource.PropertyKey {
	if places, ok := flat[key]; ok {
		return places
	}
	return []resource.PropertyKey{key}
}

// folded puts everything where pulumi-docker has it.
func (in written) folded(contextOpen bool) wire {
	w := in.wire
	w.KeepLocally = w.KeepLocally || in.Keep
	if w.Build == nil && in.Context == "" && !contextOpen {
		if in.Pull == pullAlways {
			w.PullTriggers = []string{pullAlways}
		}
		return w
	}
	if w.Build == nil {
		w.Build = &wireBuild{
			Context: in.Context, Dockerfile: in.Dockerfile, BuildArgs: in.BuildArgs, Target: in.Target, Platform: w.Platform,
			Tags: in.Tags, Labels: in.Labels, NoCache: in.NoCache, PullParent: in.Pull == pullAlways,
		}
		w.Platform = ""
	}
	b := *w.Build
	b.Dockerfile = cmp.Or(b.Dockerfile, "Dockerfile")
	b.Tags = sorted(b.Tags)
	w.Build = &b
	return w
}

func sorted(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

func encode(w wire) resource.PropertyMap { return dockerengine.Encode(w) }

// names are all names that the image should have.
func (w wire) names() []string {
	var list []string
	if w.Name != "" {
		list = append(list, w.Name)
	}
	if w.Build != nil {
		list = append(list, w.Build.Tags...)
	}
	return list
}

// sameImage reports whether two builds of one content differ at most in where it
// lies, in names, and in how, not what, they build.
func (b *wireBuild) sameImage(c *wireBuild) bool {
	return b != nil && c != nil && b.Dockerfile == c.Dockerfile && b.Target == c.Target && b.Platform == c.Platform &&
		maps.Equal(b.BuildArgs, c.BuildArgs) && maps.Equal(b.Labels, c.Labels)
}

// platform is the platform of a fetched or built image.
func (w wire) platform() string {
	if w.Build != nil {
		return w.Build.Platform
	}
	return w.Platform
}

// label is how messages call the image.
func (w wire) label() string {
	if w.Name != "" {
		return w.Name
	}
	if w.Build != nil {
		return strings.Join(w.Build.Tags, ", ")
	}
	return "without a name"
}
