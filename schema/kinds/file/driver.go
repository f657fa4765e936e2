package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
)

// driver writes files. A resource's id is the file's absolute path.
type driver struct{ dirs *hostfs.Dirs }

// Check fills the default mode and writes it in one form, and adds the hash of
// the source as it is now.
func (driver) Check(ctx context.Context, _ schema.Call, inputs resource.PropertyMap) (resource.PropertyMap, []schema.Problem) {
	checked := maps.Clone(inputs)
	var problems []schema.Problem
	if v, ok := checked[propName]; ok && v.IsString() {
		problems = appendProblem(problems, checkName(cty.StringVal(v.StringValue())))
	}
	if _, ok := checked[propMode]; !ok {
		checked[propMode] = resource.NewStringProperty("644")
	}
	if v := checked[propMode]; v.IsString() {
		problems = appendProblem(problems, checkMode(cty.StringVal(v.StringValue())))
		checked[propMode] = resource.NewStringProperty(v.StringValue()[max(0, len(v.StringValue())-3):])
	}
	delete(checked, propSourceSum)
	if source := hostfs.Text(checked, propSource); source != "" {
		// A source that is not there may be made by this very apply.
		if sum, _, err := hashOf(ctx, spec{source: source}); err == nil {
			checked[propSourceSum] = resource.NewStringProperty(sum)
		}
	}
	return checked, problems
}

func appendProblem(list []schema.Problem, p *schema.Problem) []schema.Problem {
	if p == nil {
		return list
	}
	return append(list, *p)
}

// Diff replaces when the path is another one; everything else is written in
// place.
func (driver) Diff(_ context.Context, call schema.Call, old schema.State, inputs resource.PropertyMap) (schema.Difference, error) {
	diff := schema.Difference{Changes: map[string]bool{}}
	before, errBefore := target(call, old.Inputs)
	after, err := target(call, inputs)
	open := !known(inputs, propPath, propDirectory, propName)
	if err != nil && !open {
		return diff, err
	}
	moved := open || errBefore != nil || before != after
	for _, key := range changedKeys(old.Inputs, inputs) {
		switch key {
		case propPath, propDirectory, propName:
			if moved {
				diff.Changes[string(key)] = true
			}
		default:
			diff.Changes[string(key)] = false
		}
	}
	diff.DeleteBeforeReplace = moved && !open && (within(before, after) || within(after, before))
	return diff, nil
}

// within reports whether path lies below dir.
func within(path, dir string) bool { return strings.HasPrefix(path, dir+string(filepath.Separator)) }

