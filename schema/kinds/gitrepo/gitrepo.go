// Package gitrepo is the row of the resource type git_repo: a checkout of a Git
// repository, kept at a branch, a tag or a commit.
//
// It runs the git program of the host and never throws work away: local changes
// and commits that are nowhere else are an error, in an update as in a delete.
package gitrepo

import (
	"fmt"
	"regexp"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/gitcmd"
	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
	"github.com/clockwork-hcl/cw/schema/kinds/probe"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// Kind is the row.
var Kind = &schema.Kind{
	Name: "git_repo",
	Doc: "Clones a Git repository and keeps the checkout up to date.\n\n" +
		"With `pull` the remote is asked in every plan, and the checkout follows its branch. " +
		"Work in the checkout is never thrown away: where there are local changes or commits that the remote does not have, " +
		"the apply or destroy of this resource fails and says so. The `git` program is needed; it is never asked for a password, so credentials come from its own helpers, from SSH or from the URL.",
	Version: 1,
	Token:   "clockwork:index:GitRepo",
	PathID:  true,
	Attributes: []schema.Attribute{
		{
			Name: "repo_url", Doc: "Where the repository is: an https, http, ssh, git or file URL, user@host:path, or a local path that begins with ./, ../ or /.",
			Type: cty.String, Fill: schema.FillNeeded, Replaces: true, Path: true, Local: gitcmd.IsLocal, Check: checkURL,
			Example: `"https://git.example.com/team/site.git"`,
		},
		{
			Name: "branch", Doc: "The branch to check out. Default: the remote's own default branch.",
			Type: cty.String, Fill: schema.FillOptional, Check: checkRef("branch"),
			Example: `"main"`,
		},
		{
			Name: "dest", Doc: "The directory of the checkout, relative to the configuration directory. Default: the name.",
			Type: cty.String, DefaultFrom: "name", Fill: schema.FillOptional, Replaces: true, Path: true, Check: checkDest,
			Example: `"src/site"`,
		},
		{
			Name: "name", Doc: "The name of the checkout, for where dest is not given. Default: the block's label.",
			Type: cty.String, DefaultFrom: "label", Check: checkDest,
			Example: `"site"`,
		},
		{
			Name: "pull", Doc: "Whether the checkout follows the remote. Without it, it stays as it was cloned.",
			Type: cty.Bool, Default: cty.True,
			Example: `false`,
		},
		{
			Name: "depth", Doc: "How many commits of the history to fetch. Default: all.",
			Type: cty.Number, Check: checkDepth,
			Example: `1`,
		},
		{
			Name: "submodules", Doc: "Whether submodules are checked out as well.",
			Type: cty.Bool, Default: cty.False,
			Example: `true`,
		},
		{
			Name: "ref", Doc: "A tag or a commit to check out instead of a branch.",
			Type: cty.String, Check: checkRef("ref"),
			Example: `"v1.2.0"`,
		},
	},
	Outputs: []schema.Output{
		{Name: "commit", Doc: "The commit that is checked out, 40 hexadecimal digits; empty while the repository is empty.", Type: cty.String},
		{Name: "absolute_path", Doc: "The directory of the checkout.", Type: cty.String},
	},
	Driver:   driver{dirs: &hostfs.Process},
	Probes:   []schema.Probe{gitCommit, gitClean, probe.FileExists, probe.FileContentMatches, probe.FileSize, probe.FilePermissions, probe.DirectoryExists},
	Validate: validate,
	Claims:   claims,
}

func checkURL(v cty.Value) *schema.Problem {
	if err := validURL(v.AsString()); err != nil {
		return &schema.Problem{Path: "repo_url", Summary: "Bad repository URL", Detail: err.Error() + "."}
	}
	return nil
}

// refPattern is stricter than Git's own rule, which lets names through that a
// shell or a person misreads.
var refPattern = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./+@#=-]*$`)

func validRef(what, s string) error {
	if !refPattern.MatchString(s) || regexp.MustCompile(`\.\.|@\{|//|/$|\.$|\.lock$`).MatchString(s) {
		return fmt.Errorf("%q can't be a %s; write its name alone, as in \"main\" or \"v1.2.0\"", s, what)
	}
	return nil
}

func checkRef(attribute string) func(cty.Value) *schema.Problem {
	return func(v cty.Value) *schema.Problem {
		if err := validRef(attribute, v.AsString()); err != nil {
			return &schema.Problem{Path: attribute, Summary: "Bad Git " + attribute, Detail: err.Error() + "."}
		}
		return nil
	}
}

var badPath = regexp.MustCompile(`^-|^$|[\x00-\x1f]`)

func checkDest(v cty.Value) *schema.Problem {
	if s := v.AsString(); badPath.MatchString(s) || notation.PathText(s) != nil {
		return &schema.Problem{Summary: "Bad directory", Detail: fmt.Sprintf("%q can't be the directory of a checkout: it is empty, too long, begins with - or holds a control character.", s)}
	}
	return nil
}

func checkDepth(v cty.Value) *schema.Problem {
	var n int64
	if err := gocty.FromCtyValue(v, &n); err != nil || n < 1 || n > 1<<31-1 {
		return &schema.Problem{Path: "depth", Summary: "Bad depth", Detail: "The depth is a number of commits, 1 or more; leave it out for the whole history."}
	}
	return nil
}

func validate(attrs map[string]cty.Value) []schema.Problem {
	given := func(name string) bool {
		v, ok := attrs[name]
		return ok && v != cty.NilVal && v.IsKnown() && !v.IsNull()
	}
	if given("branch") && given("ref") {
		return []schema.Problem{{
			Path: "ref", Summary: "Branch and ref",
			Detail: "Both branch and ref say what to check out. Remove one: a branch is followed, a ref (tag or commit) stands still.",
		}}
	}
	return nil
}

func claims(attrs map[string]cty.Value) []schema.Claim {
	v, ok := attrs["dest"]
	if !ok || v == cty.NilVal || !v.IsKnown() || v.IsNull() {
		return nil
	}
	return hostfs.Claims(v.AsString(), "checkout", "dest")
}
