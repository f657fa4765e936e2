// Command cw deploys what .cw.hcl files describe. It only hands over to
// internal/cli.
package main

import (
	"os"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/cli"
)

func main() { os.Exit(cli.Main()) }
