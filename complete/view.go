package complete

import (
	"maps"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/clockwork-hcl/cw/complete/catalog"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// isContainer recognises the kinds that run an image with an environment.
func isContainer(k *schema.Kind) bool {
	return k.Attribute("image") != nil && k.Attribute("env") != nil
}

// attr is an attribute's value as far as it is known now: what was taken in
// this run, with its handles, else what the last evaluation gave.
func (r *run) attr(a schema.Address, name string) cty.Value {
	if v, ok := r.found[a][name]; ok {
		return v.Value
	}
	return r.values.Get(a).Attributes[name].Value
}

// words reads a list of text; ok is false unless all of it is known.
func words(v cty.Value) (list []string, ok bool) {
	if v == cty.NilVal {
		return nil, true
	}
	v, _ = v.UnmarkDeep()
	if !v.IsWhollyKnown() {
		return nil, false
	}
	if v.IsNull() || !v.CanIterateElements() {
		return nil, true
	}
	for it := v.ElementIterator(); it.Next(); {
		_, item := it.Element()
		if t, ok := textOf(item); ok {
			list = append(list, t.s)
		}
	}
	return list, true
}

// text is a string on its way into a variable: it may hold secret handles.
type text struct {
	s string
	// secret: it holds a secret of the author in plain.
	secret bool
	// unknown: only the deployment knows it.
	unknown bool
}

// value is the text as a layer carries it.
func (t text) value() cty.Value {
	v := cty.StringVal(t.s)
	if t.unknown {
		v = cty.UnknownVal(cty.String)
	}
	if t.secret {
		v = v.Mark(schema.Sensitive)
	}
	return v
}

// textOf reads a primitive; ok is false for null.
func textOf(v cty.Value) (t text, ok bool) {
	if v == cty.NilVal {
		return text{}, false
	}
	t.secret = schema.IsSensitive(v)
	v, _ = v.UnmarkDeep()
	if !v.IsKnown() {
		t.unknown = true
		return t, true
	}
	v, err := convert.Convert(v, cty.String)
	if err != nil || v.IsNull() {
		return text{}, false
	}
	t.s = v.AsString()
	return t, true
}

// environment is a container's variables as far as they are known now.
type environment struct {
	values map[string]cty.Value
	// opaque: not even the names are known.
	opaque bool
	// sealed: nobody may add to them.
	sealed bool
}

func (e environment) has(name string) bool {
	_, ok := e.values[name]
	return ok
}

// plain is a known variable's text, or "".
func (e environment) plain(name string) string {
	t, _ := textOf(e.values[name])
	return t.s
}

func (r *run) env(n *resolve.Node) environment {
	e := environment{values: map[string]cty.Value{}}
	v := r.values.Get(n.Address).Attributes["env"].Value
	if _, marks := v.Unmark(); len(marks) > 0 || !v.IsKnown() {
		return environment{opaque: true, sealed: true}
	}
	if !v.IsNull() {
		maps.Copy(e.values, v.AsValueMap())
	}
	if n.Block != nil && n.Block.Attributes["env"] != nil && v.IsNull() {
		e.sealed = true
	}
	for path, found := range r.found[n.Address] {
		if key, ok := strings.CutPrefix(path, "env."); ok && !strings.Contains(key, ":") {
			e.values[key] = found.Value
		}
	}
	return e
}

// product is a container that runs an image of the catalogue.
type product struct {
	entry   *catalog.Entry
	node    *resolve.Node
	tag     string
	command []string
}

// product tells what n runs, or nil. A container whose author starts another
// program of a known image is not that product.
func (r *run) product(n *resolve.Node) *product {
	if n == nil || !isContainer(n.Kind) {
		return nil
	}
	if p, ok := r.products[n.Address]; ok {
		return p
	}
	p := r.findProduct(n)
	if r.done[n.Address] {
		r.products[n.Address] = p
	}
	return p
}

func (r *run) findProduct(n *resolve.Node) *product {
	image, ok := textOf(r.attr(n.Address, "image"))
	if !ok || image.unknown || image.s == "" {
		return nil
	}
	entry, ok := catalog.ByImage(image.s)
	if !ok {
		return nil
	}
	if entrypoint := r.attr(n.Address, "entrypoint"); entrypoint != cty.NilVal {
		if bare, _ := entrypoint.Unmark(); !bare.IsKnown() || !bare.IsNull() {
			return nil
		}
	}
	command, _ := words(r.attr(n.Address, "command"))
	if !entry.Runs(command) {
		return nil
	}
	return &product{entry: entry, node: n, tag: catalog.ParseReference(image.s).Tag, command: command}
}

// host is the name under which those that connect to n reach it.
func (r *run) host(n *resolve.Node) string {
	for _, m := range n.Networks {
		if len(m.Aliases) > 0 {
			return m.Aliases[0]
		}
	}
	return n.Label()
}
