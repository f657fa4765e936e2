package cli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// version is set at link time (-X); a build without it says what Go recorded.
var version string

// Version is cw's version, without a leading v.
func Version() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "0.0.0-dev"
}

func versionCommand() *cli.Command {
	return &cli.Command{
		Name:  "version",
		Usage: "say which cw this is",
		Description: `Prints the version; with --json also Go's and the platform's, for bug reports. It
never prints a setting.

  cw version
  cw version --json`,
		Flags: []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "one JSON object"}},
		Action: func(c *cli.Context) error {
			out := streamsOf(c).Out
			if !c.Bool("json") {
				_, err := fmt.Fprintln(out, "cw "+Version())
				return err
			}
			text, err := json.MarshalIndent(map[string]string{
				"version": Version(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH,
			}, "", "  ")
			if err != nil {
				return err
			}
			return writeAll(out, append(text, '\n'))
		},
	}
}
