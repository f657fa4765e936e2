package complete

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/clockwork-hcl/cw/complete/lock"
	"github.com/clockwork-hcl/cw/complete/openai"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// work completes one resource.
type work struct {
	run  *run
	node *resolve.Node
	res  *resolve.Resource
	// fingerprint of everything that the resource is completed from.
	fingerprint string
	entry       *lock.Entry
	// pinned: the lock has a fresh entry that leaves nothing open, so nothing
	// is added beside it.
	pinned bool
	// chosen: the image was completed, not the author's.
	chosen bool
	// added counts values that the lock did not have and can keep.
	added int
}

// work completes n as far as it goes without a model. It returns the work if
// only a model can finish it, else nil.
func (r *run) work(n *resolve.Node) *work {
	res := r.values.Get(n.Address)
	if !r.concerned(n, res) {
		return nil
	}
	w := &work{run: r, node: n, res: res}
	w.fingerprint = w.computeFingerprint()
	if e := r.req.Lock.Entry(n.Address); e != nil {
		w.entry = e
		if e.Fingerprint == w.fingerprint {
			w.pinned = true
			w.takeLock(e)
			w.pinned = len(w.open()) == 0
		}
	}
	w.chooseProduct()
	w.connections()
	w.facts()
	w.generate()
	return w.settle()
}

// concerned reports whether there may be anything to complete.
func (r *run) concerned(n *resolve.Node, res *resolve.Resource) bool {
	if n.Block == nil {
		return false
	}
	return len(res.Holes) > 0 || len(res.Offers) > 0 || isContainer(n.Kind) && (len(n.Edges) > 0 || r.product(n) != nil)
}

// take records a value, unless a fresh lock entry has settled what there is.
// What can't stand in the lock is derived anew every time.
func (w *work) take(path string, v cty.Value, o schema.Origin, from source) {
	storable := lock.Storable(v)
	if w.pinned && storable {
		return
	}
	if !w.fits(path, v, from, nil) {
		return
	}
	if storable {
		w.added++
	}
	w.run.take(w.node.Address, path, v, o, from)
}

// open lists the holes that nothing has filled yet.
func (w *work) open() []resolve.OpenHole {
	var list []resolve.OpenHole
	for _, h := range w.res.Holes {
		if _, ok := w.run.found[w.node.Address][h.Path]; !ok {
			list = append(list, h)
		}
	}
	return list
}

// settle decides how the work ends: done, left to a model, or with something
// missing.
func (w *work) settle() *work {
	r, a := w.run, w.node.Address
	open := w.open()
	if r.req.Locked && !r.tentative && (w.added > 0 || len(open) > 0) {
		r.stale = append(r.stale, staleEntry{a, w.whyStale(), w.node.Range()})
		r.blocked[a] = true
		w.keep()
		return nil
	}
	wants := w.wants()
	if len(wants) > 0 && !r.blocked[a] && !r.tentative && r.modelAllowed() {
		return w
	}
	w.warnUnfilled(wants, len(open))
	w.keep()
	return nil
}

// warnUnfilled says which attributes the author named in fill, and nobody
// could give. Holes are errors of their own.
func (w *work) warnUnfilled(wants []openai.Want, open int) {
	if open > 0 || len(wants) == 0 {
		return
	}
	paths := make([]string, len(wants))
	for i, want := range wants {
		paths[i] = want.Path
	}
	w.run.report(diag.Warn("CW0401", &w.node.Block.Complete.Range, "Nobody can fill this",
		"complete names %s of %s, but nobody can give it, so it is left out. Set it, or configure a model.", strings.Join(paths, " and "), w.node.Address), w.node.Address)
}

func (w *work) whyStale() string {
	switch {
	case w.entry == nil:
		return "has no entry"
	case w.entry.Fingerprint != w.fingerprint:
		return "has changed since it was completed"
	}
	return "has an entry with values missing"
}

// keep puts what was completed into the new lock file. A resource that stays
// open keeps the entry that it had.
func (w *work) keep() {
	a := w.node.Address
	if w.pinned || len(w.open()) > 0 || w.run.blocked[a] || w.run.tentative {
		if w.entry != nil {
			w.run.entries[a] = w.entry
		}
		return
	}
	values := maps.Clone(w.run.found[a])
	maps.DeleteFunc(values, func(_ string, v schema.Value) bool { return !lock.Storable(v.Value) })
	if len(values) == 0 {
		return
	}
	e, err := lock.NewEntry(a, w.fingerprint, values)
	if err != nil {
		w.run.report(diag.New("CW0402", w.node.Range(), "Unreadable lock file", "%s.", err), a)
		return
	}
	w.run.entries[a] = e
}

// takeLock takes the values of a fresh entry, each after the same checks as
// from anybody.
func (w *work) takeLock(e *lock.Entry) {
	values := w.lockValues(e)
	paths := slices.SortedFunc(maps.Keys(values), imageFirst)
	for _, path := range paths {
		at := e.Ranges[path]
		if attr, _, ok := strings.Cut(path, "."); ok && at.Empty() {
			at = e.Ranges[attr]
		}
		v, problem := w.converted(path, values[path].Value)
		if problem != "" {
			w.run.report(diag.New("CW0406", &at, "Invalid lock entry", "The lock file's value for %s of %s %s. Mend it, or remove the entry and run cw complete.", path, w.node.Address, problem), w.node.Address)
			continue
		}
		if w.fits(path, v, fromLock, &at) {
			w.run.take(w.node.Address, path, v, values[path].Origin, fromLock)
		}
	}
}

