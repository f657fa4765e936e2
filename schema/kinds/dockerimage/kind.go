// Package dockerimage is the row docker_image: an image on a Docker engine,
// built from a directory or fetched from a registry, with the property shapes of
// pulumi-docker's RemoteImage.
//
// It pushes nothing. The builder is the engine's own, without BuildKit.
package dockerimage

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/distribution/reference"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
	"github.com/clockwork-hcl/cw/schema/notation"
)

var strs = cty.List(cty.String)

// built are the properties in which everything about a build lies: a change of
// what is in the context shows in triggers.
var built = []resource.PropertyKey{propBuild, propTriggers}

// Kind is the row.
var Kind = &schema.Kind{
	Name: "docker_image",
	Doc: "An image on a Docker engine, built from a directory or fetched from a registry.\n\n" +
		"With `context` it is built, and built anew when anything changes that goes into it: the files of the context (without what its `.dockerignore` excludes), the Dockerfile, arguments, target, platform or labels. " +
		"Without, `name` is fetched; `name@sha256:…` pins it. A container that uses `docker_image.NAME.id` is replaced when the image is.\n\n" +
		"The engine's own builder is used, so a Dockerfile can't need BuildKit. " +
		"A destroy removes the image's names, and the image with the last of them; what was on the engine before, or is still used by something else, stays.",
	Version: 1,
	Token:   "docker:index/remoteImage:RemoteImage",
	Attributes: []schema.Attribute{
		{
			Name: "name", Type: cty.String, DefaultFrom: "label", Example: `"team/app:1.0"`,
			Doc:   "The image to fetch, as name, name:tag or name@sha256:…; with context the name, and tag, that the built image gets. Default: the block's label.",
			Check: checkString("name", "Invalid image", checkName),
		},
		{
			Name: "context", Type: cty.String, Path: true, Replaces: true, Properties: built, Example: `"./app"`,
			Doc:   "The directory to build from, relative to the configuration directory.",
			Check: checkString("context", "Invalid context", checkContext),
		},
		{
			Name: "dockerfile", Type: cty.String, Replaces: true, Properties: built, Example: `"docker/api.Dockerfile"`,
			Doc:   "The Dockerfile, relative to the context and inside it. Default: Dockerfile.",
			Check: checkString("dockerfile", "Invalid path", checkDockerfile),
		},
		{
			Name: "build_args", Type: cty.Map(cty.String), Replaces: true, Properties: built, Example: `{ VERSION = "1.0" }`,
			Doc:   "Values of the Dockerfile's ARGs. They can be read back from the image, so no secrets.",
			Check: checkArgs,
		},
		{
			Name: "target", Type: cty.String, Replaces: true, Properties: built, Example: `"runtime"`,
			Doc:   "The stage of the Dockerfile to build. Default: the last.",
			Check: checkString("target", "Invalid build stage", checkTarget),
		},
		{
			Name: "platform", Type: cty.String, Replaces: true, Properties: append([]resource.PropertyKey{propPlatform}, built...), Example: `"linux/amd64"`,
			Doc:   "The platform that the image is for, as OS/ARCHITECTURE. Default: the engine's own.",
			Check: checkString("platform", "Invalid platform", checkPlatform),
		},
		{
			Name: "tags", Type: strs, Properties: built, Example: `["team/app:latest"]`,
			Doc:   "Further names that the built image gets.",
			Check: checkTags,
		},
		{
			Name: "labels", Type: cty.Map(cty.String), Merge: true, Replaces: true, Properties: built, Example: `{ team = "web" }`,
			Doc:   "Labels on the built image.",
			Check: dockerengine.CheckLabelMap,
		},
		{
			Name: "pull", Type: cty.String, Default: cty.StringVal(pullMissing), Properties: append([]resource.PropertyKey{propPullTriggers}, built...), Example: `"always"`,
			Doc:   "When the registry is asked: missing, only if the engine does not have the image; always, in every plan, so that the image follows its tag. For a build it is about the images that it begins from.",
			Check: checkString("pull", "Invalid pull policy", checkPull),
		},
		{
			Name: "no_cache", Type: cty.Bool, Properties: built, Example: `true`,
			Doc: "Whether a build does every step anew.",
		},
		{
			Name: "keep", Type: cty.Bool, Properties: []resource.PropertyKey{propKeep}, Example: `true`,
			Doc: "Whether the image stays on the engine when the resource is destroyed or replaced.",
		},
	},
	Outputs: []schema.Output{
		{Name: "id", Doc: "The image's id on the engine, by which a container can name it exactly.", Type: cty.String},
		{Name: "digest", Doc: "What pins the image: the digest in its registry (`sha256:…`), or its id where it was built.", Type: cty.String},
	},
	Driver:   driver{},
	Validate: validate,
	Claims:   claims,
	Have:     have,
}

