package dockerengine

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Label is an author's label in pulumi-docker's shape.
type Label struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// SortLabels gives labels in order of their names; none is nil.
func SortLabels(labels []Label) []Label {
	if len(labels) == 0 {
		return nil
	}
	out := append([]Label(nil), labels...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Label < out[j].Label })
	return out
}

// LabelMap is labels as the engine wants them.
func LabelMap(labels []Label) map[string]string {
	m := make(map[string]string, len(labels))
	for _, l := range labels {
		m[l.Label] = l.Value
	}
	return m
}

// Decode reads the known properties into w, a pointer to a struct with json
// tags; those that hold an unknown come back apart. A property that w does not
// have, or of another type, is an error; keys that start with __ are a
// provider's own bookkeeping and are skipped.
func Decode(properties resource.PropertyMap, w any) (unknown resource.PropertyMap, err error) {
	unknown = resource.PropertyMap{}
	known := map[string]any{}
	for k, v := range properties {
		switch {
		case strings.HasPrefix(string(k), "__"):
		case v.ContainsUnknowns():
			unknown[k] = v
		default:
			known[string(k)] = v.Mappable()
		}
	}
	text, err := json.Marshal(known)
	if err != nil {
		return unknown, fmt.Errorf("the properties can't be read: %w. This is a bug in cw", err)
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(w); err != nil {
		return unknown, fmt.Errorf("the properties can't be read (%w): cw's docker provider has no such property, or of another type", err)
	}
	return unknown, nil
}

// DecodeState reads properties that some provider recorded into w; what w does
// not understand is left out, since nothing hangs on it.
func DecodeState(properties resource.PropertyMap, w any) {
	if text, err := json.Marshal(properties.Mappable()); err == nil {
		_ = json.Unmarshal(text, w) // fills what it can
	}
}

// Encode is the inverse of Decode.
func Encode(w any) resource.PropertyMap {
	var m map[string]any
	text, err := json.Marshal(w)
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		panic("dockerengine: " + err.Error()) // structs of strings, numbers and lists can't fail
	}
	return resource.NewPropertyMapFromMap(m)
}

// Changed compares two property maps in normal form.
func Changed(is, wanted resource.PropertyMap) []resource.PropertyKey {
	var keys []resource.PropertyKey
	for k, v := range is {
		if !v.DeepEquals(wanted[k]) {
			keys = append(keys, k)
		}
	}
	for k := range wanted {
		if _, both := is[k]; !both {
			keys = append(keys, k)
		}
	}
	return keys
}
