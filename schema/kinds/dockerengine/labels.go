package dockerengine

import (
	"fmt"
	"strings"

	"github.com/moby/moby/client"

	"github.com/clockwork-hcl/cw/schema"
)

// The labels on everything that is made, by which a lost state's things are
// found again.
const (
	LabelProject = "clockwork.project"
	LabelStack   = "clockwork.stack"
	LabelAddress = "clockwork.address"
	LabelURN     = "clockwork.urn"
)

const ownPrefix = "clockwork."

// Labels are the author's labels and the ones that say whose it is.
func Labels(call schema.Call, author map[string]string) map[string]string {
	all := make(map[string]string, len(author)+4)
	for k, v := range author {
		all[k] = v
	}
	all[LabelProject] = call.Project
	all[LabelStack] = call.Stack
	all[LabelAddress] = call.Address.String()
	all[LabelURN] = call.URN
	return all
}

// Owned reports whether labels say: made for this project and stack.
func Owned(call schema.Call, labels map[string]string) bool {
	return labels[LabelProject] == call.Project && labels[LabelStack] == call.Stack && call.Project != ""
}

// Owner says in words who made what carries these labels.
func Owner(labels map[string]string) string {
	if p := labels[LabelProject]; p != "" {
		return fmt.Sprintf("%s of the clockwork project %q, stack %q", labels[LabelAddress], p, labels[LabelStack])
	}
	if p := labels["com.docker.compose.project"]; p != "" {
		return fmt.Sprintf("the Compose project %q", p)
	}
	return "something other than cw"
}

// OfStack filters a listing to what was made for the call's project and stack.
func OfStack(call schema.Call) client.Filters {
	return make(client.Filters).Add("label", LabelProject+"="+call.Project, LabelStack+"="+call.Stack)
}

// OfURN filters a listing to what was made for the call's resource.
func OfURN(call schema.Call) client.Filters {
	return make(client.Filters).Add("label", LabelURN+"="+call.URN)
}

// DefaultName is the name of what has none: the block's label, and for one of
// several its key: "api", "api-eu", "api-0".
func DefaultName(a schema.Address) string {
	if a.Key == "" {
		return a.Name
	}
	key := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.' || r == '-' {
			return r
		}
		return '-'
	}, strings.Trim(a.Key, `"`))
	return a.Name + "-" + key
}
