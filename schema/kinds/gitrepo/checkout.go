package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/clockwork-hcl/cw/schema/gitcmd"
)

// What a checkout's own configuration says: which resource it is, and the
// commit that cw put there last, which is nobody's work.
const (
	ownerKey  = "clockwork.urn"
	placedKey = "clockwork.commit"
)

// checkout is the directory of a spec, and git to work on it.
type checkout struct {
	gitcmd.Git
	spec
}

// isThere reports whether the directory is a checkout.
func (c checkout) isThere() bool {
	_, err := os.Stat(filepath.Join(c.dest, ".git", "HEAD"))
	return err == nil
}

// head is the commit that is checked out, or "" while there is none.
func (c checkout) head(ctx context.Context) (string, error) {
	commit, err := c.Look(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	var failed *gitcmd.FailedRun
	if errors.As(err, &failed) && failed.Output == "" {
		return "", nil
	}
	return commit, err
}

// commitOf resolves a name inside the checkout, or gives "".
func (c checkout) commitOf(ctx context.Context, name string) string {
	commit, err := c.Look(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	if err != nil {
		return ""
	}
	return commit
}

// remoteCommit asks the remote for the commit that should be checked out. ""
// means that it has no such branch or tag.
func (c checkout) remoteCommit(ctx context.Context) (string, error) {
	if gitcmd.IsCommit(c.ref) {
		return c.ref, nil
	}
	names := []string{"HEAD"}
	switch {
	case c.ref != "":
		names = []string{"refs/tags/" + c.ref, "refs/tags/" + c.ref + "^{}"}
	case c.branch != "":
		names = []string{"refs/heads/" + c.branch}
	}
	list, err := c.Look(ctx, append([]string{"ls-remote", "--quiet", "--", c.url}, names...)...)
	if err != nil {
		return "", err
	}
	// An annotated tag has two lines, the second with the commit it stands for.
	last := list[strings.LastIndexByte(list, '\n')+1:]
	commit, _, _ := strings.Cut(last, "\t")
	if commit == "" && c.ref != "" {
		commit = c.commitOf(ctx, c.ref)
	}
	return commit, nil
}

// clone makes a whole checkout in the empty directory dir.
func (c checkout) clone(ctx context.Context, dir string) error {
	args := []string{"clone", "--no-local"}
	if c.ref != "" {
		args = append(args, "--no-checkout")
	} else {
		args = append(args, c.depthArgs()...)
	}
	if c.branch != "" {
		args = append(args, "--branch", c.branch)
	}
	c.Dir = filepath.Dir(dir)
	if _, err := c.Fetch(ctx, append(args, "--", c.url, dir)...); err != nil {
		return err
	}
	c.Dir = dir
	if c.ref != "" {
		target, err := c.fetchRef(ctx)
		if err != nil {
			return err
		}
		if _, err := c.Look(ctx, "checkout", "--quiet", "--detach", target, "--"); err != nil {
			return err
		}
	}
	return c.updateSubmodules(ctx)
}

func (c checkout) depthArgs() []string {
	if c.depth > 0 {
		return []string{"--depth", strconv.Itoa(c.depth)}
	}
	if _, err := os.Stat(filepath.Join(c.Dir, ".git", "shallow")); err == nil {
		return []string{"--unshallow"}
	}
	return nil
}

// fetchTarget gets what should be checked out and gives its commit, "" while
// the remote is empty.
func (c checkout) fetchTarget(ctx context.Context) (string, error) {
	switch {
	case c.ref != "":
		return c.fetchRef(ctx)
	case c.branch != "":
		return c.fetchHead(ctx, "+refs/heads/"+c.branch+":refs/remotes/origin/"+c.branch)
	}
	if commit, err := c.remoteCommit(ctx); commit == "" || err != nil {
		return "", err
	}
	return c.fetchHead(ctx, "HEAD")
}

// fetchHead fetches one refspec and gives the commit that came first.
func (c checkout) fetchHead(ctx context.Context, refspec string) (string, error) {
	args := append([]string{"fetch", "--quiet"}, c.depthArgs()...)
	if _, err := c.Fetch(ctx, append(args, "--", c.url, refspec)...); err != nil {
		return "", err
	}
	return c.commitOf(ctx, "FETCH_HEAD"), nil
}

// fetchRef gets a tag or commit. What is not a tag or a whole commit name can
// only be an abbreviated commit, for which the whole history is needed.
func (c checkout) fetchRef(ctx context.Context) (string, error) {
	if gitcmd.IsCommit(c.ref) {
		if commit := c.commitOf(ctx, c.ref); commit != "" {
			return commit, nil
		}
		return c.fetchHead(ctx, c.ref)
	}
	tag := "refs/tags/" + c.ref
	if _, err := c.Fetch(ctx, append(append([]string{"fetch", "--quiet", "--force"}, c.depthArgs()...), "--", c.url, tag+":"+tag)...); err == nil {
		return c.commitOf(ctx, tag), nil
	}
	if _, err := c.Fetch(ctx, "fetch", "--quiet", "--tags", "--force", "--", c.url); err != nil {
		return "", err
	}
	if commit := c.commitOf(ctx, c.ref); commit != "" {
		return commit, nil
	}
	return "", fmt.Errorf("%s has no tag or commit %q; look at its tags, or use branch for a branch", gitcmd.Redact(c.url), c.ref)
}

// moveTo checks the commit out. Git itself refuses to overwrite untracked files.
func (c checkout) moveTo(ctx context.Context, commit string) error {
	local := c.branch
	if local == "" && c.ref == "" {
		local, _ = c.Look(ctx, "symbolic-ref", "--quiet", "--short", "HEAD")
	}
	args := []string{"checkout", "--quiet", "--detach", commit, "--"}
	if local != "" {
		args = []string{"checkout", "--quiet", "--no-track", "-B", local, commit, "--"}
	}
	if _, err := c.Look(ctx, args...); err != nil {
		return err
	}
	if c.branch != "" {
		// For the person who types git pull there; a shallow clone can't have it.
		c.Look(ctx, "branch", "--quiet", "--set-upstream-to=origin/"+c.branch) //nolint:errcheck
	}
	return nil
}

func (c checkout) updateSubmodules(ctx context.Context) error {
	if !c.submodules {
		return nil
	}
	args := []string{"submodule", "--quiet", "update", "--init", "--recursive"}
	if c.depth > 0 {
		args = append(args, "--depth", strconv.Itoa(c.depth))
	}
	_, err := c.Fetch(ctx, args...)
	return err
}

// setting reads the checkout's own configuration; "" where there is none.
func (c checkout) setting(ctx context.Context, key string) string {
	value, err := c.Look(ctx, "config", "--local", "--get", key)
	if err != nil {
		return ""
	}
	return value
}

func (c checkout) set(ctx context.Context, key, value string) error {
	_, err := c.Look(ctx, "config", "--local", key, value)
	return err
}

// sign notes in the checkout whose it is and which commit was put there.
func (c checkout) sign(ctx context.Context, urn string) error {
	head, err := c.head(ctx)
	if err != nil {
		return err
	}
	if err := c.set(ctx, placedKey, head); err != nil {
		return err
	}
	return c.set(ctx, ownerKey, urn)
}

// converge brings the checkout to where the remote is.
func (c checkout) converge(ctx context.Context) error {
	if c.setting(ctx, "remote.origin.url") != c.url {
		if err := c.set(ctx, "remote.origin.url", c.url); err != nil {
			return err
		}
	}
	target, err := c.fetchTarget(ctx)
	if err != nil {
		return err
	}
	head, err := c.head(ctx)
	if err != nil {
		return err
	}
	if target != "" && target != head {
		if err := c.refuseToLose(ctx, target); err != nil {
			return err
		}
		if err := c.moveTo(ctx, target); err != nil {
			return err
		}
		if err := c.set(ctx, placedKey, target); err != nil {
			return err
		}
	}
	return c.updateSubmodules(ctx)
}
