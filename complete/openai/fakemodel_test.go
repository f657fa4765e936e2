package openai

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// fakeModel is a fake of a model's server: it speaks the chat completions
// protocol and answers with what the test gives it, one reply a request; the
// last one repeats.
type fakeModel struct {
	*httptest.Server
	mu       sync.Mutex
	replies  []http.HandlerFunc
	requests []fakeRequest
}

type fakeRequest struct {
	Header http.Header
	Body   map[string]any
	Raw    string
}

func newFakeModel(t *testing.T, replies ...http.HandlerFunc) *fakeModel {
	t.Helper()
	m := &fakeModel{replies: replies}
	m.Server = httptest.NewServer(http.HandlerFunc(m.serve))
	t.Cleanup(m.Close)
	return m
}

func (m *fakeModel) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	req := fakeRequest{Header: r.Header, Raw: string(raw)}
	_ = json.Unmarshal(raw, &req.Body)
	m.mu.Lock()
	m.requests = append(m.requests, req)
	reply := m.replies[min(len(m.requests), len(m.replies))-1]
	m.mu.Unlock()
	if r.Method != http.MethodPost || r.URL.Path != "/v1/chat/completions" {
		http.NotFound(w, r)
		return
	}
	reply(w, r)
}

func (m *fakeModel) seen() []fakeRequest {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.requests
}

// says answers with a completion whose content is the text.
func says(content string) http.HandlerFunc {
	return message(map[string]any{"role": "assistant", "content": content}, "stop")
}

func message(msg map[string]any, finish string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"id": "x", "object": "chat.completion", "created": 1, "model": "fake",
			"choices": []any{map[string]any{"index": 0, "message": msg, "finish_reason": finish}},
			"usage":   map[string]any{"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
		})
	}
}

// sends answers with a status and a body as they are.
func sends(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}
