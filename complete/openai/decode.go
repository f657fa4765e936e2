package openai

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

var (
	repositoryRule = regexp.MustCompile(repositoryPattern)
	tagRule        = regexp.MustCompile(tagPattern)
)

// decode reads an answer against what was asked. A value that was answered with
// null is left out. The values are plain data of the wanted types.
func (q *Question) decode(names []string, content string) (map[string]cty.Value, []Rejection) {
	answer, err := decodeObject(content)
	if err != nil {
		return nil, []Rejection{{Rule: "json", Got: excerpt(content), Wanted: "one JSON object that fits the schema: " + err.Error()}}
	}
	values := map[string]cty.Value{}
	var rejected []Rejection
	for i := range q.Wants {
		w := &q.Wants[i]
		raw, ok := answer[names[i]]
		delete(answer, names[i])
		v, r := w.decode(raw, ok)
		if r != nil {
			r.Path = w.Path
			rejected = append(rejected, *r)
		} else if v != cty.NilVal {
			values[w.Path] = v
		}
	}
	for _, name := range slices.Sorted(maps.Keys(answer)) {
		rejected = append(rejected, Rejection{Path: name, Rule: "additionalProperties", Got: excerpt(fmt.Sprint(answer[name])), Wanted: "no property of this name"})
	}
	if len(rejected) == 0 && q.Accept != nil {
		rejected = q.Accept(values)
	}
	return values, rejected
}

func decodeObject(content string) (map[string]any, error) {
	if !utf8.ValidString(content) {
		return nil, errors.New("it is not UTF-8 text")
	}
	d := json.NewDecoder(strings.NewReader(content))
	d.UseNumber()
	var answer map[string]any
	if err := d.Decode(&answer); err != nil || answer == nil {
		return nil, errors.New("it can't be read as one")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more text follows it")
	}
	return answer, nil
}

// excerpt shortens what a model said for a message.
func excerpt(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
	if len(s) > 120 {
		s = strings.ToValidUTF8(s[:120], "") + "…"
	}
	return strconv.Quote(s)
}

func (w *Want) decode(raw any, given bool) (cty.Value, *Rejection) {
	if raw == nil {
		if w.Needed {
			return cty.NilVal, &Rejection{Rule: "required", Got: "null", Wanted: "a value: the resource can't be without it"}
		}
		if !given {
			return cty.NilVal, &Rejection{Rule: "required", Got: "nothing", Wanted: "a value or null"}
		}
		return cty.NilVal, nil
	}
	v, err := w.read(raw)
	if err == nil {
		v, err = convert.Convert(v, w.Type)
	}
	if err != nil {
		return cty.NilVal, &Rejection{Rule: "type", Got: excerpt(jsonText(raw)), Wanted: err.Error()}
	}
	if w.Check != nil {
		if p := w.Check(v); p != nil {
			return cty.NilVal, &Rejection{Rule: p.Summary, Got: excerpt(jsonText(raw)), Wanted: p.Detail}
		}
	}
	return v, nil
}

func jsonText(raw any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(raw) != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}

func (w *Want) read(raw any) (cty.Value, error) {
	switch w.Form {
	case Image:
		return readImage(raw)
	case Ports:
		return readPorts(raw)
	case Environment:
		return w.readEnvironment(raw)
	}
	return readType(raw, w.Type, 0)
}

func readImage(raw any) (cty.Value, error) {
	fields, err := fieldsOf(raw, "repository", "tag")
	if err != nil {
		return cty.NilVal, err
	}
	repository, _ := fields["repository"].(string)
	tag, _ := fields["tag"].(string)
	if !repositoryRule.MatchString(repository) || len(repository) > maxKey {
		return cty.NilVal, errors.New("repository must be an image name in lower case, without a tag")
	}
	if !tagRule.MatchString(tag) {
		return cty.NilVal, errors.New("tag must be an image tag")
	}
	return cty.StringVal(repository + ":" + tag), nil
}

func readPorts(raw any) (cty.Value, error) {
	items, err := itemsOf(raw)
	if err != nil {
		return cty.NilVal, err
	}
	ports := make([]cty.Value, 0, len(items))
	for _, item := range items {
		fields, err := fieldsOf(item, "container", "host", "protocol")
		if err != nil {
			return cty.NilVal, err
		}
		text, err := portText(fields)
		if err != nil {
			return cty.NilVal, err
		}
		ports = append(ports, cty.StringVal(text))
	}
	if len(ports) == 0 {
		return cty.ListValEmpty(cty.String), nil
	}
	return cty.ListVal(ports), nil
}

func portText(fields map[string]any) (string, error) {
	container, err := portNumber(fields["container"])
	if err != nil {
		return "", err
	}
	text := container
	if fields["host"] != nil {
		host, err := portNumber(fields["host"])
		if err != nil {
			return "", err
		}
		text = host + ":" + container
	}
	switch fields["protocol"] {
	case "tcp", nil:
	case "udp":
		text += "/udp"
	default:
		return "", errors.New("protocol must be tcp or udp")
	}
	return text, nil
}

func portNumber(raw any) (string, error) {
	n, ok := raw.(json.Number)
	port, err := strconv.ParseUint(n.String(), 10, 16)
	if !ok || err != nil || port == 0 {
		return "", errors.New("a port must be a whole number from 1 to 65535")
	}
	return strconv.FormatUint(port, 10), nil
}

