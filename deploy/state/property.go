package state

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/archive"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"
)

const (
	// unknownValue stands for a value that is not known yet.
	unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
	// floatSig marks a number that JSON cannot write.
	floatSig = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c"
)

// place is where in a resource a value stands, innermost first.
type place struct {
	outer *place
	name  string
	index int
}

func (p *place) String() string {
	if p == nil {
		return ""
	}
	if p.name == "" {
		return p.outer.String() + "[" + strconv.Itoa(p.index) + "]"
	}
	return p.outer.String() + "\x00" + p.name
}

// propertyEncoder turns property values into what encoding/json writes as
// Pulumi's form.
type propertyEncoder struct {
	// seal encrypts the JSON of a secret.
	seal func(at *place, plaintext string) (string, error)
	// bytes is set when a string was met that is not UTF-8.
	bytes bool
}

func (e *propertyEncoder) properties(m resource.PropertyMap, at *place) (map[string]any, error) {
	out := make(map[string]any, len(m))
	for k, v := range m {
		encoded, err := e.value(v, &place{outer: at, name: string(k)})
		if err != nil {
			return nil, err
		}
		out[string(k)] = encoded
	}
	return out, nil
}

func (e *propertyEncoder) value(v resource.PropertyValue, at *place) (any, error) {
	switch {
	case v.IsNull():
		return nil, nil
	case v.IsComputed():
		return unknownValue, nil
	case v.IsOutput():
		return e.value(plainOutput(v.OutputValue()), at)
	case v.IsArray():
		return e.array(v.ArrayValue(), at)
	case v.IsObject():
		return e.properties(v.ObjectValue(), at)
	case v.IsSecret():
		return e.secret(v.SecretValue().Element, at)
	case v.IsAsset():
		return v.AssetValue().Serialize(), nil
	case v.IsArchive():
		return v.ArchiveValue().Serialize(), nil
	case v.IsResourceReference():
		return encodeReference(v.ResourceReferenceValue()), nil
	case v.IsString():
		return e.text(v.StringValue()), nil
	case v.IsNumber():
		return encodeNumber(v.NumberValue()), nil
	case v.IsBool():
		return v.BoolValue(), nil
	}
	return nil, fmt.Errorf("a property has a value of type %s, which the state cannot hold. This is a bug in cw", v.TypeString())
}

// plainOutput drops what the state does not keep of an output value: its
// dependencies.
func plainOutput(o resource.Output) resource.PropertyValue {
	v := o.Element
	if !o.Known {
		v = resource.MakeComputed(v)
	}
	if o.Secret {
		v = resource.MakeSecret(v)
	}
	return v
}

func (e *propertyEncoder) array(values []resource.PropertyValue, at *place) (any, error) {
	out := make([]any, len(values))
	for i, v := range values {
		encoded, err := e.value(v, &place{outer: at, index: i})
		if err != nil {
			return nil, err
		}
		out[i] = encoded
	}
	return out, nil
}

// secret encrypts a value whole; secrets inside of it keep their mark and are
// not encrypted twice.
func (e *propertyEncoder) secret(v resource.PropertyValue, at *place) (any, error) {
	inner := &propertyEncoder{seal: func(_ *place, plaintext string) (string, error) { return plaintext, nil }}
	encoded, err := inner.value(v, nil)
	if err != nil {
		return nil, err
	}
	e.bytes = e.bytes || inner.bytes
	plaintext, err := json.Marshal(encoded)
	if err != nil {
		return nil, fmt.Errorf("a secret cannot be written as JSON: %w", err)
	}
	ciphertext, err := e.seal(at, string(plaintext))
	if err != nil {
		return nil, err
	}
	return map[string]any{resource.SigKey: resource.SecretSig, "ciphertext": ciphertext}, nil
}

func encodeReference(ref resource.ResourceReference) any {
	out := map[string]any{
		resource.SigKey:  resource.ResourceReferenceSig,
		"urn":            string(ref.URN),
		"packageVersion": ref.PackageVersion,
	}
	if id, ok := ref.IDString(); ok {
		out["id"] = id
	}
	return out
}

func (e *propertyEncoder) text(s string) any {
	if utf8.ValidString(s) {
		return s
	}
	e.bytes = true
	return encodeBytes(s)
}

func encodeBytes(s string) any {
	return map[string]any{
		resource.SigKey: resource.ByteStringSig,
		"value":         base64.StdEncoding.EncodeToString([]byte(s)),
	}
}

func encodeNumber(f float64) any {
	if !math.IsNaN(f) && !math.IsInf(f, 0) {
		return f
	}
	return map[string]any{
		resource.SigKey: floatSig,
		"value":         fmt.Sprintf("%016x", math.Float64bits(f)),
	}
}

