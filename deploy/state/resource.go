package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// wireFields are the fields of Pulumi's resource that Resource names too. The
// others travel with a resource from load to save as they are.
var wireFields = map[string]bool{
	"urn": true, "custom": true, "delete": true, "id": true, "type": true,
	"inputs": true, "outputs": true, "parent": true, "protect": true,
	"external": true, "dependencies": true, "initErrors": true, "provider": true,
	"propertyDependencies": true, "pendingReplacement": true,
	"additionalSecretOutputs": true, "aliases": true, "customTimeouts": true,
	"retainOnDelete": true, "deletedWith": true, "created": true, "modified": true,
	"ignoreChanges": true, "replaceOnChanges": true,
}

// codec writes and reads resources as Pulumi's JSON, secrets encrypted.
type codec struct {
	vault *vault
}

// encode also reports whether a string that is not UTF-8 was written, which
// needs the feature byteString.
func (c codec) encode(r *Resource) (raw json.RawMessage, byteString bool, err error) {
	props := &propertyEncoder{seal: c.vault.seal}
	wire := apitype.ResourceV3{
		URN: r.URN, Type: r.Type, Custom: r.Custom, ID: r.ID,
		Parent: r.Parent, Provider: r.Provider,
		Dependencies: r.Dependencies, PropertyDependencies: r.PropertyDependencies,
		DeletedWith: r.DeletedWith, Protect: r.Protect, RetainOnDelete: r.RetainOnDelete,
		External: r.External, Delete: r.Delete, PendingReplacement: r.PendingReplacement,
		AdditionalSecretOutputs: r.AdditionalSecretOutputs, Aliases: r.Aliases,
		InitErrors: r.InitErrors, IgnoreChanges: r.IgnoreChanges,
		ReplaceOnChanges: r.ReplaceOnChanges, Created: r.Created, Modified: r.Modified,
	}
	if t := r.CustomTimeouts; t != nil && t.IsNotEmpty() {
		wire.CustomTimeouts = t
	}
	if wire.Inputs, err = props.properties(r.Inputs, placeOf(r, "inputs")); err == nil {
		wire.Outputs, err = props.properties(r.Outputs, placeOf(r, "outputs"))
	}
	if err != nil {
		return nil, false, fmt.Errorf("resource %s cannot be saved: %w", r.URN, err)
	}
	raw, err = marshal(wire)
	if err != nil {
		return nil, false, fmt.Errorf("resource %s cannot be saved: %w", r.URN, err)
	}
	raw, err = withOtherFields(raw, r.loaded)
	return raw, props.bytes, err
}

func placeOf(r *Resource, part string) *place {
	return &place{outer: &place{name: string(r.URN)}, name: part}
}

// marshal is json.Marshal without the escapes that are meant for HTML.
func marshal(v any) (json.RawMessage, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// withOtherFields adds to a resource's JSON what its ancestor on disk had
// beside the fields of Resource.
func withOtherFields(raw, loaded json.RawMessage) (json.RawMessage, error) {
	if loaded == nil {
		return raw, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(loaded, &fields); err != nil {
		return nil, err
	}
	var names []string
	for name := range fields {
		if !wireFields[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	raw = bytes.TrimSuffix(raw, []byte("}"))
	for _, name := range names {
		key, err := marshal(name)
		if err != nil {
			return nil, err
		}
		raw = fmt.Appendf(raw, ",%s:%s", key, fields[name])
	}
	return append(raw, '}'), nil
}

// decode also reports whether the resource may be written back byte for byte:
// not where a secret lies open in it.
func (c codec) decode(raw json.RawMessage) (r *Resource, verbatim bool, err error) {
	var wire apitype.ResourceV3
	if err := json.Unmarshal(raw, &wire); err != nil {
		return nil, false, unquoted(err)
	}
	if err := checkWire(wire); err != nil {
		return nil, false, err
	}
	r = &Resource{
		URN: wire.URN, Type: wire.Type, Custom: wire.Custom, ID: wire.ID,
		Parent: wire.Parent, Provider: wire.Provider,
		Dependencies: wire.Dependencies, PropertyDependencies: wire.PropertyDependencies,
		DeletedWith: wire.DeletedWith, Protect: wire.Protect, RetainOnDelete: wire.RetainOnDelete,
		External: wire.External, Delete: wire.Delete, PendingReplacement: wire.PendingReplacement,
		AdditionalSecretOutputs: wire.AdditionalSecretOutputs, Aliases: wire.Aliases,
		InitErrors: wire.InitErrors, CustomTimeouts: wire.CustomTimeouts,
		IgnoreChanges: wire.IgnoreChanges, ReplaceOnChanges: wire.ReplaceOnChanges,
		Created: wire.Created, Modified: wire.Modified,
		loaded: raw,
	}
	props := &propertyDecoder{unseal: c.vault.unseal}
	if r.Inputs, err = props.properties(wire.Inputs, placeOf(r, "inputs")); err == nil {
		r.Outputs, err = props.properties(wire.Outputs, placeOf(r, "outputs"))
	}
	if err != nil {
		return nil, false, fmt.Errorf("resource %s: %w", wire.URN, err)
	}
	return r, !props.bare, nil
}

func checkWire(wire apitype.ResourceV3) error {
	switch {
	case wire.URN == "":
		return errors.New("a resource has no urn")
	case !wire.URN.IsValid():
		return fmt.Errorf("a resource has the urn %q, which is none", wire.URN)
	case wire.Type == "":
		return fmt.Errorf("resource %s has no type", wire.URN)
	case !wire.Custom && wire.ID != "":
		return fmt.Errorf("resource %s has an id although it is not custom", wire.URN)
	}
	return nil
}

// unquoted rewords an error of encoding/json, in terms of the file's text
// instead of Go's types.
func unquoted(err error) error {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		field := wrongType.Field
		if field == "" {
			field = "it"
		}
		return fmt.Errorf("%s is a JSON %s, which cannot be", field, wrongType.Value)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// sameJSON reports whether two JSON texts say the same, whatever their spacing,
// escapes and order of keys.
func sameJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