const (
	pullMissing = "missing"
	pullAlways  = "always"
)

func checkString(name, summary string, f func(string) error) func(cty.Value) *schema.Problem {
	return func(v cty.Value) *schema.Problem {
		if err := f(v.AsString()); err != nil {
			return dockerengine.Problem(name, summary, err)
		}
		return nil
	}
}

var idPattern = regexp.MustCompile(`^(sha256:)?[0-9a-f]{64}$`)

func checkName(s string) error {
	if err := dockerengine.CheckImage(s); err != nil {
		return err
	}
	if _, err := reference.ParseNormalizedNamed(s); err != nil || idPattern.MatchString(s) {
		return fmt.Errorf("%q is an image's id; an image is fetched by its name", s)
	}
	return nil
}

// checkBuiltName is about a name that is given, not looked up.
func checkBuiltName(s string) error {
	if err := checkName(s); err != nil {
		return err
	}
	if strings.Contains(s, "@") {
		return fmt.Errorf("%q has a digest in it, which nobody can know before a build; write the name and tag alone", s)
	}
	return nil
}

func checkContext(s string) error {
	if regexp.MustCompile(`^[a-z+]+://|^git@|^github\.com/`).MatchString(s) {
		return fmt.Errorf("%q is an address; a context is a directory here: clone the repository with a git_repo, and write context = git_repo.NAME.absolute_path", notation.RedactURL(s))
	}
	return notation.PathText(s)
}

