package modules

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/clockwork-hcl/cw/schema/gitcmd"
)

// repository is an empty repository on its way to a checkout of the remote one.
type repository struct {
	gitcmd.Git
	ref string
}

var abbreviated = regexp.MustCompile(`^[0-9a-f]{7,63}$`)

// resolve finds the commit that the ref means: of a tag, else of a branch, else
// the commit that it abbreviates; without a ref that of the remote's HEAD.
func (r repository) resolve(ctx context.Context) (string, error) {
	if gitcmd.IsCommit(r.ref) {
		return r.ref, nil
	}
	names := []string{"HEAD"}
	if r.ref != "" {
		names = []string{"refs/tags/" + r.ref + "^{}", "refs/tags/" + r.ref, "refs/heads/" + r.ref}
		if strings.HasPrefix(r.ref, "refs/") {
			names = append(names, r.ref)
		}
	}
	list, err := r.Look(ctx, append([]string{"ls-remote", "--quiet", "--", r.Remote}, names...)...)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		if commit := listed(list, name); commit != "" {
			return commit, nil
		}
	}
	if r.ref == "" {
		return "", fmt.Errorf("%s is empty", gitcmd.Redact(r.Remote))
	}
	return r.expand(ctx)
}

// listed finds a name in what ls-remote prints.
func listed(list, name string) string {
	for line := range strings.Lines(list) {
		commit, is, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if is == name && gitcmd.IsCommit(commit) {
			return commit
		}
	}
	return ""
}

// expand finds the whole name of an abbreviated commit, for which the whole
// history is needed.
func (r repository) expand(ctx context.Context) (string, error) {
	unknown := fmt.Errorf("%s has no branch, tag or commit %q", gitcmd.Redact(r.Remote), r.ref)
	if !abbreviated.MatchString(r.ref) {
		return "", unknown
	}
	if err := r.fetchAll(ctx); err != nil {
		return "", err
	}
	commit, err := r.Look(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", r.ref+"^{commit}")
	if err != nil || !gitcmd.IsCommit(commit) {
		return "", unknown
	}
	return commit, nil
}

// checkOut brings the commit here, and its files into the directory.
func (r repository) checkOut(ctx context.Context, commit string) error {
	if !r.has(ctx, commit) {
		if err := r.fetchCommit(ctx, commit); err != nil {
			return err
		}
	}
	_, err := r.Fetch(ctx, "checkout", "--quiet", "--detach", commit, "--")
	return err
}

func (r repository) has(ctx context.Context, commit string) bool {
	_, err := r.Look(ctx, "cat-file", "-e", commit+"^{commit}")
	return err == nil
}

// fetchCommit fetches one commit without its history, or where the server does
// not give single commits, everything.
func (r repository) fetchCommit(ctx context.Context, commit string) error {
	_, err := r.Fetch(ctx, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", r.Remote, commit)
	var failed *gitcmd.FailedRun
	switch {
	case err == nil:
	case !errors.As(err, &failed):
		return err
	default:
		if err := r.fetchAll(ctx); err != nil {
			return err
		}
	}
	if !r.has(ctx, commit) {
		return fmt.Errorf("%s has no commit %s any more; it was there when it was pinned. Ask for another ref, or remove the pin from the lock file to take the ref as it is now", gitcmd.Redact(r.Remote), commit)
	}
	return nil
}

func (r repository) fetchAll(ctx context.Context) error {
	_, err := r.Fetch(ctx, "fetch", "--quiet", "--tags", "--no-recurse-submodules", "--", r.Remote, "+refs/heads/*:refs/remotes/origin/*")
	return err
}
