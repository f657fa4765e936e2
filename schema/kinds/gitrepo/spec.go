package gitrepo

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
)

// The properties of a checkout. wantedCommit is what the remote had when it was
// last asked; adopted says that the checkout was there before cw, which then
// never deletes it.
const (
	propURL        = "repoUrl"
	propBranch     = "branch"
	propRef        = "ref"
	propDest       = "dest"
	propName       = "name"
	propPull       = "pull"
	propDepth      = "depth"
	propSubmodules = "submodules"
	propCommit     = "commit"
	propAbsolute   = "absolutePath"
	propWanted     = "wantedCommit"
	propAdopted    = "adopted"
)

// spec is what a checkout should be.
type spec struct {
	url, branch, ref string
	// dest is an absolute path.
	dest string
	// depth is 0 for the whole history.
	depth            int
	submodules, pull bool
}

func specOf(inputs resource.PropertyMap) (spec, error) {
	s := spec{
		url:        hostfs.Text(inputs, propURL),
		branch:     hostfs.Text(inputs, propBranch),
		ref:        hostfs.Text(inputs, propRef),
		dest:       hostfs.Text(inputs, propDest),
		depth:      int(hostfs.Number(inputs, propDepth, 0)),
		submodules: hostfs.Flag(inputs, propSubmodules, false),
		pull:       hostfs.Flag(inputs, propPull, true),
	}
	if !filepath.IsAbs(s.dest) {
		return s, fmt.Errorf("the directory of the checkout, %q, is not absolute. This is a bug in cw", s.dest)
	}
	s.dest = filepath.Clean(s.dest)
	return s, errors.Join(problems(s)...)
}

// problems are those of values that only the deployment knew; others were found
// long before.
func problems(s spec) []error {
	errs := []error{validURL(s.url)}
	if s.branch != "" {
		errs = append(errs, validRef("branch", s.branch))
	}
	if s.ref != "" {
		errs = append(errs, validRef("ref", s.ref))
	}
	return errs
}
