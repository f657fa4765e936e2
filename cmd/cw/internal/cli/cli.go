// Package cli is the command line: arguments to pipeline to view, one file per
// subcommand.
//
// It decides nothing about resources and prints nothing itself beyond what
// internal/view renders.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
)

// The exit codes; docs/exit-codes.md has the table.
const (
	exitDone        = 0
	exitError       = 1
	exitChanges     = 2
	exitFormat      = 3
	exitAssertions  = 4
	exitLock        = 5
	exitStateLocked = 6
	exitInterrupted = 130
)

// exit ends a command with a code; what there was to say has been said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// Main runs the command line of this process and gives its exit code.
func Main() int {
	return run(os.Args, view.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}

func run(args []string, streams view.Streams) int {
	app := newApp(streams)
	err := app.Run(arrange(app, args))
	var code exit
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &code):
		return int(code)
	}
	fmt.Fprintf(streams.Err, "Error: %v\n", err)
	return exitError
}

func newApp(streams view.Streams) *cli.App {
	app := &cli.App{
		// A comma in --var belongs to the value.
		DisableSliceFlagSeparator: true,
		Name:                      "cw",
		Usage:                     "deploy what .cw.hcl files describe, completed, locked and checked",
		UsageText:                 "cw [--chdir DIR] COMMAND [DIR] [options]",
		Description:               appHelp,
		HideVersion:               true,
		EnableBashCompletion:      true,
		Writer:                    streams.Out,
		ErrWriter:                 streams.Err,
		ExitErrHandler:            func(*cli.Context, error) {},
		Metadata:                  map[string]any{"streams": streams},
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "chdir", Usage: "work in `DIR`, as if cw had been started there"},
			&cli.BoolFlag{Name: "no-color", Usage: "plain text (as NO_COLOR does)"},
			&cli.StringFlag{Name: "log-level", Usage: "show messages from `LEVEL` up: DEBUG, INFO, WARN or ERROR", EnvVars: []string{"CW_LOG_LEVEL"}, Value: "INFO"},
		},
		Before: before,
		Commands: []*cli.Command{
			applyCommand(), planCommand(), assertCommand(), destroyCommand(), completeCommand(),
			fmtCommand(), validateCommand(), graphCommand(), showCommand(), outputCommand(),
			explainCommand(), docsCommand(), schemaCommand(), versionCommand(),
		},
		Action: noCommand,
		OnUsageError: func(c *cli.Context, err error, _ bool) error {
			return usage(err)
		},
	}
	for _, c := range app.Commands {
		c.OnUsageError = func(c *cli.Context, err error, _ bool) error { return usage(err) }
	}
	return app
}

const appHelp = `cw reads all *.cw.hcl files of a directory, fills what nobody set (lock file,
derived connections, catalogue of known images, a language model as last
resort), deploys the result in dependency order and checks the assertions.

  cw validate              is it right? offline, in milliseconds
  cw plan                  what would change, and who chose each value
  cw apply                 make it so, then check the assertions
  cw assert                check them again
  cw destroy               take it all down

Exit codes: 0 done, 1 error, 2 changes (plan -detailed-exitcode), 3 formatting
differs, 4 assertions failed, 5 lock missing or stale, 6 state locked,
130 interrupted.`

func usage(err error) error {
	return fmt.Errorf("%w. See cw --help", err)
}

func noCommand(c *cli.Context) error {
	if c.Args().Len() == 0 {
		return cli.ShowAppHelp(c)
	}
	names := []string{}
	for _, command := range c.App.Commands {
		names = append(names, command.Name)
	}
	return fmt.Errorf("there is no command %q%s", c.Args().First(), suggestion(c.Args().First(), names))
}

// before checks --log-level and applies --chdir.
func before(c *cli.Context) error {
	if level := strings.ToUpper(c.String("log-level")); !slices.Contains(view.Levels, level) {
		return fmt.Errorf("the log level %q is not known; it is one of %s", level, strings.Join(view.Levels, ", "))
	}
	if dir := c.String("chdir"); dir != "" {
		if err := os.Chdir(dir); err != nil {
			return fmt.Errorf("--chdir %s: %s", dir, reason(err))
		}
	}
	return nil
}

// reason is an operating system error without Go's operation and path.
func reason(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// arrange puts a command's options before its arguments, so that both orders
// work: cw apply DIR --yes, cw apply --yes DIR.
func arrange(app *cli.App, args []string) []string {
	at := commandIndex(app, args)
	if at < 0 {
		return args
	}
	command := app.Command(args[at])
	var options, rest []string
	tail := args[at+1:]
	for i := 0; i < len(tail); i++ {
		arg := tail[i]
		if arg == "--" {
			rest = append(rest, tail[i:]...)
			break
		}
		if !strings.HasPrefix(arg, "-") || arg == "-" {
			rest = append(rest, arg)
			continue
		}
		options = append(options, arg)
		if takesValue(command.Flags, arg) && i+1 < len(tail) {
			i++
			options = append(options, tail[i])
		}
	}
	return append(append(append([]string{}, args[:at+1]...), options...), rest...)
}

func commandIndex(app *cli.App, args []string) int {
	for i := 1; i < len(args); i++ {
		if strings.HasPrefix(args[i], "-") {
			if takesValue(app.Flags, args[i]) {
				i++
			}
			continue
		}
		if app.Command(args[i]) != nil {
			return i
		}
		return -1
	}
	return -1
}

// takesValue reports whether an option's value is the next argument.
func takesValue(flags []cli.Flag, arg string) bool {
	name := strings.TrimLeft(arg, "-")
	if strings.Contains(name, "=") {
		return false
	}
	for _, f := range flags {
		for _, n := range f.Names() {
			if n == name {
				_, isBool := f.(*cli.BoolFlag)
				return !isBool
			}
		}
	}
	return false
}

// streamsOf gives the command's streams, colour decided.
func streamsOf(c *cli.Context) view.Streams {
	s := c.App.Metadata["streams"].(view.Streams)
	s.Color = !c.Bool("no-color") && view.WantsColor(s.Out)
	s.Level = strings.ToUpper(c.String("log-level"))
	return s
}

// directory is the configuration directory a command was given.
func directory(c *cli.Context) (string, error) {
	if c.Args().Len() > 1 {
		return "", fmt.Errorf("%s takes one directory, but was given %s", c.Command.Name, strings.Join(c.Args().Slice(), " "))
	}
	dir := c.Args().First()
	if dir == "" {
		dir = "."
	}
	return filepath.Abs(dir)
}

func writeAll(w io.Writer, text []byte) error {
	_, err := w.Write(text)
	return err
}
