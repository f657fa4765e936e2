package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/gitcmd"
	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
)

// driver clones and pulls. A resource's id is the absolute path of its
// directory.
type driver struct{ dirs *hostfs.Dirs }

func open(call schema.Call, s spec) checkout {
	return checkout{Git: gitcmd.Git{Dir: s.dest, Remote: s.url, Timeout: call.Timeout}, spec: s}
}

// Check fills the default of pull and makes a URL with a password a secret.
func (driver) Check(_ context.Context, _ schema.Call, inputs resource.PropertyMap) (resource.PropertyMap, []schema.Problem) {
	checked := maps.Clone(inputs)
	var problems []schema.Problem
	add := func(key string, err error) {
		if err != nil {
			problems = append(problems, schema.Problem{Path: key, Summary: "Bad repository", Detail: err.Error() + "."})
		}
	}
	if url, ok := checked[propURL]; ok && url.IsString() {
		add(propURL, validURL(url.StringValue()))
		checked[propURL] = sealURL(url.StringValue())
	}
	for _, key := range []resource.PropertyKey{propBranch, propRef} {
		if v, ok := checked[key]; ok && v.IsString() {
			add(string(key), validRef(string(key), v.StringValue()))
		}
	}
	if _, ok := checked[propPull]; !ok {
		checked[propPull] = resource.NewBoolProperty(true)
	}
	return checked, problems
}

// Diff replaces when the directory or the repository is another one. A remote
// that has moved on is a change of commit.
func (driver) Diff(_ context.Context, _ schema.Call, old schema.State, inputs resource.PropertyMap) (schema.Difference, error) {
	diff := schema.Difference{Changes: map[string]bool{}}
	for _, key := range []resource.PropertyKey{propURL, propBranch, propRef, propDest, propPull, propDepth, propSubmodules} {
		before, after := old.Inputs[key], inputs[key]
		if !before.DeepEquals(after) {
			diff.Changes[string(key)] = false
		}
	}
	if _, ok := diff.Changes[propURL]; ok && !sameRepository(hostfs.Text(old.Inputs, propURL), hostfs.Text(inputs, propURL)) {
		diff.Changes[propURL] = true
		diff.DeleteBeforeReplace = true
	}
	if _, ok := diff.Changes[propDest]; ok {
		diff.Changes[propDest] = true
		diff.DeleteBeforeReplace = false
	}
	wanted := hostfs.Text(old.Outputs, propWanted)
	if hostfs.Flag(inputs, propPull, true) && wanted != "" && wanted != hostfs.Text(old.Outputs, propCommit) {
		diff.Changes[propCommit] = false
	}
	return diff, nil
}

// Create clones beside the place and then moves the whole checkout there.
func (d driver) Create(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	s, err := specOf(inputs)
	if err != nil {
		return schema.State{}, err
	}
	c := open(call, s)
	occupied, err := isOccupied(s.dest)
	if err != nil {
		return schema.State{}, err
	}
	if occupied {
		return d.adopt(ctx, call, c, inputs)
	}
	dirs, err := d.dirs.Make(filepath.Dir(s.dest))
	if err != nil {
		return schema.State{}, fmt.Errorf("the directory %s can't be made: %s", filepath.Dir(s.dest), hostfs.Cause(err))
	}
	call.Report("cloning " + gitcmd.Redact(s.url))
	if err := d.cloneInto(ctx, call, c); err != nil {
		d.dirs.Remove(filepath.Dir(s.dest))
		return schema.State{}, err
	}
	return d.stateAfter(ctx, c, inputs, dirs, false)
}

// isOccupied reports whether there is anything but an empty directory.
func isOccupied(dest string) (bool, error) {
	info, err := os.Lstat(dest)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("%s can't be looked at: %s", dest, hostfs.Cause(err))
	case !info.IsDir():
		return true, nil
	}
	entries, err := os.ReadDir(dest)
	if err != nil {
		return false, fmt.Errorf("%s can't be read: %s", dest, hostfs.Cause(err))
	}
	return len(entries) > 0, nil
}

// cloneInto leaves either the whole checkout at its place or nothing.
func (d driver) cloneInto(ctx context.Context, call schema.Call, c checkout) error {
	tmp := temporary(call, c.dest)
	if err := os.RemoveAll(tmp); err != nil {
		return fmt.Errorf("%s, left by an earlier run, can't be removed: %s", tmp, hostfs.Cause(err))
	}
	err := c.clone(ctx, tmp)
	if err == nil {
		inTmp := c
		inTmp.Dir = tmp
		err = inTmp.sign(ctx, call.URN)
	}
	if err == nil {
		err = moveInto(tmp, c.dest)
	}
	if err != nil {
		os.RemoveAll(tmp)
	}
	return err
}

