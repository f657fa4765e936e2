package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// Failure is why a server gave no usable answer, in words for a person. It
// never holds a key.
type Failure struct {
	// Detail says what happened and what to do.
	Detail string
	// Cause is the error underneath, or nil.
	Cause error
}

func (f *Failure) Error() string { return f.Detail }
func (f *Failure) Unwrap() error { return f.Cause }

// maxResponse bounds what is read of a response, in bytes.
const maxResponse = 4 << 20

// guard is a transport that lets only well-formed chat completions through and
// turns everything else into a Failure. Servers differ in how they say that
// something is wrong; the differences end here.
type guard struct {
	next http.RoundTripper
	// server is the base URL for messages, model the configured one, key the
	// one to hide.
	server, model, key string
}

func (g guard) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := g.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse+1))
	if err != nil {
		return nil, g.broken(req.Context(), err)
	}
	if len(body) > maxResponse {
		return nil, g.failure("%s answered with more than %d MB, which is no chat completion.", g.server, maxResponse>>20)
	}
	if err := g.examine(resp.StatusCode, body); err != nil {
		return nil, err
	}
	resp.Header.Set("Content-Type", "application/json") // not every server says so
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp, nil
}

func (g guard) failure(format string, args ...any) *Failure {
	return &Failure{Detail: g.clean(fmt.Sprintf(format, args...))}
}

func (g guard) broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &Failure{Detail: fmt.Sprintf("The connection to %s broke in the middle of the answer. Run the same command again.", g.server), Cause: err}
}

// examine says what is wrong with a response, or nil.
func (g guard) examine(status int, body []byte) error {
	said := g.message(body)
	if status != http.StatusOK {
		return g.status(status, said)
	}
	var envelope struct {
		Error   json.RawMessage   `json:"error"`
		Choices []json.RawMessage `json:"choices"`
	}
	if json.Unmarshal(body, &envelope) != nil {
		return g.failure("%s answered with %s instead of a chat completion. Check that CW_BASE_URL is the address of an API, most often ending in /v1.", g.server, kindOf(body))
	}
	if len(envelope.Choices) == 0 && len(envelope.Error) > 0 && string(envelope.Error) != "null" {
		return g.status(embeddedStatus(envelope.Error), said)
	}
	return nil
}

// embeddedStatus reads the status that some servers put into an error that
// they send with 200.
func embeddedStatus(raw json.RawMessage) int {
	var e struct {
		Code json.Number `json:"code"`
	}
	if json.Unmarshal(raw, &e) != nil {
		return 0
	}
	n, _ := e.Code.Int64()
	return int(n)
}

func kindOf(body []byte) string {
	start := strings.ToLower(string(bytes.TrimSpace(body[:min(len(body), 200)])))
	switch {
	case len(body) == 0:
		return "nothing"
	case strings.HasPrefix(start, "<"):
		return "a web page"
	}
	return "text that is no JSON"
}

func (g guard) status(status int, said string) error {
	what := fmt.Sprintf("%s answered %d", g.server, status)
	if status == 0 {
		what = g.server + " answered with an error"
	}
	if said != "" {
		what += " (" + said + ")"
	}
	return g.failure("%s: %s", what, g.advice(status))
}

func (g guard) advice(status int) string {
	switch {
	case status == http.StatusUnauthorized:
		return "the key is missing or not accepted. Check CW_API_KEY."
	case status == http.StatusPaymentRequired:
		return "the account has no credit left. Add some, or choose another model with --model."
	case status == http.StatusForbidden:
		return "the key may not use this model. Choose another with --model, or another key."
	case status == http.StatusNotFound:
		return fmt.Sprintf("it does not know the model %q, or has no chat completions there. Check --model (CW_MODEL) and CW_BASE_URL.", g.model)
	case status == http.StatusTooManyRequests:
		return "too many requests for now. Wait a little and run the same command again; what was completed stays in the lock file."
	case status == http.StatusRequestEntityTooLarge:
		return "the question is too long for it. Choose a model with a larger context."
	case status == http.StatusRequestTimeout || status == http.StatusGatewayTimeout:
		return "it took too long. Run the same command again, or choose a faster model with --model."
	case status >= 500:
		return "the server has trouble of its own. Run the same command again later; what was completed stays in the lock file."
	case status >= 300 && status < 400:
		return "it sends requests elsewhere, and a key must not follow there. Set CW_BASE_URL to the right address."
	case status == http.StatusBadRequest || status == http.StatusUnprocessableEntity:
		return fmt.Sprintf("it does not take the request. The model %q may lack structured output (response_format json_schema); choose another with --model.", g.model)
	}
	return "the request failed. Check CW_BASE_URL and --model."
}

// message finds what a server says about an error: {"error":{"message":…}},
// {"error":"…"}, {"message":…}, {"detail":…}, or a bare JSON string.
func (g guard) message(body []byte) string {
	var doc any
	if json.Unmarshal(body, &doc) != nil {
		return ""
	}
	return g.said(findMessage(doc))
}

func findMessage(doc any) string {
	switch doc := doc.(type) {
	case string:
		return doc
	case map[string]any:
		for _, name := range []string{"error", "message", "detail", "msg"} {
			if text := findMessage(doc[name]); text != "" {
				return text
			}
		}
	}
	return ""
}

var keyLike = regexp.MustCompile(`\b(sk|pk|key|Bearer)[-_ ][A-Za-z0-9_*.\-]{6,}`)

// said makes a remote text fit to show: one line, short, no key, no control
// characters.
func (g guard) said(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text))
	text = strings.TrimRight(g.clean(text), ".")
	if len(text) > 200 {
		text = strings.ToValidUTF8(text[:200], "") + "…"
	}
	return text
}

func (g guard) clean(text string) string {
	if g.key != "" {
		text = strings.ReplaceAll(text, g.key, "(key)")
	}
	return keyLike.ReplaceAllString(text, "(key)")
}

// explain turns whatever ended a request into a Failure.
func (g guard) explain(ctx context.Context, err error, limit time.Duration) error {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure
	}
	var told interface{ ForPerson() string }
	if errors.As(err, &told) {
		return &Failure{Detail: told.ForPerson(), Cause: err}
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return &Failure{Detail: "The request to the model was interrupted.", Cause: context.Canceled}
	case errors.Is(err, context.DeadlineExceeded):
		return &Failure{Detail: fmt.Sprintf("%s did not answer within %s. Run the same command again, or choose a faster model with --model.", g.server, limit), Cause: context.DeadlineExceeded}
	}
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &dns):
		return &Failure{Detail: fmt.Sprintf("%s can't be found: there is no host %q. Check CW_BASE_URL and the network.", g.server, dns.Name), Cause: err}
	case errors.As(err, &op):
		return &Failure{Detail: fmt.Sprintf("%s can't be reached: %s. Check CW_BASE_URL, and that the server runs.", g.server, op.Err), Cause: err}
	}
	return &Failure{Detail: g.said(fmt.Sprintf("The request to %s failed: %s", g.server, err)) + ". Check CW_BASE_URL and the network.", Cause: err}
}
