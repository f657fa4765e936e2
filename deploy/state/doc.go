// Package state keeps what a stack deployed, in Pulumi's own layout and format,
// so that the pulumi CLI can take over a stack of ours and we one of its.
//
// A Store is one stack in one directory. Load reads it, Lock keeps others away,
// Begin opens a Journal, and the Journal takes each step as it happens: durable
// before the method returns, encrypted where it is secret. Commit folds the
// journal into the checkpoint in one atomic step; a run that dies before leaves
// the journal, and the next Load reads it as part of the state.
//
// On disk, below the directory of Options.URL:
//
//	.pulumi/meta.yaml
//	.pulumi/stacks/<project>/<stack>.json          the checkpoint
//	.pulumi/stacks/<project>/<stack>.json.bak      the one before
//	.pulumi/stacks/<project>/<stack>.journal       a run under way, or dead (ours only)
//	.pulumi/backups/<project>/<stack>/             the pulumi CLI's backups
//	.pulumi/history/<project>/<stack>/<stack>-<nanos>.{history,checkpoint}.json
//	.pulumi/locks/organization/<project>/<stack>/<uuid>.json
//
// The package decides nothing about a deployment: it neither compares, orders
// operations nor talks to providers. It serves file:// only; other backends are
// the pulumi CLI's.
package state
