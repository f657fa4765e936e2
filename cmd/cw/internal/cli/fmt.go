package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/urfave/cli/v2"

	"github.com/clockwork-hcl/cw/cmd/cw/internal/view"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
)

func fmtCommand() *cli.Command {
	return &cli.Command{
		Name:      "fmt",
		Usage:     "bring files into the canonical form",
		ArgsUsage: "[FILE… | DIR | -]",
		Description: `Rewrites *.cw.hcl files in Terraform's canonical style. Comments stay where they
are; formatting twice changes nothing. A file with a syntax error is left alone.

  cw fmt                   the files of this directory
  cw fmt -check -diff      change nothing, show what would; exit 3 if anything
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
	f := &formatter{c: c, streams: streamsOf(c)}
	if c.Args().First() == "-" {
		return f.filter()
	}
	paths, err := f.paths()
	if err != nil {
		return err
	}
	for _, path := range paths {
		f.file(path)
	}
	f.streams.Diagnostics(f.diags, f.files)
	switch {
	case f.diags.HasErrors():
		return exit(exitError)
	case f.differ && c.Bool("check"):
		return exit(exitFormat)
	}
	return nil
}

type formatter struct {
	c       *cli.Context
	streams view.Streams
	files   map[string]*hcl.File
	diags   hcl.Diagnostics
	differ  bool
}

// filter formats standard input to standard output.
func (f *formatter) filter() error {
	text, err := io.ReadAll(f.streams.In)
	if err != nil {
		return fmt.Errorf("standard input can't be read: %s", reason(err))
	}
	name := f.c.String("stdin-filename")
	formatted, diags := hclspec.FormatFile(name, text)
	if diags.HasErrors() {
		f.streams.Diagnostics(diags, map[string]*hcl.File{name: {Bytes: text}})
		return exit(exitError)
	}
	if f.c.Bool("diff") {
		return writeAll(f.streams.Out, hclspec.Diff(name, text, formatted))
	}
	if f.c.Bool("check") {
		if !bytes.Equal(text, formatted) {
			return exit(exitFormat)
		}
		return nil
	}
	return writeAll(f.streams.Out, formatted)
}

func (f *formatter) paths() ([]string, error) {
	args := f.c.Args().Slice()
	if len(args) == 0 {
		args = []string{"."}
	}
	var paths []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, fmt.Errorf("%s: %s", arg, reason(err))
		}
		if !info.IsDir() {
			paths = append(paths, arg)
			continue
		}
		found, err := f.inDirectory(arg)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 && !f.c.Bool("recursive") {
			return nil, fmt.Errorf("%s has no files named *.cw.hcl", arg)
		}
		paths = append(paths, found...)
	}
	return slices.Compact(paths), nil
}

func (f *formatter) inDirectory(dir string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("%s: %s", path, reason(err))
		}
		hidden := strings.HasPrefix(d.Name(), ".") && path != dir
		if d.IsDir() && path != dir && (hidden || !f.c.Bool("recursive")) {
			return fs.SkipDir
		}
		if !d.IsDir() && !hidden && strings.HasSuffix(d.Name(), ".cw.hcl") {
			paths = append(paths, path)
		}
		return nil
	})
	return paths, err
}

func (f *formatter) file(path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		f.diags = append(f.diags, diag.New("CW0002", nil, "File can't be read", "%s can't be read: %s.", path, reason(err)))
		return
	}
	formatted, diags := hclspec.FormatFile(path, text)
	if diags.HasErrors() {
		f.diags = append(f.diags, diags...)
		if f.files == nil {
			f.files = map[string]*hcl.File{}
		}
		f.files[path] = &hcl.File{Bytes: text}
		return
	}
	if bytes.Equal(text, formatted) {
		return
	}
	f.differ = true
	if f.c.Bool("list") {
		fmt.Fprintln(f.streams.Out, path)
	}
	if f.c.Bool("diff") {
		_ = writeAll(f.streams.Out, hclspec.Diff(path, text, formatted))
	}
	if f.c.Bool("write") && !f.c.Bool("check") {
		f.write(path, formatted)
	}
}

// write replaces a file in one step, its mode kept, so that a crash leaves the
// old text or the new.
func (f *formatter) write(path string, text []byte) {
	if err := replaceFile(path, text); err != nil {
		f.diags = append(f.diags, diag.New("CW0002", nil, "File can't be written", "%s can't be written: %s. It is as it was.", path, reason(err)))
	}
}

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
