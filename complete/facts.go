package complete

import (
	"fmt"
	"path"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/complete/catalog"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// chooseProduct fills an open image from the description.
func (w *work) chooseProduct() {
	if !isContainer(w.node.Kind) || w.hole("image") == nil {
		return
	}
	w.chosen = true
	if c := w.run.req.Completer; c == CompleterOff || c == CompleterModel {
		return
	}
	match, ok := w.describe()
	if !ok {
		w.run.reasons[w.node.Address] = match.Reason
		return
	}
	ref, ok := match.Entry.Ref(match.Version)
	if !ok {
		w.run.reasons[w.node.Address] = fmt.Sprintf("it has no version %s of %s", match.Version, match.Entry.ID)
		return
	}
	w.take("image", cty.StringVal(ref), schema.OriginCatalog(match.Entry.ID), fromCatalog)
	if match.Confidence == catalog.ByRole {
		text := ref + ": " + match.Reason
		if len(match.Alternatives) > 0 {
			text += "; it could also be " + strings.Join(match.Alternatives, ", ")
		}
		w.run.notes = append(w.run.notes, Note{w.node.Address, text})
	}
}

// describe reads the hint of the open image, then the description.
func (w *work) describe() (catalog.Match, bool) {
	texts := []string{w.hole("image").Hint, w.node.Description, w.hint()}
	last := catalog.Match{Reason: "there is no description"}
	for _, t := range texts {
		if strings.TrimSpace(t) == "" {
			continue
		}
		match, ok := catalog.ByDescription(t)
		if ok {
			return match, true
		}
		last = match
	}
	return last, false
}

// hint is the complete block's, where it is plain text.
func (w *work) hint() string {
	c := w.node.Block.Complete
	if c == nil || c.Hint == nil {
		return ""
	}
	v, diags := c.Hint.Value(nil)
	if diags.HasErrors() {
		return ""
	}
	t, _ := textOf(v)
	return t.s
}

// facts adds what a known image can't run without, its health check, and for
// an image that was completed its command, ports and further environment.
func (w *work) facts() {
	if w.run.req.Completer == CompleterOff {
		return
	}
	p := w.run.product(w.node)
	if p == nil {
		return
	}
	w.command(p)
	w.requiredEnvironment(p)
	if w.chosen || w.offered("env") {
		w.optionalEnvironment(p)
	}
	if w.offered("ports") {
		w.ports(p)
	}
	if w.requested("volumes") && w.offered("volumes") {
		w.volumes(p)
	}
	w.healthcheck(p)
}

func (w *work) fromEntry(p *product, attr string, v cty.Value) {
	w.take(attr, v, schema.OriginCatalog(p.entry.ID), fromCatalog)
}

func (w *work) command(p *product) {
	if len(p.entry.Command) == 0 || !w.absent("command") || len(p.command) > 0 {
		return
	}
	if !p.entry.CommandRequired && !(w.chosen || w.offered("command")) {
		return
	}
	items := make([]cty.Value, len(p.entry.Command))
	for i, word := range p.entry.Command {
		t, _ := fill(word, w.itself)
		items[i] = cty.StringVal(t.s)
	}
	w.fromEntry(p, "command", cty.ListVal(items))
	p.command = p.entry.Command
}

// itself looks up {host}: the container's own name.
func (w *work) itself(name string) (text, bool) {
	return text{s: w.run.host(w.node)}, name == "host"
}

func (w *work) requiredEnvironment(p *product) {
	if w.excluded("env") {
		return
	}
	var lacking []string
	from := ""
	for _, v := range p.entry.EnvRequired {
		env := w.run.env(w.node)
		if env.sealed {
			return
		}
		if settled(v, env) {
			continue
		}
		if missing := w.require(p, v); missing != "" {
			from, _, _ = strings.Cut(missing, ".")
			lacking = append(lacking, v.Name)
		}
	}
	if len(lacking) > 0 {
		w.warn(*w.node.Range(), "%s needs %s from %s that it connects to, and there is not exactly one. Add it to connect, or set the variables in env.",
			w.node.Address, strings.Join(lacking, ", "), article(from))
	}
}

// settled reports whether the author has seen to a variable: by itself, by a
// file, or by another that does instead.
func settled(v catalog.Variable, env environment) bool {
	if env.has(v.Name) || env.has(v.Name+"_FILE") || v.With != "" && !env.has(v.With) {
		return true
	}
	for _, other := range v.Unless {
		if env.has(other) || env.has(other+"_FILE") {
			return true
		}
	}
	return false
}

// require adds a variable. missing is what no connected service gives, or "".
func (w *work) require(p *product, v catalog.Variable) (missing string) {
	at := "env." + v.Name
	switch v.Kind {
	case catalog.KindValue:
		t, _ := fill(v.Default, w.itself)
		w.fromEntry(p, at, cty.StringVal(t.s))
	case catalog.KindSecret:
		secret := w.handle(v.Name)
		if v.Template != "" {
			secret = strings.Replace(v.Template, "{generated}", secret, 1)
		}
		w.take(at, cty.StringVal(secret), schema.OriginGenerated, fromGenerator)
	case catalog.KindConnected:
		t, missing := fill(v.Value, w.connected)
		if missing != "" {
			return missing
		}
		w.take(at, t.value(), schema.OriginDerived("connect"), fromConnections)
	case catalog.KindAsk:
		if !w.pinned {
			w.run.report(diag.New("CW0401", w.node.Range(), "Nobody can fill this",
				"%s needs env.%s, and only you can give it: %s. Set %s = %q in env if you accept.", w.node.Address, v.Name, v.Note, v.Name, v.Accepts), w.node.Address)
		}
	}
	return ""
}

func article(product string) string {
	if product == "any" {
		return "a service"
	}
	return "a " + product
}

// connected looks up {mysql.host} and the like: a part of the one service of
// that kind that the container connects to.
func (w *work) connected(name string) (text, bool) {
	id, part, _ := strings.Cut(name, ".")
	var target *product
	for _, e := range w.node.Edges {
		p := w.run.product(w.run.graph.Node(e.To))
		if p == nil || id != "any" && !p.entry.CanServe(id) {
			continue
		}
		if target != nil && target.node != p.node {
			return text{}, false
		}
		target = p
	}
	if target == nil {
		return text{}, false
	}
	if part == "host" {
		return text{s: w.run.host(target.node)}, true
	}
	if target.entry.Connection == nil {
		return text{}, false
	}
	if part == "url" {
		t, missing := w.run.connectionText(target)
		return t, missing == ""
	}
	t, missing := fill(target.entry.Connection.Parts[part], w.run.variables(target))
	return t, missing == ""
}

func (w *work) optionalEnvironment(p *product) {
	for _, v := range p.entry.Optional() {
		env := w.run.env(w.node)
		if env.sealed || w.excluded("env") || env.has(v.Name) || env.has(v.Name+"_FILE") {
			continue
		}
		at := "env." + v.Name
		if v.Secret {
			w.take(at, cty.StringVal(w.handle(v.Name)), schema.OriginGenerated, fromGenerator)
			continue
		}
		t, missing := fill(v.Text, w.connected)
		switch {
		case missing != "":
		case strings.Contains(v.Text, "{"):
			w.take(at, t.value(), schema.OriginDerived("connect"), fromConnections)
		default:
			w.fromEntry(p, at, t.value())
		}
	}
}

func (w *work) volumes(p *product) {
	var mounts []cty.Value
	inside := p.entry.VolumesFor(p.tag)
	for _, dir := range inside {
		name := fmt.Sprintf("%s-%s-%s-data", w.run.graph.Project, w.run.graph.Stack, w.run.host(w.node))
		if len(inside) > 1 {
			name += "-" + path.Base(dir)
		}
		mounts = append(mounts, cty.StringVal(name+":"+strings.TrimSuffix(dir, "/")))
	}
	if len(mounts) > 0 {
		w.fromEntry(p, "volumes", cty.ListVal(mounts))
	}
}

func (w *work) healthcheck(p *product) {
	e := p.entry
	if len(e.Healthcheck) == 0 || !w.absent("healthcheck") || !e.HealthcheckWhen.Holds(w.run.setting(p)) {
		return
	}
	test := make([]cty.Value, len(e.Healthcheck))
	for i, word := range e.Healthcheck {
		test[i] = cty.StringVal(word)
	}
	w.fromEntry(p, "healthcheck", cty.ObjectVal(map[string]cty.Value{
		"test": cty.ListVal(test), "interval": cty.StringVal(e.Wait.Interval), "timeout": cty.StringVal(e.Wait.Timeout),
		"start_period": cty.StringVal(e.Wait.StartPeriod), "retries": cty.NumberIntVal(int64(e.Wait.Retries)),
	}))
}
