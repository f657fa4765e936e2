package complete

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/clockwork-hcl/cw/complete/catalog"
	"github.com/clockwork-hcl/cw/complete/openai"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// variable is an environment variable that follows from a connection.
type variable struct {
	name  string
	value text
	to    *resolve.Node
	rule  string
	// named: the author chose the name.
	named bool
	at    hcl.Range
}

// connections gives the variables that a container lacks to reach those it
// connects to.
func (w *work) connections() {
	env := w.run.env(w.node)
	if env.sealed || w.excluded("env") {
		return
	}
	for _, v := range w.unambiguous(w.connectionVariables(), env) {
		if env.has(v.name) {
			continue
		}
		if v.value.unknown {
			w.warn(v.at, "%s does not get %s: a part of it is known only after the deployment of %s. Set it in env.", w.node.Address, v.name, v.to.Address)
			continue
		}
		w.take("env."+v.name, v.value.value(), schema.OriginDerived(v.rule), fromConnections)
	}
}

func (w *work) warn(at hcl.Range, detail string, args ...any) {
	if !w.pinned {
		w.run.report(diag.Warn("CW0407", &at, "Connection variable left out", detail, args...), w.node.Address)
	}
}

// connectionVariables lists what each edge gives, typed connections first for
// a target that has both.
func (w *work) connectionVariables() []variable {
	var list []variable
	edges := slices.Clone(w.node.Edges)
	slices.SortStableFunc(edges, func(a, b resolve.Edge) int { return cmp.Compare(typed(b), typed(a)) })
	for _, e := range edges {
		to := w.run.graph.Node(e.To)
		given := w.edgeVariables(e, to)
		for _, v := range given {
			if !slices.ContainsFunc(list, func(have variable) bool {
				return have.to == to && (have.name == v.name || typed(e) == 0 && !v.extra(to, w.run))
			}) {
				list = append(list, v)
			}
		}
	}
	return list
}

func typed(e resolve.Edge) int {
	if e.Rule == "connect" {
		return 0
	}
	return 1
}

// extra reports whether v is one of the variables beside the connection's own.
func (v variable) extra(to *resolve.Node, r *run) bool {
	p := r.product(to)
	return p != nil && p.entry.Connection != nil && p.entry.Connection.ExtraEnv[v.name] != ""
}

func (w *work) edgeVariables(e resolve.Edge, to *resolve.Node) []variable {
	if e.Rule == "database" {
		return w.databaseVariables(e, to)
	}
	p := w.run.product(to)
	if e.Rule != "connect" || p == nil || p.entry.Connection == nil {
		return nil
	}
	c := p.entry.Connection
	if !c.When.Holds(w.run.setting(p)) {
		w.warn(e.Range, "%s does not get %s: how to reach %s depends on its security settings. Set it in env.", w.node.Address, c.Env, to.Address)
		return nil
	}
	value, missing := w.run.connectionText(p)
	if missing != "" {
		w.warn(e.Range, "%s does not get %s: the catalogue's form of it needs %s, which is not set in %s in a way that can be read. Set %s in env.", w.node.Address, c.Env, missing, to.Address, c.Env)
		return nil
	}
	list := []variable{{name: c.Env, value: value, to: to, rule: "connect", at: e.Range}}
	return append(list, w.extraVariables(e, p)...)
}

func (w *work) extraVariables(e resolve.Edge, p *product) []variable {
	var list []variable
	for _, name := range sortedKeys(p.entry.Connection.ExtraEnv) {
		value, missing := fill(p.entry.Connection.ExtraEnv[name], w.run.variables(p))
		if missing == "" {
			list = append(list, variable{name: name, value: value, to: p.node, rule: "connect", at: e.Range})
		}
	}
	return list
}

// setting is what the catalogue's conditions are held against.
func (r *run) setting(p *product) catalog.Setting {
	env := r.env(p.node)
	return catalog.Setting{Tag: p.tag, Command: p.command, Env: env.plain}
}

