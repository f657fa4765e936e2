// Package file is the row of the resource type file: one file of the host.
//
// It leaves directories alone but for those that it had to make on the way to
// the file, and it never follows or replaces a symbolic link at the file's
// place.
package file

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
	"github.com/clockwork-hcl/cw/schema/kinds/probe"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// Kind is the row.
var Kind = &schema.Kind{
	Name: "file",
	Doc: "Writes a file.\n\n" +
		"The content is written here (`content`, `sensitive_content`) or copied from another file (`source`). " +
		"The file is replaced as a whole, so nobody ever reads half of it. A file that is there already and has another content is not overwritten: " +
		"the apply fails and says so. Directories on the way are made, and taken away again by destroy when nothing else is in them.",
	Version: 1,
	Token:   "clockwork:index:File",
	PathID:  true,
	Attributes: []schema.Attribute{
		{
			Name: "content", Doc: "The whole text of the file.",
			Type: cty.String, Fill: schema.FillNeeded, Unless: []string{"source", "sensitive_content"},
			Example: `"server { listen 80; }\n"`,
		},
		{
			Name: "name", Doc: "The file's name in the directory, without any directory of its own. Default: the block's label.",
			Type: cty.String, DefaultFrom: "label", Fill: schema.FillOptional, Replaces: true, Check: checkName,
			Example: `"nginx.conf"`,
		},
		{
			Name: "directory", Doc: "The directory that the file is in, relative to the configuration directory.",
			Type: cty.String, Default: cty.StringVal("."), Fill: schema.FillOptional, Replaces: true, Path: true, Check: checkPath,
			Example: `"conf/nginx"`,
		},
		{
			Name: "mode", Doc: "The permission bits in octal: owner, group, others.",
			Type: cty.String, Default: cty.StringVal("644"), Fill: schema.FillOptional, Check: checkMode,
			Example: `"600"`,
		},
		{
			Name: "source", Doc: "A file to copy instead of writing content, relative to the configuration directory.",
			Type: cty.String, Path: true, Check: checkPath,
			Example: `"templates/site.conf"`,
		},
		{
			Name: "path", Doc: "The whole path of the file, relative to the configuration directory; it wins over directory and name.",
			Type: cty.String, Replaces: true, Path: true, Check: checkFilePath,
			Example: `"conf/nginx/nginx.conf"`,
		},
		{
			Name: "executable", Doc: "Whoever may read the file may also execute it.",
			Type: cty.Bool, Default: cty.False,
			Example: `true`,
		},
		{
			Name: "sensitive_content", Doc: "As content, but kept secret: encrypted in the state, shown nowhere.",
			Type: cty.String, Sensitive: true,
			Example: `"password = hunter2\n"`,
		},
	},
	Outputs: []schema.Output{
		{Name: "absolute_path", Doc: "Where the file is.", Type: cty.String},
		{Name: "sha256", Doc: "The SHA-256 of the content, in hexadecimal.", Type: cty.String, DerivedFrom: []string{"content", "sensitive_content"}},
		{Name: "size", Doc: "The size in bytes.", Type: cty.Number},
	},
	Driver:   driver{dirs: &hostfs.Process},
	Probes:   []schema.Probe{probe.FileExists, probe.FileContentMatches, probe.FilePermissions, probe.FileSize, probe.DirectoryExists},
	Validate: validate,
	Claims:   claims,
}

// longestName is the longest that a file system takes, in bytes.
const longestName = 255

func checkName(v cty.Value) *schema.Problem {
	name := v.AsString()
	if name == "" || name == "." || name == ".." || len(name) > longestName || strings.ContainsAny(name, "/\\\x00") {
		return &schema.Problem{
			Path: "name", Summary: "Bad file name",
			Detail: fmt.Sprintf("%q is not the name of a file. Write the name alone, and the directory as directory; or both together as path.", name),
		}
	}
	return nil
}

func checkPath(v cty.Value) *schema.Problem {
	if err := notation.PathText(v.AsString()); err != nil {
		return &schema.Problem{Summary: "Bad path", Detail: strings.ToUpper(err.Error()[:1]) + err.Error()[1:] + "."}
	}
	return nil
}

// checkFilePath refuses what can only be a directory.
func checkFilePath(v cty.Value) *schema.Problem {
	s := v.AsString()
	if base := filepath.Base(s); strings.HasSuffix(s, "/") || base == "." || base == ".." {
		return &schema.Problem{Path: "path", Summary: "Bad path", Detail: fmt.Sprintf("%q is a directory. Write the path with the file's name at the end, or the directory as directory.", s)}
	}
	return checkPath(v)
}

func checkMode(v cty.Value) *schema.Problem {
	mode, err := notation.FileMode(v.AsString())
	if err != nil {
		return &schema.Problem{Path: "mode", Summary: "Bad file mode", Detail: err.Error() + "."}
	}
	if mode&0o400 == 0 {
		return &schema.Problem{
			Path: "mode", Summary: "Bad file mode",
			Detail: fmt.Sprintf("With mode %q the file's owner, cw, could not read it, and so not tell later whether it changed. Let the owner read it, as in \"400\".", v.AsString()),
		}
	}
	return nil
}

// contents are the attributes of which a file has exactly one.
var contents = []string{"content", "sensitive_content", "source"}

func validate(attrs map[string]cty.Value) []schema.Problem {
	var given []string
	for _, name := range contents {
		if v, ok := attrs[name]; ok && v != cty.NilVal && (!v.IsKnown() || !v.IsNull()) {
			given = append(given, name)
		}
	}
	switch len(given) {
	case 0:
		return []schema.Problem{{
			Summary: "File without content",
			Detail:  "A file needs content, sensitive_content or source; an empty file has content = \"\".",
		}}
	case 1:
		return nil
	}
	return []schema.Problem{{
		Path: given[1], Summary: "Two contents for one file",
		Detail: fmt.Sprintf("Both %s and %s say what is in the file. Remove one of them.", given[0], given[1]),
	}}
}

func claims(attrs map[string]cty.Value) []schema.Claim {
	known := func(name string) (string, bool) {
		v, ok := attrs[name]
		if !ok || v == cty.NilVal || !v.IsKnown() {
			return "", false
		}
		if v.IsNull() {
			return "", true
		}
		return v.AsString(), true
	}
	path, pathKnown := known("path")
	directory, directoryKnown := known("directory")
	name, nameKnown := known("name")
	switch {
	case path != "":
		return hostfs.Claims(path, "", "path")
	case pathKnown && directoryKnown && nameKnown && name != "":
		return hostfs.Claims(filepath.Join(directory, name), "", "name")
	}
	return nil
}
