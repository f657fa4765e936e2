package complete

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clockwork-hcl/cw/complete/lock"
	"github.com/clockwork-hcl/cw/hclspec/diag"
	"github.com/clockwork-hcl/cw/schema"
)

// fakeModel is a fake of a model's server. It speaks chat completions and
// answers by resource: the JSON object that the test gives for its address.
type fakeModel struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]string
	asked   []string
	bodies  []string
}

func newFakeModel(t *testing.T, answers map[string]string) *fakeModel {
	t.Helper()
	m := &fakeModel{answers: answers}
	m.Server = httptest.NewServer(http.HandlerFunc(m.serve))
	t.Cleanup(m.Close)
	return m
}

func (m *fakeModel) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	var body struct {
		Messages []struct{ Content string }
	}
	_ = json.Unmarshal(raw, &body)
	var user struct{ Resource string }
	_ = json.Unmarshal([]byte(body.Messages[1].Content), &user)
	m.mu.Lock()
	m.asked, m.bodies = append(m.asked, user.Resource), append(m.bodies, string(raw))
	answer, ok := m.answers[user.Resource]
	m.mu.Unlock()
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"choices": []any{map[string]any{"message": map[string]any{"role": "assistant", "content": answer}, "finish_reason": "stop"}},
		"usage":   map[string]any{"prompt_tokens": 10, "completion_tokens": 5},
	})
}

func (m *fakeModel) config() ModelConfig {
	return ModelConfig{BaseURL: m.URL + "/v1", Model: "fake/one", MaxRetries: 2}
}

const modelConfiguration = `
variable "token" {
  sensitive = true
  default   = "tell-nobody-1"
}
resource "docker_container" "db" {
  image = "postgres:17"
  env   = { POSTGRES_PASSWORD = "tell-nobody-2" }
}
resource "docker_container" "odd" {
  description = "our own thing"
  connect     = [docker_container.db]
  env = {
    TOKEN    = var.token
    ADMIN_PASSWORD = "tell-nobody-3"
    UPSTREAM = "http://me:tell-nobody-4@example.com"
  }
}
resource "file" "greeting" {
  description = "a friendly greeting"
}
resource "file" "copy" {
  description = "a copy of ${docker_container.db.image}"
  content     = "${file.greeting.content} and ${complete("a farewell")}"
}
`

func modelAnswers() map[string]string {
	return map[string]string{
		"docker_container.odd": `{"image":{"repository":"postgres","tag":"16"},"ports":[{"container":5432,"host":5444,"protocol":"tcp"}],"command":null}`,
		"file.greeting":        `{"content":"Hello ${you}!\n","name":null,"directory":null,"mode":"600"}`,
		"file.copy":            `{"content_a_farewell":"Bye.","name":null,"directory":null,"mode":null}`,
	}
}

// A model fills what nobody else can; what its values need follows; the second
// run asks nobody.
func TestModel(t *testing.T) {
	m := newFakeModel(t, modelAnswers())
	g := graphOf(t, map[string]string{"main.cw.hcl": modelConfiguration})
	req := Request{Graph: g, Completer: CompleterAuto, Model: m.config()}
	res, diags := Run(t.Context(), req)
	if diags.HasErrors() {
		t.Fatal(diagnosticText(diags))
	}
	got := valueText(res)
	for _, want := range []string{
		`docker_container.odd.image = "postgres:16" (model(fake/one))`,
		`docker_container.odd.ports = ["127.0.0.1:5444:5432"] (model(fake/one))`,
		`docker_container.odd.env.POSTGRES_PASSWORD = "<<secret:docker_container.odd.POSTGRES_PASSWORD>>" (generated)`,
		`docker_container.odd.env.DATABASE_URL = sensitive`,
		`file.greeting.content = "Hello ${you}!\n" (model(fake/one))`,
		`file.greeting.mode = "600" (model(fake/one))`,
		`file.copy.content:a farewell = "Bye." (model(fake/one))`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in:\n%s", want, got)
		}
	}
	content := res.Values.Get(address(t, "file.copy")).Attributes["content"].Value
	if content.AsString() != "Hello ${you}!\n and Bye." {
		t.Errorf("content %#v", content)
	}
	if len(res.Asked) != 3 || res.Usage.Requests != 3 || res.Usage.PromptTokens != 30 {
		t.Errorf("asked %v, usage %+v", res.Asked, res.Usage)
	}
	if all := strings.Join(m.bodies, "\n") + string(res.Lock.Bytes()); strings.Contains(all, "tell-nobody") {
		t.Errorf("a secret leaves:\n%s", all)
	}

	req.Lock = res.Lock
	second, diags := Run(t.Context(), req)
	if diags.HasErrors() || second.LockChanged || len(m.asked) != 3 || len(second.Asked) != 0 {
		t.Errorf("second run: asked %v, changed %v\n%s", m.asked, second.LockChanged, diagnosticText(diags))
	}
	secondRun(t, req, res)
}

