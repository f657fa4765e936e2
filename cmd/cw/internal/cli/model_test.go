package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// fakeModel stands in for a model's endpoint, which is out of a test's reach:
// it speaks the chat completions protocol and answers every question with the
// same content.
func fakeModel(t *testing.T, content string) (url string, asked *atomic.Int32) {
	asked = &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		body, err := io.ReadAll(r.Body)
		if err != nil || !strings.Contains(string(body), "json_schema") {
			http.Error(w, `{"error":{"message":"bad request"}}`, http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"id": "1", "object": "chat.completion", "created": 1, "model": "fake",
			"choices": []any{map[string]any{"index": 0, "finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": content}}},
			"usage":   map[string]any{"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
		})
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

// A description alone is enough; the second run asks nobody; without the lock
// entry --locked refuses, and no model is asked.
func TestDescriptionAlone(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "main.cw.hcl", "resource \"file\" \"poem\" {\n  description = \"one line about clocks\"\n}\n")
	url, asked := fakeModel(t, `{"content":"tick, ${not evaluated} tock\n","name":null,"directory":null,"mode":null}`)
	flags := []string{"--base-url", url, "--model", "fake/model"}

	code, _, errs := call(t, dir, "", append([]string{"apply", "--locked"}, flags...)...)
	if code != exitLock || asked.Load() != 0 || !strings.Contains(errs, "file.poem") {
		t.Fatalf("locked: code %d, asked %d: %s", code, asked.Load(), errs)
	}
	code, out, errs := call(t, dir, "", append([]string{"apply"}, flags...)...)
	if code != exitDone || !strings.Contains(out, "model(fake/model)") {
		t.Fatalf("apply: code %d: %s%s", code, out, errs)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "poem")); err != nil || string(text) != "tick, ${not evaluated} tock\n" {
		t.Errorf("poem is %q, %v", text, err)
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("the model was asked %d times", n)
	}
	code, out, errs = call(t, dir, "", append([]string{"apply", "--locked"}, flags...)...)
	if code != exitDone || !strings.Contains(out, "No changes.") || asked.Load() != 1 {
		t.Errorf("again: code %d, asked %d: %s%s", code, asked.Load(), out, errs)
	}
	code, _, errs = call(t, dir, "", "destroy")
	if _, err := os.Stat(filepath.Join(dir, "poem")); code != exitDone || !os.IsNotExist(err) {
		t.Errorf("destroy: code %d, %v: %s", code, err, errs)
	}
}

// What a model says passes the same checks as what a person says; what never
// passes is an error that shows no key.
func TestModelThatAnswersNonsense(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "main.cw.hcl", "resource \"docker_container\" \"xx\" {\n  description = \"our own service\"\n}\n")
	url, asked := fakeModel(t, `{"image":{"repository":"--privileged","tag":"x y"}}`)
	code, out, errs := call(t, dir, "", "complete", "--base-url", url, "--model", "m", "--api-key", "sk-very-secret")
	if code != exitError || asked.Load() == 0 || asked.Load() > 4 {
		t.Errorf("code %d, asked %d: %s%s", code, asked.Load(), out, errs)
	}
	if strings.Contains(out+errs, "very-secret") || strings.Contains(errs, "goroutine") {
		t.Errorf("the message shows too much: %s", errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "clockwork.lock.hcl")); err == nil {
		t.Error("a refused answer was kept")
	}
}
