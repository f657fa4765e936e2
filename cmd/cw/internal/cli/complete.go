package cli

import (
	"github.com/urfave/cli/v2"
)

func completeCommand() *cli.Command {
	return &cli.Command{
		Name:      "complete",
		Usage:     "fill what nobody set and write the lock file, without deploying",
		ArgsUsage: "[DIR]",
		Description: `Fills every open value (lock, derived connections, catalogue, model) and writes
clockwork.lock.hcl, for review and commit. Nothing is deployed.

  cw complete
  cw complete --completer catalog      never ask a model
  cw complete --locked                 only check that the lock is whole`,
		Flags:  concat([]cli.Flag{stackFlag()}, variableFlags(), backendFlags(), completionFlags()),
		Action: completeConfiguration,
	}
}

func completeConfiguration(c *cli.Context) error {
	ctx, _, stop := interruptible(streamsOf(c))
	defer stop()
	p, err := openComplete(ctx, c)
	if err != nil {
		return err
	}
	if err := p.saveLock(); err != nil {
		return err
	}
	p.streams.Completed(p.values, p.result.LockChanged)
	return nil
}