// connectionText is how to reach p by the catalogue's template.
func (r *run) connectionText(p *product) (t text, missing string) {
	c := p.entry.Connection
	get := r.variables(p)
	if c.PasswordFlag != "" {
		if i := slices.Index(p.command, c.PasswordFlag); i >= 0 && i+1 < len(p.command) {
			password := text{s: p.command[i+1], secret: schema.SplitHandles(p.command[i+1]) == nil}
			return fill(c.PasswordTemplate, func(name string) (text, bool) {
				if name == "password" {
					return password, true
				}
				return get(name)
			})
		}
	}
	return fill(r.withoutPassword(p, c.Template), get)
}

var passwordPart = regexp.MustCompile(`:\{([A-Z_]+)\|urlenc\}@`)

// withoutPassword takes the password out of a template where the author chose
// that there is none.
func (r *run) withoutPassword(p *product, template string) string {
	m := passwordPart.FindStringSubmatch(template)
	if m == nil {
		return template
	}
	env := r.env(p.node)
	for _, v := range p.entry.EnvRequired {
		if v.Name == m[1] && !env.has(v.Name) && slices.ContainsFunc(v.Unless, env.has) {
			return strings.Replace(template, m[0], "@", 1)
		}
	}
	return template
}

// variables looks up what p's environment is, or by itself would be.
func (r *run) variables(p *product) lookup {
	env := r.env(p.node)
	var get lookup
	depth := 0
	get = func(name string) (text, bool) {
		if name == "host" {
			return text{s: r.host(p.node)}, true
		}
		if v, ok := env.values[name]; ok {
			t, ok := textOf(v)
			t.secret = t.secret || schema.SplitHandles(t.s) == nil && isSecretVariable(p.entry, name)
			return t, ok
		}
		if env.opaque {
			return text{unknown: true}, true
		}
		def, ok := p.entry.Connection.EnvDefaults[name]
		if !ok || env.has(name+"_FILE") || depth > 3 {
			return text{}, false
		}
		depth++
		defer func() { depth-- }()
		t, missing := fill(def, get)
		return t, missing == ""
	}
	return get
}

func isSecretVariable(e *catalog.Entry, name string) bool {
	return openai.IsSecretName(name) || slices.ContainsFunc(e.EnvRequired, func(v catalog.Variable) bool {
		return v.Name == name && v.Kind == catalog.KindSecret
	})
}

// databaseVariables reads a connection "database" block.
func (w *work) databaseVariables(e resolve.Edge, to *resolve.Node) []variable {
	v := variable{name: "DATABASE_URL", to: to, rule: "connection.database", at: e.Range}
	if name, ok := textOf(e.Args["env_var"]); ok && !name.unknown {
		v.name, v.named = name.s, true
	}
	p := w.run.product(to)
	template, custom := textOf(e.Args["url_template"])
	switch {
	case custom && template.unknown:
		v.value.unknown = true
		return []variable{v}
	case custom:
	case p == nil || p.entry.Connection == nil:
		w.warn(e.Range, "%s does not get %s: the catalogue does not know the image of %s, so it can't tell the form of the address. Write url_template = \"scheme://{username}:{password}@{host}:{port}/{database}\".", w.node.Address, v.name, to.Address)
		return nil
	default:
		template.s = w.databaseTemplate(e, p)
	}
	missing := ""
	v.value, missing = fill(template.s, w.databaseParts(e, to, p, strings.Contains(template.s, "://")))
	v.value.secret = v.value.secret || template.secret
	if missing != "" {
		w.warn(e.Range, "%s does not get %s: there is no value for {%s}. Set it in the connection, or write it into url_template.", w.node.Address, v.name, missing)
		return nil
	}
	return []variable{v}
}

var databaseArguments = []string{"username", "password", "database_name"}

// databaseTemplate is the catalogue's own, or a plain URL where the author
// gives parts of it.
func (w *work) databaseTemplate(e resolve.Edge, p *product) string {
	c := p.entry.Connection
	overridden := slices.ContainsFunc(databaseArguments, func(name string) bool { _, ok := textOf(e.Args[name]); return ok })
	if !overridden || c.Parts == nil {
		return w.run.withoutPassword(p, c.Template)
	}
	template := c.Parts["scheme"] + "://{username}:{password}@{host}:{port}/{database}"
	if _, ok := w.databaseParts(e, p.node, p, true)("password"); !ok {
		template = strings.Replace(template, ":{password}", "", 1)
	}
	if _, rest, ok := strings.Cut(c.Template, "?"); ok {
		template += "?" + rest
	}
	return template
}

