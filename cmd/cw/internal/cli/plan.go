package cli

import (
	"context"

	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

func planCommand() *cli.Command {
	return &cli.Command{
		Name:      "plan",
		Usage:     "show what apply would change, and who chose each value",
		ArgsUsage: "[DIR]",
		Description: `Compares the configuration with the state and the world, and shows each change
attribute by attribute, with who chose the value and why something is replaced.
Nothing is changed; values that had to be completed are kept in
clockwork.lock.hcl, so that apply uses the same ones.

  cw plan
  cw plan -detailed-exitcode      exit 2 when there are changes
  cw plan --json | jq .summary`,
		Flags:  concat(deployFlags(), []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "one JSON object"}, &cli.BoolFlag{Name: "detailed-exitcode", Usage: "exit 2 when there are changes"}}),
		Action: plan,
	}
}

// deployFlags are those of every command that runs the pipeline to its end.
func deployFlags() []cli.Flag {
	return concat([]cli.Flag{
		stackFlag(),
		&cli.StringSliceFlag{Name: "target", Usage: "only `ADDRESS` and what it needs; may be repeated"},
		&cli.BoolFlag{Name: "refresh", Usage: "look at the world first", Value: true},
		&cli.IntFlag{Name: "parallelism", Usage: "at most `N` resources at once (default 16)"},
	}, variableFlags(), backendFlags(), completionFlags())
}

func concat(lists ...[]cli.Flag) []cli.Flag {
	var all []cli.Flag
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

func plan(c *cli.Context) error {
	ctx, _, stop := interruptible(streamsOf(c))
	defer stop()
	p, result, shown, err := prepare(ctx, c)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		if err := p.streams.PlanJSON(shown); err != nil {
			return err
		}
	} else {
		p.streams.Plan(shown)
	}
	return p.planned(c, result, shown)
}

// prepare takes a configuration as far as its plan. What was completed is kept
// once nothing stands against deploying it.
func prepare(ctx context.Context, c *cli.Context) (*project, *engine.Result, view.Plan, error) {
	p, err := open(ctx, c)
	if err != nil {
		return nil, nil, view.Plan{}, err
	}
	if err := p.ready(ctx); err != nil {
		return nil, nil, view.Plan{}, err
	}
	result, shown, err := p.preview(ctx)
	if err == nil && len(result.Failed) == 0 && !result.Interrupted {
		err = p.obtainable(ctx, result.Steps)
		if err == nil {
			err = p.saveLock()
		}
	}
	return p, result, shown, err
}

// planned ends a command at its plan.
func (p *project) planned(c *cli.Context, result *engine.Result, shown view.Plan) error {
	switch {
	case len(result.Failed) > 0:
		p.failures(result)
		return exit(exitError)
	case result.Interrupted:
		return exit(exitInterrupted)
	case c.Bool("detailed-exitcode") && shown.Count().Changes():
		return exit(exitChanges)
	}
	return nil
}

// preview asks the engine what it would do.
func (p *project) preview(ctx context.Context) (*engine.Result, view.Plan, error) {
	var logged []engine.Event
	request, err := p.request(func(e engine.Event) {
		if e.Kind == engine.EventLog {
			logged = append(logged, e)
		}
	})
	if err != nil {
		return nil, view.Plan{}, err
	}
	result, err := p.stack.Engine.Preview(ctx, request)
	if err != nil {
		return nil, view.Plan{}, p.fail(err)
	}
	p.streams.Logged(logged)
	return result, p.plan(result.Steps, p.values), nil
}

func (p *project) plan(steps []engine.Step, values *resolve.Values) view.Plan {
	return view.Plan{Project: p.settings.Project, Stack: p.settings.Stack, Steps: steps, Values: values, Kinds: kinds.All()}
}
