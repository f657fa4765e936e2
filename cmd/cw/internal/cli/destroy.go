package cli

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
	"github.com/clockwork-hcl/cw/deploy/engine"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/schema/kinds"
)

func destroyCommand() *cli.Command {
	return &cli.Command{
		Name:      "destroy",
		Usage:     "take down what the state owns, in reverse order",
		ArgsUsage: "[DIR]",
		Description: `Removes every resource that the state owns, those that depend on others first, and
then the state itself. With --keep-files, files and git checkouts stay where they
are and are listed.

  cw destroy --yes
  cw destroy --dry-run
  cw destroy --keep-files`,
		Flags: concat([]cli.Flag{
			stackFlag(), yesFlag(),
			&cli.BoolFlag{Name: "dry-run", Usage: "show what would be removed"},
			&cli.BoolFlag{Name: "keep-files", Usage: "leave files and git checkouts where they are"},
			&cli.StringSliceFlag{Name: "target", Usage: "only `ADDRESS` and what needs it; may be repeated"},
			&cli.BoolFlag{Name: "json", Usage: "a stream of events, one JSON object a line"},
			&cli.IntFlag{Name: "parallelism", Usage: "at most `N` resources at once (default 16)"},
			&cli.StringFlag{Name: "env-file", Usage: "read settings from `FILE` instead of .env"},
		}, backendFlags()),
		Action: destroy,
	}
}

func destroy(c *cli.Context) error {
	ctx, force, stop := interruptible(streamsOf(c))
	defer stop()
	dir, err := directory(c)
	if err != nil {
		return err
	}
	p, err := openLeniently(c, dir)
	if err != nil {
		return err
	}
	request, err := p.request(nil)
	if err != nil {
		return err
	}
	request.Keep = keptTokens(c.Bool("keep-files"))
	request.PreviewOnly = true
	shown, err := p.stack.Engine.Destroy(ctx, request)
	if err != nil {
		return p.fail(err)
	}
	if len(shown.Failed) > 0 {
		p.failures(shown)
		return exit(exitError)
	}
	plan := p.plan(shown.Steps, nil)
	if len(shown.Steps) == 0 {
		fmt.Fprintf(p.streams.Out, "Nothing of %s (%s) is deployed.\n", p.settings.Project, p.settings.Stack)
		return p.clear(ctx, request)
	}
	if !c.Bool("json") {
		p.streams.Plan(plan)
	}
	if c.Bool("dry-run") {
		return nil
	}
	if err := p.consent(ctx, c, "Destroy this?"); err != nil {
		return err
	}
	progress := view.NewProgress(p.streams, kinds.All(), c.Bool("json"))
	request.PreviewOnly, request.Force, request.Events = false, force, progress.Event
	result, err := p.stack.Engine.Destroy(ctx, request)
	progress.Close()
	if err != nil {
		return p.fail(err)
	}
	return p.destroyed(c, result)
}

func (p *project) destroyed(c *cli.Context, result *engine.Result) error {
	if !c.Bool("json") {
		p.streams.Destroyed(p.plan(result.Steps, nil))
	}
	if err := p.finished(result); err != nil {
		return err
	}
	return p.removeEmptyState()
}

// clear takes out of the state what a first apply that failed left there: the
// engine's own records, none of which anybody sees.
func (p *project) clear(ctx context.Context, request engine.Request) error {
	deployed, err := p.stack.Deployed()
	if err != nil {
		return p.fail(err)
	}
	if len(deployed) > 0 {
		request.PreviewOnly = false
		if _, err := p.stack.Engine.Destroy(ctx, request); err != nil {
			return p.fail(err)
		}
	}
	return p.removeEmptyState()
}

// removeEmptyState leaves the directory as it was before the first apply.
func (p *project) removeEmptyState() error {
	deployed, err := p.stack.Deployed()
	if err != nil {
		return p.fail(err)
	}
	for _, d := range deployed {
		if _, ok := kinds.All().AddressOf(d.URN); ok {
			return nil
		}
	}
	unlock, err := p.stack.Store.Lock("destroy")
	if err != nil {
		return p.fail(err)
	}
	err = p.stack.Store.Remove()
	if unlockErr := unlock(); err == nil {
		err = unlockErr
	}
	return err
}

func keptTokens(keep bool) []string {
	if !keep {
		return nil
	}
	return []string{kinds.All().Kind("file").Token, kinds.All().Kind("git_repo").Token}
}

// openLeniently needs of the configuration only what names the stack: one that
// no longer parses can still be taken down.
func openLeniently(c *cli.Context, dir string) (*project, error) {
	p := &project{c: c, streams: streamsOf(c)}
	cfg, diags := hclspec.Load(dir)
	if cfg == nil || cfg.Settings == nil || len(cfg.Files) == 0 {
		return nil, p.report(diags)
	}
	p.config = cfg
	p.settings, diags = readSettings(c, dir, cfg)
	if err := p.report(diags); err != nil {
		return nil, err
	}
	return p, p.openStack()
}