// imageFirst orders paths so that what runs is known before its ports are
// judged.
func imageFirst(a, b string) int {
	if a == "image" || b == "image" {
		if a == b {
			return 0
		}
		if a == "image" {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

// lockValues are an entry's values by path; a map that a person wrote as a
// whole counts key by key.
func (w *work) lockValues(e *lock.Entry) map[string]schema.Value {
	values := map[string]schema.Value{}
	for path, v := range e.Values {
		row := w.node.Kind.Attribute(path)
		if row == nil || !row.Merge || v.Value.IsNull() || !v.Value.Type().IsObjectType() {
			values[path] = v
			continue
		}
		for key, item := range v.Value.AsValueMap() {
			values[path+"."+key] = schema.Value{Value: item, Origin: v.Origin}
		}
	}
	return values
}

// rowOf finds the attribute that a path is about, and what of it: "", a key of
// a map, or the hint of a hole inside it.
func (w *work) rowOf(path string) (row *schema.Attribute, key string, hole bool) {
	end := strings.IndexAny(path, ".:")
	if end < 0 {
		return w.node.Kind.Attribute(path), "", false
	}
	row = w.node.Kind.Attribute(path[:end])
	if row != nil && path[end] == '.' && !row.Merge {
		return nil, "", false
	}
	if path[end] == ':' {
		return row, "", true
	}
	key, _, hole = strings.Cut(path[end+1:], ":")
	return row, key, hole
}

// converted gives a value the type of its place, or says in words why that
// can't be.
func (w *work) converted(path string, v cty.Value) (cty.Value, string) {
	row, key, hole := w.rowOf(path)
	if row == nil {
		return v, "belongs to no attribute of a " + w.node.Kind.Name
	}
	want := row.Type
	switch {
	case hole:
		want = cty.String
	case key != "":
		want = row.Type.ElementType()
	}
	out, err := convert.Convert(v, want)
	if err != nil {
		return v, "has the wrong type"
	}
	if problem := checkRow(row, key, hole, out); problem != nil {
		return v, "can't be used: " + strings.TrimSuffix(problem.Detail, ".")
	}
	return out, ""
}

// checkRow asks the row about a whole value, or about one key of a map.
func checkRow(row *schema.Attribute, key string, hole bool, v cty.Value) *schema.Problem {
	if row.Check == nil || hole {
		return nil
	}
	if key != "" {
		v = cty.MapVal(map[string]cty.Value{key: v})
	}
	bare, _ := v.UnmarkDeep()
	if bare.IsNull() || !bare.IsWhollyKnown() {
		return nil
	}
	return row.Check(bare)
}

// fits holds a value against the fence, and reports what it may not do.
func (w *work) fits(path string, v cty.Value, from source, at *hcl.Range) bool {
	problem := w.fence(path, v)
	if problem == "" {
		return true
	}
	if at == nil {
		at = w.node.Range()
	}
	w.run.report(diag.New("CW0404", at, "Value refused", "%s of %s comes from %s and %s. If it is wanted, write it into the configuration.", path, w.node.Address, from, problem), w.node.Address)
	return false
}

// excluded reports whether the author keeps completers away from an attribute.
func (w *work) excluded(attr string) bool {
	c := w.node.Block.Complete
	return c != nil && named(c.Exclude, attr)
}

// requested reports whether the author asks for an attribute by name.
func (w *work) requested(attr string) bool {
	c := w.node.Block.Complete
	return c != nil && named(c.Fill, attr)
}

func named(list []hclspec.Name, name string) bool {
	return slices.ContainsFunc(list, func(n hclspec.Name) bool { return n.Name == name })
}

// written reports whether the author set an attribute, be it to null.
func (w *work) written(attr string) bool {
	return w.node.Block.Attributes[attr] != nil
}

// absent reports whether an attribute may still be completed.
func (w *work) absent(attr string) bool {
	row := w.node.Kind.Attribute(attr)
	if row == nil || w.excluded(attr) {
		return false
	}
	if _, ok := w.run.found[w.node.Address][attr]; ok {
		return false
	}
	return !w.written(attr) || w.hole(attr) != nil
}

// hole finds the open hole at a path, or nil.
func (w *work) hole(path string) *resolve.OpenHole {
	for _, h := range w.open() {
		if h.Path == path {
			return &h
		}
	}
	return nil
}

// offered reports whether an attribute beside the holes may be completed.
func (w *work) offered(attr string) bool {
	return w.absent(attr) && slices.Contains(w.res.Offers, attr)
}

// handle names a secret of this resource.
func (w *work) handle(key string) string {
	return schema.SecretHandle(w.node.Address.String()+"."+key, false)
}

// generate fills holes that ask for a secret.
func (w *work) generate() {
	for _, h := range w.open() {
		if h.Type != cty.String || !asksForSecret(h) {
			continue
		}
		w.take(h.Path, cty.StringVal(w.handle(secretKey(h.Path))), schema.OriginGenerated, fromGenerator)
	}
}

// asksForSecret reports whether a hole is a variable with a secret's name, or
// its hint wants something random.
func asksForSecret(h resolve.OpenHole) bool {
	path, _, _ := strings.Cut(h.Path, ":")
	if _, key, ok := strings.Cut(path, "."); ok && openai.IsSecretName(key) {
		return true
	}
	hint := strings.ToLower(h.Hint)
	return (strings.Contains(hint, "random") || strings.Contains(hint, "generate")) &&
		slices.ContainsFunc([]string{"password", "secret", "key", "token"}, func(word string) bool { return strings.Contains(hint, word) })
}

// secretKey makes the last part of a secret's name from a path.
func secretKey(path string) string {
	attr, key, ok := strings.Cut(path, ".")
	if !ok {
		key = attr
	}
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return '_'
	}, key), "_")
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