func address(t *testing.T, s string) schema.Address {
	t.Helper()
	a, err := schema.ParseAddress(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// An edit asks again about that resource, and about nothing else.
func TestEditReopensOneResource(t *testing.T) {
	m := newFakeModel(t, modelAnswers())
	before, diags := Run(t.Context(), Request{Graph: graphOf(t, map[string]string{"main.cw.hcl": modelConfiguration}), Model: m.config()})
	if diags.HasErrors() {
		t.Fatal(diagnosticText(diags))
	}
	m.asked = nil
	edited := strings.Replace(modelConfiguration, "our own thing", "our own other thing", 1)
	after, diags := Run(t.Context(), Request{Graph: graphOf(t, map[string]string{"main.cw.hcl": edited}), Lock: before.Lock, Model: m.config()})
	if diags.HasErrors() {
		t.Fatal(diagnosticText(diags))
	}
	if fmt.Sprint(m.asked) != "[docker_container.odd]" {
		t.Errorf("asked %v", m.asked)
	}
	odd := address(t, "docker_container.odd").String()
	without := func(f *lock.File) string {
		var b strings.Builder
		for _, block := range strings.Split(string(f.Bytes()), "\nresource ") {
			if !strings.HasPrefix(block, `"`+odd+`"`) {
				b.WriteString(block)
			}
		}
		return b.String()
	}
	if !after.LockChanged || without(before.Lock) != without(after.Lock) {
		t.Errorf("other entries changed:\n%s\n---\n%s", before.Lock.Bytes(), after.Lock.Bytes())
	}
}

// A model that fails is one error for all that it was asked; what the others
// answered is kept, and no earlier entry is lost.
func TestModelFails(t *testing.T) {
	m := newFakeModel(t, nil)
	g := graphOf(t, map[string]string{"main.cw.hcl": `
resource "file" "a" { description = "x" }
resource "file" "b" { description = "y" }
resource "docker_container" "cache" { description = "redis" }
`})
	res, diags := Run(t.Context(), Request{Graph: g, Model: m.config()})
	if len(diags) != 1 || diag.CodeOf(diags[0]) != "CW0405" || !strings.Contains(diags[0].Detail, "file.a, file.b") {
		t.Errorf("diagnostics:\n%s", diagnosticText(diags))
	}
	if !res.LockChanged || len(res.Lock.Addresses()) != 1 {
		t.Errorf("lock:\n%s", res.Lock.Bytes())
	}
	if len(res.Asked) != 2 || !res.Asked[0].Failed {
		t.Errorf("asked %+v", res.Asked)
	}
}

// Values outside the fence are refused, whatever the model insists on.
func TestModelStaysInsideTheFence(t *testing.T) {
	for name, c := range map[string]struct{ config, answer string }{
		"latest":  {`resource "docker_container" "xx" { description = "odd" }`, `{"image":{"repository":"a","tag":"latest"},"ports":null,"env":null,"command":null}`},
		"path":    {`resource "file" "x" { description = "odd" }`, `{"content":"x","name":"y","directory":"../../etc","mode":null}`},
		"git":     {`resource "git_repo" "x" { description = "odd" }`, `{"repo_url":"http://example.com/x.git","branch":null,"dest":null}`},
		"secret":  {`resource "file" "x" { description = "odd" }`, `{"content":"<<secret:docker_container.db.POSTGRES_PASSWORD>>","name":null,"directory":null,"mode":null}`},
		"network": {"resource \"docker_container\" \"xx\" {\n description = \"odd\"\n complete { fill = [\"networks\"] }\n}", `{"image":{"repository":"a","tag":"1"},"ports":null,"env":null,"command":null,"networks":["host"]}`},
	} {
		t.Run(name, func(t *testing.T) {
			m := newFakeModel(t, map[string]string{"docker_container.xx": c.answer, "file.x": c.answer, "git_repo.x": c.answer})
			res, diags := Run(t.Context(), Request{Graph: graphOf(t, map[string]string{"main.cw.hcl": c.config}), Model: m.config()})
			if len(diags) != 1 || diag.CodeOf(diags[0]) != "CW0405" || !strings.Contains(diags[0].Detail, "can't be used") {
				t.Errorf("diagnostics:\n%s", diagnosticText(diags))
			}
			if len(res.Layers) != 0 || len(m.asked) != 2 {
				t.Errorf("took %s after %d requests", valueText(res), len(m.asked))
			}
		})
	}
}

// Who is asked, and who is not.
func TestWhoIsAsked(t *testing.T) {
	config := `
resource "docker_container" "web" { description = "nginx" }
resource "file" "x" { description = "odd" }
`
	answers := map[string]string{
		"docker_container.web": `{"image":{"repository":"acme/web","tag":"1"},"ports":null,"env":null,"command":null}`,
		"file.x":               `{"content":"x","name":null,"directory":null,"mode":null}`,
	}
	for _, c := range []struct {
		name, completer string
		change          func(*Request)
		want            string
	}{
		{"auto", "", nil, "[file.x]"},
		{"model", CompleterModel, nil, "[docker_container.web file.x]"},
		{"catalog", CompleterCatalog, nil, "[]"},
		{"off", CompleterOff, nil, "[]"},
		{"locked", CompleterAuto, func(r *Request) { r.Locked = true }, "[]"},
		{"no model", CompleterAuto, func(r *Request) { r.Model.Model = "" }, "[]"},
		{"remote without key", CompleterAuto, func(r *Request) { r.Model.BaseURL = "https://example.com/v1" }, "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newFakeModel(t, answers)
			req := Request{Graph: graphOf(t, map[string]string{"main.cw.hcl": config}), Completer: c.completer, Model: m.config()}
			if c.change != nil {
				c.change(&req)
			}
			_, diags := Run(t.Context(), req)
			asked := map[string]bool{}
			for _, a := range m.asked {
				asked[a] = true
			}
			if got := fmt.Sprint(sortedKeys(maps.Clone(asked))); got != c.want {
				t.Errorf("asked %s, want %s", got, c.want)
			}
			if diags.HasErrors() != (c.want == "[]") || IsLockError(diags) != req.Locked {
				t.Errorf("diagnostics:\n%s", diagnosticText(diags))
			}
		})
	}
}

// Questions of one round go out together, but no more than four.
func TestQuestionsAreParallelAndBounded(t *testing.T) {
	answers := map[string]string{}
	var config strings.Builder
	for i := range 12 {
		fmt.Fprintf(&config, "resource \"file\" \"f%d\" { description = \"x\" }\n", i)
		answers[fmt.Sprintf("file.f%d", i)] = `{"content":"x","name":null,"directory":null,"mode":null}`
	}
	m := newFakeModel(t, answers)
	full := make(chan struct{})
	var running, most atomic.Int32
	inner := m.Config.Handler
	m.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer running.Add(-1)
		if n := running.Add(1); n > most.Load() {
			most.Store(n)
			if n == parallel {
				close(full)
			}
		}
		select {
		case <-full:
		case <-time.After(5 * time.Second):
		}
		inner.ServeHTTP(w, r)
	})
	_, diags := Run(t.Context(), Request{Graph: graphOf(t, map[string]string{"main.cw.hcl": config.String()}), Model: m.config()})
	if diags.HasErrors() {
		t.Fatal(diagnosticText(diags))
	}
	if most.Load() != parallel || len(m.asked) != 12 {
		t.Errorf("%d together, %d in all", most.Load(), len(m.asked))
	}
}
