package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/gitcmd"
	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
)

// Read looks at the commit that is checked out and, where the checkout follows
// the remote, at the one that the remote has. A remote that can't be reached
// counts as unchanged, so that a plan works offline.
func (d driver) Read(ctx context.Context, call schema.Call, old schema.State) (schema.State, error) {
	d.dirs.Know(hostfs.CreatedDirs(old.Outputs))
	if len(old.Inputs) == 0 {
		return d.importCheckout(ctx, call, old.ID)
	}
	s, err := specOf(old.Inputs)
	if err != nil {
		return old, err
	}
	c := open(call, s)
	if !c.isThere() {
		return schema.State{}, nil
	}
	head, err := c.head(ctx)
	if err != nil {
		return old, err
	}
	wanted := hostfs.Text(old.Outputs, propWanted)
	if s.pull {
		wanted = c.askRemote(ctx, call, wanted)
	}
	if head == hostfs.Text(old.Outputs, propCommit) && wanted == hostfs.Text(old.Outputs, propWanted) {
		return old, nil
	}
	in, out := maps.Clone(old.Inputs), maps.Clone(old.Outputs)
	out[propCommit] = resource.NewStringProperty(head)
	out[propWanted] = resource.NewStringProperty(wanted)
	// As long as the commit is not the wanted one, it is an input that nobody
	// asked for, so that every later comparison finds a difference.
	delete(in, propCommit)
	if wanted != "" && wanted != head {
		in[propCommit] = out[propCommit]
	}
	return schema.State{ID: old.ID, Inputs: in, Outputs: out}, nil
}

func (c checkout) askRemote(ctx context.Context, call schema.Call, before string) string {
	commit, err := c.remoteCommit(ctx)
	switch {
	case err != nil:
		call.Report("the remote can't be asked and counts as unchanged: " + err.Error())
		return before
	case commit == "":
		return before
	}
	return commit
}

// importCheckout is the state of a checkout that no state knows yet.
func (d driver) importCheckout(ctx context.Context, call schema.Call, dest string) (schema.State, error) {
	if !filepath.IsAbs(dest) {
		return schema.State{}, errors.New("a git_repo is imported by the absolute path of its directory")
	}
	c := open(call, spec{dest: filepath.Clean(dest), pull: true})
	if !c.isThere() {
		return schema.State{}, nil
	}
	origin := c.setting(ctx, "remote.origin.url")
	if origin == "" {
		return schema.State{}, fmt.Errorf("%s has no remote named origin, so its repo_url is not known", dest)
	}
	inputs := resource.PropertyMap{
		propURL:  sealURL(origin),
		propDest: resource.NewStringProperty(c.dest),
		propPull: resource.NewBoolProperty(true),
	}
	return d.stateAfter(ctx, c, inputs, nil, true)
}

// Find takes over the checkout that a lost create left: its own configuration
// names the resource.
func (d driver) Find(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	s, err := specOf(inputs)
	if err != nil {
		return schema.State{}, err
	}
	c := open(call, s)
	if !c.isThere() {
		return schema.State{}, nil
	}
	if c.setting(ctx, ownerKey) != call.URN {
		return schema.State{}, nil
	}
	return d.stateAfter(ctx, c, inputs, d.dirs.Owned(filepath.Dir(s.dest)), false)
}

// Preview knows the directory, and the commit where the remote was asked.
func (driver) Preview(_ context.Context, _ schema.Call, old schema.State, inputs resource.PropertyMap) (resource.PropertyMap, error) {
	out := maps.Clone(inputs)
	if dest := hostfs.Text(inputs, propDest); dest != "" {
		out[propAbsolute] = resource.NewStringProperty(filepath.Clean(dest))
	}
	ref := hostfs.Text(inputs, propRef)
	switch {
	case gitcmd.IsCommit(ref):
		out[propCommit] = resource.NewStringProperty(ref)
	case old.ID == "" || movesCheckout(old.Inputs, inputs):
	case hostfs.Flag(inputs, propPull, true) && hostfs.Text(old.Outputs, propWanted) != "":
		out[propCommit] = old.Outputs[propWanted]
	default:
		out[propCommit] = old.Outputs[propCommit]
	}
	return out, nil
}