func temporary(call schema.Call, dest string) string {
	return filepath.Join(filepath.Dir(dest), hostfs.TemporaryName(call.URN))
}

func moveInto(tmp, dest string) error {
	if err := os.Remove(dest); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is in the way: %s", dest, hostfs.Cause(err))
	}
	if err := os.Rename(tmp, dest); err != nil {
		return fmt.Errorf("the checkout can't be moved to %s: %s", dest, hostfs.Cause(err))
	}
	return nil
}

// adopt takes over a checkout of the same repository that is there already.
// Unless this very resource made it, it will outlive the resource.
func (d driver) adopt(ctx context.Context, call schema.Call, c checkout, inputs resource.PropertyMap) (schema.State, error) {
	if !c.isThere() {
		return schema.State{}, fmt.Errorf("there is something at %s already that is not a checkout; cw does not replace it. Move it away, or give the resource another dest", c.dest)
	}
	origin := c.setting(ctx, "remote.origin.url")
	if !sameRepository(origin, c.url) {
		return schema.State{}, fmt.Errorf("%s is a checkout of another repository (%s) already; cw does not replace it. Move it away, or give the resource another dest", c.dest, gitcmd.Redact(origin))
	}
	if c.pull {
		if err := c.converge(ctx); err != nil {
			return schema.State{}, err
		}
	}
	return d.stateAfter(ctx, c, inputs, d.dirs.Owned(filepath.Dir(c.dest)), c.setting(ctx, ownerKey) != call.URN)
}

// Update follows the remote, and whatever else changed.
func (d driver) Update(ctx context.Context, call schema.Call, old schema.State, inputs resource.PropertyMap) (schema.State, error) {
	s, err := specOf(inputs)
	if err != nil {
		return old, err
	}
	c := open(call, s)
	if !c.isThere() {
		return old, fmt.Errorf("%s is not a checkout any more; apply again to clone it anew", s.dest)
	}
	if s.pull || movesCheckout(old.Inputs, inputs) {
		call.Report("fetching from " + gitcmd.Redact(s.url))
		if err := c.converge(ctx); err != nil {
			return old, err
		}
	}
	return d.stateAfter(ctx, c, inputs, hostfs.CreatedDirs(old.Outputs), hostfs.Flag(old.Outputs, propAdopted, false))
}

// movesCheckout reports whether a change asks for another commit or more of the
// repository even where pull is off.
func movesCheckout(before, after resource.PropertyMap) bool {
	for _, key := range []resource.PropertyKey{propURL, propBranch, propRef, propDepth, propSubmodules} {
		if !before[key].DeepEquals(after[key]) {
			return true
		}
	}
	return false
}

// stateAfter is the state of a checkout that is as it should be.
func (d driver) stateAfter(ctx context.Context, c checkout, inputs resource.PropertyMap, dirs []string, adopted bool) (schema.State, error) {
	out := maps.Clone(inputs)
	out[propAbsolute] = resource.NewStringProperty(c.dest)
	if adopted {
		out[propAdopted] = resource.NewBoolProperty(true)
	}
	hostfs.SetDirs(out, dirs)
	state := schema.State{ID: c.dest, Inputs: inputs, Outputs: out}
	head, err := c.head(ctx)
	if err != nil {
		return state, err
	}
	out[propCommit] = resource.NewStringProperty(head)
	if c.pull {
		out[propWanted] = resource.NewStringProperty(head)
	}
	return state, nil
}

// Delete removes the checkout, unless work would be lost with it or it was
// there before cw.
func (d driver) Delete(ctx context.Context, call schema.Call, old schema.State) error {
	s := spec{dest: old.ID, url: hostfs.Text(old.Inputs, propURL)}
	c := open(call, s)
	// A delete that was cut short has left the checkout here.
	tmp := temporary(call, s.dest)
	err := os.RemoveAll(tmp)
	switch {
	case err != nil:
	case hostfs.Flag(old.Outputs, propAdopted, false):
		call.Report(s.dest + " was there before cw and is left as it is")
	case c.isThere():
		if err := c.refuseToDelete(ctx); err != nil {
			return err
		}
		if err = os.Rename(s.dest, tmp); err == nil {
			err = os.RemoveAll(tmp)
		}
	}
	if err != nil {
		return fmt.Errorf("%s can't be deleted: %s", s.dest, hostfs.Cause(err))
	}
	d.dirs.Know(hostfs.CreatedDirs(old.Outputs))
	d.dirs.Remove(filepath.Dir(s.dest))
	return nil
}