// propertyDecoder is the inverse of propertyEncoder. An object with a signature
// that it does not know, or that it could not write back as it is, stays a
// plain object.
type propertyDecoder struct {
	// unseal decrypts a ciphertext to the JSON of a secret.
	unseal func(at *place, ciphertext string) (string, error)
	// bare is set when a secret was met that was not encrypted.
	bare bool
}

func (d *propertyDecoder) properties(m map[string]any, at *place) (resource.PropertyMap, error) {
	out := make(resource.PropertyMap, len(m))
	for k, v := range m {
		decoded, err := d.value(v, &place{outer: at, name: k})
		if err != nil {
			return nil, err
		}
		out[resource.PropertyKey(k)] = decoded
	}
	return out, nil
}

func (d *propertyDecoder) value(v any, at *place) (resource.PropertyValue, error) {
	switch v := v.(type) {
	case bool:
		return resource.NewProperty(v), nil
	case float64:
		return resource.NewProperty(v), nil
	case string:
		if v == unknownValue {
			return resource.MakeComputed(resource.NewProperty("")), nil
		}
		return resource.NewProperty(v), nil
	case []any:
		return d.array(v, at)
	case map[string]any:
		return d.object(v, at)
	}
	return resource.NewNullProperty(), nil
}

func (d *propertyDecoder) array(values []any, at *place) (resource.PropertyValue, error) {
	out := make([]resource.PropertyValue, len(values))
	for i, v := range values {
		decoded, err := d.value(v, &place{outer: at, index: i})
		if err != nil {
			return resource.PropertyValue{}, err
		}
		out[i] = decoded
	}
	return resource.NewProperty(out), nil
}

func (d *propertyDecoder) object(m map[string]any, at *place) (resource.PropertyValue, error) {
	sig, _ := m[resource.SigKey].(string)
	if sig == resource.SecretSig {
		return d.secret(m, at)
	}
	if v, ok := decodeSigned(sig, m); ok {
		return v, nil
	}
	plain, err := d.properties(m, at)
	if err != nil {
		return resource.PropertyValue{}, err
	}
	return resource.NewProperty(plain), nil
}

var errBareSecret = errors.New("a secret in it has not exactly one of ciphertext and plaintext")

func (d *propertyDecoder) secret(m map[string]any, at *place) (resource.PropertyValue, error) {
	ciphertext, encrypted := m["ciphertext"].(string)
	plaintext, bare := m["plaintext"].(string)
	if encrypted == bare {
		return resource.PropertyValue{}, errBareSecret
	}
	d.bare = d.bare || bare
	if encrypted {
		var err error
		if plaintext, err = d.unseal(at, ciphertext); err != nil {
			return resource.PropertyValue{}, err
		}
	}
	var element any
	if json.Unmarshal([]byte(plaintext), &element) != nil {
		// The parser's error could quote the secret.
		return resource.PropertyValue{}, errors.New("a secret in it was decrypted to something that is not JSON")
	}
	inner := &propertyDecoder{unseal: func(_ *place, ciphertext string) (string, error) { return ciphertext, nil }}
	v, err := inner.value(element, nil)
	return resource.MakeSecret(v), err
}

// decodeSigned decodes the values that Pulumi writes as objects with a
// signature, where encoding them again gives the same object.
func decodeSigned(sig string, m map[string]any) (resource.PropertyValue, bool) {
	v, again := resource.PropertyValue{}, any(nil)
	switch sig {
	case resource.AssetSig:
		a, ok, err := asset.Deserialize(m)
		if err != nil || !ok {
			return v, false
		}
		v, again = resource.NewProperty(a), a.Serialize()
	case resource.ArchiveSig:
		a, ok, err := archive.Deserialize(m)
		if err != nil || !ok {
			return v, false
		}
		v, again = resource.NewProperty(a), a.Serialize()
	case resource.ResourceReferenceSig:
		v = decodeReference(m)
		again = encodeReference(v.ResourceReferenceValue())
	case resource.ByteStringSig:
		text, _ := m["value"].(string)
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil || utf8.Valid(data) {
			return v, false
		}
		v, again = resource.NewProperty(string(data)), encodeBytes(string(data))
	case floatSig:
		text, _ := m["value"].(string)
		bits, err := strconv.ParseUint(text, 16, 64)
		if err != nil {
			return v, false
		}
		f := math.Float64frombits(bits)
		v, again = resource.NewProperty(f), encodeNumber(f)
	default:
		return v, false
	}
	return v, reflect.DeepEqual(again, any(m))
}

func decodeReference(m map[string]any) resource.PropertyValue {
	urn, _ := m["urn"].(string)
	version, _ := m["packageVersion"].(string)
	if id, ok := m["id"].(string); ok {
		return resource.MakeCustomResourceReference(resource.URN(urn), resource.ID(id), version)
	}
	return resource.MakeComponentResourceReference(resource.URN(urn), version)
}
