package provider

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/clockwork-hcl/cw/schema"
)

// shortest is the length from which on a secret is looked for in texts; shorter
// ones would be found everywhere.
const shortest = 4

// hidden is how a secret reads in a message.
const hidden = "(sensitive)"

// bare takes all secrets and outputs off. A value that is not known is a
// resource.Computed then. Nulls at the top are left out: absent is null.
func bare(m resource.PropertyMap) resource.PropertyMap {
	out := make(resource.PropertyMap, len(m))
	for key, v := range m {
		if b := bareValue(v); !b.IsNull() {
			out[key] = b
		}
	}
	return out
}

func bareValue(v resource.PropertyValue) resource.PropertyValue {
	switch {
	case v.IsSecret():
		return bareValue(v.SecretValue().Element)
	case v.IsOutput() && v.OutputValue().Known:
		return bareValue(v.OutputValue().Element)
	case v.IsOutput():
		return resource.MakeComputed(resource.NewStringProperty(""))
	case v.IsObject():
		out := make(resource.PropertyMap, len(v.ObjectValue()))
		for key, field := range v.ObjectValue() {
			out[key] = bareValue(field)
		}
		return resource.NewObjectProperty(out)
	case v.IsArray():
		out := make([]resource.PropertyValue, len(v.ArrayValue()))
		for i, e := range v.ArrayValue() {
			out[i] = bareValue(e)
		}
		return resource.NewArrayProperty(out)
	}
	return v
}

// mask says where in a value there are secrets. A nil mask says nowhere.
type mask struct {
	// whole: this very value is one.
	whole  bool
	fields map[resource.PropertyKey]*mask
	// each is what the elements of a list have among them: a driver may sort
	// them, so that their places say nothing.
	each *mask
}

func (m *mask) field(key resource.PropertyKey) *mask {
	if m == nil {
		return nil
	}
	return m.fields[key]
}

// secrets are those of one request.
type secrets struct {
	mask  *mask
	texts []string
}

// secretsOf collects the secrets of property maps.
func secretsOf(maps ...resource.PropertyMap) secrets {
	s := secrets{}
	for _, m := range maps {
		if m.ContainsSecrets() {
			s.mask = s.collect(s.mask, resource.NewObjectProperty(m), false)
		}
	}
	return s
}

// alsoTexts adds what is secret in other maps to what is looked for in texts.
func (s secrets) alsoTexts(maps ...resource.PropertyMap) secrets {
	others := secretsOf(maps...)
	s.texts = append(s.texts[:len(s.texts):len(s.texts)], others.texts...)
	return s
}

// collect adds the secrets in v to a mask.
func (s *secrets) collect(m *mask, v resource.PropertyValue, inside bool) *mask {
	switch {
	case v.IsSecret():
		s.collect(nil, v.SecretValue().Element, true)
		return whole(m)
	case v.IsOutput():
		s.collect(nil, v.OutputValue().Element, inside || v.OutputValue().Secret)
		if v.OutputValue().Secret {
			return whole(m)
		}
	case v.IsObject():
		for key, field := range v.ObjectValue() {
			if f := s.collect(m.field(key), field, inside); f != nil {
				m = withField(m, key, f)
			}
		}
	case v.IsArray():
		for _, e := range v.ArrayValue() {
			if each := s.collect(eachOf(m), e, inside); each != nil {
				m = withEach(m, each)
			}
		}
	case v.IsString() && inside && len(v.StringValue()) >= shortest:
		s.texts = append(s.texts, v.StringValue())
	}
	return m
}

func whole(m *mask) *mask {
	if m == nil {
		m = &mask{}
	}
	m.whole = true
	return m
}

func withField(m *mask, key resource.PropertyKey, f *mask) *mask {
	if m == nil {
		m = &mask{}
	}
	if m.fields == nil {
		m.fields = map[resource.PropertyKey]*mask{}
	}
	m.fields[key] = f
	return m
}

