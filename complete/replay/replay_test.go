package replay

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/clockwork-hcl/cw/complete/openai"
)

func question(description string) openai.Question {
	return openai.Question{
		Address: "file.x", Kind: "file", Description: description,
		Wants: []openai.Want{{Path: "content", Type: cty.String, Needed: true}},
	}
}

// A fake server's answer is recorded once and replayed without the server; a
// question that was not recorded is an error that says so. No key is kept.
func TestRecordAndReplay(t *testing.T) {
	calls := 0
	fake := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls++
		_, _ = io.WriteString(w, `{"choices":[{"message":{"role":"assistant","content":"{\"content\":\"hello\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3}}`)
	}))
	defer fake.Close()
	dir := filepath.Join(t.TempDir(), "recordings")
	ask := func(base string, transport http.RoundTripper, description string) (openai.Answer, error) {
		c, err := openai.New(openai.Config{BaseURL: base, APIKey: "sk-secret-key", Model: "m", Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		return c.Ask(context.Background(), question(description))
	}
	if _, err := ask(fake.URL+"/v1", Record(dir, http.DefaultTransport), "x"); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(files) != 1 || calls != 1 {
		t.Fatalf("files %v after %d calls", files, calls)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || strings.Contains(string(text), "sk-secret-key") {
		t.Errorf("recording %s, %v", text, err)
	}
	a, err := ask("http://elsewhere.invalid/v1", Replay(dir), "x")
	if err != nil || calls != 1 || a.Values["content"].AsString() != "hello" || a.Usage.PromptTokens != 3 {
		t.Errorf("replay %v, %v, %d calls", a, err, calls)
	}
	_, err = ask("http://elsewhere.invalid/v1", Replay(dir), "y")
	var miss *Miss
	if !errors.As(err, &miss) || !strings.Contains(err.Error(), "CW_MODEL_RECORD") {
		t.Errorf("miss: %v", err)
	}
	if err := os.WriteFile(files[0], []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = ask("http://elsewhere.invalid/v1", Replay(dir), "x"); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("damaged: %v", err)
	}
}

// A failure is passed on and not kept.
func TestFailuresAreNotRecorded(t *testing.T) {
	fake := httptest.NewServer(http.NotFoundHandler())
	defer fake.Close()
	dir := t.TempDir()
	c, err := openai.New(openai.Config{BaseURL: fake.URL + "/v1", Model: "m", Transport: Record(dir, http.DefaultTransport)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Ask(context.Background(), question("x")); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("error %v", err)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) != 0 {
		t.Errorf("kept %v", files)
	}
}