// databaseParts looks up a url_template's placeholders: the connection's
// arguments, then what the target is.
func (w *work) databaseParts(e resolve.Edge, to *resolve.Node, p *product, inURL bool) lookup {
	return func(name string) (text, bool) {
		argument := map[string]string{"user": "username", "database": "database_name", "dbname": "database_name"}[name]
		t, ok := textOf(e.Args[cmp.Or(argument, name)])
		if !ok {
			t, ok = w.targetPart(cmp.Or(argument, name), to, p)
		}
		if name == "password" && ok {
			t.secret = t.secret || !t.unknown && t.s != "" && schema.SplitHandles(t.s) == nil
		}
		if inURL && slices.Contains(databaseArguments, cmp.Or(argument, name)) {
			t.s = urlEncode(t.s)
		}
		return t, ok
	}
}

func (w *work) targetPart(name string, to *resolve.Node, p *product) (text, bool) {
	if name == "host" {
		return text{s: w.run.host(to)}, true
	}
	if p == nil || p.entry.Connection == nil {
		return w.publishedPort(name, to)
	}
	part := map[string]string{"username": "user", "database_name": "database"}[name]
	if template, ok := p.entry.Connection.Parts[cmp.Or(part, name)]; ok {
		t, missing := fill(template, w.run.variables(p))
		return t, missing == "" && t.s+template != ""
	}
	return w.run.variables(p)(name)
}

// publishedPort takes the port of an unknown image from what it publishes.
func (w *work) publishedPort(name string, to *resolve.Node) (text, bool) {
	ports, ok := words(w.run.attr(to.Address, "ports"))
	if name != "port" || !ok || len(ports) == 0 {
		return text{}, false
	}
	port, _, _ := strings.Cut(ports[0], "/")
	return text{s: port[strings.LastIndexByte(port, ':')+1:]}, true
}

// unambiguous settles variables that several targets would give: one that the
// author named wins; else each target gets a variable of its own name, and
// nobody the general one.
func (w *work) unambiguous(list []variable, env environment) []variable {
	var out []variable
	warned := map[string]bool{}
	for _, v := range list {
		rivals := rivalsOf(v, list)
		switch {
		case len(rivals) == 0, v.named && !slices.ContainsFunc(rivals, func(r variable) bool { return r.named }):
			out = append(out, v)
			continue
		case !v.named && slices.ContainsFunc(rivals, func(r variable) bool { return r.named }):
			v.name = ownName(v)
			out = append(out, v)
			continue
		}
		if !warned[v.name] && !env.has(v.name) {
			warned[v.name] = true
			w.warn(v.at, "%s connects to %s, and each would give it %s. It gets %s instead; set %s in env to say which one it means.",
				w.node.Address, targetNames(v, rivals), v.name, ownNames(v, rivals), v.name)
		}
		v.name = ownName(v)
		out = append(out, v)
	}
	return out
}

func rivalsOf(v variable, list []variable) []variable {
	var rivals []variable
	for _, other := range list {
		if other.name == v.name && other.to != v.to {
			rivals = append(rivals, other)
		}
	}
	return rivals
}

func targetNames(v variable, rivals []variable) string {
	names := []string{v.to.Address.String()}
	for _, r := range rivals {
		names = append(names, r.to.Address.String())
	}
	return strings.Join(names, " and ")
}

func ownNames(v variable, rivals []variable) string {
	names := []string{ownName(v)}
	for _, r := range rivals {
		names = append(names, ownName(r))
	}
	return strings.Join(names, " and ")
}

var notInNames = regexp.MustCompile(`[^A-Z0-9]+`)

// ownName is a variable's name with the target's in front: DB_A_URL for the
// DATABASE_URL of db-a.
func ownName(v variable) string {
	suffix := v.name
	for _, end := range []string{"_URL", "_URI", "_ENDPOINT", "_ADDR"} {
		if strings.HasSuffix(v.name, end) {
			suffix = end[1:]
		}
	}
	label := v.to.Address.Name
	if v.to.Address.Key != "" {
		label += "_" + v.to.Address.Key
	}
	prefix := strings.Trim(notInNames.ReplaceAllString(strings.ToUpper(label), "_"), "_")
	return fmt.Sprintf("%s_%s", prefix, suffix)
}
