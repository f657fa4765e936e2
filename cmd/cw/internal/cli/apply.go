package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

func applyCommand() *cli.Command {
	return &cli.Command{
		Name:      "apply",
		Usage:     "make it so, in dependency order, then check the assertions",
		ArgsUsage: "[DIR]",
		Description: `Shows the plan, asks (on a terminal, unless --yes), deploys in dependency order and
checks the assertions. What was completed is kept in clockwork.lock.hcl. A failed
resource stops those that need it, not the others; what succeeded is kept, and
the next apply goes on from there.

  cw apply
  cw apply --yes --var port=8081
  cw apply --target docker_container.db`,
		Flags:  concat(deployFlags(), []cli.Flag{yesFlag(), &cli.BoolFlag{Name: "json", Usage: "a stream of events, one JSON object a line"}}),
		Action: apply,
	}
}

func yesFlag() cli.Flag {
	return &cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask"}
}

func apply(c *cli.Context) error {
	ctx, force, stop := interruptible(streamsOf(c))
	defer stop()
	p, result, shown, err := prepare(ctx, c)
	if err != nil {
		return err
	}
	if len(result.Failed) > 0 || result.Interrupted {
		return p.planned(c, result, shown)
	}
	if !c.Bool("json") {
		p.streams.Plan(shown)
	}
	if shown.Count().Changes() || result.Records {
		if result, err = p.up(ctx, c, force, shown); err != nil {
			return err
		}
	}
	if err := p.finished(result); err != nil {
		return err
	}
	return p.check(ctx, c, resultResources(result), c.Bool("json"))
}

// up deploys, with the person's consent.
func (p *project) up(ctx context.Context, c *cli.Context, force <-chan struct{}, shown view.Plan) (*engine.Result, error) {
	if shown.Count().Changes() {
		if err := p.consent(ctx, c, "Deploy this?"); err != nil {
			return nil, err
		}
	}
	p.warnPassphrase()
	progress := view.NewProgress(p.streams, kinds.All(), c.Bool("json"))
	request, err := p.request(progress.Event)
	if err != nil {
		return nil, err
	}
	request.Force = force
	result, err := p.stack.Engine.Up(ctx, request)
	progress.Close()
	if err != nil {
		if result != nil {
			p.failures(result)
		}
		return nil, p.fail(err)
	}
	if !c.Bool("json") {
		p.streams.Applied(p.plan(result.Steps, p.values), result)
	}
	return result, nil
}

func (p *project) finished(result *engine.Result) error {
	switch {
	case result.Interrupted:
		fmt.Fprintln(p.streams.Err, "Interrupted. What was done is saved; run cw apply again to go on.")
		return exit(exitInterrupted)
	case len(result.Failed) > 0:
		p.failures(result)
		return exit(exitError)
	}
	return nil
}

// consent asks on a terminal; without one, to have started cw is consent. The
// error is what the command ends with when the answer is no, or an interruption.
func (p *project) consent(ctx context.Context, c *cli.Context, question string) error {
	if c.Bool("yes") || !view.IsTerminal(p.streams.In) || !view.IsTerminal(p.streams.Out) {
		return nil
	}
	fmt.Fprintf(p.streams.Out, "%s Only yes is taken as yes: ", question)
	answers := make(chan string, 1)
	go func() {
		// An end of input is an answer too: an empty one.
		answer, _ := bufio.NewReader(p.streams.In).ReadString('\n')
		answers <- strings.TrimSpace(answer)
	}()
	select {
	case <-ctx.Done():
		return exit(exitInterrupted)
	case answer := <-answers:
		if answer == "yes" {
			return nil
		}
	}
	fmt.Fprintln(p.streams.Out, "Nothing was changed.")
	return exit(exitError)
}

// warnPassphrase says once that real secrets are kept under a passphrase that
// everybody knows.
func (p *project) warnPassphrase() {
	if len(p.values.Secrets) > 0 && p.settings.PublicPassphrase {
		fmt.Fprintln(p.streams.Err, "Warning: secrets are encrypted with the public default passphrase. Set CW_PULUMI_CONFIG_PASSPHRASE before this holds anything that matters.")
	}
}