func changedKeys(a, b resource.PropertyMap) []resource.PropertyKey {
	var keys []resource.PropertyKey
	for key, v := range a {
		if w, ok := b[key]; !ok || !v.DeepEquals(w) {
			keys = append(keys, key)
		}
	}
	for key := range b {
		if _, ok := a[key]; !ok {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// Create writes the file, or takes one over that is exactly what is wanted.
func (d driver) Create(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	s, err := specOf(call, inputs)
	if err != nil {
		return schema.State{}, err
	}
	what, info, err := look(s.path)
	switch {
	case err != nil:
		return schema.State{}, err
	case what == somethingElse:
		return schema.State{}, inTheWay(s.path, info)
	case what == regularFile:
		equal, err := same(ctx, s)
		if err == nil && !equal {
			err = notOurs(s.path)
		}
		if err != nil {
			return schema.State{}, err
		}
	}
	return d.write(ctx, job{call: call, spec: s, inputs: inputs, equal: what == regularFile})
}

// Update writes the new content or mode.
func (d driver) Update(ctx context.Context, call schema.Call, old schema.State, inputs resource.PropertyMap) (schema.State, error) {
	s, err := specOf(call, inputs)
	if err != nil {
		return old, err
	}
	what, info, err := look(s.path)
	if err == nil && what == somethingElse {
		err = inTheWay(s.path, info)
	}
	equal := false
	if err == nil && what == regularFile {
		equal, err = same(ctx, s)
	}
	if err != nil {
		return old, err
	}
	d.dirs.Know(hostfs.CreatedDirs(old.Outputs))
	next, err := d.write(ctx, job{call: call, spec: s, inputs: inputs, equal: equal, replace: true})
	if err != nil {
		return old, err
	}
	return next, nil
}

// job is one write.
type job struct {
	call   schema.Call
	spec   spec
	inputs resource.PropertyMap
	// equal: the content is there already, so that only the mode is set.
	equal bool
	// replace: what is there may be replaced.
	replace bool
}

func (d driver) write(ctx context.Context, j job) (schema.State, error) {
	dirs, err := d.dirs.Make(filepath.Dir(j.spec.path))
	var have facts
	switch {
	case err != nil:
	case j.equal:
		have, err = setMode(ctx, j.spec)
	default:
		have, err = d.putInDirectory(ctx, j)
	}
	if err != nil {
		d.dirs.Remove(filepath.Dir(j.spec.path))
		return schema.State{}, writeTrouble(j.spec.path, err)
	}
	return schema.State{ID: j.spec.path, Inputs: j.inputs, Outputs: outputs(j.spec.path, j.inputs, have, dirs)}, nil
}

func writeTrouble(path string, err error) error {
	var r refusal
	switch {
	case errors.As(err, &r):
		return r
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s can't be written: there was not enough time", path)
	}
	return fmt.Errorf("%s can't be written: %s", path, hostfs.Cause(err))
}

func setMode(ctx context.Context, s spec) (facts, error) {
	if err := os.Chmod(s.path, s.mode); err != nil {
		return facts{}, err
	}
	info, err := os.Lstat(s.path)
	if err != nil {
		return facts{}, err
	}
	return readFacts(ctx, s.path, info)
}

// putInDirectory writes the file. The delete of another resource may take the
// directory away before there is something in it; hence more than one try.
func (d driver) putInDirectory(ctx context.Context, j job) (facts, error) {
	dir := filepath.Dir(j.spec.path)
	for try := 1; ; try++ {
		have, err := put(ctx, j.spec, hostfs.TemporaryName(j.call.URN), j.replace)
		if err == nil || try == 3 {
			return have, err
		}
		if _, gone := os.Stat(dir); !errors.Is(gone, fs.ErrNotExist) {
			return facts{}, err
		}
		if _, err := d.dirs.Make(dir); err != nil {
			return facts{}, err
		}
	}
}

// outputs are the inputs without the content, and what came of it.
func outputs(path string, inputs resource.PropertyMap, have facts, dirs []string) resource.PropertyMap {
	out := withoutContent(inputs)
	out[propAbsolute] = resource.NewStringProperty(path)
	out[propSum] = resource.NewStringProperty(have.sum)
	out[propSize] = resource.NewNumberProperty(float64(have.size))
	out[propModTime] = resource.NewStringProperty(have.modTime)
	hostfs.SetDirs(out, dirs)
	return out
}

func withoutContent(inputs resource.PropertyMap) resource.PropertyMap {
	out := maps.Clone(inputs)
	delete(out, propContent)
	delete(out, propSensitive)
	return out
}

// Delete removes the file, and the directories that cw made for it once they
// are empty. What has taken the file's place since is left alone.
func (d driver) Delete(_ context.Context, call schema.Call, old schema.State) error {
	what, info, err := look(old.ID)
	switch {
	case err != nil:
		return err
	case what == somethingElse:
		call.Report(inTheWay(old.ID, info).Error())
	case what == regularFile:
		if err := os.Remove(old.ID); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s can't be deleted: %s", old.ID, hostfs.Cause(err))
		}
	}
	d.dirs.Know(hostfs.CreatedDirs(old.Outputs))
	d.dirs.Remove(filepath.Dir(old.ID))
	return nil
}
