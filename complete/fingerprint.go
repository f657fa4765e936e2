package complete

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"regexp"
	"slices"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/complete/openai"
	"github.com/clockwork-hcl/cw/hclspec"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// basis is everything that a resource is completed from. Not in it: which
// model, which version of the catalogue, and the value of any secret.
type basis struct {
	Kind        string         `json:"kind"`
	KindVersion int            `json:"kind_version"`
	Prompt      int            `json:"prompt"`
	Description string         `json:"description,omitempty"`
	Hint        string         `json:"hint,omitempty"`
	Fill        []string       `json:"fill,omitempty"`
	Exclude     []string       `json:"exclude,omitempty"`
	Holes       []string       `json:"holes,omitempty"`
	Ports       []int          `json:"asserted_ports,omitempty"`
	Attributes  map[string]any `json:"attributes"`
	Neighbours  []neighbour    `json:"neighbours,omitempty"`
}

// neighbour is what a resource sees of one that it connects to.
type neighbour struct {
	Rule    string         `json:"rule"`
	Address string         `json:"address"`
	Host    string         `json:"host"`
	Product string         `json:"product,omitempty"`
	Ports   any            `json:"ports,omitempty"`
	Command any            `json:"command,omitempty"`
	Env     map[string]any `json:"env,omitempty"`
	Args    map[string]any `json:"args,omitempty"`
}

func (w *work) computeFingerprint() string {
	n := w.node
	b := basis{
		Kind: n.Kind.Name, KindVersion: n.Kind.Version, Prompt: openai.PromptVersion,
		Description: n.Description, Hint: w.hint(), Attributes: w.authored(false),
	}
	if c := n.Block.Complete; c != nil {
		b.Fill, b.Exclude = names(c.Fill), names(c.Exclude)
	}
	for _, h := range w.res.Holes {
		b.Holes = append(b.Holes, h.Path+"\n"+h.Hint)
	}
	if len(w.res.Holes) > 0 {
		b.Ports = assertedPorts(n)
	}
	for _, e := range n.Edges {
		b.Neighbours = append(b.Neighbours, w.run.neighbour(e))
	}
	text, err := json.Marshal(b)
	if err != nil {
		panic("a fingerprint can't be computed: " + err.Error() + ". This is a bug in cw.")
	}
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func names(list []hclspec.Name) []string {
	var out []string
	for _, n := range list {
		out = append(out, n.Name)
	}
	return slices.Sorted(slices.Values(out))
}

// authored are the author's own values, secrets by name only. outgoing values
// leave this machine, so that whatever looks like a secret counts as one.
func (w *work) authored(outgoing bool) map[string]any {
	out := map[string]any{}
	for i := range w.node.Kind.Attributes {
		name := w.node.Kind.Attributes[i].Name
		a := w.res.Attributes[name]
		if a.Origin != schema.OriginAuthor {
			continue
		}
		v := plainly(a.Value, outgoing)
		if keys, ok := v.(map[string]any); ok && a.Keys != nil {
			maps.DeleteFunc(keys, func(key string, _ any) bool { return a.Keys[key] != schema.OriginAuthor })
			hideSecrets(keys, outgoing)
		}
		out[name] = v
	}
	return out
}

func hideSecrets(keys map[string]any, outgoing bool) {
	for key, v := range keys {
		if _, isText := v.(string); isText && (outgoing || v != "") && openai.IsSecretName(key) {
			keys[key] = hidden
		}
	}
}

const (
	hidden  = "(secret)"
	later   = "(known after deployment)"
	stillTo = "(open)"
)

// plainly turns a value into JSON data: secrets, holes and unknown values by
// name only.
func plainly(v cty.Value, outgoing bool) any {
	if v == cty.NilVal {
		return nil
	}
	bare, marks := v.Unmark()
	if _, secret := marks[schema.Sensitive]; secret {
		return hidden
	}
	for m := range marks {
		if _, ok := m.(schema.Hole); ok {
			return stillTo
		}
	}
	switch t := bare.Type(); {
	case !bare.IsKnown():
		return later
	case bare.IsNull():
		return nil
	case t == cty.String:
		return redacted(bare.AsString(), outgoing)
	case t == cty.Bool:
		return bare.True()
	case t == cty.Number:
		return bare.AsBigFloat().Text('g', -1)
	case t.IsMapType(), t.IsObjectType():
		m := map[string]any{}
		for key, item := range bare.AsValueMap() {
			m[key] = plainly(item, outgoing)
		}
		return m
	}
	list := []any{}
	for it := bare.ElementIterator(); it.Next(); {
		_, item := it.Element()
		list = append(list, plainly(item, outgoing))
	}
	return list
}

var userInfo = regexp.MustCompile(`://([^/@:\s]*):([^/@\s]+)@`)

// redacted takes the password out of an address that leaves this machine.
func redacted(s string, outgoing bool) string {
	if !outgoing {
		return s
	}
	return userInfo.ReplaceAllString(s, "://$1:"+hidden+"@")
}

// neighbour is what an edge's source sees of its target: enough to derive from
// it, and no more, so that other edits of the target reopen nothing.
func (r *run) neighbour(e resolve.Edge) neighbour {
	to := r.graph.Node(e.To)
	nb := neighbour{Rule: e.Rule, Address: e.To.String(), Host: r.host(to), Args: map[string]any{}}
	for name, v := range e.Args {
		nb.Args[name] = plainly(v, false)
		if name == "password" {
			nb.Args[name] = hidden
		}
	}
	if !isContainer(to.Kind) {
		return nb
	}
	nb.Ports = plainly(r.attr(e.To, "ports"), false)
	p := r.product(to)
	if p == nil || p.entry.Connection == nil {
		return nb
	}
	nb.Product = p.entry.ID
	nb.Env = map[string]any{}
	env := r.env(to)
	for _, name := range p.entry.Connection.Variables() {
		if v, ok := env.values[name]; ok {
			nb.Env[name] = plainly(v, false)
			if isSecretVariable(p.entry, name) {
				nb.Env[name] = hidden
			}
		}
	}
	if flag := p.entry.Connection.PasswordFlag; flag != "" && slices.Contains(p.command, flag) {
		nb.Command = flag
	}
	return nb
}
