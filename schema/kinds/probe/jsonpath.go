package probe

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// JSONStep is one step of a path: into an object by Key, or into an array by
// Index.
type JSONStep struct {
	Key     string
	Index   int
	IsIndex bool
}

// ParseJSONPath reads a dotted path into a JSON document: data.items[0].name, a
// key with other characters as data["a.b"]. It may begin with $ as JSONPath
// does; filters and wildcards are not understood. The error has no full stop.
func ParseJSONPath(path string) ([]JSONStep, error) {
	var steps []JSONStep
	rest := strings.TrimPrefix(path, "$")
	if rest == path {
		rest = "." + rest
		if strings.HasPrefix(path, "[") {
			rest = path
		}
	}
	for rest != "" {
		step, tail, err := cutStep(rest)
		if err != nil {
			return nil, fmt.Errorf("%q is not a path into JSON: %w; write it as in \"data.items[0].name\"", path, err)
		}
		steps, rest = append(steps, step), tail
	}
	return steps, nil
}

// cutStep reads the step at the head of s, which is not empty.
func cutStep(s string) (JSONStep, string, error) {
	switch {
	case strings.HasPrefix(s, `["`):
		return cutQuoted(s)
	case s[0] == '[':
		return cutIndex(s)
	case s[0] == '.':
		return cutKey(s[1:])
	}
	return JSONStep{}, "", fmt.Errorf("there must be a . or [ before %q", s)
}

func cutQuoted(s string) (JSONStep, string, error) {
	quoted, err := strconv.QuotedPrefix(s[1:])
	if err != nil {
		return JSONStep{}, "", errors.New("a quote is not closed")
	}
	tail, ok := strings.CutPrefix(s[1+len(quoted):], "]")
	if !ok {
		return JSONStep{}, "", errors.New("a [ is not closed")
	}
	key, err := strconv.Unquote(quoted)
	return JSONStep{Key: key}, tail, err
}

func cutIndex(s string) (JSONStep, string, error) {
	digits, tail, ok := strings.Cut(s[1:], "]")
	if !ok {
		return JSONStep{}, "", errors.New("a [ is not closed")
	}
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil {
		return JSONStep{}, "", fmt.Errorf("%q is not the number of an element, counted from 0", digits)
	}
	return JSONStep{Index: int(n), IsIndex: true}, tail, nil
}

func cutKey(s string) (JSONStep, string, error) {
	end := strings.IndexAny(s, ".[]")
	if end < 0 {
		end = len(s)
	}
	if end == 0 {
		return JSONStep{}, "", errors.New("a name is missing")
	}
	return JSONStep{Key: s[:end]}, s[end:], nil
}

// lookUp follows steps through a JSON document. The error completes "saw …".
func lookUp(document []byte, steps []JSONStep) (any, error) {
	var v any
	if err := json.Unmarshal(document, &v); err != nil {
		return nil, fmt.Errorf("a body that is not JSON: %s", Excerpt(string(document)))
	}
	for _, s := range steps {
		next, ok := into(v, s)
		if !ok {
			return nil, fmt.Errorf("JSON without it: %s", Excerpt(string(document)))
		}
		v = next
	}
	return v, nil
}

func into(v any, s JSONStep) (any, bool) {
	if s.IsIndex {
		list, ok := v.([]any)
		if !ok || s.Index >= len(list) {
			return nil, false
		}
		return list[s.Index], true
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	next, ok := object[s.Key]
	return next, ok
}

// jsonText is a value as a pattern sees it: a string without its quotes, all
// else as JSON.
func jsonText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}
