package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// contentLimit is how much of a file is searched, in bytes.
const contentLimit = 16 << 20

const pathDoc = "Which one: for a file the file itself where absent, else relative to the configuration directory; for a git_repo relative to the checkout."

func pathAttribute(example string) schema.Attribute {
	return schema.Attribute{Name: "path", Doc: pathDoc, Type: cty.String, Check: checkPath, Example: example}
}

// FileExists looks for a regular file.
var FileExists = schema.Probe{
	Name:       "file_exists",
	Doc:        "Checks that a file is there and is a regular file.",
	Attributes: []schema.Attribute{pathAttribute(`"README.md"`)},
	Run: func(_ context.Context, in schema.ProbeInput) schema.Evidence {
		return onFile(in, "to be a file", func(_ string, info fs.FileInfo) (bool, string) {
			return true, fmt.Sprintf("a file of %d bytes", info.Size())
		})
	},
}

// FileContentMatches searches a file.
var FileContentMatches = schema.Probe{
	Name: "file_content_matches",
	Doc:  "Checks that a regular expression matches somewhere in a file (in its first 16 MiB).",
	Attributes: []schema.Attribute{
		{Name: "pattern", Doc: "The regular expression; (?m) makes ^ and $ match at lines.", Type: cty.String, Fill: schema.FillNeeded, Check: checkPattern, Example: `"(?m)^server_name "`},
		pathAttribute(`"etc/nginx.conf"`),
	},
	Run: runFileContentMatches,
}

// FilePermissions compares a file's mode.
var FilePermissions = schema.Probe{
	Name: "file_permissions",
	Doc:  "Checks the permission bits of a file.",
	Attributes: []schema.Attribute{
		{Name: "mode", Doc: "The mode that it must have, octal.", Type: cty.String, Fill: schema.FillNeeded, Check: checkPermissions, Example: `"600"`},
		pathAttribute(`"bin/run.sh"`),
	},
	Run: runFilePermissions,
}

// FileSize compares a file's size.
var FileSize = schema.Probe{
	Name: "file_size",
	Doc:  "Checks the size of a file, in bytes. Without `min` and `max` it must not be empty.",
	Attributes: []schema.Attribute{
		{Name: "min", Doc: "The least number of bytes.", Type: cty.Number, Check: checkSize, Example: `1`},
		{Name: "max", Doc: "The greatest number of bytes.", Type: cty.Number, Check: checkSize, Example: `1048576`},
		pathAttribute(`"dist/app.js"`),
	},
	Validate: func(args map[string]cty.Value) []schema.Problem {
		low, hasLow := number(args, "min")
		high, hasHigh := number(args, "max")
		if !hasLow || !hasHigh || low <= high {
			return nil
		}
		return []schema.Problem{{Path: "max", Summary: "Bad size", Detail: fmt.Sprintf("No file has at least %d and at most %d bytes. Swap min and max.", low, high)}}
	},
	Run: runFileSize,
}

// DirectoryExists looks for a directory.
var DirectoryExists = schema.Probe{
	Name:       "directory_exists",
	Doc:        "Checks that a directory is there. For a file without `path` it is the directory that the file is in.",
	Attributes: []schema.Attribute{pathAttribute(`"migrations"`)},
	Run:        runDirectoryExists,
}

// onFile judges a regular file; what it is expected to be completes
// "expected PATH …".
func onFile(in schema.ProbeInput, toBe string, judge func(path string, info fs.FileInfo) (bool, string)) schema.Evidence {
	path := place(in)
	expected := path + " " + toBe
	if path == "" {
		return pathless()
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return failed(expected, fileTrouble(err))
	case info.IsDir():
		return failed(expected, "a directory")
	case !info.Mode().IsRegular():
		return failed(expected, "something that is neither file nor directory")
	}
	ok, seen := judge(path, info)
	return schema.Evidence{OK: ok, Expected: expected, Seen: seen}
}

func pathless() schema.Evidence {
	return failed("a path", "none: this resource has none of its own, so the assertion needs path")
}

// place is the path that an assertion means, or "".
func place(in schema.ProbeInput) string {
	own, path := text(in.Self, "absolute_path"), text(in.Args, "path")
	switch {
	case path == "":
		return own
	case filepath.IsAbs(path):
		return filepath.Clean(path)
	case own != "" && in.Address.Type != "file":
		return filepath.Join(own, path)
	}
	return filepath.Join(in.Dir, path)
}

func fileTrouble(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "nothing there"
	case errors.Is(err, fs.ErrPermission):
		return "something that this user may not read"
	}
	return innermost(err).Error()
}

func runFileContentMatches(_ context.Context, in schema.ProbeInput) schema.Evidence {
	pattern := text(in.Args, "pattern")
	re, err := regexp.Compile(pattern)
	if err != nil {
		return failed("a regular expression", fmt.Sprintf("%q", pattern))
	}
	return onFile(in, "to match /"+pattern+"/", func(path string, _ fs.FileInfo) (bool, string) {
		content, err := readStart(path)
		switch {
		case err != nil:
			return false, fileTrouble(err)
		case re.Match(content):
			return true, "a match"
		case len(content) == 0:
			return false, "an empty file"
		case hasOwnSecret(in):
			return false, fmt.Sprintf("no match in %d bytes that are not shown, since they are sensitive", len(content))
		}
		return false, "no match in: " + Excerpt(string(content))
	})
}

func hasOwnSecret(in schema.ProbeInput) bool {
	v, ok := in.Self["sensitive_content"]
	return ok && v != cty.NilVal && !v.IsNull()
}

func readStart(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, contentLimit))
}

func runFilePermissions(_ context.Context, in schema.ProbeInput) schema.Evidence {
	want, err := notation.FileMode(text(in.Args, "mode"))
	if err != nil {
		return failed("a file mode", err.Error())
	}
	return onFile(in, fmt.Sprintf("to have mode %03o", want), func(_ string, info fs.FileInfo) (bool, string) {
		got := info.Mode().Perm()
		return uint32(got) == want, fmt.Sprintf("mode %03o", got)
	})
}

func runFileSize(_ context.Context, in schema.ProbeInput) schema.Evidence {
	low, hasLow := number(in.Args, "min")
	high, hasHigh := number(in.Args, "max")
	if !hasLow && !hasHigh {
		low = 1
	}
	toBe := fmt.Sprintf("to have at least %d bytes", low)
	if hasHigh {
		toBe = fmt.Sprintf("to have from %d to %d bytes", low, high)
	}
	return onFile(in, toBe, func(_ string, info fs.FileInfo) (bool, string) {
		n := info.Size()
		return n >= low && (!hasHigh || n <= high), fmt.Sprintf("%d bytes", n)
	})
}

func runDirectoryExists(_ context.Context, in schema.ProbeInput) schema.Evidence {
	path := place(in)
	if path == "" {
		return pathless()
	}
	if text(in.Args, "path") == "" && in.Address.Type == "file" {
		path = filepath.Dir(path)
	}
	expected := path + " to be a directory"
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return failed(expected, fileTrouble(err))
	case !info.IsDir():
		return failed(expected, "something that is not a directory")
	}
	return held(expected, "a directory")
}