func checkDockerfile(s string) error {
	clean := path.Clean(s)
	switch {
	case s == "" || strings.HasSuffix(s, "/") || clean == ".":
		return fmt.Errorf("%q is not a file; write its path inside the context, like \"Dockerfile\"", s)
	case strings.HasPrefix(s, "/"), clean == "..", strings.HasPrefix(clean, "../"), strings.Contains(s, `\`):
		return fmt.Errorf("%q is not inside the context; write the path from there, with /, like \"docker/Dockerfile\"", s)
	}
	return notation.PathText(s)
}

func checkTarget(s string) error {
	if !regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]*$`).MatchString(s) {
		return fmt.Errorf("%q can't be the name of a build stage; write what follows AS in the Dockerfile", s)
	}
	return nil
}

var platformPattern = regexp.MustCompile(`^[a-z0-9]+/[a-z0-9_]+(/[a-z0-9.]+)?$`)

func checkPlatform(s string) error {
	if !platformPattern.MatchString(s) {
		return fmt.Errorf("%q is not a platform; write one like \"linux/amd64\" or \"linux/arm64/v8\"", s)
	}
	return nil
}

func checkPull(s string) error {
	if s != pullMissing && s != pullAlways {
		return fmt.Errorf("%q is not a pull policy; it can be missing or always", s)
	}
	return nil
}

func checkArgs(v cty.Value) *schema.Problem {
	for it := v.ElementIterator(); it.Next(); {
		name, value := it.Element()
		err := notation.EnvName(name.AsString())
		if err == nil && value.IsKnown() && value.IsNull() {
			err = fmt.Errorf("the argument %s is null; take it out", name.AsString())
		}
		if err != nil {
			return dockerengine.Problem("build_args."+name.AsString(), "Invalid build argument", err)
		}
	}
	return nil
}

func checkTags(v cty.Value) *schema.Problem {
	for i, e := range v.AsValueSlice() {
		if !e.IsKnown() {
			continue
		}
		err := errors.New("an element of tags is null; take it out of the list")
		if !e.IsNull() {
			err = checkBuiltName(e.AsString())
		}
		if err != nil {
			return dockerengine.Problem(fmt.Sprintf("tags[%d]", i), "Invalid image", err)
		}
	}
	return nil
}

// ofBuilds are the attributes that say something about a build alone.
var ofBuilds = []string{"dockerfile", "build_args", "target", "tags", "labels", "no_cache"}

func validate(attrs map[string]cty.Value) []schema.Problem {
	context, builds := known(attrs, "context")
	if !builds {
		if v, ok := attrs["context"]; ok && v != cty.NilVal && !v.IsKnown() {
			return nil
		}
		return withoutContext(attrs)
	}
	if name, ok := known(attrs, "name"); ok && context != "" {
		if checkName(name) == nil && checkBuiltName(name) != nil {
			return []schema.Problem{*dockerengine.Problem("name", "Invalid image", checkBuiltName(name))}
		}
	}
	return nil
}

func withoutContext(attrs map[string]cty.Value) []schema.Problem {
	var out []schema.Problem
	for _, name := range ofBuilds {
		v, ok := attrs[name]
		if !ok || v == cty.NilVal || !v.IsKnown() || v.IsNull() || v.Type() == cty.Bool && v.False() {
			continue
		}
		out = append(out, *dockerengine.Problem(name, "Argument without effect",
			fmt.Errorf("%s is about a build, and without context the image is fetched, not built; add context, or remove %s", name, name)))
	}
	return out
}

func known(attrs map[string]cty.Value, name string) (string, bool) {
	v, ok := attrs[name]
	if !ok || v == cty.NilVal || !v.IsKnown() || v.IsNull() {
		return "", false
	}
	return v.AsString(), true
}

// claims: a built image has its names for itself; any number of resources may
// fetch one image.
func claims(attrs map[string]cty.Value) []schema.Claim {
	_, builds := known(attrs, "context")
	var out []schema.Claim
	claim := func(name, path string) {
		if full := canonical(name); full != "" {
			out = append(out, schema.Claim{Space: "image name", Name: full, Shared: !builds, Path: path})
		}
	}
	if name, ok := known(attrs, "name"); ok {
		claim(name, "name")
	}
	if tags, ok := attrs["tags"]; ok && builds && tags != cty.NilVal && tags.IsKnown() && !tags.IsNull() {
		for i, e := range tags.AsValueSlice() {
			if e.IsKnown() && !e.IsNull() && !slices.ContainsFunc(out, func(c schema.Claim) bool { return c.Name == canonical(e.AsString()) }) {
				claim(e.AsString(), fmt.Sprintf("tags[%d]", i))
			}
		}
	}
	return out
}

// canonical is the form in which an engine lists a name: nginx:latest, or "".
func canonical(name string) string {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return ""
	}
	if d, ok := named.(reference.Digested); ok {
		return reference.FamiliarName(named) + "@" + d.Digest().String()
	}
	return reference.FamiliarString(reference.TagNameOnly(named))
}

func have(s schema.State) map[string]cty.Value {
	values := map[string]cty.Value{"id": cty.StringVal(s.ID), "digest": cty.StringVal(s.ID)}
	if s.ID == "" {
		values["id"], values["digest"] = cty.NullVal(cty.String), cty.NullVal(cty.String)
	}
	if d := s.Outputs[propRepoDigest]; d.IsString() {
		if _, digest, found := strings.Cut(d.StringValue(), "@"); found {
			values["digest"] = cty.StringVal(digest)
		}
	}
	return values
}
