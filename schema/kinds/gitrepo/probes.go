package gitrepo

import (
	"context"
	"fmt"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/gitcmd"
)

var gitCommit = schema.Probe{
	Name: "git_commit",
	Doc:  "Checks which commit is checked out.",
	Attributes: []schema.Attribute{{
		Name: "ref", Doc: "A commit (whole or its first digits), tag or branch of the checkout that must be the one checked out.",
		Type: cty.String, Fill: schema.FillNeeded, Check: checkRef("ref"), Example: `"v1.2.0"`,
	}},
	Run: func(ctx context.Context, in schema.ProbeInput) schema.Evidence {
		ref := argument(in.Args, "ref")
		expected := "the commit of " + ref + " to be checked out"
		if err := validRef("ref", ref); err != nil {
			return schema.Evidence{Expected: expected, Seen: err.Error()}
		}
		c := checkoutOf(in)
		head, err := c.head(ctx)
		if err != nil {
			return schema.Evidence{Expected: expected, Seen: err.Error()}
		}
		want := c.commitOf(ctx, ref)
		seen := "commit " + head
		switch {
		case want == "":
			seen += ", and no " + ref + " in the checkout"
		case want != head:
			seen += fmt.Sprintf(" (%s is %s)", ref, want)
		}
		return schema.Evidence{OK: want != "" && want == head, Expected: expected, Seen: seen}
	},
}

var gitClean = schema.Probe{
	Name: "git_clean",
	Doc:  "Checks that nothing in the checkout is changed or untracked (ignored files don't count).",
	Run: func(ctx context.Context, in schema.ProbeInput) schema.Evidence {
		const expected = "a checkout without local changes"
		changed, err := checkoutOf(in).changedFiles(ctx, "normal")
		switch {
		case err != nil:
			return schema.Evidence{Expected: expected, Seen: err.Error()}
		case len(changed) > 0:
			return schema.Evidence{Expected: expected, Seen: describe(changed, 0, 0)}
		}
		return schema.Evidence{OK: true, Expected: expected, Seen: "no changes"}
	},
}

func checkoutOf(in schema.ProbeInput) checkout {
	dest := argument(in.Self, "absolute_path")
	return checkout{Git: gitcmd.Git{Dir: dest, Remote: argument(in.Self, "repo_url")}, spec: spec{dest: dest}}
}

// argument gives a string value, or "".
func argument(values map[string]cty.Value, name string) string {
	v, ok := values[name]
	if !ok || v == cty.NilVal || !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}
