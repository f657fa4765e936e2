package openai

import (
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// Bounds of an answer; what a server lets through beyond them is refused here.
const (
	maxText  = 64 << 10
	maxKey   = 256
	maxItems = 64
	maxDepth = 8
)

const (
	repositoryPattern = `^[a-z0-9]+([._:/-][a-z0-9]+|__[a-z0-9]+)*$`
	tagPattern        = `^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`
)

// jsonSchema is the portable schema of an answer: a root object whose every
// property is required, no references, no look-around, everything bounded.
func (q *Question) jsonSchema(names []string) map[string]any {
	properties := map[string]any{}
	for i, w := range q.Wants {
		s := w.schema()
		if !w.Needed {
			s["type"] = []any{s["type"], "null"}
		}
		if w.Doc != "" {
			s["description"] = w.Doc
		}
		properties[names[i]] = s
	}
	return object(properties)
}

func object(properties map[string]any) map[string]any {
	return map[string]any{
		"type": "object", "properties": properties,
		"required": slices.Sorted(maps.Keys(properties)), "additionalProperties": false,
	}
}

func list(items map[string]any) map[string]any {
	return map[string]any{"type": "array", "items": items, "maxItems": maxItems}
}

func text(limit int) map[string]any {
	return map[string]any{"type": "string", "maxLength": limit}
}

func pattern(p string, limit int) map[string]any {
	s := text(limit)
	s["pattern"] = p
	return s
}

func port(nullable bool) map[string]any {
	s := map[string]any{"type": "integer", "minimum": 1, "maximum": 65535}
	if nullable {
		s["type"] = []any{"integer", "null"}
	}
	return s
}

func (w *Want) schema() map[string]any {
	switch w.Form {
	case Image:
		return object(map[string]any{"repository": pattern(repositoryPattern, maxKey), "tag": pattern(tagPattern, 128)})
	case Ports:
		return list(object(map[string]any{
			"container": port(false), "host": port(true),
			"protocol": map[string]any{"type": "string", "enum": []any{"tcp", "udp"}},
		}))
	case Environment:
		return list(object(map[string]any{
			"key": text(maxKey), "value": text(maxText), "secret": map[string]any{"type": "boolean"},
		}))
	}
	return typeSchema(w.Type)
}

func typeSchema(t cty.Type) map[string]any {
	switch {
	case t == cty.Bool:
		return map[string]any{"type": "boolean"}
	case t == cty.Number:
		return map[string]any{"type": "number"}
	case t.IsListType(), t.IsSetType():
		return list(typeSchema(t.ElementType()))
	case t.IsMapType():
		return list(object(map[string]any{"key": text(maxKey), "value": typeSchema(t.ElementType())}))
	case t.IsObjectType():
		properties := map[string]any{}
		for name, field := range t.AttributeTypes() {
			s := typeSchema(field)
			if t.AttributeOptional(name) {
				s["type"] = []any{s["type"], "null"}
			}
			properties[name] = s
		}
		return object(properties)
	}
	return text(maxText)
}
