package complete

import (
	"fmt"
	"strings"

	"github.com/clockwork-hcl/cw/schema"
)

// lookup gives a placeholder's text; ok is false where there is none.
type lookup func(name string) (t text, ok bool)

// fill puts values into a template: {name}, {name|urlenc} (percent-encoded),
// {name|before:/} and {name|after:/} (a part of it). missing is the first name
// that has no value, or "". What the values hold is never read as a template.
func fill(template string, get lookup) (t text, missing string) {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(template, "{")
		out.WriteString(before)
		if !ok {
			t.s = out.String()
			return t, ""
		}
		placeholder, after, closed := strings.Cut(rest, "}")
		if !closed {
			out.WriteString("{" + rest)
			t.s = out.String()
			return t, ""
		}
		name, modifier, _ := strings.Cut(placeholder, "|")
		v, ok := get(name)
		if !ok {
			return t, name
		}
		out.WriteString(modified(v.s, modifier))
		t.secret, t.unknown = t.secret || v.secret, t.unknown || v.unknown
		template = after
	}
}

func modified(s, modifier string) string {
	kind, at, _ := strings.Cut(modifier, ":")
	switch kind {
	case "urlenc":
		return urlEncode(s)
	case "before":
		before, _, _ := strings.Cut(s, at)
		return before
	case "after":
		_, after, _ := strings.Cut(s, at)
		return after
	}
	return s
}

// urlEncode percent-encodes everything but unreserved characters; a secret
// handle becomes its percent-encoding form.
func urlEncode(s string) string {
	parts := schema.SplitHandles(s)
	if parts == nil {
		return percent(s)
	}
	var out strings.Builder
	for _, p := range parts {
		if p.Secret != "" {
			out.WriteString(schema.SecretHandle(p.Secret, true))
			continue
		}
		out.WriteString(percent(p.Literal))
	}
	return out.String()
}

func percent(s string) string {
	var out strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			out.WriteByte(c)
			continue
		}
		fmt.Fprintf(&out, "%%%02X", c)
	}
	return out.String()
}
