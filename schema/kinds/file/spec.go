package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
	"github.com/clockwork-hcl/cw/schema/notation"
)

// The properties of a file. sourceSha256 is an input that Check adds, so that a
// changed source is a changed input. modTime is an output: while it and the size
// are as recorded, the file is not read.
const (
	propContent   = "content"
	propSensitive = "sensitiveContent"
	propSource    = "source"
	propSourceSum = "sourceSha256"
	propPath      = "path"
	propDirectory = "directory"
	propName      = "name"
	propMode      = "mode"
	propExec      = "executable"
	propAbsolute  = "absolutePath"
	propSum       = "sha256"
	propSize      = "size"
	propModTime   = "modTime"
)

// spec is what a file should be.
type spec struct {
	path string
	mode fs.FileMode
	// text is the content where source is "".
	text   string
	source string
}

// specOf reads inputs that are all known.
func specOf(call schema.Call, inputs resource.PropertyMap) (spec, error) {
	path, err := target(call, inputs)
	if err != nil {
		return spec{}, err
	}
	s := spec{path: path, source: hostfs.Text(inputs, propSource)}
	s.mode, err = modeOf(inputs)
	if err != nil {
		return spec{}, err
	}
	for _, key := range []resource.PropertyKey{propContent, propSensitive} {
		if v, ok := inputs[key]; ok && v.IsString() {
			s.text = v.StringValue()
			return s, nil
		}
	}
	if s.source == "" {
		return spec{}, fmt.Errorf("%s: there is neither content nor sensitive_content nor source", path)
	}
	return s, nil
}

// target is the absolute path of the file.
func target(call schema.Call, inputs resource.PropertyMap) (string, error) {
	path := hostfs.Text(inputs, propPath)
	if path == "" {
		name := hostfs.Text(inputs, propName)
		if name == "" {
			name = call.Address.Name
		}
		if p := checkName(cty.StringVal(name)); p != nil {
			return "", errors.New(p.Detail)
		}
		path = filepath.Join(hostfs.Text(inputs, propDirectory), name)
	}
	if !filepath.IsAbs(path) || strings.ContainsRune(path, 0) {
		return "", fmt.Errorf("%q is not an absolute path. This is a bug in cw", path)
	}
	return filepath.Clean(path), nil
}

func modeOf(inputs resource.PropertyMap) (fs.FileMode, error) {
	mode := uint32(0o644)
	if text := hostfs.Text(inputs, propMode); text != "" {
		var err error
		if mode, err = notation.FileMode(text); err != nil {
			return 0, err
		}
	}
	if hostfs.Flag(inputs, propExec, false) {
		mode |= mode >> 2 & 0o111
	}
	return fs.FileMode(mode), nil
}

// open gives the wanted content.
func (s spec) open() (io.ReadCloser, error) {
	if s.source == "" {
		return io.NopCloser(strings.NewReader(s.text)), nil
	}
	f, err := os.Open(s.source)
	if err != nil {
		return nil, sourceTrouble(s.source, err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a file; a file resource copies one file, not a directory")
	}
	if err != nil {
		f.Close()
		return nil, sourceTrouble(s.source, err)
	}
	return f, nil
}

func sourceTrouble(source string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return refusal("the source " + source + " is not there; correct source, or make the file first")
	}
	return refusal("the source " + source + " can't be read: " + hostfs.Cause(err))
}
