package state

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

const (
	plainVersion = apitype.DeploymentSchemaVersionCurrent
	// featureVersion is the version whose deployments name the features that a
	// reader must know.
	featureVersion = apitype.DeploymentSchemaVersionLatest

	byteStringFeature = "byteString"
)

// document is a checkpoint file with its resources still as JSON.
type document struct {
	features  []string
	manifest  apitype.ManifestV1
	provider  *apitype.SecretsProvidersV1
	resources []json.RawMessage
	pending   []wireOperation
	others    otherParts
}

type wireOperation struct {
	Resource json.RawMessage       `json:"resource"`
	Type     apitype.OperationType `json:"type"`
}

// otherParts are what Pulumi keeps in a checkpoint and cw only carries along.
type otherParts struct {
	config, metadata, snippets, extensions json.RawMessage
}

// hashOf names a checkpoint file by its content; that of no file is "".
func hashOf(checkpoint []byte) string {
	if checkpoint == nil {
		return ""
	}
	sum := sha256.Sum256(checkpoint)
	return hex.EncodeToString(sum[:])
}

// parseCheckpoint reads a checkpoint file. Nil is an empty stack.
func parseCheckpoint(data []byte) (*document, error) {
	if data == nil {
		return &document{}, nil
	}
	var file struct {
		Version    int             `json:"version"`
		Features   []string        `json:"features"`
		Checkpoint json.RawMessage `json:"checkpoint"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, corruptAt(data, err)
	}
	if err := checkVersion(file.Version, file.Features); err != nil {
		return nil, err
	}
	var checkpoint struct {
		Config json.RawMessage `json:"config"`
		Latest struct {
			Manifest   apitype.ManifestV1          `json:"manifest"`
			Provider   *apitype.SecretsProvidersV1 `json:"secrets_providers"`
			Resources  []json.RawMessage           `json:"resources"`
			Pending    []wireOperation             `json:"pending_operations"`
			Metadata   json.RawMessage             `json:"metadata"`
			Snippets   json.RawMessage             `json:"snippets"`
			Extensions json.RawMessage             `json:"extensions"`
		} `json:"latest"`
	}
	if file.Checkpoint == nil {
		return nil, corrupt(errors.New("it has no checkpoint"))
	}
	if err := json.Unmarshal(file.Checkpoint, &checkpoint); err != nil {
		return nil, corrupt(unquoted(err))
	}
	latest := checkpoint.Latest
	if latest.Provider != nil && latest.Provider.Type == "" {
		latest.Provider = nil
	}
	return &document{
		features: file.Features, manifest: latest.Manifest, provider: latest.Provider,
		resources: latest.Resources, pending: latest.Pending,
		others: otherParts{checkpoint.Config, latest.Metadata, latest.Snippets, latest.Extensions},
	}, nil
}

// corruptError: the file is not what cw or the pulumi CLI wrote.
type corruptError struct{ error }

func (e corruptError) Unwrap() error { return e.error }

func corrupt(err error) error { return corruptError{err} }

func corruptAt(data []byte, err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		line := 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
		return corrupt(fmt.Errorf("byte %d (line %d): %w", syntax.Offset, line, err))
	}
	return corrupt(unquoted(err))
}

func checkVersion(version int, features []string) error {
	switch {
	case version > featureVersion:
		return fmt.Errorf("it has version %d, and this cw knows versions %d and %d: use a newer cw", version, plainVersion, featureVersion)
	case version == featureVersion:
		unknown := slices.DeleteFunc(slices.Clone(features), func(f string) bool { return f == byteStringFeature })
		if len(unknown) > 0 {
			return fmt.Errorf("it uses what this cw does not know: %s. Use a newer cw, or the pulumi CLI (CW_ENGINE=pulumi)", strings.Join(unknown, ", "))
		}
	case version == 1 || version == 2:
		return fmt.Errorf("it has version %d, which is too old: let the pulumi CLI save the stack once more", version)
	case version < plainVersion:
		return corrupt(errors.New("it does not say its version"))
	}
	return nil
}

// render writes the document as a checkpoint file of the stack, one resource
// a line.
func (d *document) render(stack string) ([]byte, error) {
	version := plainVersion
	if len(d.features) > 0 {
		version = featureVersion
	}
	w := &jsonWriter{}
	w.open("", "{")
	w.field("version", version)
	if len(d.features) > 0 {
		w.field("features", d.features)
	}
	w.open("checkpoint", "{")
	w.field("stack", stack)
	w.raw("config", d.others.config)
	w.open("latest", "{")
	w.field("manifest", d.manifest)
	if d.provider != nil {
		w.field("secrets_providers", d.provider)
	}
	w.list("resources", d.resources)
	if len(d.pending) > 0 {
		w.field("pending_operations", d.pending)
	}
	metadata := d.others.metadata
	if metadata == nil {
		metadata = json.RawMessage("{}")
	}
	w.raw("metadata", metadata)
	w.raw("snippets", d.others.snippets)
	w.raw("extensions", d.others.extensions)
	w.buf.WriteString("}}}\n")
	return w.buf.Bytes(), w.err
}

// jsonWriter writes the outer shape of a checkpoint, so that resources that did
// not change are copied and not encoded anew. It keeps the first error.
type jsonWriter struct {
	buf bytes.Buffer
	err error
}

func (w *jsonWriter) key(name string) {
	if b := w.buf.Bytes(); len(b) > 0 && b[len(b)-1] != '{' {
		w.buf.WriteByte(',')
	}
	if name != "" {
		fmt.Fprintf(&w.buf, "%q:", name)
	}
}

func (w *jsonWriter) open(name, bracket string) {
	w.key(name)
	w.buf.WriteString(bracket)
}

func (w *jsonWriter) field(name string, v any) {
	data, err := marshal(v)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.raw(name, data)
}

func (w *jsonWriter) raw(name string, data json.RawMessage) {
	if data == nil {
		return
	}
	w.key(name)
	w.buf.Write(data)
}

func (w *jsonWriter) list(name string, items []json.RawMessage) {
	if len(items) == 0 {
		return
	}
	w.open(name, "[")
	for i, item := range items {
		if i > 0 {
			w.buf.WriteByte(',')
		}
		w.buf.WriteByte('\n')
		w.buf.Write(item)
	}
	w.buf.WriteString("\n]")
}
