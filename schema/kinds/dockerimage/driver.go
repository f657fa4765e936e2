package dockerimage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/moby/moby/api/types/image"
	"github.com/moby/moby/client"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/dockerengine"
)

// driver makes images real. The id is the image's on the engine. Two builds
// never share one, since each carries a label of its own; so a replaced image
// can be removed without touching its successor.
type driver struct{}

var (
	_ schema.Driver    = driver{}
	_ schema.Checker   = driver{}
	_ schema.Differ    = driver{}
	_ schema.Updater   = driver{}
	_ schema.Previewer = driver{}
	_ schema.Adopter   = driver{}
	_ schema.Lister    = driver{}
)

// Check brings properties into their one form, and adds the hash of the context
// as it is now.
func (driver) Check(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (resource.PropertyMap, []schema.Problem) {
	w, unknown, err := decode(inputs)
	if err != nil {
		return inputs, []schema.Problem{*dockerengine.Problem("", "Invalid image", err)}
	}
	if _, open := unknown[propName]; !open && w.Name == "" {
		w.Name = strings.ToLower(dockerengine.DefaultName(call.Address))
	}
	problems := w.problems(unknown)
	if len(problems) == 0 && w.Build != nil && !unknown[propBuild].ContainsUnknowns() {
		if err := w.addHash(ctx); err != nil {
			problems = append(problems, *dockerengine.Problem("context", "Invalid context", err))
		}
	}
	out := encode(w)
	maps.Copy(out, unknown)
	return out, problems
}

// problems are those of values that only the deployment knew; others were found
// long before.
func (w wire) problems(unknown resource.PropertyMap) []schema.Problem {
	var out []schema.Problem
	check := func(path, summary string, err error) {
		if err != nil {
			out = append(out, *dockerengine.Problem(path, summary, err))
		}
	}
	if !unknown[propName].ContainsUnknowns() {
		if w.Build != nil {
			check("name", "Invalid image", checkBuiltName(w.Name))
		} else {
			check("name", "Invalid image", checkName(w.Name))
		}
	}
	if p := w.platform(); p != "" {
		check("platform", "Invalid platform", checkPlatform(p))
	}
	if w.Build == nil || unknown[propBuild].ContainsUnknowns() {
		return out
	}
	check("dockerfile", "Invalid path", checkDockerfile(w.Build.Dockerfile))
	for _, tag := range w.Build.Tags {
		check("tags", "Invalid image", checkBuiltName(tag))
	}
	if p := dockerengine.CheckLabelMap(labelValue(w.Build.Labels)); p != nil {
		out = append(out, *p)
	}
	return out
}

func labelValue(labels map[string]string) cty.Value {
	values := map[string]cty.Value{}
	for k, v := range labels {
		values[k] = cty.StringVal(v)
	}
	if len(values) == 0 {
		return cty.MapValEmpty(cty.String)
	}
	return cty.MapVal(values)
}

// addHash identifies what is built. A context that is not there may be made by
// this very apply; the hash is then found by Create.
func (w *wire) addHash(ctx context.Context) error {
	w.Triggers = nil
	c, err := openContext(w.Build.Context, w.Build.Dockerfile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	sum, err := c.hash(ctx)
	if err == nil {
		w.Triggers = map[string]string{contentKey: sum}
	}
	return err
}

// Diff: names can be given and taken in place; another image is another one.
func (driver) Diff(_ context.Context, _ schema.Call, old schema.State, inputs resource.PropertyMap) (schema.Difference, error) {
	want, unknown, err := decode(inputs)
	if err != nil {
		return schema.Difference{}, err
	}
	var is wire
	dockerengine.DecodeState(old.Inputs, &is)
	d := schema.Difference{Changes: map[string]bool{}}
	for _, key := range dockerengine.Changed(encode(is), encode(want)) {
		d.Changes[string(key)] = replaces(key, is, want)
	}
	for key := range unknown {
		d.Changes[string(key)] = key != propKeep
	}
	return d, nil
}

func replaces(key resource.PropertyKey, is, want wire) bool {
	switch key {
	case propKeep:
		return false
	case propName:
		return is.Build == nil || want.Build == nil
	case propBuild:
		return !is.Build.sameImage(want.Build)
	case propPullTriggers: // whether it follows its tag, or where that went
		return slices.ContainsFunc(is.PullTriggers, func(s string) bool { return s != pullAlways })
	}
	return true
}

func (driver) Create(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return schema.State{}, err
	}
	w, unknown, err := decode(inputs)
	if err == nil && len(unknown) > 0 {
		err = errors.New("the image's properties are not all known yet. This is a bug in cw")
	}
	if err != nil {
		return schema.State{}, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	if w.Build != nil {
		return w.build(ctx, e, call)
	}
	return w.fetch(ctx, e, call)
}

// fetch takes the image that is on the engine, or gets it from its registry.
func (w wire) fetch(ctx context.Context, e *dockerengine.Engine, call schema.Call) (schema.State, error) {
	there, err := inspect(ctx, e, w.Name)
	if err != nil && !dockerengine.IsNotFound(err) {
		return schema.State{}, err
	}
	found := err == nil && fits(there, w.Platform)
	before := there.ID
	if !found || slices.Contains(w.PullTriggers, pullAlways) {
		if err := e.PullPlatform(ctx, w.Name, w.Platform, call.Report); err != nil {
			return schema.State{}, err
		}
	}
	i, err := inspect(ctx, e, w.Name)
	if err != nil {
		return schema.State{}, err
	}
	return w.state(i, found && i.ID == before), nil
}

// fits reports whether an image is for a platform; "" is any.
func fits(i facts, platform string) bool {
	return platform == "" || i.platform == platform || strings.HasPrefix(i.platform, platform+"/")
}

// facts are what matters here of an image on the engine.
type facts struct {
	ID       string
	tags     []string
	digests  []string
	labels   map[string]string
	platform string
}

func inspect(ctx context.Context, e *dockerengine.Engine, ref string) (facts, error) {
	return dockerengine.Call(ctx, e, "look at the image "+ref, dockerengine.Quick, func(ctx context.Context, api *client.Client) (facts, error) {
		r, err := api.ImageInspect(ctx, ref)
		if err != nil {
			return facts{}, err
		}
		i := facts{ID: r.ID, tags: r.RepoTags, digests: r.RepoDigests, platform: r.Os + "/" + r.Architecture}
		if r.Variant != "" {
			i.platform += "/" + r.Variant
		}
		if r.Config != nil {
			i.labels = r.Config.Labels
		}
		return i, nil
	})
}

func factsOf(s image.Summary) facts {
	return facts{ID: s.ID, tags: s.RepoTags, digests: s.RepoDigests, labels: s.Labels}
}

// has reports whether the image carries a name.
func (i facts) has(name string) bool {
	full := canonical(name)
	return slices.Contains(i.tags, full) || slices.Contains(i.digests, full)
}

// digestOf is NAME@DIGEST of the registry that name is in, or "".
func (i facts) digestOf(name string) string {
	repository, _, _ := strings.Cut(strings.TrimSuffix(canonical(name), ":latest"), "@")
	if at := strings.LastIndexByte(repository, ':'); at > strings.LastIndexByte(repository, '/') {
		repository = repository[:at]
	}
	for _, d := range i.digests {
		if strings.HasPrefix(d, repository+"@") {
			return d
		}
	}
	return ""
}

// state is what an image is, in the words of what was asked: names that it has
// lost are gone, and the content is what its label says.
func (w wire) state(i facts, found bool) schema.State {
	if w.Name != "" && !i.has(w.Name) {
		w.Name = ""
	}
	if w.Build != nil {
		b := *w.Build
		b.Tags = sorted(slices.DeleteFunc(slices.Clone(b.Tags), func(tag string) bool { return !i.has(tag) }))
		w.Build = &b
		if sum := i.labels[labelContent]; sum != "" {
			w.Triggers = map[string]string{contentKey: sum}
		}
	}
	out := wireOutputs{wire: w, ImageID: i.ID, Found: found}
	if w.Build == nil {
		out.RepoDigest = i.digestOf(w.Name)
	}
	return schema.State{ID: i.ID, Inputs: encode(w), Outputs: dockerengine.Encode(out)}
}

// Update gives the image the names that it should have, and takes those that it
// should have no more.
func (driver) Update(ctx context.Context, call schema.Call, old schema.State, inputs resource.PropertyMap) (schema.State, error) {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return old, err
	}
	want, _, err := decode(inputs)
	if err != nil {
		return old, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	i, err := inspect(ctx, e, old.ID)
	if err != nil {
		return old, err
	}
	var is wireOutputs
	dockerengine.DecodeState(old.Outputs, &is)
	if want.Build != nil {
		if err := i.rename(ctx, e, is.names(), want.names()); err != nil {
			return old, err
		}
		if i, err = inspect(ctx, e, old.ID); err != nil {
			return old, err
		}
	}
	return want.state(i, is.Found), nil
}

// rename adds names first: an image without any would be removed with the last.
func (i facts) rename(ctx context.Context, e *dockerengine.Engine, before, after []string) error {
	for _, name := range after {
		if i.has(name) {
			continue
		}
		_, err := dockerengine.Call(ctx, e, "name the image "+name, dockerengine.Slow, func(ctx context.Context, api *client.Client) (client.ImageTagResult, error) {
			return api.ImageTag(ctx, client.ImageTagOptions{Source: i.ID, Target: name})
		})
		if err != nil {
			return err
		}
	}
	for _, name := range before {
		kept := slices.ContainsFunc(after, func(other string) bool { return canonical(other) == canonical(name) })
		if kept || !i.has(name) {
			continue
		}
		if err := remove(ctx, e, name); err != nil && !dockerengine.IsNotFound(err) {
			return err
		}
	}
	return nil
}

func remove(ctx context.Context, e *dockerengine.Engine, ref string) error {
	_, err := dockerengine.Call(ctx, e, "remove the image "+ref, dockerengine.Slow, func(ctx context.Context, api *client.Client) (client.ImageRemoveResult, error) {
		return api.ImageRemove(ctx, ref, client.ImageRemoveOptions{PruneChildren: true})
	})
	return err
}

// Preview of an update knows the image, which stays the same.
func (driver) Preview(_ context.Context, _ schema.Call, old schema.State, inputs resource.PropertyMap) (resource.PropertyMap, error) {
	out := inputs.Copy()
	if old.ID == "" {
		return out, nil
	}
	for _, key := range []resource.PropertyKey{"imageId", propRepoDigest, "found"} {
		if v, ok := old.Outputs[key]; ok {
			out[key] = v
		}
	}
	return out, nil
}

func (d driver) Read(ctx context.Context, call schema.Call, old schema.State) (schema.State, error) {
	states, err := d.ReadAll(ctx, call, []schema.State{old})
	if err != nil {
		return schema.State{}, err
	}
	return states[0], nil
}

// ReadAll reads any number of images with one listing; registries are asked
// only about those that follow their tags.
func (driver) ReadAll(ctx context.Context, call schema.Call, olds []schema.State) ([]schema.State, error) {
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return nil, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	there, err := list(ctx, e, nil)
	if err != nil {
		return nil, err
	}
	states := make([]schema.State, len(olds))
	for n, old := range olds {
		at := slices.IndexFunc(there, func(s image.Summary) bool { return s.ID == old.ID })
		if at < 0 {
			continue
		}
		var was wireOutputs
		dockerengine.DecodeState(old.Outputs, &was)
		dockerengine.DecodeState(old.Inputs, &was.wire)
		i := factsOf(there[at])
		if slices.Contains(was.PullTriggers, pullAlways) {
			was.PullTriggers = i.followed(ctx, e, call, was.Name)
		}
		states[n] = was.state(i, was.Found)
	}
	return states, nil
}

// followed asks the registry whether the tag still means this image. One that
// can't be asked counts as unchanged, so that a plan works offline.
func (i facts) followed(ctx context.Context, e *dockerengine.Engine, call schema.Call, name string) []string {
	digest, err := e.RegistryDigest(ctx, name)
	if err != nil {
		call.Report("the registry can't be asked and counts as unchanged: " + err.Error())
		return []string{pullAlways}
	}
	have := i.digestOf(name)
	if have == "" || strings.HasSuffix(have, "@"+digest) {
		return []string{pullAlways}
	}
	return []string{have}
}

func list(ctx context.Context, e *dockerengine.Engine, filters client.Filters) ([]image.Summary, error) {
	return dockerengine.Call(ctx, e, "list images", dockerengine.Quick, func(ctx context.Context, api *client.Client) ([]image.Summary, error) {
		r, err := api.ImageList(ctx, client.ImageListOptions{Filters: filters})
		return r.Items, err
	})
}

// Find gives the built image that carries this URN's label: the one with the
// wanted content, else the newest. A fetched image carries none; Create takes it
// as it is.
func (driver) Find(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	want, _, err := decode(inputs)
	if err != nil || want.Build == nil {
		return schema.State{}, err
	}
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return schema.State{}, err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	there, err := list(ctx, e, dockerengine.OfURN(call))
	if err != nil || len(there) == 0 {
		return schema.State{}, err
	}
	best := slices.MaxFunc(there, func(a, b image.Summary) int {
		score := func(s image.Summary) int64 {
			if s.Labels[labelContent] == want.Triggers[contentKey] {
				return s.Created + 1<<40
			}
			return s.Created
		}
		return int(min(max(score(a)-score(b), -1), 1))
	})
	return want.state(factsOf(best), false), nil
}

// Delete takes the image's names away, and with the last of them the image. What
// something else uses, or was there before, stays.
func (driver) Delete(ctx context.Context, call schema.Call, old schema.State) error {
	var was wireOutputs
	dockerengine.DecodeState(old.Outputs, &was)
	dockerengine.DecodeState(old.Inputs, &was.wire)
	if was.KeepLocally || was.Found {
		return nil
	}
	e, err := dockerengine.Connect(call.Config)
	if err != nil {
		return err
	}
	ctx, cancel := dockerengine.Bound(ctx, call)
	defer cancel()
	i, err := inspect(ctx, e, old.ID)
	if err == nil {
		err = i.forget(ctx, e, was.names())
	}
	switch {
	case err == nil, dockerengine.IsNotFound(err):
		return nil
	case dockerengine.IsConflict(err):
		call.Report(fmt.Sprintf("the image %s stays on the engine, since something else uses it: %s", was.label(), err))
		return nil
	}
	return err
}

// forget removes names of an image, and the image if no other is left.
func (i facts) forget(ctx context.Context, e *dockerengine.Engine, names []string) error {
	for _, name := range names {
		if !i.has(name) {
			continue
		}
		if err := remove(ctx, e, name); err != nil && !dockerengine.IsNotFound(err) {
			return err
		}
	}
	left, err := inspect(ctx, e, i.ID)
	if err != nil || len(left.tags) > 0 {
		return err
	}
	return remove(ctx, e, i.ID)
}
