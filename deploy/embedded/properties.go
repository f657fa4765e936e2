package embedded

import (
	"slices"
	"sort"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// plain returns a property map without output values: an unknown one becomes a
// computed value, a secret one a secret. The resources that outputs depend on
// are added to deps under their top-level property.
func plain(m resource.PropertyMap, deps map[resource.PropertyKey][]resource.URN) resource.PropertyMap {
	out := make(resource.PropertyMap, len(m))
	for k, v := range m {
		out[k] = plainValue(v, func(d []resource.URN) { deps[k] = union(deps[k], d) })
	}
	return out
}

func plainValue(v resource.PropertyValue, depends func([]resource.URN)) resource.PropertyValue {
	switch {
	case v.IsOutput():
		return plainOutput(v.OutputValue(), depends)
	case v.IsSecret():
		return resource.MakeSecret(plainValue(v.SecretValue().Element, depends))
	case v.IsArray():
		items := slices.Clone(v.ArrayValue())
		for i := range items {
			items[i] = plainValue(items[i], depends)
		}
		return resource.NewProperty(items)
	case v.IsObject():
		object := make(resource.PropertyMap, len(v.ObjectValue()))
		for k, e := range v.ObjectValue() {
			object[k] = plainValue(e, depends)
		}
		return resource.NewProperty(object)
	default:
		return v
	}
}

func plainOutput(o resource.Output, depends func([]resource.URN)) resource.PropertyValue {
	depends(o.Dependencies)
	value := resource.MakeComputed(resource.NewProperty(""))
	if o.Known {
		value = plainValue(o.Element, depends)
	}
	if o.Secret {
		return resource.MakeSecret(value)
	}
	return value
}

// bare returns a value without its secret wrappers.
func bare(v resource.PropertyValue) resource.PropertyValue {
	switch {
	case !v.ContainsSecrets():
		return v
	case v.IsSecret():
		return bare(v.SecretValue().Element)
	case v.IsArray():
		items := slices.Clone(v.ArrayValue())
		for i := range items {
			items[i] = bare(items[i])
		}
		return resource.NewProperty(items)
	case v.IsObject():
		return resource.NewProperty(bareMap(v.ObjectValue()))
	default:
		return v
	}
}

func bareMap(m resource.PropertyMap) resource.PropertyMap {
	out := make(resource.PropertyMap, len(m))
	for k, v := range m {
		out[k] = bare(v)
	}
	return out
}

// markSecrets returns outputs with those properties secret that are secret in
// one of the sources, or are named. Providers in this process see plaintext and
// give plaintext back; this is where it becomes secret again.
func markSecrets(
	outputs resource.PropertyMap, named []resource.PropertyKey, sources ...resource.PropertyMap,
) resource.PropertyMap {
	var marked resource.PropertyMap
	mark := func(k resource.PropertyKey) {
		v, has := outputs[k]
		if !has || v.ContainsSecrets() {
			return
		}
		if marked == nil {
			marked = outputs.Copy()
		}
		marked[k] = resource.MakeSecret(v)
	}
	for _, k := range named {
		mark(k)
	}
	for _, source := range sources {
		for k, v := range source {
			if v.ContainsSecrets() {
				mark(k)
			}
		}
	}
	if marked != nil {
		return marked
	}
	return outputs
}

// differing lists the top-level properties that differ, sorted.
func differing(a, b resource.PropertyMap) []resource.PropertyKey {
	var keys []resource.PropertyKey
	for k, v := range a {
		if w, has := b[k]; v.HasValue() && !has || has && !v.DeepEquals(w) {
			keys = append(keys, k)
		}
	}
	for k, v := range b {
		if _, has := a[k]; !has && v.HasValue() {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// known returns the properties without those that hold an unknown.
func known(m resource.PropertyMap) resource.PropertyMap {
	out := make(resource.PropertyMap, len(m))
	for k, v := range m {
		if !v.ContainsUnknowns() {
			out[k] = v
		}
	}
	return out
}

// redacted is an error whose message has a resource's secrets taken out.
type redacted struct {
	message string
	cause   error
}

func (r redacted) Error() string { return r.message }
func (r redacted) Unwrap() error { return r.cause }

// shortestRedacted: shorter secrets would blot out half of any message, and
// hide nothing.
const shortestRedacted = 3

// redact takes the secrets of the maps out of an error's message.
func redact(err error, maps ...resource.PropertyMap) error {
	if err == nil {
		return nil
	}
	message := redactText(err.Error(), maps...)
	if message == err.Error() {
		return err
	}
	return redacted{message, err}
}

func redactText(text string, maps ...resource.PropertyMap) string {
	var secrets []string
	for _, m := range maps {
		for _, v := range m {
			collectSecrets(v, false, &secrets)
		}
	}
	sort.Slice(secrets, func(i, j int) bool { return len(secrets[i]) > len(secrets[j]) })
	for _, s := range secrets {
		text = strings.ReplaceAll(text, s, "[secret]")
	}
	return text
}

func collectSecrets(v resource.PropertyValue, secret bool, into *[]string) {
	switch {
	case v.IsSecret():
		collectSecrets(v.SecretValue().Element, true, into)
	case v.IsString():
		if secret && len(v.StringValue()) >= shortestRedacted {
			*into = append(*into, v.StringValue())
		}
	case v.IsArray():
		for _, e := range v.ArrayValue() {
			collectSecrets(e, secret, into)
		}
	case v.IsObject():
		for _, e := range v.ObjectValue() {
			collectSecrets(e, secret, into)
		}
	}
}

// union returns the sorted union of two lists.
func union(a, b []resource.URN) []resource.URN {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}
