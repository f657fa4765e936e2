// Package replay keeps what a model's server answered, and answers from what
// was kept: for examples and tests without a server.
//
// It works at the level of HTTP, below complete/openai, and only ever sees
// requests that are already redacted. Headers, and so keys, are not kept.
package replay

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
)

// Recording is one request and its answer, as kept in a file.
type Recording struct {
	// Request is the canonical body: JSON with sorted keys.
	Request json.RawMessage `json:"request"`
	Status  int             `json:"status"`
	// Response is the body as text.
	Response string `json:"response"`
}

// Miss is a request that no recording answers.
type Miss struct {
	Dir, Key string
}

func (m *Miss) Error() string { return m.ForPerson() }

// ForPerson says what is missing and what to do.
func (m *Miss) ForPerson() string {
	return fmt.Sprintf("%s has no recording of this request to the model (%s.json). Record it again with CW_MODEL_RECORD, or unset CW_MODEL_REPLAY.", m.Dir, m.Key)
}

// Problem is why recording or replaying failed, in words for a person.
type Problem struct{ text string }

func (p *Problem) Error() string { return p.text }

// ForPerson is the whole text.
func (p *Problem) ForPerson() string { return p.text }

func problem(format string, args ...any) error { return &Problem{fmt.Sprintf(format, args...)} }

// Record is a transport that passes requests on to next and keeps each answer
// with status 200 in dir, which it makes if need be.
func Record(dir string, next http.RoundTripper) http.RoundTripper {
	return recorder{dir, next}
}

// Replay is a transport that answers from dir alone.
func Replay(dir string) http.RoundTripper { return player{dir} }

type recorder struct {
	dir  string
	next http.RoundTripper
}

func (r recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	body, key, err := read(req)
	if err != nil {
		return nil, err
	}
	again := req.Clone(req.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	resp, err := r.next.RoundTrip(again)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	defer resp.Body.Close()
	const limit = 16 << 20
	answer, err := io.ReadAll(io.LimitReader(resp.Body, limit))
	if err != nil {
		return nil, err
	}
	if err := r.keep(key, Recording{Request: canonical(body), Status: resp.StatusCode, Response: string(answer)}); err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(answer))
	return resp, nil
}

func (r recorder) keep(key string, rec Recording) error {
	text, err := json.MarshalIndent(rec, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(r.dir, 0o755); err != nil {
		return problem("The model's answer can't be recorded: %s.", err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, key+".json"), append(text, '\n'), 0o644); err != nil {
		return problem("The model's answer can't be recorded: %s.", err)
	}
	return nil
}

type player struct{ dir string }

func (p player) RoundTrip(req *http.Request) (*http.Response, error) {
	_, key, err := read(req)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(p.dir, key+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Miss{p.dir, key}
	}
	if err != nil {
		return nil, problem("A recording can't be read: %s.", err)
	}
	var rec Recording
	if err := json.Unmarshal(text, &rec); err != nil || rec.Status == 0 {
		return nil, problem("The recording %s is damaged. Record it again with CW_MODEL_RECORD.", filepath.Join(p.dir, key+".json"))
	}
	return &http.Response{
		Status: http.StatusText(rec.Status), StatusCode: rec.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Request: req,
		Body: io.NopCloser(bytes.NewReader([]byte(rec.Response))), ContentLength: int64(len(rec.Response)),
	}, nil
}

// read takes a request's body and the key that it is kept under: a hash of the
// method, the last parts of the path and the canonical body. The host is not in
// it, so that a recording holds for any server.
func read(req *http.Request) (body []byte, key string, err error) {
	if req.Body != nil {
		defer req.Body.Close()
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, "", err
		}
	}
	sum := sha256.Sum256(append([]byte(req.Method+"\n"+filepath.Base(req.URL.Path)+"\n"), canonical(body)...))
	return body, hex.EncodeToString(sum[:16]), nil
}

// canonical gives equal requests equal bytes: JSON with sorted keys and no
// spaces. What is no JSON becomes a JSON string.
func canonical(body []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var doc any
	if d.Decode(&doc) != nil {
		doc = string(body)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return body
	}
	return text
}
