package complete

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/complete/openai"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/resolve"
	"github.com/clockwork-hcl/cw/schema"
)

// parallel is how many questions are under way at once.
const parallel = 4

func (r *run) modelAllowed() bool {
	m := r.req.Model
	return !r.req.Locked && (r.req.Completer == CompleterAuto || r.req.Completer == CompleterModel) &&
		m.BaseURL != "" && m.Model != "" && (m.APIKey != "" || openai.IsLocal(m.BaseURL))
}

// wants lists what a model would be asked for: the holes, and what else is
// offered.
func (w *work) wants() []openai.Want {
	if w.pinned {
		return nil
	}
	var list []openai.Want
	open := w.open()
	for _, h := range open {
		list = append(list, w.want(h.Path, h.Type, h.Hint, true))
	}
	for _, name := range w.res.Offers {
		risky := slices.Contains([]string{"volumes", "networks", "healthcheck"}, name)
		row := w.node.Kind.Attribute(name)
		if !w.absent(name) || !w.requested(name) && (risky || len(open) == 0) || w.hole(name) != nil || row.Merge && w.merged(name) {
			continue
		}
		list = append(list, w.want(name, row.Type, "", false))
	}
	return list
}

// merged reports whether keys of a map were completed already: then nobody is
// asked for more.
func (w *work) merged(name string) bool {
	for path := range w.run.found[w.node.Address] {
		if strings.HasPrefix(path, name+".") {
			return len(w.open()) == 0
		}
	}
	return false
}

func (w *work) want(path string, t cty.Type, hint string, needed bool) openai.Want {
	row, key, inner := w.rowOf(path)
	want := openai.Want{Path: path, Type: t, Doc: row.Doc, Hint: hint, Example: row.Example, Needed: needed, Secret: w.handle}
	want.Check = func(v cty.Value) *schema.Problem { return checkRow(row, key, inner, v) }
	if key != "" || inner {
		return want
	}
	switch {
	case isContainer(w.node.Kind) && path == "image":
		want.Form = openai.Image
	case isContainer(w.node.Kind) && path == "ports":
		want.Form = openai.Ports
	case row.Merge && path == "env":
		want.Form = openai.Environment
	}
	return want
}

func (w *work) question(wants []openai.Want) openai.Question {
	q := openai.Question{
		Address: w.node.Address.String(), Kind: w.node.Kind.Name, Doc: w.node.Kind.Doc,
		Description: w.node.Description, Hint: w.hint(), Given: w.authored(true), Wants: wants,
	}
	q.Accept = func(values map[string]cty.Value) []openai.Rejection {
		var list []openai.Rejection
		for _, path := range sortedKeys(values) {
			if path == "ports" {
				continue // ports of a database are put on the loopback address
			}
			if problem := w.fence(path, values[path]); problem != "" {
				list = append(list, openai.Rejection{Path: path, Rule: "fence", Got: "a value that is not allowed", Wanted: "another value, since this one " + problem})
			}
		}
		return list
	}
	var around []any
	for _, e := range w.node.Edges {
		around = append(around, w.run.surroundings(e))
	}
	if around != nil {
		q.Around = map[string]any{"connects_to": around}
	}
	return q
}

// surroundings is what a model may know of a neighbour.
func (r *run) surroundings(e resolve.Edge) map[string]any {
	to := r.graph.Node(e.To)
	m := map[string]any{"address": e.To.String(), "kind": to.Kind.Name, "connection": e.Rule, "description": to.Description}
	if isContainer(to.Kind) {
		m["host"] = r.host(to)
		m["image"] = plainly(r.attr(e.To, "image"), true)
		m["ports"] = plainly(r.attr(e.To, "ports"), true)
	}
	return m
}

// reply is what came of a job.
type reply struct {
	answer openai.Answer
	err    error
}

// askAll puts the questions of one round, a few at a time, and takes the
// answers in the jobs' order.
func (r *run) askAll(ctx context.Context, jobs []*work) {
	if len(jobs) == 0 {
		return
	}
	m := r.req.Model
	client, err := openai.New(openai.Config{BaseURL: m.BaseURL, APIKey: m.APIKey, Model: m.Model, MaxRetries: m.MaxRetries, Transport: m.Transport})
	if err != nil {
		r.diags = append(r.diags, diag.New("CW0405", nil, "Model request failed", "%s", err.Error()))
		for _, w := range jobs {
			r.blocked[w.node.Address] = true
			r.finish(w)
		}
		return
	}
	questions := make([]openai.Question, len(jobs))
	for i, w := range jobs {
		questions[i] = w.question(w.wants())
	}
	replies := askTogether(ctx, client, questions)
	for i, w := range jobs {
		r.account(w, questions[i], replies[i])
		if replies[i].err == nil {
			w.takeAnswer(replies[i].answer)
		}
	}
	r.reportFailures(jobs, replies)
	for _, w := range jobs {
		r.finish(w)
	}
}

