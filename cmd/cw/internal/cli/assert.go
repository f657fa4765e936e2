package cli

import (
	"context"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/urfave/cli/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/assert"
	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

func assertCommand() *cli.Command {
	return &cli.Command{
		Name:      "assert",
		Usage:     "check all assertions of what is deployed",
		ArgsUsage: "[DIR]",
		Description: `Runs every assertion of the deployed resources, in parallel, each until it holds or
its timeout is over. Exit 4 when one does not hold.

  cw assert
  cw assert --json`,
		Flags:  concat([]cli.Flag{stackFlag(), &cli.BoolFlag{Name: "json", Usage: "one JSON object a line"}}, variableFlags(), backendFlags(), completionFlags()),
		Action: assertDeployed,
	}
}

func assertDeployed(c *cli.Context) error {
	ctx, _, stop := interruptible(streamsOf(c))
	defer stop()
	p, err := openComplete(ctx, c)
	if err != nil {
		return err
	}
	deployed, err := p.stack.Deployed()
	if err != nil {
		return p.fail(err)
	}
	if len(deployed) == 0 {
		return fmt.Errorf("nothing of %s (%s) is deployed; run cw apply first", p.settings.Project, p.settings.Stack)
	}
	return p.check(ctx, c, deployed, c.Bool("json"))
}

// check runs the assertions of what is deployed.
func (p *project) check(ctx context.Context, c *cli.Context, deployed []engine.Deployed, asJSON bool) error {
	outputs, states := deployedOutputs(deployed, kinds.All())
	assertions, diags := p.values.Assertions(outputs)
	if err := p.report(diags); err != nil {
		return err
	}
	if len(assertions) == 0 {
		return nil
	}
	checks := make([]assert.Check, len(assertions))
	for i, a := range assertions {
		checks[i] = p.checkOf(a, states[a.Address])
	}
	results := assert.Run(ctx, checks, assert.Options{})
	if asJSON {
		p.streams.AssertionsJSON(results)
	} else {
		p.streams.Assertions(results)
	}
	if ctx.Err() != nil {
		return exit(exitInterrupted)
	}
	for _, r := range results {
		if !r.OK {
			p.reportFailed(results, asJSON)
			return exit(exitAssertions)
		}
	}
	return nil
}

func (p *project) checkOf(a resolve.Assertion, state schema.State) assert.Check {
	config := p.dockerConfig("")
	if n := p.graph.Node(a.Address); n != nil {
		config = p.dockerConfig(n.Provider)
	}
	check := assert.Check{
		Address: a.Address, Owner: a.Owner, Kind: a.Kind, Index: a.Index, Range: a.Range, Timeout: a.Timeout, Interval: a.Interval,
		Probe: a.Probe, Redact: sensitiveTexts(a),
		Input: schema.ProbeInput{
			Address: a.Address, Self: bare(a.Self), Args: bare(a.Args), State: state, Config: config, Dir: p.config.Dir,
		},
	}
	if a.Kind == resolve.ConditionKind {
		check.Condition = func() (bool, string) { return conditionHolds(a) }
	}
	return check
}

// conditionHolds judges an evaluated condition and gives the author's message.
func conditionHolds(a resolve.Assertion) (bool, string) {
	value, _ := a.Args["condition"].Unmark()
	message := "the condition is false"
	if text, _ := a.Args["error_message"].Unmark(); text.IsKnown() && !text.IsNull() {
		message = text.AsString()
	}
	return value.IsKnown() && !value.IsNull() && value.True(), message
}

func bare(values map[string]cty.Value) map[string]cty.Value {
	out := make(map[string]cty.Value, len(values))
	for name, v := range values {
		out[name], _ = v.UnmarkDeep()
	}
	return out
}

// sensitiveTexts are the strings that must not appear in what an assertion
// tells.
func sensitiveTexts(a resolve.Assertion) []string {
	var texts []string
	for _, values := range []map[string]cty.Value{a.Self, a.Args} {
		for _, v := range values {
			if !schema.IsSensitive(v) {
				continue
			}
			_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
				v, _ = v.Unmark()
				if v.Type() == cty.String && v.IsKnown() && !v.IsNull() && v.AsString() != "" {
					texts = append(texts, v.AsString())
				}
				return true, nil
			})
		}
	}
	return texts
}

// reportFailed shows each failed assertion at its place in the file.
func (p *project) reportFailed(results []assert.Result, asJSON bool) {
	if asJSON {
		return
	}
	var diags hcl.Diagnostics
	for _, r := range results {
		if r.OK {
			continue
		}
		diags = append(diags, diag.At(diag.New("CW0602", r.Check.Range.Ptr(), "Assertion failed",
			"%s: %s.", r.Check.Owner, r.Message()), r.Check.Owner))
	}
	p.streams.Diagnostics(diags, p.config.Files)
}
