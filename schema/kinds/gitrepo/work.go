package gitrepo

import (
	"context"
	"fmt"
	"strings"
)

// refuseToLose is an error where moving the checkout away from its commit would
// lose work: changed files, or commits that are nowhere else. target is where it
// goes.
func (c checkout) refuseToLose(ctx context.Context, target string) error {
	changed, err := c.changedFiles(ctx, "no")
	if err != nil {
		return err
	}
	tips := []string{}
	for _, name := range []string{"HEAD", "refs/heads/" + c.branch} {
		if c.commitOf(ctx, name) != "" {
			tips = append(tips, name)
		}
	}
	own, err := c.ownCommits(ctx, tips, target)
	if err != nil {
		return err
	}
	if work := describe(changed, own, 0); work != "" {
		return fmt.Errorf("%s has %s, and cw throws no work away: commit and push it, stash it or undo it, then apply again; or set pull = false to keep the checkout as it is", c.dest, work)
	}
	return nil
}

// refuseToDelete is an error where deleting the checkout would lose work.
func (c checkout) refuseToDelete(ctx context.Context) error {
	changed, err := c.changedFiles(ctx, "normal")
	if err != nil {
		return err
	}
	tips := []string{"--branches"}
	if head, err := c.head(ctx); err == nil && head != "" {
		tips = append(tips, "HEAD")
	}
	own, err := c.ownCommits(ctx, tips)
	if err != nil {
		return err
	}
	stashes, err := c.Look(ctx, "stash", "list")
	if err != nil {
		return err
	}
	if work := describe(changed, own, countLines(stashes)); work != "" {
		return fmt.Errorf("%s has %s, and cw throws no work away: push it or move it elsewhere, or delete the directory yourself, then try again", c.dest, work)
	}
	return nil
}

// changedFiles lists what git status reports; untracked is its option.
func (c checkout) changedFiles(ctx context.Context, untracked string) ([]string, error) {
	out, err := c.Look(ctx, "status", "--porcelain", "-z", "--no-renames", "--ignore-submodules=none", "--untracked-files="+untracked)
	if err != nil || out == "" {
		return nil, err
	}
	var files []string
	for entry := range strings.SplitSeq(strings.TrimRight(out, "\x00"), "\x00") {
		if len(entry) > 3 {
			files = append(files, entry[3:])
		}
	}
	return files, nil
}

// ownCommits counts the commits of tips that neither the remote has nor the safe
// ones, of which the commit that cw put there is one.
func (c checkout) ownCommits(ctx context.Context, tips []string, safe ...string) (int, error) {
	if len(tips) == 0 {
		return 0, nil
	}
	args := append([]string{"rev-list", "--ignore-missing"}, tips...)
	args = append(args, "--not", "--remotes")
	for _, commit := range append(safe, c.setting(ctx, placedKey)) {
		if commit != "" {
			args = append(args, commit)
		}
	}
	list, err := c.Look(ctx, append(args, "--")...)
	return countLines(list), err
}

func countLines(s string) int {
	if s == "" {
		return 0
	}
	return strings.Count(s, "\n") + 1
}

// describe says what work there is, or "".
func describe(changed []string, commits, stashes int) string {
	var parts []string
	if n := len(changed); n > 0 {
		names := changed
		if n > 3 {
			names = append(names[:3:3], "…")
		}
		parts = append(parts, count(n, "changed file")+" ("+strings.Join(names, ", ")+")")
	}
	if commits > 0 {
		parts = append(parts, count(commits, "commit")+" that the remote does not have")
	}
	if stashes > 0 {
		parts = append(parts, count(stashes, "stash entry"))
	}
	return strings.Join(parts, " and ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if strings.HasSuffix(what, "y") {
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(what, "y"))
	}
	return fmt.Sprintf("%d %ss", n, what)
}
