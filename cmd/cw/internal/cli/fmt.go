package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
	"github.com/clockwork-hcl/cw/complete/lock"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

func fmtCommand() *cli.Command {
	return &cli.Command{
		Name:      "fmt",
		Usage:     "bring files into the canonical form",
		ArgsUsage: "[FILE… | DIR… | -]",
		Description: `Rewrites *.cw.hcl, *.cwvars and *.cwtest.hcl files in Terraform's canonical
style: indentation, spaces, equals signs and comments in line, labels in quotes,
"${x}" as x. Comments stay where they are; formatting twice changes nothing.

A file with a syntax error is left alone and the others are formatted; the exit
code is 1 then. JSON files and clockwork.lock.hcl are never changed.

  cw fmt                   the files of this directory
  cw fmt -recursive        and of those below it, but for hidden ones
  cw fmt -check -diff      change nothing, show what would; exit 3 if anything
  cw fmt -write=false      name the files that would change
  cw fmt a.cw.hcl shop     a file, and the files of a directory
  cw fmt - <main.cw.hcl    filter standard input`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "check", Usage: "write nothing; exit 3 when a file differs"},
			&cli.BoolFlag{Name: "diff", Usage: "show differences as a unified diff"},
			&cli.BoolFlag{Name: "list", Usage: "name the files that differ", Value: true},
			&cli.BoolFlag{Name: "write", Usage: "write the files", Value: true},
			&cli.BoolFlag{Name: "recursive", Usage: "directories below as well"},
			&cli.StringFlag{Name: "stdin-filename", Usage: "the `NAME` that errors give to standard input", Value: "<stdin>"},
		},
		Action: formatFiles,
	}
}

func formatFiles(c *cli.Context) error {
	f := &formatter{c: c, streams: streamsOf(c), files: map[string]*hcl.File{}}
	args := c.Args().Slice()
	if slices.Contains(args, "-") {
		if len(args) > 1 {
			return errors.New("fmt - reads standard input alone; format files with another call")
		}
		return f.filter()
	}
	if len(args) == 0 {
		args = []string{"."}
	}
	paths := f.find(args)
	for i, result := range formatAll(paths) {
		f.report(paths[i], result)
	}
	return f.end()
}

// formatter collects what there is to say at the end.
type formatter struct {
	c       *cli.Context
	streams view.Streams
	files   map[string]*hcl.File
	diags   hcl.Diagnostics
	differ  bool
}

func (f *formatter) end() error {
	f.streams.Diagnostics(f.diags, f.files)
	switch {
	case f.diags.HasErrors():
		return exit(exitError)
	case f.differ && f.c.Bool("check"):
		return exit(exitFormat)
	}
	return nil
}

func (f *formatter) fail(code diag.Code, summary, detail string, args ...any) {
	f.diags = append(f.diags, diag.New(code, nil, summary, detail, args...))
}

// filter formats standard input to standard output, or only shows or tells
// whether it differs.
func (f *formatter) filter() error {
	text, err := io.ReadAll(f.streams.In)
	if err != nil {
		return fmt.Errorf("standard input can't be read: %s", reason(err))
	}
	name := f.c.String("stdin-filename")
	if hclspec.IsJSON(name) {
		return fmt.Errorf("%s is JSON, which cw fmt does not format", name)
	}
	formatted, diags := hclspec.FormatFile(name, text)
	f.diags, f.files[name] = diags, &hcl.File{Bytes: text}
	f.differ = !bytes.Equal(text, formatted)
	if diags.HasErrors() {
		return f.end()
	}
	switch {
	case f.c.Bool("diff"):
		err = writeAll(f.streams.Out, hclspec.Diff(name, text, formatted))
	case !f.c.Bool("check"):
		err = writeAll(f.streams.Out, formatted)
	}
	return errors.Join(err, f.end())
}

// find gives the files that the arguments stand for, each once.
func (f *formatter) find(args []string) []string {
	var found []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case err != nil:
			f.fail("CW0002", "File can't be read", "%s can't be read: %s.", arg, reason(err))
		case info.IsDir():
			found = append(found, f.inDirectory(arg)...)
		case f.formattable(arg):
			found = append(found, arg)
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(found, func(path string) bool {
		again := seen[filepath.Clean(path)]
		seen[filepath.Clean(path)] = true
		return again
	})
}

// inDirectory finds the files of a directory that a person named.
func (f *formatter) inDirectory(dir string) []string {
	before := len(f.diags)
	found := f.walk(dir, nil)
	if len(found) == 0 && len(f.diags) == before && !f.c.Bool("recursive") {
		f.fail("CW0001", "No configuration", "The directory %s has no files for cw fmt: none named %s.", dir, formattableNames())
	}
	return found
}

// walk appends the files of a directory in name order; hidden ones are others'.
func (f *formatter) walk(dir string, found []string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		f.fail("CW0002", "File can't be read", "The directory %s can't be read: %s.", dir, reason(err))
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			if f.c.Bool("recursive") {
				found = f.walk(path, found)
			}
		case hclspec.Formattable(e.Name()):
			found = append(found, path)
		}
	}
	return found
}

// formattable reports whether a file that a person named is to be formatted. The
// lock file, which *.hcl matches, is passed over.
func (f *formatter) formattable(path string) bool {
	name := filepath.Base(path)
	switch {
	case hclspec.Formattable(name):
		return true
	case hclspec.IsJSON(name):
		f.fail("CW0002", "File can't be formatted", "%s is JSON, which cw fmt leaves to other programs.", path)
	case name != lock.Name:
		f.fail("CW0002", "File can't be formatted", "%s is no file for cw fmt, which formats those named %s. Standard input may be any: cw fmt - <%s", path, formattableNames(), path)
	}
	return false
}

// formattableNames is *.a, *.b or *.c.
func formattableNames() string {
	names := make([]string, len(hclspec.FormattableSuffixes))
	for i, suffix := range hclspec.FormattableSuffixes {
		names[i] = "*" + suffix
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// formattedFile has the texts of a file that differs, or that has errors.
type formattedFile struct {
	before, after []byte
	diags         hcl.Diagnostics
}

// formatAll formats files side by side, and writes none.
func formatAll(paths []string) []formattedFile {
	results := make([]formattedFile, len(paths))
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, path := range paths {
		work.Go(func() error {
			before, after, diags := hclspec.FormatPath(path)
			if len(diags) > 0 || !bytes.Equal(before, after) {
				results[i] = formattedFile{before, after, diags}
			}
			return nil
		})
	}
	_ = work.Wait() // no error is returned to it
	return results
}

// report lists, shows and writes what became of a file.
func (f *formatter) report(path string, file formattedFile) {
	if len(file.diags) > 0 {
		f.diags = append(f.diags, file.diags...)
		f.files[path] = &hcl.File{Bytes: file.before}
		return
	}
	if bytes.Equal(file.before, file.after) {
		return
	}
	f.differ = true
	if f.c.Bool("list") {
		fmt.Fprintln(f.streams.Out, path)
	}
	if f.c.Bool("diff") {
		_ = writeAll(f.streams.Out, hclspec.Diff(path, file.before, file.after))
	}
	if f.c.Bool("write") && !f.c.Bool("check") {
		if err := replaceFile(path, file.after); err != nil {
			f.fail("CW0002", "File can't be written", "%s can't be written: %s. It is as it was.", path, reason(err))
		}
	}
}

// replaceFile replaces a file in one step, its mode kept, so that a crash leaves
// the old text or the new.
func replaceFile(path string, text []byte) error {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(text)
	err = errors.Join(err, temp.Chmod(info.Mode().Perm()), temp.Close())
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), target)
}
