package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"unicode/utf8"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
	"github.com/clockwork-hcl/cw/schema/kinds/internal/hostfs"
)

// readBackLimit is how much of a file that was changed by hand is read back as
// its content, in bytes.
const readBackLimit = 1 << 20

// Read compares the file with the state: by its time of change and size, and
// where those differ by its hash. A file that is as it was gives the old state
// as it is.
func (d driver) Read(ctx context.Context, call schema.Call, old schema.State) (schema.State, error) {
	d.dirs.Know(hostfs.CreatedDirs(old.Outputs))
	what, info, err := look(old.ID)
	if err != nil {
		return old, err
	}
	if what != regularFile {
		return schema.State{}, nil
	}
	if len(old.Inputs) == 0 {
		return importFile(ctx, old.ID, info)
	}
	wantMode, err := modeOf(old.Inputs)
	if err != nil {
		return old, err
	}
	sameMode := info.Mode().Perm() == wantMode
	if sameMode && untouched(old.Outputs, info) {
		return old, nil
	}
	have, err := readFacts(ctx, old.ID, info)
	if err != nil {
		return old, err
	}
	sameContent := have.sum == hostfs.Text(old.Outputs, propSum)
	if sameMode && sameContent {
		return old, nil
	}
	return changed(old, have, sameContent, sameMode)
}

// untouched reports whether time of change and size are as recorded.
func untouched(recorded resource.PropertyMap, info os.FileInfo) bool {
	return hostfs.Text(recorded, propModTime) == stamp(info) &&
		hostfs.Number(recorded, propSize, -1) == float64(info.Size())
}

// changed is the state of a file that somebody changed: inputs that say what is
// really there, so that they differ from what is wanted.
func changed(old schema.State, have facts, sameContent, sameMode bool) (schema.State, error) {
	inputs := maps.Clone(old.Inputs)
	if !sameContent {
		if err := readBack(old.ID, have, inputs); err != nil {
			return old, err
		}
	}
	if !sameMode {
		inputs[propMode] = resource.NewStringProperty(fmt.Sprintf("%03o", have.mode))
		if hostfs.Flag(inputs, propExec, false) {
			inputs[propExec] = resource.NewBoolProperty(false)
		}
	}
	out := outputs(old.ID, inputs, have, hostfs.CreatedDirs(old.Outputs))
	return schema.State{ID: old.ID, Inputs: inputs, Outputs: out}, nil
}

// readBack sets the input that holds the content, whichever it is, to what is
// in the file.
func readBack(path string, have facts, inputs resource.PropertyMap) error {
	if _, ok := inputs[propSource]; ok {
		inputs[propSourceSum] = resource.NewStringProperty(have.sum)
		return nil
	}
	text, err := contentOf(path, have)
	if err != nil {
		return err
	}
	key := resource.PropertyKey(propContent)
	if _, ok := inputs[propSensitive]; ok {
		key = propSensitive
	}
	inputs[key] = resource.NewStringProperty(text)
	return nil
}

// contentOf is a file's text, or where it is not text or too long a
// description that differs from any text that was asked for.
func contentOf(path string, have facts) (string, error) {
	description := fmt.Sprintf("(%d bytes, SHA-256 %s)", have.size, have.sum)
	if have.size > readBackLimit {
		return description, nil
	}
	content, err := readUpTo(path, readBackLimit)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(content) {
		return description, nil
	}
	return string(content), nil
}

func readUpTo(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s can't be read: %s", path, hostfs.Cause(err))
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return nil, fmt.Errorf("%s can't be read: %s", path, hostfs.Cause(err))
	}
	return content, nil
}

// importFile is the state of a file that no state knows yet.
func importFile(ctx context.Context, path string, info os.FileInfo) (schema.State, error) {
	if !filepath.IsAbs(path) {
		return schema.State{}, errors.New("a file is imported by its absolute path")
	}
	have, err := readFacts(ctx, path, info)
	if err != nil {
		return schema.State{}, err
	}
	text, err := contentOf(path, have)
	if err != nil {
		return schema.State{}, err
	}
	inputs := resource.PropertyMap{
		propPath:    resource.NewStringProperty(path),
		propContent: resource.NewStringProperty(text),
		propMode:    resource.NewStringProperty(fmt.Sprintf("%03o", have.mode)),
	}
	return schema.State{ID: path, Inputs: inputs, Outputs: outputs(path, inputs, have, nil)}, nil
}

// Find takes over the file that a lost create left: the one at the path, if it
// has the content.
func (d driver) Find(ctx context.Context, call schema.Call, inputs resource.PropertyMap) (schema.State, error) {
	s, err := specOf(call, inputs)
	if err != nil {
		return schema.State{}, err
	}
	os.Remove(filepath.Join(filepath.Dir(s.path), hostfs.TemporaryName(call.URN)))
	what, info, err := look(s.path)
	if err != nil || what != regularFile {
		return schema.State{}, err
	}
	equal, err := same(ctx, s)
	if err != nil || !equal {
		return schema.State{}, err
	}
	have, err := readFacts(ctx, s.path, info)
	if err != nil {
		return schema.State{}, err
	}
	state := schema.State{ID: s.path, Inputs: inputs, Outputs: outputs(s.path, inputs, have, d.dirs.Owned(filepath.Dir(s.path)))}
	if have.mode != s.mode {
		return changed(state, have, true, false)
	}
	return state, nil
}

// Preview knows the path where its parts are known, and hash and size where the
// content is.
func (driver) Preview(ctx context.Context, call schema.Call, _ schema.State, inputs resource.PropertyMap) (resource.PropertyMap, error) {
	out := withoutContent(inputs)
	if !known(inputs, propPath, propDirectory, propName) {
		return out, nil
	}
	path, err := target(call, inputs)
	if err != nil {
		return nil, err
	}
	out[propAbsolute] = resource.NewStringProperty(path)
	if !known(inputs, propContent, propSensitive, propSource) {
		return out, nil
	}
	s, err := specOf(call, inputs)
	if err != nil {
		return out, nil //nolint:nilerr // the mode is unknown, or there is no content yet: nothing more is known
	}
	if sum, size, err := hashOf(ctx, s); err == nil {
		out[propSum] = resource.NewStringProperty(sum)
		out[propSize] = resource.NewNumberProperty(float64(size))
	}
	return out, nil
}

func known(inputs resource.PropertyMap, keys ...resource.PropertyKey) bool {
	for _, key := range keys {
		if inputs[key].ContainsUnknowns() {
			return false
		}
	}
	return true
}