func (r *run) finish(w *work) {
	w.keep()
	r.done[w.node.Address] = true
}

func askTogether(ctx context.Context, client *openai.Client, questions []openai.Question) []reply {
	replies := make([]reply, len(questions))
	slots := make(chan struct{}, parallel)
	var group sync.WaitGroup
	for i := range questions {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			replies[i].answer, replies[i].err = client.Ask(ctx, questions[i])
		})
	}
	group.Wait()
	return replies
}

func (r *run) account(w *work, q openai.Question, a reply) {
	asked := Asked{Address: w.node.Address, Model: r.req.Model.Model, Usage: a.answer.Usage, Failed: a.err != nil}
	for _, want := range q.Wants {
		asked.Paths = append(asked.Paths, want.Path)
	}
	r.asked = append(r.asked, asked)
	r.usage = r.usage.Add(a.answer.Usage)
}

// reportFailures says each failure once, at the first resource that had it,
// and names the others.
func (r *run) reportFailures(jobs []*work, replies []reply) {
	var order []string
	failed := map[string][]*work{}
	for i, w := range jobs {
		if replies[i].err == nil {
			continue
		}
		text := replies[i].err.Error()
		if failed[text] == nil {
			order = append(order, text)
		}
		failed[text] = append(failed[text], w)
		r.blocked[w.node.Address] = true
	}
	for _, text := range order {
		others := ""
		if n := len(failed[text]); n > 1 {
			names := make([]string, n)
			for i, w := range failed[text] {
				names[i] = w.node.Address.String()
			}
			others = fmt.Sprintf(" It was asked about %s.", strings.Join(names, ", "))
		}
		first := failed[text][0].node
		r.report(&hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Model request failed", Detail: text + others,
			Subject: first.Range(), Extra: diag.Extra{Code: "CW0405"},
		}, first.Address)
	}
}

// takeAnswer takes a model's values, and then adds what is known of the image
// that it chose.
func (w *work) takeAnswer(a openai.Answer) {
	paths := sortedKeys(a.Values)
	slices.SortStableFunc(paths, imageFirst)
	for _, path := range paths {
		v := a.Values[path]
		switch row := w.node.Kind.Attribute(path); {
		case row != nil && row.Merge && w.hole(path) == nil:
			w.takeKeys(path, v)
		case path == "ports" && isContainer(w.node.Kind):
			w.takeModel(path, w.sheltered(v))
		default:
			w.takeModel(path, v)
		}
	}
	w.connections()
	w.facts()
}

// takeModel takes one value. A secret that the model declared is generated
// here.
func (w *work) takeModel(path string, v cty.Value) {
	if t, ok := textOf(v); v.Type() == cty.String && ok && schema.SplitHandles(t.s) != nil {
		w.take(path, v, schema.OriginGenerated, fromGenerator)
		return
	}
	w.take(path, v, schema.OriginModel(w.run.req.Model.Model), fromModel)
}

func (w *work) takeKeys(path string, v cty.Value) {
	env := w.run.env(w.node)
	for _, key := range sortedKeys(v.AsValueMap()) {
		if !env.sealed && !env.has(key) {
			w.takeModel(path+"."+key, v.AsValueMap()[key])
		}
	}
}

// sheltered puts the ports of a database on the loopback address.
func (w *work) sheltered(v cty.Value) cty.Value {
	p := w.run.product(w.node)
	ports, _ := words(v)
	if p == nil || !p.entry.Loopback || len(ports) == 0 {
		return v
	}
	list := make([]cty.Value, len(ports))
	for i, port := range ports {
		if !strings.Contains(port, ":") {
			port = ":" + port
		}
		list[i] = cty.StringVal("127.0.0.1:" + port)
	}
	return cty.ListVal(list)
}

// String names the source in a message.
func (s source) String() string {
	return [...]string{"the lock file", "a connection", "the catalogue", "cw", "the model"}[s]
}