// secretName recognises variables that hold secrets by their names, for models
// that invent values in spite of what they were told.
var secretName = regexp.MustCompile(`(?i)(^|_)(password|passwd|pass|secret|token|credentials?|(api|access|private|secret|encryption|signing|master|app|session|jwt)_?key)(_base)?$`)

// IsSecretName reports whether a variable's name says that it is a secret.
func IsSecretName(name string) bool { return secretName.MatchString(name) }

func (w *Want) readEnvironment(raw any) (cty.Value, error) {
	items, err := itemsOf(raw)
	if err != nil {
		return cty.NilVal, err
	}
	env := map[string]cty.Value{}
	for _, item := range items {
		fields, err := fieldsOf(item, "key", "value", "secret")
		if err != nil {
			return cty.NilVal, err
		}
		key, _ := fields["key"].(string)
		value, isText := fields["value"].(string)
		secret, _ := fields["secret"].(bool)
		switch {
		case key == "" || len(key) > maxKey || strings.ContainsAny(key, "=\x00"):
			return cty.NilVal, errors.New("key must be the name of a variable")
		case env[key] != cty.NilVal:
			return cty.NilVal, fmt.Errorf("the key %q stands twice", key)
		case secret || IsSecretName(key):
			value = w.Secret(key)
		case !isText || len(value) > maxText:
			return cty.NilVal, fmt.Errorf("the value of %q must be a text of at most %d bytes", key, maxText)
		}
		env[key] = cty.StringVal(value)
	}
	if len(env) == 0 {
		return cty.MapValEmpty(cty.String), nil
	}
	return cty.MapVal(env), nil
}

func itemsOf(raw any) ([]any, error) {
	items, ok := raw.([]any)
	if !ok || len(items) > maxItems {
		return nil, fmt.Errorf("must be a list of at most %d items", maxItems)
	}
	return items, nil
}

func fieldsOf(raw any, known ...string) (map[string]any, error) {
	fields, ok := raw.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("must be an object with %s", strings.Join(known, ", "))
	}
	for name := range fields {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("must have no other field than %s", strings.Join(known, ", "))
		}
	}
	return fields, nil
}

func readType(raw any, t cty.Type, depth int) (cty.Value, error) {
	switch {
	case depth > maxDepth:
		return cty.NilVal, errors.New("is nested too deeply")
	case t.IsListType(), t.IsSetType():
		return readList(raw, t, depth)
	case t.IsMapType():
		return readMap(raw, t, depth)
	case t.IsObjectType():
		return readObject(raw, t, depth)
	}
	return readScalar(raw, t)
}

func readScalar(raw any, t cty.Type) (cty.Value, error) {
	switch raw := raw.(type) {
	case string:
		if t == cty.String && len(raw) <= maxText {
			return cty.StringVal(raw), nil
		}
	case bool:
		if t == cty.Bool {
			return cty.BoolVal(raw), nil
		}
	case json.Number:
		if t == cty.Number && len(raw) <= 32 {
			if f, err := raw.Float64(); err == nil {
				return cty.NumberFloatVal(f), nil
			}
		}
	}
	return cty.NilVal, fmt.Errorf("must be %s", plainName(t))
}

func plainName(t cty.Type) string {
	switch t {
	case cty.String:
		return fmt.Sprintf("a text of at most %d bytes", maxText)
	case cty.Bool:
		return "true or false"
	}
	return "a number"
}

func readList(raw any, t cty.Type, depth int) (cty.Value, error) {
	items, err := itemsOf(raw)
	if err != nil {
		return cty.NilVal, err
	}
	values := make([]cty.Value, len(items))
	for i, item := range items {
		if values[i], err = readType(item, t.ElementType(), depth+1); err != nil {
			return cty.NilVal, fmt.Errorf("item %d %w", i+1, err)
		}
	}
	if len(values) == 0 {
		return cty.ListValEmpty(t.ElementType().WithoutOptionalAttributesDeep()), nil
	}
	return cty.TupleVal(values), nil
}

func readMap(raw any, t cty.Type, depth int) (cty.Value, error) {
	items, err := itemsOf(raw)
	if err != nil {
		return cty.NilVal, err
	}
	values := map[string]cty.Value{}
	for _, item := range items {
		fields, err := fieldsOf(item, "key", "value")
		if err != nil {
			return cty.NilVal, err
		}
		key, ok := fields["key"].(string)
		if _, twice := values[key]; !ok || twice || len(key) > maxKey {
			return cty.NilVal, errors.New("each key must be a text that stands once")
		}
		if values[key], err = readType(fields["value"], t.ElementType(), depth+1); err != nil {
			return cty.NilVal, fmt.Errorf("the value of %q %w", key, err)
		}
	}
	return cty.ObjectVal(values), nil
}

func readObject(raw any, t cty.Type, depth int) (cty.Value, error) {
	fields, err := fieldsOf(raw, slices.Sorted(maps.Keys(t.AttributeTypes()))...)
	if err != nil {
		return cty.NilVal, err
	}
	values := map[string]cty.Value{}
	for name, field := range t.AttributeTypes() {
		if fields[name] == nil {
			if !t.AttributeOptional(name) {
				return cty.NilVal, fmt.Errorf("needs %s", name)
			}
			continue
		}
		if values[name], err = readType(fields[name], field, depth+1); err != nil {
			return cty.NilVal, fmt.Errorf("%s %w", name, err)
		}
	}
	return cty.ObjectVal(values), nil
}