func eachOf(m *mask) *mask {
	if m == nil {
		return nil
	}
	return m.each
}

func withEach(m, each *mask) *mask {
	if m == nil {
		m = &mask{}
	}
	m.each = each
	return m
}

// ofRow adds what the row says is secret: sensitive attributes and outputs, and
// outputs that give away an attribute that is secret in these inputs.
func (s secrets) ofRow(k *schema.Kind, inputs resource.PropertyMap) secrets {
	isSecret := map[string]bool{}
	for _, a := range k.Attributes {
		key := schema.PropertyName(a.Name)
		_, given := inputs[key]
		isSecret[a.Name] = given && (a.Sensitive || inputs[key].ContainsSecrets())
		if a.Sensitive {
			s.mask = withField(s.mask, key, &mask{whole: true})
		}
		if v := bareValue(inputs[key]); isSecret[a.Name] && v.IsString() && len(v.StringValue()) >= shortest {
			s.texts = append(s.texts, v.StringValue())
		}
	}
	for _, o := range k.Outputs {
		secret := o.Sensitive
		for _, from := range o.DerivedFrom {
			secret = secret || isSecret[from]
		}
		if secret {
			s.mask = withField(s.mask, schema.PropertyName(o.Name), &mask{whole: true})
		}
	}
	return s
}

// seal puts the secrets on again: where they were, and wherever else a text
// holds one.
func (s secrets) seal(m resource.PropertyMap) resource.PropertyMap {
	if m == nil || s.mask == nil && len(s.texts) == 0 {
		return m
	}
	out := make(resource.PropertyMap, len(m))
	for key, v := range m {
		out[key] = s.sealValue(v, s.mask.field(key))
	}
	return out
}

func (s secrets) sealValue(v resource.PropertyValue, m *mask) resource.PropertyValue {
	switch {
	case v.IsSecret(), v.IsNull():
		return v
	case m != nil && m.whole, v.IsString() && s.in(v.StringValue()):
		return resource.MakeSecret(v)
	case v.IsObject():
		out := make(resource.PropertyMap, len(v.ObjectValue()))
		for key, field := range v.ObjectValue() {
			out[key] = s.sealValue(field, m.field(key))
		}
		return resource.NewObjectProperty(out)
	case v.IsArray():
		return s.sealArray(v.ArrayValue(), eachOf(m))
	}
	return v
}

// sealArray seals the elements in which a secret is found. Where there was one
// and none is found now, the whole list is a secret.
func (s secrets) sealArray(list []resource.PropertyValue, each *mask) resource.PropertyValue {
	inner := each
	if each != nil && each.whole {
		inner = &mask{fields: each.fields, each: each.each}
	}
	out := make([]resource.PropertyValue, len(list))
	found := false
	for i, e := range list {
		out[i] = s.sealValue(e, inner)
		found = found || out[i].IsSecret()
	}
	v := resource.NewArrayProperty(out)
	if each != nil && each.whole && !found && len(list) > 0 {
		return resource.MakeSecret(resource.NewArrayProperty(list))
	}
	return v
}

// in reports whether a text holds a secret.
func (s secrets) in(text string) bool {
	for _, t := range s.texts {
		if strings.Contains(text, t) {
			return true
		}
	}
	return false
}

// redact takes the secrets out of a message.
func (s secrets) redact(message string) string {
	for _, t := range s.texts {
		message = strings.ReplaceAll(message, t, hidden)
	}
	return message
}

// redactError takes the secrets out of what an error says.
func (s secrets) redactError(err error) error {
	if err == nil {
		return nil
	}
	message := err.Error()
	if clean := s.redact(message); clean != message {
		return &redactedError{message: clean, err: err}
	}
	return err
}

// redactedError says less than what it wraps, and is it nonetheless.
type redactedError struct {
	message string
	err     error
}

func (e *redactedError) Error() string { return e.message }

func (e *redactedError) Unwrap() error { return e.err }
