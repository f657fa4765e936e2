package lock

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/schema"
)

const heading = "# Written by cw: what was completed, from what, and by whom. Commit it.\n"

// Bytes is the file as written: modules sorted by source, then entries by
// address.
func (f *File) Bytes() []byte {
	var b strings.Builder
	head := f.head
	if head == "" {
		head = fmt.Sprintf("%sversion = %d", heading, Version)
	}
	b.WriteString(head + "\n")
	for _, source := range slices.Sorted(maps.Keys(f.Modules)) {
		m := f.Modules[source]
		text := m.text
		if text == "" {
			text = fmt.Sprintf("module %s {\n  commit = %s\n}", quote(source), quote(m.Commit))
		}
		b.WriteString("\n" + text + "\n")
	}
	for _, a := range f.Addresses() {
		e := f.entries[a]
		text := e.text
		if text == "" {
			text = e.body
		}
		b.WriteString("\n" + text + "\n")
	}
	if f.tail != "" {
		b.WriteString("\n" + f.tail + "\n")
	}
	return []byte(b.String())
}

// renderEntry writes a block. Paths of one attribute stand together: a key of
// it under its name ("env.TZ" as env = { TZ = … }), a hole inside it with the
// colon kept ("content:hint" as content = { ":hint" = … }). The origin has the
// same shape, and so tells such a group from a value that is itself an object.
func renderEntry(a schema.Address, e *Entry) string {
	groups := group(e.Values)
	var b strings.Builder
	fmt.Fprintf(&b, "resource %s {\n", quote(a.String()))
	fmt.Fprintf(&b, "  fingerprint = %s\n\n  values {\n", quote(e.Fingerprint))
	renderGroups(&b, groups, func(v schema.Value) string { return render(v.Value, 2) }, func(v schema.Value) string { return render(v.Value, 3) })
	b.WriteString("  }\n\n  origin {\n")
	origin := func(v schema.Value) string { return quote(string(v.Origin)) }
	renderGroups(&b, groups, origin, origin)
	b.WriteString("  }\n}")
	return b.String()
}

func renderGroups(b *strings.Builder, groups map[string]map[string]schema.Value, whole, part func(schema.Value) string) {
	for _, attr := range slices.Sorted(maps.Keys(groups)) {
		parts := groups[attr]
		if v, ok := parts[""]; ok && len(parts) == 1 {
			fmt.Fprintf(b, "    %s = %s\n", attr, whole(v))
			continue
		}
		fmt.Fprintf(b, "    %s = {\n", attr)
		for _, key := range slices.Sorted(maps.Keys(parts)) {
			fmt.Fprintf(b, "      %s = %s\n", objectKey(key), part(parts[key]))
		}
		b.WriteString("    }\n")
	}
}

// group sorts paths by attribute, then by the key in it.
func group(values map[string]schema.Value) map[string]map[string]schema.Value {
	groups := map[string]map[string]schema.Value{}
	for path, v := range values {
		attr, key := splitPath(path)
		if groups[attr] == nil {
			groups[attr] = map[string]schema.Value{}
		}
		groups[attr][key] = v
	}
	return groups
}

// splitPath cuts "env.TZ" into env and TZ, "content:hint" into content and
// :hint, "image" into image and "". joinPath is its reverse.
func splitPath(path string) (attr, key string) {
	i := strings.IndexAny(path, ".:")
	if i < 0 {
		return path, ""
	}
	if key = path[i:]; strings.HasPrefix(key, ".") && plainKey(key[1:]) {
		key = key[1:]
	}
	return path[:i], key
}

func joinPath(attr, key string) string {
	if key == "" || !plainKey(key) {
		return attr + key
	}
	return attr + "." + key
}

// plainKey reports whether a key of a map needs no mark to be told from a hole.
func plainKey(key string) bool { return key != "" && key[0] != '.' && key[0] != ':' }

// render writes a value as an HCL expression whose closing bracket stands at
// the given depth of indentation.
func render(v cty.Value, depth int) string {
	t := v.Type()
	switch {
	case v.IsNull():
		return "null"
	case t == cty.String:
		return renderString(v.AsString())
	case t.IsMapType(), t.IsObjectType():
		return renderObject(v.AsValueMap(), depth)
	case t.IsTupleType(), t.IsListType(), t.IsSetType():
		return renderList(v, depth)
	}
	return string(hclwrite.TokensForValue(v).Bytes())
}

func renderObject(fields map[string]cty.Value, depth int) string {
	if len(fields) == 0 {
		return "{}"
	}
	indent := strings.Repeat("  ", depth)
	var b strings.Builder
	b.WriteString("{\n")
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		fmt.Fprintf(&b, "%s  %s = %s\n", indent, objectKey(name), render(fields[name], depth+1))
	}
	return b.String() + indent + "}"
}

// renderList puts short lists on one line: a command reads best so, and a
// change of it is one change.
func renderList(v cty.Value, depth int) string {
	var items []string
	oneLine := true
	for it := v.ElementIterator(); it.Next(); {
		_, item := it.Element()
		items = append(items, render(item, depth+1))
		oneLine = oneLine && !strings.Contains(items[len(items)-1], "\n")
	}
	line := "[" + strings.Join(items, ", ") + "]"
	if oneLine && len(line) <= 160 {
		return line
	}
	indent := strings.Repeat("  ", depth)
	return "[\n" + indent + "  " + strings.Join(items, ",\n"+indent+"  ") + ",\n" + indent + "]"
}

func objectKey(name string) string {
	if hclsyntax.ValidIdentifier(name) && !slices.Contains([]string{"for", "true", "false", "null"}, name) {
		return name
	}
	return quote(name)
}

func quote(s string) string { return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes()) }

// renderString prefers a heredoc for text of several lines, where reading it
// back gives exactly the same text.
func renderString(s string) string {
	if strings.Count(s, "\n") > 1 || strings.Count(s, "\n") == 1 && !strings.HasSuffix(s, "\n") {
		if doc, ok := heredoc(s); ok {
			return doc
		}
	}
	return quote(s)
}

func heredoc(s string) (string, bool) {
	if !strings.HasSuffix(s, "\n") || strings.ContainsAny(s, "\r\x00") || hasConflictMarker([]byte(s)) {
		return "", false
	}
	escaped := strings.NewReplacer("${", "$${", "%{", "%%{").Replace(s)
	doc := "<<EOT\n" + escaped + "EOT"
	e, diags := hclsyntax.ParseExpression([]byte(doc+"\n"), "", hcl.InitialPos)
	if diags.HasErrors() {
		return "", false
	}
	back, d := literal(e)
	if d != nil || back.Type() != cty.String || back.AsString() != s {
		return "", false
	}
	return doc, true
}
